"""The ledger's own files: for the user alone, written whole, and gone when they are no longer needed."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from pixelfare.errors import LedgerError

__all__ = ["check_private", "make_private", "private_folder", "write_whole"]

_WINDOWS = os.name == "nt"


def private_folder(folder: Path, *, ours: bool = False) -> Path:
    """Make a folder that only the user can enter; one that is there stays as it is, unless it is `ours` alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if ours and not _WINDOWS and folder.lstat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as failure:
        raise LedgerError(f"{str(folder)!r} cannot be made: {failure.strerror}") from None
    return folder


def make_private(file: Path) -> None:
    """Create an empty file that only the user can read, unless it is there."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        check_private(file)
    except OSError as failure:
        raise LedgerError(f"the ledger {str(file)!r} cannot be made: {failure.strerror}") from None


def check_private(file: Path) -> None:
    """Refuse a file that is not a plain one of the user's own, or that others can read.

    Raises:
        LedgerError: What is wrong, and how to mend it.
    """
    try:
        found = file.lstat()
    except OSError as failure:
        raise LedgerError(f"the ledger {str(file)!r} cannot be read: {failure.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise LedgerError(f"the ledger {str(file)!r} is not a plain file")
    if _WINDOWS:
        return
    if found.st_uid != os.geteuid():
        raise LedgerError(f"the ledger {str(file)!r} belongs to another user")
    if found.st_mode & 0o077:
        raise LedgerError(f"others can read the ledger {str(file)!r}: chmod 600 it")


def write_whole(file: Path, data: bytes) -> None:
    """Write a file of the user's own, and return when it is on disk.

    Raises:
        LedgerError: It cannot be written.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
        _sync_folder(file.parent)
    except OSError as failure:
        raise LedgerError(f"{str(file)!r} cannot be written: {failure.strerror}") from None


def _sync_folder(folder: Path) -> None:
    if _WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
