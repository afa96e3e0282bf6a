"""Where purchases run: an event loop in a thread of its own, so that their writing to disk keeps nobody waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from pixelfare.client.router import Router

__all__ = ["BuyingLoop"]

_T = TypeVar("_T")
_END_SECONDS = 10.0


class BuyingLoop:
    """An event loop for one router, beside the one that answers callers.

    Every step of a purchase is on disk before the next one, pictures are hashed, payments are signed: within the loop
    that serves, sixteen purchases at once keep everybody else waiting for half a second.

    Args:
        router: Its connections belong to this loop, and are closed with it.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def run(self, start: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """Run what this begins there; when it is cancelled here, it is cancelled there."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_begun(start), self._running()))

    async def __aenter__(self) -> Self:
        await self.run(self._router.__aenter__)
        return self

    async def __aexit__(self, *_: object) -> None:
        loop, thread = self._running(), self._thread
        await self.run(self._ended)
        loop.call_soon_threadsafe(loop.stop)
        if thread is not None:
            await asyncio.to_thread(thread.join, _END_SECONDS)
        if not loop.is_running():
            loop.close()
        self._loop = self._thread = None

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            # A second Ctrl-C ends the process at once, and the ledger has what was under way.
            self._thread = threading.Thread(target=self._loop.run_forever, name="pixelfare-buying", daemon=True)
            self._thread.start()
        return self._loop

    async def _ended(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._router.aclose()


async def _begun(start: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    return await start()
