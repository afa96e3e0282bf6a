"""Purchases under way: each goes on to its end when its caller has gone, and a repeated request joins it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from pixelfare.errors import KeyReused
from pixelfare.picture import Picture
from pixelfare.server.failures import Refused, may_repeat

__all__ = ["CallerGone", "Jobs", "forget_frames"]

_KEPT_SECONDS = 900.0
_MOST_KEPT = 1_000
_TOLD_SECONDS = 120.0
"""How long a caller may take to try again where it was told to; libraries wait for a minute at most."""
_BUSY_SECONDS = "2"


class CallerGone(Exception):
    """Nobody waits for the answer any more; the purchase goes on."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Job:
    """One purchase.

    Args:
        request: Digest of who asked for what.
        held: Bytes of input pictures that it keeps in memory.
        waiting: How many callers wait for it.
        answered: How many were answered; whether an answer arrived cannot be known.
    """

    task: asyncio.Task[Picture | Exception]
    request: str
    key: str | None
    held: int
    waiting: int = 0
    answered: int = 0
    ended: float = field(default=0.0)

    @property
    def bought_nothing(self) -> bool:
        """Whether it ended so that the same may be tried again."""
        if not self.task.done():
            return False
        if self.task.cancelled():
            return True
        found = self.task.result()
        return isinstance(found, Exception) and may_repeat(found)


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
        self._without_key: deque[_Job] = deque()
        self._told: deque[tuple[str, float]] = deque(maxlen=_MOST_KEPT)

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
            repeated: Whether the caller's library says that this is a retry. Unless it was told to try again, it lost
                an answer, on the way to the server or back: without a key it then gets what the lost request bought.
            gone: Returns when the caller has gone.
            held: Bytes of input pictures.

        Raises:
            CallerGone: The caller went away first.
            KeyReused: The key stands for a purchase under way of something else.
            Refused: Too many are under way, or the server stops.
        """
        try:
            job = self._found(request, key, repeated=repeated) or self._begin(start, request, key, held)
            return await self._wait(job, gone)
        except Exception as failure:
            if key is None and may_repeat(failure):
                self._told.append((request, self._clock()))
            raise

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

    def _found(self, request: str, key: str | None, *, repeated: bool) -> _Job | None:
        if key is not None:
            job = self._by_key.get(key)
            if job is not None and job.request != request:
                raise KeyReused("this idempotency key stands for another request, which is under way")
            return job
        if repeated:
            return self._lost(request)
        self._was_told(request)  # whoever was told so has begun anew; a later retry has lost the answer to this
        return None

    def _lost(self, request: str) -> _Job | None:
        """The purchase whose answer was lost: one that nobody got, else the one that the fewest got, and the latest."""
        since = self._clock() - _KEPT_SECONDS
        same = [
            job for job in reversed(self._without_key)
            if job.request == request and not job.bought_nothing and (job in self._running or job.ended >= since)
        ]  # fmt: skip
        job = min(same, key=lambda job: job.waiting + job.answered, default=None)
        if (job is None or job.waiting + job.answered) and self._was_told(request):
            return None
        return job

    def _was_told(self, request: str) -> bool:
        """Whether somebody was told to try this again, and has not yet."""
        since = self._clock() - _TOLD_SECONDS
        for told in self._told:
            if told[0] == request and told[1] >= since:
                self._told.remove(told)
                return True
        return False

    def _begin(
        self, start: Callable[[], Coroutine[Any, Any, Picture]], request: str, key: str | None, held: int
    ) -> _Job:  # fmt: skip
        if self._until is not None:
            raise Refused(503, "this server is being stopped; nothing was bought", code="stopping")
        busy = ""
        if len(self._running) >= self._at_once:
            busy = f"{self._at_once} purchases are under way, the most this server makes at once"
        elif self._running and held + sum(job.held for job in self._running) > self._most_held:
            busy = "the input pictures of purchases under way fill the memory that they may have"
        if busy:
            raise Refused(429, busy, code="too-many", headers={"retry-after": _BUSY_SECONDS})
        job = _Job(task=asyncio.create_task(_outcome(start)), request=request, key=key, held=held)
        self._running.add(job)
        if key is None:
            self._keep(job)
        else:
            self._by_key[key] = job
        job.task.add_done_callback(lambda _: self._ended(job))
        return job

    def _keep(self, job: _Job) -> None:
        """Keep a purchase for a retry that has no key; room is made by the oldest that has ended, never by another."""
        if len(self._without_key) >= self._at_once + _MOST_KEPT:
            self._without_key.remove(next(one for one in self._without_key if one not in self._running))
        self._without_key.append(job)

    async def _wait(self, job: _Job, gone: Callable[[], Awaitable[object]]) -> Picture:
        job.waiting += 1
        watch = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({job.task, watch}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            job.waiting -= 1
            lost = watch.done() or not job.task.done()
            watch.cancel()
        if lost:
            raise CallerGone
        job.answered += 1
        if job.task.cancelled():
            text = (
                "this server was stopped before the picture came; its orders have it, and 'pixelfare recover' goes on"
            )
            raise Refused(503, text, code="stopped", again=False)
        found = job.task.result()
        if isinstance(found, Exception):
            raise found
        return found

    def _ended(self, job: _Job) -> None:
        job.ended = self._clock()
        self._running.discard(job)
        if job.key is not None and self._by_key.get(job.key) is job:
            del self._by_key[job.key]


async def _outcome(start: Callable[[], Coroutine[Any, Any, Picture]]) -> Picture | Exception:
    """The picture or the failure, as values: a task that fails keeps its frames, and they hold the input pictures."""
    try:
        return await start()
    except Exception as failure:  # noqa: BLE001  it is raised where it is waited for
        forget_frames(failure)
        return failure


def forget_frames(failure: BaseException) -> None:
    """Drop what an error, and those before it, would keep in memory for as long as somebody keeps the error."""
    found: BaseException | None = failure
    while found is not None:
        found.__traceback__ = None
        found = found.__cause__ or found.__context__
