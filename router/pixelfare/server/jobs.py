"""Purchases under way: each goes on to its end when its caller has gone, and a repeated request joins it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from pixelfare.errors import GatewayError, KeyReused
from pixelfare.picture import Picture
from pixelfare.server.failures import Refused

__all__ = ["CallerGone", "Jobs"]

_KEPT_SECONDS = 900.0
_MOST_KEPT = 1_000
_BUSY_SECONDS = "2"
_SPENT = ("paid", "unknown")


class CallerGone(Exception):
    """Nobody waits for the answer any more; the purchase goes on."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Job:
    """One purchase.

    Args:
        request: Digest of who asked for what.
        held: Bytes of input pictures that it keeps in memory.
        waiting: How many callers wait for it.
    """

    task: asyncio.Task[Picture]
    request: str
    key: str | None
    held: int
    waiting: int = 0
    ended: float = field(default=0.0)


class Jobs:
    """Purchases of one server, in one event loop.

    Args:
        at_once: How many may be under way.
        most_held: Bytes of input pictures that they may keep in memory together.
        clock: Seconds, for how long the outcome of a purchase is kept for a caller that went away.
    """

    def __init__(
        self, at_once: int, *, most_held: int = 512_000_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._at_once, self._most_held, self._clock = at_once, most_held, clock
        self._until: float | None = None
        self._running: set[_Job] = set()
        self._by_key: dict[str, _Job] = {}
        self._left: dict[str, list[_Job]] = {}
        self._owed: dict[str, list[float]] = {}

    @property
    def under_way(self) -> int:
        """How many purchases are under way."""
        return len(self._running)

    async def buy(
        self, start: Callable[[], Coroutine[Any, Any, Picture]], *, request: str, key: str | None, repeated: bool,
        gone: Callable[[], Awaitable[object]], held: int = 0,
    ) -> Picture:  # fmt: skip
        """Buy, or join a purchase that is under way for the same request.

        Args:
            start: Begins the purchase.
            request: Digest of who asks for what.
            key: Idempotency key, made different for different callers.
            repeated: Whether the caller's library says that this is a retry. Without a key it then gets what the same
                request has bought of late, whose answer must have been lost; unless it was told to try again.
            gone: Returns when the caller has gone.
            held: Bytes of input pictures.

        Raises:
            CallerGone: The caller went away first.
            KeyReused: The key stands for a purchase under way of something else.
            Refused: Too many are under way, or the server stops.
        """
        job = self._found(request, key, repeated=repeated)
        if job is None:
            self._check(request, held)
            job = _Job(task=asyncio.create_task(start()), request=request, key=key, held=held)
            self._running.add(job)
            if key is not None:
                self._by_key[key] = job
            job.task.add_done_callback(lambda _: self._ended(job))
        return await self._wait(job, gone)

    def stopping(self, seconds: float) -> None:
        """Begin nothing more; what is under way has so many seconds, and its callers are told when they are over."""
        if self._until is None:
            self._until = self._clock() + seconds
            asyncio.get_running_loop().call_later(seconds, self._stop)

    async def drain(self, seconds: float) -> int:
        """Wait for what is under way, then stop the rest; the ledger has it for `recover`.

        Args:
            seconds: How long to wait, where `stopping` has not said so before.

        Returns:
            How many were stopped.
        """
        self.stopping(seconds)
        tasks = [job.task for job in self._running]
        if tasks:
            await asyncio.wait(tasks, timeout=max(0.0, (self._until or 0.0) - self._clock()))
        self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sum(task.cancelled() for task in tasks)

    def _stop(self) -> None:
        for job in self._running:
            job.task.cancel()

    def _check(self, request: str, held: int) -> None:
        problem = ""
        if self._until is not None:
            problem = "this server is being stopped; nothing was bought"
        elif len(self._running) >= self._at_once:
            problem = f"{self._at_once} purchases are under way, the most this server makes at once"
        elif self._running and held + sum(job.held for job in self._running) > self._most_held:
            problem = "the input pictures of purchases under way fill the memory that they may have"
        if problem:
            self._owe(request)
            if self._until is not None:
                raise Refused(503, problem, code="stopping")
            raise Refused(429, problem, code="too-many", headers={"retry-after": _BUSY_SECONDS})

    def _owe(self, request: str) -> None:
        """Remember that a caller was told to try again: that retry has nothing to come back for."""
        self._owed.setdefault(request, []).append(self._clock())

    def _found(self, request: str, key: str | None, *, repeated: bool) -> _Job | None:
        if key is not None:
            job = self._by_key.get(key)
            if job is not None and job.request != request:
                raise KeyReused("this idempotency key stands for another request, which is under way")
            return job
        self._forget()
        if not repeated:
            return None
        if owed := self._owed.get(request):
            owed.pop()
            return None
        left = self._left.get(request, [])
        while left:
            job = left.pop()
            if _is_worth_having(job.task):
                return job
        return None

    async def _wait(self, job: _Job, gone: Callable[[], Awaitable[object]]) -> Picture:
        job.waiting += 1
        answered = False
        watch = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({job.task, watch}, return_when=asyncio.FIRST_COMPLETED)
            answered = job.task.done() and not watch.done()
        finally:
            job.waiting -= 1
            if job.key is None and not job.waiting:  # one with a key is found by its key, here or in the ledger
                left = self._left.setdefault(job.request, [])
                # What was answered may be lost on its way, and comes after what is known to be.
                left.insert(0 if answered else len(left), job)
            watch.cancel()
        if not answered:
            raise CallerGone
        if job.task.cancelled():
            text = (
                "this server was stopped before the picture came; its orders have it, and 'pixelfare recover' goes on"
            )
            raise Refused(503, text, code="stopped", again=False)
        if isinstance(job.task.exception(), GatewayError) and not _is_worth_having(job.task):
            self._owe(job.request)
        return job.task.result()

    def _ended(self, job: _Job) -> None:
        job.ended = self._clock()
        self._running.discard(job)
        if job.key is not None and self._by_key.get(job.key) is job:
            del self._by_key[job.key]
        failure = None if job.task.cancelled() else job.task.exception()
        if failure is not None:
            failure.__traceback__ = None  # its frames hold the input pictures

    def _forget(self) -> None:
        """Drop what nobody came back for."""
        since = self._clock() - _KEPT_SECONDS
        for request, jobs in list(self._left.items()):
            jobs[:] = [job for job in jobs if job in self._running or job.ended >= since]
            if not jobs:
                del self._left[request]
        kept = sum(map(len, self._left.values()))
        while kept > _MOST_KEPT:
            kept -= len(self._left.pop(next(iter(self._left))))
        for request, times in list(self._owed.items()):
            times[:] = [time for time in times if time >= since]
            if not times:
                del self._owed[request]


def _is_worth_having(task: asyncio.Task[Picture]) -> bool:
    """Whether a retry gets what became of this, rather than a purchase of its own: where it may have cost something."""
    if not task.done():
        return True
    if task.cancelled():
        return False
    failure = task.exception()
    return failure is None or getattr(failure, "money", "none") in _SPENT
