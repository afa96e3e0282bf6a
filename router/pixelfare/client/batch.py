"""Many pictures with a bounded number at once; one that fails does not stop the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from pixelfare.errors import BadRequest, PixelfareError
from pixelfare.picture import Picture

__all__ = ["MOST_AT_ONCE", "Outcome", "Wish", "each", "each_async"]

MOST_AT_ONCE = 64
Wish = str | Mapping[str, Any]
"""A prompt, or what `Router.generate` takes, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one wish.

    Args:
        number: Which, from 0, in the order they were given.
        picture: Its first picture, where it worked.
        error: Why not, where it did not.
    """

    number: int
    picture: Picture | None = None
    error: PixelfareError | None = None


def each(make: Callable[..., Picture], wishes: Iterable[Wish], at_once: int) -> Iterator[Outcome]:
    """Make them, and give each outcome as it comes.

    A caller that stops early, or Ctrl-C, starts no further ones; those that are under way are waited for.
    """
    _check(at_once)
    running: dict[Future[Picture], int] = {}
    waiting = enumerate(wishes)
    with ThreadPoolExecutor(at_once, thread_name_prefix="pixelfare") as pool:
        while True:
            while len(running) < at_once and (following := next(waiting, None)) is not None:
                number, wish = following
                try:
                    running[pool.submit(make, **_arguments(wish, number))] = number
                except BadRequest as problem:  # one bad wish loses none of the others' pictures
                    yield Outcome(number=number, error=problem)
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield _outcome(running.pop(done), done)


async def each_async(
    make: Callable[..., Awaitable[Picture]], wishes: Iterable[Wish], at_once: int
) -> AsyncIterator[Outcome]:
    """`each` for asyncio; closed early, it cancels what is under way, which `recover` goes on with."""
    _check(at_once)
    running: dict[asyncio.Future[Picture], int] = {}
    waiting = enumerate(wishes)
    try:
        while True:
            while len(running) < at_once and (following := next(waiting, None)) is not None:
                number, wish = following
                try:
                    running[asyncio.ensure_future(make(**_arguments(wish, number)))] = number
                except (BadRequest, TypeError) as problem:
                    yield Outcome(number=number, error=_bad(problem, number))
            if not running:
                return
            finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for done in finished:
                yield _outcome(running.pop(done), done)
    finally:
        for left in running:
            left.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _check(at_once: int) -> None:
    if type(at_once) is not int or not 1 <= at_once <= MOST_AT_ONCE:
        raise BadRequest(f"at_once is a whole number from 1 to {MOST_AT_ONCE}, not {at_once!r}")


def _arguments(wish: Wish, number: int) -> dict[str, Any]:
    if isinstance(wish, str):
        return {"prompt": wish}
    if not isinstance(wish, Mapping) or "prompt" not in wish:
        raise BadRequest(f"wish {number} is a prompt, or what generate takes by name, with a prompt")
    return dict(wish)


def _outcome(number: int, done: Future[Picture] | asyncio.Future[Picture]) -> Outcome:
    error = done.exception()
    if error is None:
        return Outcome(number=number, picture=done.result())
    if isinstance(error, PixelfareError | TypeError):
        return Outcome(number=number, error=_bad(error, number))
    raise error


def _bad(problem: PixelfareError | TypeError, number: int) -> PixelfareError:
    """An error of ours; an argument that `generate` does not have is one of the wish."""
    return problem if isinstance(problem, PixelfareError) else BadRequest(f"wish {number}: {problem}")
