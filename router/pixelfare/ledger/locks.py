"""One worker for each order: a lock of the operating system's, which a killed process loses by itself."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from pixelfare.errors import LedgerError, OrderOpen
from pixelfare.ledger.files import private_folder

__all__ = ["Locks"]


class Locks:
    """Locks by name, in a folder; they hold between processes and between threads.

    Args:
        folder: Where the lock files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[str, tuple[object, int]] = {}
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Hold a name.

        Raises:
            OrderOpen: Somebody else does.
        """
        owner, process = object(), os.getpid()
        try:  # the lock is taken inside, so that Ctrl-C between two lines does not leave it held
            if not self._take(name, owner):
                raise OrderOpen(f"another process or thread works on order {name}").of(name, "unknown")
            yield
        finally:
            # What a fork inherits is its parent's: letting go of it there would let others at the parent's order.
            if process == os.getpid():
                self._let_go(name, owner, remove=True)

    def is_held(self, name: str) -> bool:
        """Whether somebody holds a name just now."""
        owner = object()
        try:
            return not self._take(name, owner)
        finally:
            self._let_go(name, owner, remove=False)

    def _take(self, name: str, owner: object) -> bool:
        with self._guard:
            if name in self._mine:
                return False
            try:
                handle = self._opened(name)
            except OSError as failure:
                raise LedgerError(f"the lock of order {name} cannot be made: {failure.strerror}") from None
            if handle is not None:
                self._mine[name] = owner, handle
            return handle is not None

    def _let_go(self, name: str, owner: object, *, remove: bool) -> None:
        with self._guard:
            whose, handle = self._mine.get(name, (None, -1))
            if whose is not owner:
                return
            del self._mine[name]
            if remove:
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink()
            os.close(handle)

    def _opened(self, name: str) -> int | None:
        private_folder(self._folder, ours=True)
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
