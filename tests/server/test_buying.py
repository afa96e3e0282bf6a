"""Purchases run in a loop of their own: what keeps it busy keeps nobody else waiting, and it ends with the server."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pixelfare import Router
from pixelfare.server.buying import BuyingLoop


def test_it_is_another_loop_in_another_thread() -> None:
    async def scene() -> None:
        async with BuyingLoop(Router("sandbox")) as buying:
            may = threading.Event()

            async def busy() -> str:
                may.wait(10)  # as a slow disk would
                return threading.current_thread().name

            task = asyncio.create_task(buying.run(busy))
            for _ in range(5):
                await asyncio.sleep(0)  # this loop goes on
            may.set()
            assert await task == "pixelfare-buying"
        assert not any(one.name == "pixelfare-buying" for one in threading.enumerate())

    asyncio.run(scene())


def test_errors_and_cancellation_pass_through() -> None:
    async def scene() -> None:
        ended = threading.Event()

        async def endless() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        async def broken() -> None:
            raise ZeroDivisionError

        async with BuyingLoop(Router("sandbox")) as buying:
            with pytest.raises(ZeroDivisionError):
                await buying.run(broken)
            task = asyncio.create_task(buying.run(endless))
            await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(ended.wait, 10)
            ended.clear()
            left = asyncio.create_task(buying.run(endless))
            await asyncio.sleep(0.01)
        assert ended.is_set(), "the end of the loop ends what is left in it"
        await asyncio.gather(left, return_exceptions=True)

    asyncio.run(scene())
