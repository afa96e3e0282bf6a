"""Purchases under way: never two for one key, and every waiter gets what became of it, however callers come and go."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import GatewayError, KeyReused
from pixelfare.picture import Picture
from pixelfare.server.failures import Refused
from pixelfare.server.jobs import CallerGone, Jobs, forget_frames


class Till:
    """Counts purchases, and ends them when it is told to."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Future[Picture]] = []

    def start(self) -> Coroutine[Any, Any, Picture]:
        mine: asyncio.Future[Picture] = asyncio.get_running_loop().create_future()
        self.begun.append(mine)

        async def buying() -> Picture:
            return await mine

        return buying()

    def end(self, number: int, failure: Exception | None = None) -> None:
        if failure is None:
            self.begun[number].set_result(cast("Picture", f"picture {number}"))
        else:
            self.begun[number].set_exception(failure)


def asking(
    jobs: Jobs, till: Till, *, request: str = "a", key: str | None = None, repeated: bool = False, held: int = 0
) -> tuple[asyncio.Task[Picture], asyncio.Event]:
    gone = asyncio.Event()
    task = asyncio.create_task(
        jobs.buy(till.start, request=request, key=key, repeated=repeated, gone=gone.wait, held=held)
    )
    return task, gone


async def settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


def run(what: Callable[[Jobs, Till], Coroutine[Any, Any, None]], **options: Any) -> None:
    asyncio.run(what(Jobs(options.pop("at_once", 8), **options), Till()))


def test_one_key_one_purchase() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        tasks = [asking(jobs, till, key="k")[0] for _ in range(5)]
        await settle()
        with pytest.raises(KeyReused):
            await asking(jobs, till, key="k", request="b")[0]
        till.end(0)
        assert {str(await task) for task in tasks} == {"picture 0"}
        assert (len(till.begun), jobs.under_way) == (1, 0)

    run(scene)


def test_a_failure_reaches_everybody() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        tasks = [asking(jobs, till, key="k")[0] for _ in range(3)]
        await settle()
        till.end(0, GatewayError("no"))
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(one) for one in found] == [GatewayError] * 3

    run(scene)


def test_one_goes_and_the_other_stays() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        first, gone = asking(jobs, till, key="k")
        second, _ = asking(jobs, till, key="k")
        await settle()
        gone.set()
        with pytest.raises(CallerGone):
            await first
        till.end(0)
        assert str(await second) == "picture 0"

    run(scene)


def test_a_cancelled_request_leaves_its_purchase() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        task, _ = asking(jobs, till)
        await settle()
        task.cancel()
        await settle()
        again, _ = asking(jobs, till, repeated=True)
        await settle()
        till.end(0)
        assert str(await again) == "picture 0"
        assert len(till.begun) == 1

    run(scene)


def test_a_lost_answer_is_given_again_for_a_while() -> None:
    now = [0.0]

    async def scene(jobs: Jobs, till: Till) -> None:
        first, _ = asking(jobs, till)
        await settle()
        till.end(0)
        await first
        assert str(await asking(jobs, till, repeated=True)[0]) == "picture 0"
        assert str(await asking(jobs, till, repeated=True)[0]) == "picture 0"
        other, _ = asking(jobs, till, repeated=True, request="b")
        fresh, _ = asking(jobs, till)
        await settle()
        assert len(till.begun) == 3, "another request, and the same from the beginning"
        till.end(1)
        till.end(2)
        await asyncio.gather(other, fresh)
        now[0] += 1_000
        late, _ = asking(jobs, till, repeated=True)
        await settle()
        till.end(3)
        await late

    run(scene, clock=lambda: now[0])


def test_who_was_told_to_try_again_gets_a_purchase_of_its_own() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        first, _ = asking(jobs, till)
        await settle()
        with pytest.raises(Refused):
            await asking(jobs, till)[0]
        till.end(0)
        await first
        again, _ = asking(jobs, till, repeated=True)
        await settle()
        till.end(1, GatewayError("nothing was paid"))
        with pytest.raises(GatewayError):
            await again
        third, _ = asking(jobs, till, repeated=True)
        await settle()
        till.end(2)
        assert str(await third) == "picture 2"

    run(scene, at_once=1)


def test_what_is_kept_is_bounded() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        for number in range(1_200):
            task, _ = asking(jobs, till, request=str(number))
            await settle()
            till.end(number)
            await task
        assert len(jobs._without_key) <= 1_000 + jobs._at_once

    run(scene)


def test_who_was_told_to_try_again_and_began_anew_does_not_buy_twice() -> None:
    """A caller that gave up after a 429 asks again later; only then an answer is lost."""

    async def scene(jobs: Jobs, till: Till) -> None:
        other, _ = asking(jobs, till, request="other")
        await settle()
        with pytest.raises(Refused):
            await asking(jobs, till)[0]
        till.end(0)
        await other
        anew, _ = asking(jobs, till)
        await settle()
        till.end(1)
        assert str(await anew) == "picture 1"
        assert str(await asking(jobs, till, repeated=True)[0]) == "picture 1"
        assert len(till.begun) == 2

    run(scene, at_once=1)


