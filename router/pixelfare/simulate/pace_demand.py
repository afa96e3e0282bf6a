"""When prompts came, and how many more are to be expected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["Daily", "Demand", "Forecast"]

HOUR, DAY = 3_600, 86_400
_HOURS = 24
_BINS = 48
"""Into how many stretches a period is cut at least."""
_LOOKS = 168
"""How often in a period everything is looked at again, though nothing came: hourly in a week."""
_HALVES = 3
"""After what part of the period, or of what is known where that is longer, an arrival counts half."""
_TREND_DAYS = 2
"""Days that must have been seen before a trend is told from a day's own ups and downs."""
_TREND_PART = 8
"""In shorter periods: what part of them."""
_PRIOR = 1.0
"""Arrivals that the first guess counts for."""
_TREND = 1.0
"""How much demand may well change in a period, as a share of its average: one standard deviation."""
_BURST, _BURST_CHANCE = 1.5, 3.0
"""A stretch has a burst where more came than so many times what is usual, and so many deviations of chance."""

_NEAR, _ROUNDS = 6, 3
_Floats = NDArray[np.float64]


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


_FLAT = Daily((1.0,) * _HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many prompts are to be expected: the usual ones, by the hour and with a trend, and bursts at any time.

    Args:
        rate: Usual arrivals a second, on the average of a day.
        daily: How they lie over the day.
        end: When the period ends, Unix seconds.
        centre: The time that the rate holds for.
        trend: By what share of itself it grows a second.
        rate_error: The variance of the rate, as a share of its square.
        trend_error: The variance of the trend.
        bunching: The variance of a count, as a share of the count: 1 where arrivals are independent.
        bursts: Arrivals a second beyond the usual ones.
        burst_size: How many of them come together.
    """

    rate: float
    daily: Daily
    end: float
    centre: float = 0.0
    trend: float = 0.0
    rate_error: float = 0.0
    trend_error: float = 0.0
    bunching: float = 1.0
    bursts: float = 0.0
    burst_size: float = 1.0

    def remaining(self, now: float) -> tuple[float, float]:
        """Arrivals to be expected from a time to the end, and their standard deviation."""
        if now >= self.end:
            return 0.0, 0.0
        away = (now + self.end) / 2 - self.centre
        usual, more = self._between(now, self.end)
        unsure = self.rate_error + self.trend_error * away**2
        return usual + more, math.sqrt(self.bunching * usual + unsure * usual**2 + self.burst_size * more)

    def when(self, now: float, count: float) -> float:
        """The time by which so many more are to be expected, Unix seconds; the end where that is later."""
        low, high = now, self.end
        while high - low > 1:
            middle = (low + high) / 2
            low, high = (middle, high) if sum(self._between(now, middle)) < count else (low, middle)
        return high

    def _between(self, since: float, until: float) -> tuple[float, float]:
        """Usual arrivals, and those of bursts; a burst that is unlikely to come counts for less than its share."""
        away = (since + until) / 2 - self.centre
        usual = self.rate * max(0.1, 1 + self.trend * away) * self.daily.weight(since, until)
        more = self.bursts * (until - since)
        return usual, more * min(1.0, more / self.burst_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretches:
    """What came in each stretch of time."""

    count: _Floats
    seconds: _Floats
    middle: _Floats
    hour: NDArray[np.int64]


class Demand:
    """Arrivals, counted by stretches of time. What is counted does not depend on the order they are told in.

    Args:
        start: When the period begins, Unix seconds.
        end: When it ends.
    """

    def __init__(self, start: float, end: float) -> None:
        self._start, self._end = start, end
        self._width = HOUR / math.ceil(max(1.0, HOUR * _BINS / (end - start)))  # each lies within one hour
        self._look = max(self._width, (end - start) / _LOOKS)
        self._counts: dict[int, int] = {}
        self.latest = start
        """When the last came, Unix seconds."""

    def copy(self) -> Demand:
        """The same counts, which what comes later does not change."""
        other = Demand(self._start, self._end)
        other._counts, other.latest = self._counts.copy(), self.latest
        return other

    def arrived(self, time: float) -> None:
        """Count one arrival."""
        place = int(time // self._width)
        self._counts[place] = self._counts.get(place, 0) + 1
        self.latest = max(self.latest, time)

    def look(self, time: float) -> int:
        """Which of the times to look at everything again is the last before a time."""
        return int(time // self._look)

    def forecast(self, now: float, guess: float) -> Forecast:
        """What is to be expected, by what came until now.

        Args:
            now: Unix seconds.
            guess: Arrivals in the whole period, as far as nothing is known.
        """
        as_of = max(self.latest, self.look(now) * self._look)
        since = min(self._start, min(self._counts) * self._width) if self._counts else self._start
        period = self._end - self._start
        span = max(period, as_of - since)
        prior = Forecast(rate=max(guess, 1.0) / period, daily=_FLAT, end=self._end, centre=as_of, rate_error=1.0)
        if as_of <= since:
            return prior
        known = self._known(since, as_of)
        usual = _usual(known)
        daily = _daily(known, usual) if as_of - since > DAY else _FLAT
        fade = 0.5 ** ((as_of - known.middle) / (span / _HALVES))
        weight = np.take(np.array(daily.hours), known.hour) * known.seconds
        came = _PRIOR + float(fade @ usual)
        extra = known.count - usual
        size = float(extra @ extra) / max(1.0, float(extra.sum()))
        found = replace(
            prior, daily=daily, rate=came / (_PRIOR / prior.rate + float(fade @ weight)), rate_error=1 / came,
            bursts=float(extra.sum()) / (as_of - since), burst_size=max(1.0, size),
        )  # fmt: skip
        wait = _TREND_DAYS * DAY if period > _TREND_DAYS * DAY else period / _TREND_PART
        return found if as_of - since < wait else _with_trend(found, known, usual, fade, weight, span)

    def _known(self, since: float, until: float) -> _Stretches:
        first, last = int(since // self._width), int(until // self._width)
        count = np.zeros(last - first + 1)
        count[np.array(list(self._counts), dtype=np.int64) - first] = list(self._counts.values())
        edges = np.clip(np.arange(first, last + 2) * self._width, since, until)
        hour = (np.arange(first, last + 1) * self._width % DAY // HOUR).astype(np.int64)
        return _Stretches(count=count, seconds=np.diff(edges), middle=(edges[1:] + edges[:-1]) / 2, hour=hour)


def _usual(known: _Stretches) -> _Floats:
    """What came in each stretch but for bursts: where far more came than around it, and than usually at that hour."""
    usual = known.count
    near = _middling(known.count / np.maximum(known.seconds, 1.0)) * known.seconds
    seen = np.bincount(known.hour, known.seconds, _HOURS)[known.hour] - known.seconds
    for _ in range(_ROUNDS):  # a burst makes its hour of other days look unusual too, until it is taken out
        came = np.bincount(known.hour, usual, _HOURS)[known.hour] - usual
        expected = np.maximum(near, came / np.maximum(seen, HOUR / 2) * known.seconds)
        most = _BURST * expected + _BURST_CHANCE * (np.sqrt(expected) + 1)
        usual = np.where(known.count > most, expected, known.count)
    return usual


def _middling(rates: _Floats) -> _Floats:
    """The median of each and its neighbours."""
    padded = np.concatenate([rates[_NEAR:0:-1], rates, rates[-2 : -_NEAR - 2 : -1]])
    found: _Floats = np.median(sliding_window_view(padded, 2 * _NEAR + 1), axis=1) if len(rates) > _NEAR else np.full_like(rates, np.median(rates))
    return found


def _daily(known: _Stretches, usual: _Floats) -> Daily:
    """How demand lies over the day: each hour's own rate, held towards the average by a quarter of a day more."""
    came = np.bincount(known.hour, usual, _HOURS)
    seen = np.bincount(known.hour, known.seconds, _HOURS)
    mean = came.sum() / seen.sum()
    if not mean:
        return _FLAT
    rates = (came + mean * HOUR / 4) / (seen + HOUR / 4)
    return Daily((rates / rates.mean()).tolist())


def _with_trend(
    found: Forecast, known: _Stretches, usual: _Floats, fade: _Floats, weight: _Floats, span: float
) -> Forecast:
    """The forecast with a trend, as far as the arrivals, and how they bunch, bear one out."""
    centre = float(fade @ (weight * known.middle)) / float(fade @ weight)
    expected = found.rate * weight
    off, away = usual - expected, known.middle - centre
    bunching = max(1.0, float(fade @ (off**2 / np.maximum(expected, 0.5))) / float(fade.sum()))
    held = float(fade @ (expected * away**2)) + bunching * (span / _TREND) ** 2
    return replace(
        found, centre=centre, trend=float(fade @ (away * off)) / held, trend_error=bunching / held,
        rate_error=bunching * found.rate_error, bunching=bunching,
    )  # fmt: skip
