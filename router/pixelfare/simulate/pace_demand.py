"""When prompts came, and how many more are to be expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Demand", "Forecast"]

HOUR, DAY = 3_600, 86_400
_HOURS = 24
_BINS = 48
"""Into how many stretches a period is cut at least."""
_HALVES = 8
"""After what part of the period an arrival counts half: recent ones say more of those to come."""
_PRIOR = 1.0
"""Arrivals that the first guess counts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many prompts are to be expected.

    Args:
        rate: Arrivals a second, on the average of a day.
        profile: What each hour of the day (UTC) has of that; 1 is the average.
        end: When the period ends, Unix seconds.
    """

    rate: float
    profile: tuple[float, ...]
    end: float
    _sums: tuple[float, ...] = ()

    @classmethod
    def of(cls, rate: float, profile: tuple[float, ...], end: float) -> Forecast:
        """A forecast, with the profile summed up."""
        return cls(rate=rate, profile=profile, end=end, _sums=tuple(accumulate(profile, initial=0.0)))

    def weight(self, since: float, until: float) -> float:
        """Seconds of average demand between two times."""
        return self._weight(until) - self._weight(since)

    def remaining(self, now: float) -> float:
        """Arrivals to be expected from a time to the end of the period."""
        return self.rate * self.weight(now, self.end) if now < self.end else 0.0

    def when(self, now: float, count: float) -> float:
        """The time by which so many more are to be expected, Unix seconds; the end where that is later."""
        low, high = now, self.end
        while high - low > 1:
            middle = (low + high) / 2
            low, high = (middle, high) if self.rate * self.weight(now, middle) < count else (low, middle)
        return high

    def _weight(self, time: float) -> float:
        days, rest = divmod(time, DAY)
        hour = int(rest // HOUR)
        return HOUR * (days * self._sums[-1] + self._sums[hour]) + self.profile[hour] * (rest - HOUR * hour)


class Demand:
    """Arrivals, counted by stretches of time. What is counted does not depend on the order they are told in.

    Args:
        start: When the period begins, Unix seconds.
        end: When it ends.
    """

    def __init__(self, start: float, end: float) -> None:
        self._start, self._end = start, end
        self._width = min(float(HOUR), (end - start) / _BINS)
        self._half = (end - start) / _HALVES
        self._counts: dict[int, int] = {}
        self.latest = start
        """When the last came, Unix seconds."""

    def arrived(self, time: float) -> None:
        """Count one arrival."""
        place = self.bin(time)
        self._counts[place] = self._counts.get(place, 0) + 1
        self.latest = max(self.latest, time)

    def bin(self, time: float) -> int:
        """The stretch that a time lies in."""
        return int(time // self._width)

    def forecast(self, now: float, guess: float) -> Forecast:
        """What is to be expected, by what came until now.

        Args:
            now: Unix seconds.
            guess: Arrivals in the whole period, as far as nothing is known.
        """
        as_of = max(self.latest, now // self._width * self._width)
        first = min(self._counts, default=0) * self._width if self._counts else self._start
        since = min(self._start, first)
        flat = Forecast.of(1.0, (1.0,) * _HOURS, self._end)
        shape = self._shape(since, as_of) if as_of - since > DAY else flat
        came, seen = _PRIOR, _PRIOR * (self._end - self._start) / max(guess, 1.0)
        for begin, count in self._stretches(since, as_of):
            counts = 0.5 ** ((as_of - begin) / self._half)
            came += counts * count
            seen += counts * shape.weight(begin, min(begin + self._width, max(as_of, begin)))
        return Forecast.of(came / seen, shape.profile, self._end)

    def _stretches(self, since: float, until: float) -> Iterator[tuple[float, int]]:
        for place in range(self.bin(since), self.bin(until) + 1):
            yield max(since, place * self._width), self._counts.get(place, 0)

    def _shape(self, since: float, until: float) -> Forecast:
        """How demand lies over the day: each hour's own rate, held towards the average by one more day of it."""
        came, seen = [0.0] * _HOURS, [0.0] * _HOURS
        for begin, count in self._stretches(since, until):
            hour = int(begin % DAY // HOUR)
            came[hour] += count
            seen[hour] += min(begin + self._width, until) - begin
        mean = sum(came) / sum(seen)
        rates = [(came[hour] + mean * HOUR) / (seen[hour] + HOUR) for hour in range(_HOURS)]
        whole = sum(rates) / _HOURS
        return Forecast.of(1.0, tuple(rate / whole for rate in rates), self._end)