def test_what_is_under_way_is_kept_however_much_comes_after_it() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        slow, gone = asking(jobs, till, request="slow")
        await settle()
        gone.set()
        await asyncio.gather(slow, return_exceptions=True)
        for number in range(1, 1_200):
            task, _ = asking(jobs, till, request=str(number))
            await settle()
            till.end(number)
            await task
        again, _ = asking(jobs, till, request="slow", repeated=True)
        await settle()
        assert len(till.begun) == 1_200
        till.end(0)
        assert str(await again) == "picture 0"

    run(scene)


def test_memory_for_input_pictures() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        asking(jobs, till, held=150)
        await settle()
        with pytest.raises(Refused) as refused:
            await asking(jobs, till, held=1)[0]
        assert refused.value.status == 429
        till.end(0)
        await settle()
        asking(jobs, till, held=60)
        await settle()
        assert len(till.begun) == 2, "one alone may always go on"
        till.end(1)
        await settle()

    run(scene, most_held=100)


@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.parametrize("kind", [GatewayError, RuntimeError])
def test_a_failure_that_is_kept_keeps_no_input_pictures(kind: type[Exception], *, stays: bool) -> None:
    """It is kept for a quarter of an hour, and there may be a thousand."""
    kept: list[weakref.ref[Exception]] = []

    class Pictures(Exception):
        """Something large that goes with its frame, or with an error before."""

    async def buying() -> Picture:
        pictures = Pictures()
        kept.append(weakref.ref(pictures))
        await asyncio.sleep(0.01)
        try:
            int("no number")
        except ValueError:
            raise kind("it failed") from None

    async def story(jobs: Jobs, _: Till) -> None:
        gone = asyncio.Event()
        if not stays:
            gone.set()
        try:
            await jobs.buy(buying, request="a", key=None, repeated=False, gone=gone.wait)
        except Exception as failure:  # noqa: BLE001  as the application does when it has answered
            forget_frames(failure)
        await asyncio.sleep(0.05)
        assert jobs.under_way == 0
        gc.collect()
        assert [pictures() for pictures in kept] == [None]
        if not stays:
            with pytest.raises(kind):
                await jobs.buy(buying, request="a", key=None, repeated=True, gone=asyncio.Event().wait)

    run(story)


def test_a_stop_waits_and_tells_those_who_wait() -> None:
    async def scene(jobs: Jobs, till: Till) -> None:
        late, _ = asking(jobs, till)
        soon, _ = asking(jobs, till, request="b")
        await settle()
        jobs.stopping(0.05)
        with pytest.raises(Refused) as refused:
            await asking(jobs, till, request="c")[0]
        assert (refused.value.status, refused.value.again) == (503, True), "nothing was bought"
        till.end(1)
        assert str(await soon) == "picture 1"
        assert await jobs.drain(60) == 1
        with pytest.raises(Refused) as refused:
            await late
        assert (refused.value.status, refused.value.again) == (503, False)
        assert await jobs.drain(60) == 0

    run(scene)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "leave", "end", "fail"]), st.integers(0, 3), st.sampled_from([None, "j", "k"]),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@given(STEPS)
def test_laws(steps: list[tuple[str, int, str | None, bool]]) -> None:
    """Whatever happens in whatever order: one purchase under way for a key, an answer for everybody, nothing kept."""

    async def scene(jobs: Jobs, till: Till) -> None:
        asked: list[tuple[asyncio.Task[Picture], asyncio.Event]] = []
        for what, number, key, repeated in steps:
            open_ = [one for one in till.begun if not one.done()]
            if what == "ask":
                under_way = key in jobs._by_key
                count = len(till.begun)
                asked.append(asking(jobs, till, request=key or "a", key=key, repeated=repeated))
                await settle()
                assert not (under_way and len(till.begun) > count), "a key was bought twice at once"
            elif what == "leave" and asked:
                asked[number % len(asked)][1].set()
            elif open_:
                failure = GatewayError("no").of("o", "unknown") if what == "fail" else None
                till.end(till.begun.index(open_[number % len(open_)]), failure)
            await settle()
            assert jobs.under_way == sum(not one.done() for one in till.begun) <= 3
        for one in till.begun:
            if not one.done():
                till.end(till.begun.index(one))
        found = await asyncio.gather(*(task for task, _ in asked), return_exceptions=True)
        assert all(isinstance(one, str | GatewayError | CallerGone | Refused) for one in found)
        assert jobs.under_way == 0
        assert jobs._by_key == {}
        assert len(jobs._without_key) <= len(till.begun), "a purchase is kept once"

    run(scene, at_once=3)
