"""Retries without a key: a lost answer is given again, what was told to be tried again is bought, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from pixelfare.errors import GatewayRefused
from pixelfare.picture import Picture
from pixelfare.server.failures import Refused
from pixelfare.server.jobs import CallerGone, Jobs


class Shop:
    """Counts what is bought; each picture is the number of its purchase."""

    def __init__(self, at_once: int = 8) -> None:
        self.now, self.bought, self.failures = 0.0, 0, 0
        self.jobs = Jobs(at_once, clock=lambda: self.now)
        self.ready = asyncio.Event()
        self.ready.set()

    async def ask(self, request: str = "a", *, again: bool = False, hangs_up: bool = False) -> int:
        gone: Callable[[], Awaitable[object]] = _at_once if hangs_up else asyncio.Event().wait
        return cast("int", await self.jobs.buy(self._buy, request=request, key=None, repeated=again, gone=gone))

    async def _buy(self) -> Picture:
        if self.failures:
            self.failures -= 1
            failure = GatewayRefused("busy", status=503)
            raise failure.of("", "none")
        self.bought += 1
        number = self.bought
        await self.ready.wait()
        return cast("Picture", number)


async def _at_once() -> None:
    return None


def run(act: Callable[[], Any]) -> None:
    asyncio.run(act())


def test_a_lost_answer_is_given_again() -> None:
    async def main() -> None:
        shop = Shop()
        assert [await shop.ask(), await shop.ask(again=True), await shop.ask(again=True)] == [1, 1, 1]
        assert await shop.ask("b", again=True) == 2  # what never arrived is bought

    run(main)


def test_without_a_sign_of_a_retry_it_is_bought_anew() -> None:
    async def main() -> None:
        shop = Shop()
        assert [await shop.ask(), await shop.ask()] == [1, 2]

    run(main)


def test_two_lost_answers_are_two_pictures() -> None:
    async def main() -> None:
        shop = Shop()
        assert {await shop.ask(), await shop.ask()} == {1, 2}
        assert {await shop.ask(again=True), await shop.ask(again=True)} == {1, 2}

    run(main)


def test_the_one_that_nobody_got_comes_first() -> None:
    async def main() -> None:
        shop = Shop()
        shop.ready.clear()
        with pytest.raises(CallerGone):
            await shop.ask(hangs_up=True)
        shop.ready.set()
        assert await shop.ask() == 2
        assert await shop.ask(again=True) == 1

    run(main)


def test_one_that_others_still_wait_for_is_joined() -> None:
    """A proxy may keep the server waiting for a caller that is long gone."""

    async def main() -> None:
        shop = Shop()
        shop.ready.clear()
        waiting = [asyncio.create_task(shop.ask()), asyncio.create_task(shop.ask(again=True))]
        await asyncio.sleep(0)
        shop.ready.set()
        assert await asyncio.gather(*waiting) == [1, 1]

    run(main)


def test_who_was_told_to_try_again_buys() -> None:
    async def main() -> None:
        shop = Shop()
        assert await shop.ask() == 1
        shop.failures = 1
        with pytest.raises(GatewayRefused):
            await shop.ask()
        assert await shop.ask(again=True) == 2  # not the first one's picture
        assert await shop.ask(again=True) in (1, 2)  # but told once is told once

    run(main)


def test_told_that_it_was_busy() -> None:
    async def main() -> None:
        shop = Shop(at_once=1)
        shop.ready.clear()
        first = asyncio.create_task(shop.ask())
        await asyncio.sleep(0)
        with pytest.raises(Refused):
            await shop.ask()
        shop.ready.set()
        assert await first == 1
        assert await shop.ask(again=True) == 2

    run(main)


def test_not_for_ever() -> None:
    async def main() -> None:
        shop = Shop()
        assert await shop.ask() == 1
        shop.now = 901.0
        assert await shop.ask(again=True) == 2

    run(main)
