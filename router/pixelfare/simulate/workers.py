"""Worker processes of our own: they take chunks and give tallies, in order, however many cores there are.

The standard pools start the caller's own script again in each process, and so fail in a script without a main guard and
in a notebook. These start nothing but this module.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from queue import Queue
from types import TracebackType
from typing import IO, Any, Self

from pixelfare.errors import BadRequest

__all__ = ["Workers", "cores", "serve"]

_HEAD = struct.Struct(">Q")
_TRIES = 3
_BOOT = "import sys; sys.path[:] = {path!r}; from pixelfare.simulate.workers import serve; serve()"
Work = Callable[[Any], Any]


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


class Workers:
    """Processes that apply one function to many items. Use it in a `with` block: leaving it ends them.

    A worker that dies is replaced, and what it was at is done again.

    Args:
        work: A picklable function of one item, defined in an importable module.
        many: How many processes.
    """

    def __init__(self, work: Work, many: int) -> None:
        self._work, self._many = work, many
        self._stopped = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self._stopped.set()
        for process in tuple(self._running):
            process.kill()

    def map(self, items: Iterator[Any]) -> Iterator[Any]:
        """The results, in the order of the items; few items are taken ahead, so that memory stays flat.

        Raises:
            BadRequest: A worker died three times over one item.
            Exception: What the function raised.
        """
        waiting: Queue[tuple[int, Any] | None] = Queue()
        done: Queue[tuple[int, Any]] = Queue()
        threads = [threading.Thread(target=self._tend, args=(waiting, done), daemon=True) for _ in range(self._many)]
        for thread in threads:
            thread.start()
        ready: dict[int, Any] = {}
        sent = given = 0
        exhausted = False
        try:
            while True:
                while not exhausted and sent - given < 2 * self._many + 1:
                    item = next(items, None)
                    exhausted = item is None
                    if item is not None:
                        waiting.put((sent, item))
                        sent += 1
                if given == sent:
                    return
                while given not in ready:
                    number, result = done.get()
                    ready[number] = result
                result = ready.pop(given)
                given += 1
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            for _ in threads:
                waiting.put(None)

    def _tend(self, waiting: Queue[tuple[int, Any] | None], done: Queue[tuple[int, Any]]) -> None:
        """Keep one process busy."""
        process: subprocess.Popen[bytes] | None = None
        while (job := waiting.get()) is not None and not self._stopped.is_set():
            number, item = job
            result: Any = None
            for _ in range(_TRIES):
                try:
                    if process is None:
                        process = self._start()
                    result = _asked(process, item)
                    break
                except _Failed as failure:
                    result = failure.cause
                    break
                except (OSError, EOFError, pickle.UnpicklingError) as failure:
                    if process is not None:
                        self._end(process)
                    process = None
                    result = BadRequest(f"a worker process died {_TRIES} times over the same rows ({failure!r:.80})")
                if self._stopped.is_set():
                    return
            done.put((number, result))
        if process is not None:
            self._end(process)

    def _start(self) -> subprocess.Popen[bytes]:
        boot = _BOOT.format(path=[os.fspath(p) for p in sys.path])
        process = subprocess.Popen(  # noqa: S603  this very interpreter
            [sys.executable, "-c", boot], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._running.add(process)
        assert process.stdin is not None  # noqa: S101  it is a pipe
        _send(process.stdin, self._work)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._running.discard(process)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.kill()
        process.wait()


def serve() -> None:
    """Be a worker: read a function, then items, and write what it gives for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    inward, outward = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints must not get between the answers
    try:
        work = _receive(inward)
        while True:
            item = _receive(inward)
            try:
                result: tuple[bool, Any] = True, work(item)
            except Exception as failure:  # noqa: BLE001  raised again where the item came from
                result = False, failure
            try:
                _send(outward, result)
            except (pickle.PicklingError, TypeError, AttributeError):
                _send(outward, (False, RuntimeError(repr(result[1]))))
    except (EOFError, BrokenPipeError):
        return


def _asked(process: subprocess.Popen[bytes], item: Any) -> Any:
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101  both are pipes
    _send(process.stdin, item)
    fine, result = _receive(process.stdout)
    if not fine:
        raise _Failed(result)
    return result


class _Failed(Exception):
    """What the function raised, told apart from what befell the process."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(cause)
        self.cause = cause


def _send(stream: IO[bytes], item: Any) -> None:
    data = pickle.dumps(item, protocol=5)
    stream.write(_HEAD.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (size,) = _HEAD.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  from our own child
