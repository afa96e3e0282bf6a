"""From the shares of a core to an allocation of all prompts, and the certificate that goes with it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pixelfare.simulate.allocation import Allocation
from pixelfare.simulate.arrays import Floats, Integers
from pixelfare.simulate.core import Core
from pixelfare.simulate.problem import Problem
from pixelfare.simulate.sums import weighted_sum

__all__ = ["Ending", "finish"]

_ROUNDING = 2.0**-50
"""Four times what one product and one sum can be off, as a share of the numbers in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known when an allocation is found.

    Args:
        budget: The most to spend, micro-USD.
        target: The quality to reach, where there is one; rounding is taken off.
        price: Quality per micro-USD at the margin.
        charge: Further quality per micro-USD for each offer, where caps bind.
        slack: Quality that those charges are worth in what the caps leave.
        highest: The highest price at which rows outside the core were decided.
        complete: Whether the search has seen all that could be better.
        decided: Whether no row's choice was held back by the limit, so that there is nothing to search.
    """

    budget: int = 0
    target: float | None = None
    price: float = 0.0
    charge: Floats | None = None
    slack: float = 0.0
    highest: float = 0.0
    complete: bool = False
    decided: bool = False


def finish(problem: Problem, choice: Integers, found: tuple[Core, Integers] | None, ending: Ending) -> Allocation:
    """Write the shares back to the rows, add up, and bound what any other assignment can reach.

    Args:
        problem: The prompts and the offers.
        choice: What each row outside the core chooses.
        found: The core, and how many of each of its groups get each offer.
        ending: What is known of it.

    Returns:
        The allocation.

    Example:
        >>> problem = Problem.of([[0.5, 0.75]], [10, 20])
        >>> finish(problem, np.array([1]), None, Ending(decided=True)).micro_usd
        20
    """
    choice = choice.copy()
    counts = None
    if problem.counts is not None:
        counts = np.zeros(problem.quality.shape, np.int64)
        counts[np.arange(len(choice)), choice] = problem.counts
        if found:
            counts[found[0].members] = found[1]
            choice = counts.argmax(axis=1)
        rows, offers = np.nonzero(counts)
        value = weighted_sum(problem.quality[rows, offers], counts[rows, offers])
        prices = problem.prices[0][offers] if len(problem.prices) == 1 else problem.prices[rows, offers]
        micro_usd = int((prices * counts[rows, offers]).sum())
    else:
        if found:
            choice[found[0].members] = found[0].choice(found[1])
        value = weighted_sum(problem.got(choice), problem.weights(np.arange(len(choice))))
        micro_usd = int(problem.paid(choice).sum())
    bound, exact = _bound(problem, found, ending, value, micro_usd)
    reached = value if ending.target is None else float(micro_usd)
    larger = max(abs(bound), abs(reached))
    return Allocation(
        choice=choice, counts=counts, value=value, micro_usd=micro_usd, bound=bound,
        gap=abs(bound - reached) / larger if larger else 0.0, price=ending.price, exact=exact,
    )  # fmt: skip


def _bound(
    problem: Problem, found: tuple[Core, Integers] | None, ending: Ending, value: float, micro_usd: int
) -> tuple[float, bool]:
    """What was reached and all that is lost at the price, which is a bound; and whether it is exact."""
    if found is None or ending.decided:
        return (value if ending.target is None else float(micro_usd)), True
    core, share = found
    charge = ending.price + (0.0 if ending.charge is None else ending.charge)
    weighed = core.quality - charge * core.prices
    group, offer = np.nonzero(share)
    lost = weighted_sum(weighed.max(axis=1)[group] - weighed[group, offer], share[group, offer])
    most = max(float(np.max(charge)), ending.highest if math.isfinite(ending.highest) else 0.0)
    rounding = _ROUNDING * problem.pictures * (problem.greatest + most * problem.dearest)
    units = float(core.count.sum()) / core.scale
    if ending.target is None:
        lost += ending.price * (ending.budget - micro_usd) + ending.slack
        exact = ending.complete or lost <= units
        return math.nextafter(value + (min(lost, units) if exact else lost) + rounding, math.inf), exact
    if ending.complete or not ending.price:
        return float(micro_usd), ending.complete
    lost += value - ending.target
    saved = math.floor((lost + rounding) / ending.price * (1.0 + _ROUNDING))
    return float(micro_usd - saved), saved <= 0
