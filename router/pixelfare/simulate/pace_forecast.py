"""How many more prompts are to be expected, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

__all__ = ["FLAT", "Coming", "Daily", "Forecast"]

HOUR, DAY = 3_600, 86_400
_SLOWEST = 0.1
"""What a falling trend leaves of the rate at least."""
_FEW = 3.0
"""By how many standard deviations those that surely come are fewer than expected."""
_LEARNED = 6
"""How late it is too late to learn the rate, or that a burst does not come: the power of the part of the period that
has passed. Early, a wrong one does no harm, as what comes tells the right one in time."""


class Daily:
    """How demand lies over the day.

    Args:
        hours: What each hour of the day (UTC) has; 1 is the average.
    """

    __slots__ = ("_sums", "hours")

    def __init__(self, hours: Sequence[float]) -> None:
        self.hours = tuple(hours)
        self._sums = tuple(accumulate(hours, initial=0.0))

    def weight(self, since: float, until: float) -> float:
        """Seconds of average demand between two times."""
        return self._until(until) - self._until(since)

    def _until(self, time: float) -> float:
        days, rest = divmod(time, DAY)
        hour = int(rest // HOUR)
        return HOUR * (days * self._sums[-1] + self._sums[hour]) + self.hours[hour] * (rest - HOUR * hour)


FLAT = Daily((1.0,) * 24)
"""The same at all hours."""


class Coming(NamedTuple):
    """Prompts that are still to come.

    Args:
        expected: How many, on average.
        error: Its standard deviation.
        few: How many will almost surely come, by what can still be learned in time.
    """

    expected: float
    error: float
    few: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many prompts are to be expected: the usual ones, by the hour and with a trend, and bursts at any time.

    Args:
        rate: Usual arrivals a second, on the average of a day.
        daily: How they lie over the day.
        start: When the period begins, Unix seconds.
        end: When it ends.
        centre: The time that the rate holds for.
        trend: By what share of itself it grows a second.
        rate_error: The variance of the rate, as a share of its square.
        trend_error: The variance of the trend.
        bunching: The variance of a count, as a share of the count: 1 where arrivals are independent.
        bursts: Arrivals a second beyond the usual ones.
        burst_size: How many of them come together.

    Example:
        >>> Forecast(rate=0.01, daily=FLAT, start=0, end=10_000).remaining(0)
        Coming(expected=100.0, error=10.0, few=100.0)
    """

    rate: float
    daily: Daily
    start: float
    end: float
    centre: float = 0.0
    trend: float = 0.0
    rate_error: float = 0.0
    trend_error: float = 0.0
    bunching: float = 1.0
    bursts: float = 0.0
    burst_size: float = 1.0

    def remaining(self, now: float) -> Coming:
        """Arrivals to be expected from a time to the end.

        Args:
            now: Unix seconds.
        """
        if now >= self.end:
            return Coming(0.0, 0.0, 0.0)
        level, usual, more = self._between(now, self.end)
        away = (now + self.end) / 2 - self.centre
        chance, lumps = self.bunching * usual, self.burst_size * more
        unsure = self.rate_error * usual**2 + self.trend_error * (away * level) ** 2
        late = max(0.0, (now - self.start) / (self.end - self.start)) ** _LEARNED
        steady = max(0.0, usual - _FEW * math.sqrt(late * (chance + unsure)))
        return Coming(
            expected=usual + more, error=math.sqrt(chance + unsure + lumps),
            few=steady + max(0.0, more - _FEW * math.sqrt(late * lumps)),
        )  # fmt: skip

    def when(self, now: float, count: float) -> float:
        """The time by which so many more are to be expected, Unix seconds; the end where that is later."""
        low, high = now, self.end
        while high - low > 1:
            middle = (low + high) / 2
            _, usual, more = self._between(now, middle)
            low, high = (middle, high) if usual + more < count else (low, middle)
        return high

    def _between(self, since: float, until: float) -> tuple[float, float, float]:
        """Usual arrivals without a trend and with it, and those of bursts: what hardly comes counts for less."""
        level = self.rate * self.daily.weight(since, until)
        away = (since + until) / 2 - self.centre
        more = self.bursts * (until - since)
        return level, level * max(_SLOWEST, 1 + self.trend * away), more * min(1.0, more / self.burst_size)
