"""One worker for each order: a lock of the operating system's, which a killed process loses by itself."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from pixelfare.errors import LedgerError, OrderOpen

__all__ = ["Locks"]


class Locks:
    """Locks by name, in a folder; they hold between processes and between threads.

    Args:
        folder: Where the lock files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: set[str] = set()
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Hold a name.

        Raises:
            OrderOpen: Somebody else does.
        """
        handle = self._take(name)
        if handle is None:
            raise OrderOpen(f"another process or thread works on order {name}").of(name, "unknown")
        try:
            yield
        finally:
            with self._guard:
                self._mine.discard(name)
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink()
                os.close(handle)

    def is_held(self, name: str) -> bool:
        """Whether somebody holds a name just now."""
        handle = self._take(name)
        if handle is None:
            return True
        with self._guard:
            self._mine.discard(name)
            os.close(handle)
        return False

    def _take(self, name: str) -> int | None:
        with self._guard:
            if name in self._mine:
                return None
            try:
                handle = self._opened(name)
            except OSError as failure:
                raise LedgerError(f"the lock of order {name} cannot be made: {failure.strerror}") from None
            if handle is not None:
                self._mine.add(name)
            return handle

    def _opened(self, name: str) -> int | None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        file = self._folder / name
        while True:
            handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                if not _lock(handle):
                    os.close(handle)
                    return None
                # The holder before may have unlinked the file between our open and our lock.
                with contextlib.suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(handle), file.stat()):
                        return handle
            except BaseException:
                with contextlib.suppress(OSError):
                    os.close(handle)
                raise
            os.close(handle)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
