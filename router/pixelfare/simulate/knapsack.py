"""Dividing a budget among prompts: one offer for each, and the most quality; or the least cost for a quality.

This is the multiple-choice knapsack problem. A price of money decides most prompts by itself (`dual`); the others are
taken up step by step while the money lasts (`steps`); what is left over is searched (`exact`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.money import usd
from pixelfare.simulate.allocation import Allocation
from pixelfare.simulate.arrays import Integers
from pixelfare.simulate.capped import solve_capped
from pixelfare.simulate.core import Core, make_core
from pixelfare.simulate.dual import choose, find_bracket
from pixelfare.simulate.exact import Limits, improve
from pixelfare.simulate.finish import Ending, finish
from pixelfare.simulate.problem import Cap, Problem, check_amount, check_caps, check_target
from pixelfare.simulate.steps import Steps, find_steps
from pixelfare.simulate.sums import weighted_sum

__all__ = ["allocate", "least_cost", "solve"]

_SMALL = 1 << 18
"""Up to so many entries all rows are looked at together."""
_BELOW = 1.0 - 1e-9
_ENOUGH = 1e-9
"""Where most rows are decided by a price alone, nothing is proved exact, and a gap this small ends the search."""


def allocate(
    quality: npt.ArrayLike,
    micro_usd: npt.ArrayLike,
    budget: int,
    *,
    caps: Sequence[Cap] | None = None,
    floors: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
) -> Allocation:
    """Give every prompt one offer, so that the summed quality is the most that a budget buys.

    The same input gives the same answer. Of equally good offers a prompt gets the cheaper, then the first; of prompts
    that are equal the earlier get the dearer offers; of assignments equally good a proved one costs the least.

    Args:
        quality: `[prompts, offers]`; nan where an offer is not possible.
        micro_usd: Prices, `[prompts, offers]` or `[offers]`, whole micro-USD.
        budget: The most to spend, micro-USD.
        caps: Further limits: pairs of a mask (a bool per offer) and the most that those offers may cost together.
            They make it slower, and for more than some dozens of prompts the answer is near the best, not exact.
        floors: The least quality, one number or one for each prompt.
        counts: How many prompts each row stands for; the answer then says how many of them get each offer.

    Returns:
        The allocation, with an upper bound on the quality that any assignment in the budget has.

    Raises:
        BadBudget: The budget is no amount of micro-USD, or the cheapest assignment costs more.
        BadRequest: An array is malformed, a prompt has no possible offer, or nothing was found within the caps.

    Example:
        >>> found = allocate([[0.2, 0.9], [0.5, 0.6]], [1_000, 5_000], 7_000)
        >>> found.choice, found.micro_usd, found.exact
        (array([1, 0]), 6000, True)
    """
    problem = Problem.of(quality, micro_usd, counts=counts, floors=floors)
    limit = check_amount(budget, "budget")
    if found := check_caps(caps, problem.quality.shape[1]):
        return solve_capped(problem, limit, found)
    return solve(problem, limit)


def least_cost(
    quality: npt.ArrayLike,
    micro_usd: npt.ArrayLike,
    target: float,
    *,
    floors: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
) -> Allocation:
    """Give every prompt one offer, so that a summed quality is reached at the least cost.

    Args:
        quality: `[prompts, offers]`; nan where an offer is not possible.
        micro_usd: Prices, `[prompts, offers]` or `[offers]`, whole micro-USD.
        target: The summed quality to reach; a sum that falls short by rounding alone, in the 14th digit, reaches it.
        floors: The least quality, one number or one for each prompt.
        counts: How many prompts each row stands for.

    Returns:
        The allocation; its `bound` is in micro-USD, and no assignment that reaches the target costs less.

    Raises:
        BadRequest: An array is malformed, a prompt has no possible offer, or the target is out of reach.

    Example:
        >>> least_cost([[0.2, 0.9], [0.5, 0.6]], [1_000, 5_000], 1.3).micro_usd
        6000
    """
    return solve(Problem.of(quality, micro_usd, counts=counts, floors=floors), target=check_target(target))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aim:
    """The limit: a budget, or a quality to reach."""

    problem: Problem
    budget: int = 0
    target: float | None = None

    def passes(self, choice: Integers) -> bool:
        """Whether some choices cost more than the budget, or reach the target."""
        if self.target is None:
            return self.cost(choice) > self.budget
        return self.value(choice) >= self.target - self.tolerance

    @property
    def tolerance(self) -> float:
        """Quality that may be lost where it is counted in whole units."""
        pictures = self.problem.pictures
        return max(1e-14, 1e-17 * pictures) * pictures * self.problem.greatest

    def cost(self, choice: Integers) -> int:
        """What some choices cost, micro-USD."""
        paid = self.problem.paid(choice)
        return int((paid if self.problem.counts is None else paid * self.problem.counts).sum())

    def value(self, choice: Integers) -> float:
        """The summed quality of some choices."""
        return weighted_sum(self.problem.got(choice), self.problem.weights(np.arange(len(choice))))


def solve(problem: Problem, budget: int = 0, *, target: float | None = None) -> Allocation:
    """Allocate a checked problem.

    Args:
        problem: The prompts and the offers.
        budget: The most to spend, micro-USD; not looked at where there is a target.
        target: A summed quality to reach at the least cost instead.

    Returns:
        The allocation.

    Raises:
        BadBudget: The cheapest assignment costs more than the budget.
        BadRequest: The best assignment does not reach the target.

    Example:
        >>> solve(Problem.of([[0.5, 0.75]], [10, 20]), 15).value
        0.5
    """
    aim = _Aim(problem=problem, budget=budget, target=target)
    if problem.quality.size <= _SMALL:
        few, many, low, high = choose(problem, np.inf), choose(problem, 0.0), 0.0, np.inf
        passed, kept, rows = aim.passes(many), not aim.passes(few), np.arange(len(few))
    else:
        amount = budget if target is None else target
        bracket = find_bracket(problem, aim.passes, amount, of_quality=target is not None)
        few, many, low, high = bracket.few, bracket.many, bracket.low, bracket.high
        passed, kept, rows = bracket.passed, bracket.kept, np.flatnonzero(few != many)
    if not kept and target is None:
        raise _too_dear(aim.cost(few), budget)
    if not passed and target is not None:
        raise BadRequest(
            f"the best assignment reaches {aim.value(many):.12g}, which is less than the target of {target:.12g}"
        )
    if not (passed and kept):
        return finish(problem, few if passed else many, None, Ending(decided=True, target=target))
    core = make_core(problem, rows)
    steps = find_steps(core, few[core.members[np.cumsum(core.sizes) - core.sizes]], least=low * _BELOW)
    share, price, left = _take(core, steps, aim, few)
    price = price or low * core.scale
    limits = Limits(
        price=np.array([price]), use=np.ones((1, share.shape[1]), bool), room=np.array([0 if aim.target else left]),
        surplus=None if target is None else left,
        enough=0.0 if len(rows) == len(few) else _ENOUGH * problem.pictures * problem.greatest * core.scale,
    )  # fmt: skip
    share, complete = improve(core, share, limits)
    ending = Ending(
        budget=budget, target=None if target is None else target - aim.tolerance, price=price / core.scale,
        highest=high, complete=complete and len(rows) == len(few),
    )  # fmt: skip
    return finish(problem, few, (core, share), ending)


def _take(core: Core, steps: Steps, aim: _Aim, few: Integers) -> tuple[Integers, float, int]:
    """Take steps up to the limit.

    Returns:
        How many of each group get each offer; the slope of the step that the limit falls into, 0 if none; and what is
        left of the budget, micro-USD, or units of quality above the target.
    """
    at = few[core.members[np.cumsum(core.sizes) - core.sizes]]
    if aim.target is None:
        amount = aim.budget - aim.cost(few)
        reached = np.cumsum(steps.cost)
        taken = int(np.searchsorted(reached, amount, "right"))
    else:
        reached = np.cumsum(steps.worth)
        amount = math.ceil((aim.target - aim.tolerance - aim.value(few)) * core.scale)
        amount = min(amount, int(reached[-1]) if len(reached) else 0)
        taken = int(np.searchsorted(reached, amount, "left"))
    at = at.copy()
    at[steps.group[:taken]] = steps.offer[:taken]
    share = np.zeros(core.quality.shape, np.int64)
    share[np.arange(len(at)), at] = core.count
    rest = amount - (int(reached[taken - 1]) if taken else 0)
    if taken == len(steps):
        return share, 0.0, rest if aim.target is None else -rest
    group, times = int(steps.group[taken]), int(core.count[steps.group[taken]])
    each = int((steps.cost if aim.target is None else steps.worth)[taken]) // times
    some = rest // each if aim.target is None else -(-rest // each)
    share[group, at[group]] -= some
    share[group, steps.offer[taken]] += some
    rest -= some * each
    return share, float(steps.slope[taken]), rest if aim.target is None else -rest


def _too_dear(least: int, budget: int) -> BadBudget:
    short = usd(least - budget)
    return BadBudget(
        f"the cheapest assignment costs {usd(least)} USD, {short} USD more than the budget of {usd(budget)} USD"
    )
