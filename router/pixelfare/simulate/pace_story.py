"""What happened from moment to moment while a pace was tried: spending, quality, refusals, warnings."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_offers import Offers
from pixelfare.simulate.pace_trial import Chooser

__all__ = ["Notice", "Story", "Term", "Watch", "moments_of", "pieces_of"]

_MOMENTS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One period of a budget.

    Args:
        start: When it begins, Unix seconds.
        end: When it ends.
        rows: Rows that came in it.
        bound: The most expected quality, added up, that its budget can buy.
    """

    start: float
    end: float
    rows: int
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What one way to spend had come to by each moment, from the beginning on.

    Args:
        micro_usd: Spent by then.
        value: Expected quality of all pictures by then, added up.
        pictures: Pictures that were asked for by then.
        refused: Rows that were not served by then.
    """

    micro_usd: tuple[int, ...]
    value: tuple[float, ...]
    pictures: tuple[int, ...]
    refused: tuple[int, ...]


class Notice(NamedTuple):
    """A change of what the pacer says.

    Args:
        time: When, Unix seconds.
        warning: What is wrong from then on; `None` where nothing is any more.
    """

    time: float
    warning: str | None


class Watch:
    """Writes down what a way to spend does.

    Args:
        moments: Unix seconds, ascending; everything up to each is added up.
        warn: What is wrong at a time, if anything; asked once between two moments.
    """

    def __init__(self, moments: Sequence[float], warn: Callable[[float], str | None] | None = None) -> None:
        self._moments, self._warn = moments, warn
        self._spent, self._value = [0] * len(moments), [0.0] * len(moments)
        self._pictures, self._refused = [0] * len(moments), [0] * len(moments)
        self._asked = -1
        self.notices: list[Notice] = []

    def of(self, choose: Chooser) -> Chooser:
        """The same way, watched."""

        def watched(time: float, offers: Offers, left: int) -> int | None:
            index = choose(time, offers, left)
            place = min(bisect.bisect_right(self._moments, time), len(self._moments) - 1)
            self._pictures[place] += offers.pictures
            if index is None or offers.micro_usd[index] > left:
                self._refused[place] += 1
            else:
                self._spent[place] += offers.micro_usd[index]
                self._value[place] += offers.pictures * offers.quality[index]
            if self._warn is not None and place != self._asked:
                self._asked = place
                self._hear(time, self._warn(time))
            return index

        return watched

    def _hear(self, time: float, warning: str | None) -> None:
        was = self.notices[-1].warning if self.notices else None
        if (warning is None) != (was is None):
            self.notices.append(Notice(time, warning))

    @property
    def story(self) -> Story:
        """All that was written down."""
        return Story(
            micro_usd=tuple(accumulate(self._spent)), value=tuple(accumulate(self._value)),
            pictures=tuple(accumulate(self._pictures)), refused=tuple(accumulate(self._refused)),
        )  # fmt: skip


def pieces_of(periods: int) -> int:
    """Into how many equal pieces each period is divided.

    Example:
        >>> pieces_of(1), pieces_of(31), pieces_of(9_000)
        (240, 7, 1)
    """
    return max(1, _MOMENTS // periods)


def moments_of(paces: Sequence[Pace]) -> tuple[float, ...]:
    """The ends of all pieces of all periods, each period from its start on.

    Args:
        paces: The periods, in order.

    Returns:
        Unix seconds; `pieces_of(len(paces)) + 1` of each period.
    """
    pieces = pieces_of(len(paces))
    return tuple(pace.start + (pace.end - pace.start) * k / pieces for pace in paces for k in range(pieces + 1))
