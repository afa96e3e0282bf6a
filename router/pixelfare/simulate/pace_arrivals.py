"""Arrivals to try pacing on: steady, in a daily wave, in bursts, growing, or all at the end."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pixelfare.errors import UnknownName

__all__ = ["SHAPES", "arrivals"]

_DAY = 86_400
_BURSTS = 10
_BURST_SECONDS = 1_800
_RUSH = 0.95


def arrivals(shape: str, *, start: float, end: float, count: int, seed: int) -> list[float]:
    """Times at which prompts come, by chance that a seed repeats.

    Args:
        shape: One of `SHAPES`.
        start: When the period begins, Unix seconds.
        end: When it ends.
        count: How many are to be expected; how many come is Poisson.
        seed: What repeats it.

    Returns:
        Unix seconds, ascending, all inside the period.

    Raises:
        UnknownName: No shape is called so.

    Example:
        >>> 800 < len(arrivals("steady", start=0, end=86_400, count=1_000, seed=1)) < 1_200
        True
    """
    if shape not in SHAPES:
        raise UnknownName(shape, SHAPES)
    chance = np.random.default_rng(seed)
    places = SHAPES[shape](chance, int(chance.poisson(count)), start, end)
    return [float(time) for time in np.sort(start + places * (end - start)) if time < end]


_Places = NDArray[np.float64]
_Shape = Callable[[np.random.Generator, int, float, float], _Places]


def _steady(chance: np.random.Generator, count: int, _start: float, _end: float) -> _Places:
    return chance.random(count)


def _wave(chance: np.random.Generator, count: int, start: float, end: float) -> _Places:
    """Ten times as many in the early afternoon (UTC) as twelve hours later."""

    def weight(places: _Places) -> _Places:
        days = (start + places * (end - start)) / _DAY
        return 1 - 9 / 11 * np.cos(2 * math.pi * (days - 2 / 24))

    return _thinned(chance, count, weight, 2.0)


def _burst(chance: np.random.Generator, count: int, start: float, end: float) -> _Places:
    """Seven in ten steadily, the others in ten bursts of about half an hour."""
    calm = chance.random(count - 3 * count // 10)
    begins = chance.random(_BURSTS) * 0.95
    lengths = chance.exponential(min(1.0, _BURST_SECONDS / (end - start)), 3 * count // 10)
    bursts = begins[chance.integers(_BURSTS, size=lengths.size)] + lengths
    return np.concatenate([calm, bursts[bursts < 1]])


def _drift(chance: np.random.Generator, count: int, _start: float, _end: float) -> _Places:
    """Four times as many at the end as at the beginning."""
    return _thinned(chance, count, lambda x: 0.4 + 1.2 * x, 1.6)


def _rush(chance: np.random.Generator, count: int, _start: float, _end: float) -> _Places:
    """Nobody until almost the end, then all."""
    return _RUSH + (1 - _RUSH) * chance.random(count)


def _thinned(chance: np.random.Generator, count: int, weight: Callable[[_Places], _Places], most: float) -> _Places:
    """Places in [0, 1) as dense as a weight says."""
    places = chance.random(8 * count)
    return places[chance.random(8 * count) * most < weight(places)][:count]


SHAPES: dict[str, _Shape] = {"steady": _steady, "wave": _wave, "burst": _burst, "drift": _drift, "rush": _rush}
"""How arrivals can lie in a period."""
