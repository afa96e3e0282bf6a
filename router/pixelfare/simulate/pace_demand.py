"""When prompts came, and what that says of those to come."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pixelfare.simulate.pace_forecast import DAY, FLAT, HOUR, Daily, Forecast

__all__ = ["Demand"]

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
_TRENDLESS = 3.0
"""Periods whose demand has no trend for each that has one: a trend is believed as far as it makes up for that."""
_TREND_HELD = 0.5
"""What part of a trend that was told so early goes on, and what part of what a trend may be adds to its error."""
_PRIOR = 1.0
"""Arrivals that the first guess counts for."""
_TREND = 0.75
"""How much demand may well change in a period, as a share of its average: one standard deviation."""
_UNSEEN = 0.5
"""How much hours of the day may differ from the others, as a share of the average: one standard deviation."""
_BURST, _BURST_CHANCE = 1.5, 3.0
"""A stretch has a burst where more came than so many times what is usual, and so many deviations of chance."""
_NEAR, _ROUNDS = 6, 3
"""Neighbours on each side that say what is usual, and how often bursts are taken out anew."""

_Floats = NDArray[np.float64]


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
        self._came = 0
        self._latest = start

    def copy(self) -> Demand:
        """The same counts, which what comes later does not change."""
        other = Demand(self._start, self._end)
        other._counts, other._came, other._latest = self._counts.copy(), self._came, self._latest
        return other

    def arrived(self, time: float) -> None:
        """Count one arrival."""
        place = int(time // self._width)
        self._counts[place] = self._counts.get(place, 0) + 1
        self._came += time >= self._start
        self._latest = max(self._latest, time)

    def look(self, time: float) -> int:
        """Which of the times to look at everything again is the last before a time."""
        return int(time // self._look)

    def forecast(self, now: float, guess: float, doubt: float = 1.0) -> Forecast:
        """What is to be expected, by what came until now.

        Args:
            now: Unix seconds.
            guess: Arrivals in the whole period, by somebody who has seen none.
            doubt: The guess's standard deviation, as a share of it.
        """
        as_of = max(self._latest, self.look(now) * self._look)
        since = min(self._start, min(self._counts) * self._width) if self._counts else self._start
        period, seen = self._end - self._start, as_of - since
        span = max(period, seen)
        prior = Forecast(
            rate=max(guess, 1.0) / period, daily=FLAT, start=self._start, end=self._end, centre=as_of,
            rate_error=1.0, trend_error=(_TREND / span) ** 2,
        )  # fmt: skip
        if seen <= 0:
            return prior
        known = self._known(since, as_of)
        usual = _usual(known)
        extra = known.count - usual
        daily = _daily(known, usual) if seen > DAY else FLAT
        fade = 0.5 ** ((as_of - known.middle) / (span / _HALVES))
        weight = np.take(np.array(daily.hours), known.hour) * known.seconds
        came = _PRIOR + float(fade @ usual)
        found = replace(
            prior, daily=daily, rate=came / (_PRIOR / prior.rate + float(fade @ weight)), rate_error=1 / came,
            bursts=float(extra.sum()) / seen, burst_size=max(1.0, float(extra @ extra) / max(1.0, float(extra.sum()))),
        )  # fmt: skip
        if seen >= min(_TREND_DAYS * DAY, period / _TREND_PART if period <= _TREND_DAYS * DAY else math.inf):
            found = _with_trend(found, known, usual, fade, weight, span)
            if seen < _TREND_DAYS * DAY:
                found = replace(
                    found, trend=_TREND_HELD * found.trend,
                    trend_error=found.trend_error + (_TREND_HELD * _TREND / span) ** 2,
                )  # fmt: skip
        unseen = max(0.0, min(period, DAY) - seen) / DAY
        found = replace(found, rate_error=found.rate_error + _UNSEEN**2 * unseen)
        return _with_guess(found, as_of, guess, guess - self._came, doubt)

    def _known(self, since: float, until: float) -> _Stretches:
        first, last = int(since // self._width), int(until // self._width)
        count = np.zeros(last - first + 1)
        count[np.array(list(self._counts), dtype=np.int64) - first] = list(self._counts.values())
        edges = np.clip(np.arange(first, last + 2) * self._width, since, until)
        hour = (np.arange(first, last + 1) * self._width % DAY // HOUR).astype(np.int64)
        return _Stretches(count=count, seconds=np.diff(edges), middle=(edges[1:] + edges[:-1]) / 2, hour=hour)


def _with_guess(found: Forecast, now: float, guess: float, rest: float, doubt: float) -> Forecast:
    """The forecast held towards what a first guess leaves to come, each by how sure it is."""
    coming = found.remaining(now)
    if rest <= 0 or coming.expected <= 0:
        return found
    own, other = (coming.error / coming.expected) ** 2, (doubt * guess / rest) ** 2
    share = other / (own + other)
    factor = (rest / coming.expected) ** (1 - share)
    return replace(
        found, rate=found.rate * factor, bursts=found.bursts * factor,
        rate_error=found.rate_error * share, trend_error=found.trend_error * share,
    )  # fmt: skip


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
    """The median of each and its neighbours, which at the edges are mirrored."""
    if len(rates) <= _NEAR:
        return np.full_like(rates, np.median(rates))
    padded = np.concatenate([rates[_NEAR:0:-1], rates, rates[-2 : -_NEAR - 2 : -1]])
    found: _Floats = np.median(sliding_window_view(padded, 2 * _NEAR + 1), axis=1)
    return found


def _daily(known: _Stretches, usual: _Floats) -> Daily:
    """How demand lies over the day: each hour's own rate, held towards the average by a quarter of a day more."""
    came = np.bincount(known.hour, usual, _HOURS)
    seen = np.bincount(known.hour, known.seconds, _HOURS)
    mean = came.sum() / seen.sum()
    if not mean:
        return FLAT
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
    told, most = float(fade @ (expected * away**2)) / bunching, (_TREND / span) ** 2
    error = 1 / (told + 1 / most)
    trend = error * float(fade @ (away * off)) / bunching
    chance = math.sqrt(1 + told * most) * math.exp(-(trend**2) / error / 2)  # that it only seems so, against it is so
    real = 1 / (1 + _TRENDLESS * chance)
    return replace(
        found, centre=centre, trend=real * trend, trend_error=real * error + real * (1 - real) * trend**2,
        rate_error=bunching * found.rate_error, bunching=bunching,
    )  # fmt: skip
