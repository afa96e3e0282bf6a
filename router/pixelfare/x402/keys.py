"""Private keys as text, and the files they are kept in."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from pixelfare.errors import WalletError

__all__ = ["LARGEST", "Secret", "key_of", "new_key", "read_secret", "unseen", "write_secret"]

T = TypeVar("T")
LARGEST = 64 * 1024
"""Bytes of the largest file that is read as a key, a keystore or a password."""

# How many keys secp256k1 has, and one more.
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_HEX = re.compile(r"(?:0x)?[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"(?:0x)?[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
_LEAST_PHRASE = 12
_POSIX = os.name == "posix"


class Secret:
    """Text or bytes that show themselves only where they are asked to.

    A traceback shows what local variables hold, so a key is held in one of these wherever something can be raised.

    Args:
        value: What is not to be shown.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str | bytes) -> None:
        self.__value = value

    @property
    def text(self) -> str:
        """The value as text; bytes that are no UTF-8 are replaced, which no key survives."""
        return self.__value if isinstance(self.__value, str) else self.__value.decode("utf-8", "replace")

    @property
    def raw(self) -> bytes:
        """The value as bytes."""
        return self.__value if isinstance(self.__value, bytes) else self.__value.encode("utf-8", "replace")

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


def unseen(action: Callable[[], T]) -> T:
    """Do something with a key in the open; what it raises, Ctrl-C too, comes without the frames that held the key."""
    try:
        return action()
    except BaseException as failure:  # noqa: BLE001  it is raised again
        failure.__context__ = None
        raise failure.with_traceback(None) from None


def key_of(given: Secret, *, where: str) -> Secret:
    """Read a private key.

    Args:
        given: 64 hex digits, with or without `0x`.
        where: Where it was found, for an error.

    Returns:
        Its 32 bytes.

    Raises:
        WalletError: It is no key. What was given is not repeated.
    """
    if problem := _problem(given):
        raise WalletError(f"{where} {problem}. A private key is 64 hex digits, with or without 0x.")
    return Secret(bytes.fromhex(given.text.strip()[-64:]))


def _problem(given: Secret) -> str:
    """What is wrong with a key. Nothing is raised here, where the key is in sight."""
    text = given.text.strip()
    if not text:
        return "is empty"
    if _ADDRESS.fullmatch(text):
        return "is an address, not the private key of one"
    if len(text.split()) >= _LEAST_PHRASE:
        return "seems to be a recovery phrase; take the private key of one account out of that wallet instead"
    if not _HEX.fullmatch(text):
        return f"is no private key but {len(text)} other characters, which are not shown here"
    return "" if 0 < int(text[-64:], 16) < _ORDER else "is a number that no private key can be"


def new_key() -> Secret:
    """A private key that nobody else has, 32 bytes of the system's best randomness."""
    while True:
        key = Secret(secrets.token_bytes(32))
        if 0 < int.from_bytes(key.raw, "big") < _ORDER:
            return key


def read_secret(path: Path, *, what: str) -> Secret:
    """Read a file that only its owner may read.

    On Windows, owner and mode are not checked; there, the folder's own permissions have to keep others out.

    Args:
        path: The file.
        what: What it is, for an error: `the key file`.

    Raises:
        WalletError: No such file, a link or no plain file, others may read or change it, somebody else owns it, it is
            empty or larger than 64 KiB.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise WalletError(f"{what} {path} is a link; name the file that it leads to")
        handle = os.open(path, flags)
    except (OSError, ValueError) as failure:
        problem = getattr(failure, "strerror", None) or "that is no path"
        raise WalletError(f"{what} {path} cannot be read: {problem}") from None
    if problem := _unsafe(os.fstat(handle)):
        os.close(handle)
        raise WalletError(f"{what} {path} {problem}")
    try:
        with os.fdopen(handle, "rb") as file:
            found = Secret(file.read(LARGEST + 1))
    except OSError as failure:
        raise WalletError(f"{what} {path} cannot be read: {failure.strerror}") from None
    if len(found.raw) > LARGEST:
        raise WalletError(f"{what} {path} is larger than {LARGEST // 1024} KiB")
    if not found.raw.strip():
        raise WalletError(f"{what} {path} is empty")
    return found


def _unsafe(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "is not a plain file"
    if status.st_size > LARGEST:
        return f"is larger than {LARGEST // 1024} KiB"
    if sys.platform != "win32":
        if status.st_uid != os.geteuid():
            return "belongs to another user; copy it to a file of your own"
        if status.st_mode & 0o077:
            return f"can be read or changed by others (mode {status.st_mode & 0o777:04o}); run chmod 600 on it"
    return ""


def write_secret(path: Path, content: Secret, *, what: str) -> None:
    """Write a file that only its owner may read, on disk when this returns; one that is there already is left alone.

    Args:
        path: The file; the last folder on the way is made where it is missing, for its owner only.
        content: Its whole content.
        what: What it is, for an error: `the key file`.

    Raises:
        WalletError: The file exists, or it cannot be written.
    """
    try:
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            path.parent.mkdir(mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise WalletError(f"{what} {path} exists already, and is never overwritten; name another file") from None
    except (OSError, ValueError) as failure:
        raise _unwritten(what, path, failure) from None
    try:
        with os.fdopen(handle, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, 0o600)  # whatever the umask took away
            file.write(content.raw)
            file.flush()
            os.fsync(handle)
        _keep_name(path.parent)
    except OSError as failure:
        with contextlib.suppress(OSError):
            path.unlink()
        raise _unwritten(what, path, failure) from None


def _unwritten(what: str, path: Path, failure: Exception) -> WalletError:
    return WalletError(f"{what} {path} cannot be written: {getattr(failure, 'strerror', None) or 'that is no path'}")


def _keep_name(folder: Path) -> None:
    """The name of a new file is in its folder, which has to reach the disk too."""
    if _POSIX:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
