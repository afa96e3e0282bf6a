"""Bootstrap intervals: how far a figure may be off because these prompts were drawn and not others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixelfare.bench.frontier import Ladder, Point, area, gap_recovered, hull
from pixelfare.bench.outcome import Interval

__all__ = ["Compared", "Samples", "compare", "draw_samples", "interval"]

SEED = 20261124
_ENDS = (2.5, 97.5)
_EXACT = 1e-9
Floats = npt.NDArray[np.float64]
Prompt = tuple[int, tuple[Point, ...]]
"""The place of a prompt's kind, and what each router comes to for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """The same bootstrap samples of prompts, as seen by every router.

    Args:
        usd: Mean cost, `[samples, routers]`.
        kept: Mean quality kept, `[samples, routers]`.
        shares: The share of each kind of prompt, `[samples, kinds]`.
    """

    usd: Floats
    kept: Floats
    shares: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What routers come to beside the hull of single models and the oracle, in each sample; nan where nothing.

    Args:
        over_hull: `[samples, routers]`, as are `regret` and `dearer`.
        aiq: By router that has a hull of its own: `[samples]`, as is `apgr`.
    """

    over_hull: Floats
    regret: Floats
    dearer: Floats
    aiq: Mapping[str, Floats]
    apgr: Mapping[str, Floats]


def draw_samples(prompts: Sequence[Prompt], kinds: int, resamples: int) -> Samples:
    """Draw prompts with replacement, the same for all routers (Efron, 1979).

    Equal prompts are drawn together: how often each sort of prompt comes up in a sample is multinomial.

    Args:
        prompts: At least one prompt.
        kinds: How many kinds there are.
        resamples: How many samples are drawn.

    Returns:
        The means of each sample.

    Example:
        >>> samples = draw_samples([(0, ((1.0, 0.5),)), (0, ((3.0, 0.9),))], 1, 4)
        >>> samples.usd.shape, samples.shares.tolist()
        ((4, 1), [[1.0], [1.0], [1.0], [1.0]])
    """
    sorts = Counter(prompts)
    n = len(prompts)
    drawn = np.random.default_rng(SEED).multinomial(n, np.array(list(sorts.values())) / n, size=resamples) / n
    values = np.array([points for _, points in sorts], dtype=np.float64)
    of_kind = np.eye(kinds)[[kind for kind, _ in sorts]]
    return Samples(usd=drawn @ values[:, :, 0], kept=drawn @ values[:, :, 1], shares=drawn @ of_kind)


def compare(samples: Samples, singles: int, routers: Mapping[str, Sequence[int]], ladder: Ladder) -> Compared:
    """Make hull and oracle anew in each sample, and hold every router against them.

    Args:
        samples: The samples; its first columns are the single models.
        singles: How many single models there are.
        routers: Each router's columns.
        ladder: The oracle's steps; its kinds are those of the samples.

    Returns:
        The figures of each sample.
    """
    over, regret, dearer = (np.empty_like(samples.usd) for _ in range(3))
    aiq, apgr = ({name: np.empty(len(samples.usd)) for name in routers} for _ in range(2))
    for i, (usd, kept, shares) in enumerate(zip(samples.usd, samples.kept, samples.shares, strict=True)):
        points = list(zip(usd.tolist(), kept.tolist(), strict=True))
        plain = points[:singles]
        over[i] = kept - _height(hull(plain), usd)
        oracle = np.array(ladder.climbed(shares.tolist()))
        regret[i] = _height(oracle, usd) - kept
        cost = np.interp(kept, oracle[:, 1], oracle[:, 0])
        dearer[i] = np.where(kept <= oracle[-1, 1] + _EXACT, usd - cost, np.nan)
        costs = [cost for cost, _ in plain]
        weak, strong = min(plain), max(plain, key=lambda point: (point[1], -point[0]))
        for name, columns in routers.items():
            line = hull([weak, *(points[column] for column in columns)])
            recovered = gap_recovered(line, weak, strong)
            aiq[name][i] = area(line, min(costs), max(costs))
            apgr[name][i] = np.nan if recovered is None else recovered
    return Compared(over_hull=over, regret=regret, dearer=dearer, aiq=aiq, apgr=apgr)


def interval(figures: Floats) -> Interval | None:
    """The 95 % percentile interval of a figure over the samples that have it; nothing where none has it.

    Example:
        >>> interval(np.arange(101.0))
        (2.5, 97.5)
    """
    known = figures[~np.isnan(figures)]
    if not known.size:
        return None
    low, high = np.percentile(known, _ENDS)
    return round(float(low), 9) + 0.0, round(float(high), 9) + 0.0


def _height(line: Any, cost: Floats) -> Floats:
    """The quality of a line of points at each cost; flat beyond its end, nothing before its start."""
    corners = np.asarray(line)
    at = np.interp(cost, corners[:, 0], corners[:, 1])
    return np.where(cost < corners[0, 0] - _EXACT, np.nan, at)
