"""A price of money, so that every row can be decided by itself: best quality minus price times cost.

At every price, what all rows reach this way plus the price of the budget is more than any assignment in the budget
can reach. The lowest such bound is at the price where the budget is just spent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pixelfare.simulate.arrays import Integers, in_blocks
from pixelfare.simulate.core import make_core
from pixelfare.simulate.problem import Problem
from pixelfare.simulate.steps import find_steps

__all__ = ["Bracket", "choose", "find_bracket"]

_SAMPLE = 1 << 14
_GOLDEN = 0x9E3779B1
_SPREAD = 4.0
"""So many standard errors to each side of what a sample says; where that is not enough, twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """Two prices, and what every row chooses at them.

    Args:
        low: The lower price, where the choices pass the limit; 0 is the lowest.
        high: The higher price, where they do not; `inf` is the highest.
        many: Each row's choice at the lower price.
        few: Each row's choice at the higher price.
        passed: Whether the limit is passed at the lower price at all; it may not be where that is 0.
        kept: Whether it is not passed at the higher price; it may be where that is `inf`.
    """

    low: float
    high: float
    many: Integers
    few: Integers
    passed: bool
    kept: bool


def choose(problem: Problem, price: float) -> Integers:
    """What each row chooses when a micro-USD costs so much quality.

    Args:
        problem: The rows.
        price: Quality per micro-USD. At 0 each row's best, at `inf` each row's cheapest; then, of several, the
            cheaper or the better; then the first.

    Returns:
        An offer for each row.

    Example:
        >>> choose(Problem.of([[1.0, 2.0, 2.0]], [3, 5, 4]), 0.0)
        array([2])
    """
    rows, offers = problem.quality.shape
    found = np.empty(rows, np.int64)
    weighed = price * problem.prices[0] if len(problem.prices) == 1 and 0.0 < price < np.inf else None

    def act(block: slice) -> None:
        quality = problem.quality[block]
        if weighed is not None:
            found[block] = (quality - weighed).argmax(axis=1)
            return
        prices = problem.prices_of(block)
        if 0.0 < price < np.inf:
            found[block] = (quality - price * prices).argmax(axis=1)
        elif price:
            reached = np.where(np.isneginf(quality), np.iinfo(np.int64).max, prices)
            cheapest = reached == reached.min(axis=1, keepdims=True)
            found[block] = np.where(cheapest, quality, -np.inf).argmax(axis=1)
        else:
            best = quality == quality.max(axis=1, keepdims=True)
            found[block] = np.where(best, prices, np.iinfo(np.int64).max).argmin(axis=1)

    in_blocks(act, rows, offers)
    return found


def find_bracket(problem: Problem, passes: Callable[[Integers], bool], amount: float, *, of_quality: bool) -> Bracket:
    """Two prices, close together, between which a limit is passed.

    Args:
        problem: The rows.
        passes: Whether choices pass the limit.
        amount: The limit: micro-USD, or quality.
        of_quality: Whether the limit is one of quality.

    Returns:
        The bracket. A sample of the rows says where to look, and all rows whether it is there.

    Example:
        >>> problem = Problem.of([[1.0, 2.0]], [0, 2])
        >>> find_bracket(problem, lambda choice: bool(choice[0]), 1.0, of_quality=False).kept
        True
    """
    pool = np.arange(len(problem.quality)) if problem.counts is None else np.flatnonzero(problem.counts)
    rows = pool[np.unique(np.arange(min(_SAMPLE, len(pool))) * _GOLDEN % len(pool))]
    core = make_core(problem, rows)
    cheapest = np.where(np.isneginf(core.quality), np.iinfo(np.int64).max, core.prices).argmin(axis=1)
    steps = find_steps(core, cheapest)
    groups = np.arange(len(cheapest))
    table, added = (core.worth, steps.worth) if of_quality else (core.prices, steps.cost)
    reached = np.concatenate([[0], np.cumsum(added)]) + float((table[groups, cheapest] * core.count).sum())
    aim = amount * float(core.count.sum()) / problem.pictures * (core.scale if of_quality else 1.0)
    slopes = np.concatenate([[np.inf], steps.slope / core.scale, [0.0]])
    middle = float(slopes[min(int(np.searchsorted(reached, aim, "right")), len(slopes) - 2)])
    taken = cheapest if middle == np.inf else (core.quality - middle * core.prices).argmax(axis=1)
    each = table[groups, taken].astype(np.float64)
    mean = float(np.average(each, weights=core.count))
    spread = float(np.sqrt(((each - mean) ** 2 * core.count**2 / core.sizes).sum())) + 1.0

    def beyond(side: float) -> tuple[float, Integers, bool]:
        width = _SPREAD
        while True:
            near = int(np.searchsorted(reached, aim + side * width * spread, "right"))
            price = float(slopes[min(near, len(slopes) - 1)])
            price = float(np.inf if width > len(slopes) and side < 0 else 0.0 if width > len(slopes) else price)
            choice = choose(problem, price)
            if passes(choice) == (side > 0):
                return price, choice, True
            if price == (0.0 if side > 0 else np.inf):
                return price, choice, False
            width *= 2.0

    low, many, passed = beyond(1.0)
    if not passed:
        return Bracket(low=0.0, high=0.0, many=many, few=many, passed=False, kept=True)
    high, few, kept = beyond(-1.0)
    return Bracket(low=low, high=high, many=many, few=few, passed=True, kept=kept)
