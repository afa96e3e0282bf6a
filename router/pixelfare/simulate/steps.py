"""The steps up from each row's cheapest choice, the most quality for the money first.

Where choices may be mixed, taking steps in this order is optimal (Sinha and Zoltners, 1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pixelfare.simulate.arrays import Floats, Integers
from pixelfare.simulate.core import Core

__all__ = ["Steps", "find_steps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps of single groups, in the order to take them.

    Args:
        group: Whose.
        offer: Where the step leads to; it starts where the group's step before it led to.
        cost: What it costs for all of the group, micro-USD.
        worth: What it adds, units of quality.
        slope: Units of quality per micro-USD; never rising.
    """

    group: Integers
    offer: Integers
    cost: Integers
    worth: Integers
    slope: Floats

    def __len__(self) -> int:
        return len(self.group)


def find_steps(core: Core, start: Integers, least: float = 0.0) -> Steps:
    """Walk up the upper hull of every group.

    Args:
        core: The groups.
        start: Each group's first choice.
        least: Steps that add less quality per micro-USD than this are left out.

    Returns:
        The steps of all groups; of equally good ones those of an earlier group first.

    Example:
        >>> from pixelfare.simulate.core import make_core
        >>> from pixelfare.simulate.problem import Problem
        >>> core = make_core(Problem.of([[1.0, 2.0, 2.5]], [1, 2, 3]), np.arange(1))
        >>> find_steps(core, np.array([0])).offer
        array([1, 2])
    """
    at, rows = start.copy(), np.arange(len(start))
    before = np.full(len(start), np.inf)
    possible = ~np.isneginf(core.quality)
    found: list[tuple[Integers, Integers, Integers, Integers, Floats]] = []
    while rows.size:
        here = at[rows]
        dearer = core.prices[rows] - core.prices[rows, here][:, None]
        better = core.worth[rows] - core.worth[rows, here][:, None]
        up = (dearer > 0) & (better > 0) & possible[rows]
        slope = np.where(up, better, -1.0) / np.where(up, dearer, 1)
        there = slope.argmax(axis=1)
        each = np.arange(len(rows))
        steep = np.minimum(slope[each, there], before[rows])  # rounding must not put a step before the one it stands on
        good = (steep > 0.0) & (steep >= least * core.scale)
        rows, there, each, steep = rows[good], there[good], each[good], steep[good]
        times = core.count[rows]
        found.append((rows, there, dearer[each, there] * times, better[each, there] * times, steep))
        at[rows], before[rows] = there, steep
    group, offer, cost, worth, slope = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((group, -slope))
    return Steps(group=group[order], offer=offer[order], cost=cost[order], worth=worth[order], slope=slope[order])
