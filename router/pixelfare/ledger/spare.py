"""Answers whose own folder cannot be written: kept among temporary files rather than lost, and found there again."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pixelfare.errors import LedgerError

__all__ = ["keep_spare", "spares_of"]

_TRIES = 20
_WAIT = 0.05
"""Seconds between two tries where no file can be opened just now; others wait as well meanwhile, so they are few."""


def keep_spare(order: str, number: int, data: bytes) -> Path:
    """Write an answer where everybody may write, readable for its owner alone.

    Args:
        order: The order's id.
        number: Which answer of the order it is.
        data: Its bytes.

    Raises:
        LedgerError: That cannot be done either.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _write(order, number, data)
        except OSError as failure:
            if not left or failure.errno not in (errno.EMFILE, errno.ENFILE):
                raise LedgerError(f"the gateway's answer is lost: {failure.strerror}") from None
            time.sleep(_WAIT)
    raise AssertionError  # the last try returns or raises


def _write(order: str, number: int, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f"pixelfare-{order}.{number}-", suffix=".answer")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
    except BaseException:  # half an answer must not be taken for a whole one
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def spares_of(order: str, number: int | None = None) -> Iterator[Path]:
    """The answers of an order that were kept so, and that nobody else can have put there.

    Args:
        order: The order's id.
        number: Only this one.
    """
    which = "*" if number is None else number
    with contextlib.suppress(OSError):
        for path in Path(tempfile.gettempdir()).glob(f"pixelfare-{order}.{which}-*.answer"):
            found = path.lstat()
            ours = os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o077)
            if ours and stat.S_ISREG(found.st_mode):
                yield path
