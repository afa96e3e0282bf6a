"""Dividing a budget where some offers have limits of their own.

Each limit gets a price, and the prices are found by the ellipsoid method (Shor, 1977): it needs no more than the
choices at one set of prices after another, and closes in surely, however many prompts tie. What the choices at the
best prices break is mended, then what is left is searched as without caps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.money import usd
from pixelfare.simulate.allocation import Allocation
from pixelfare.simulate.arrays import Floats, Integers, Mask
from pixelfare.simulate.core import Core, make_core
from pixelfare.simulate.dual import choose
from pixelfare.simulate.exact import Limits, improve
from pixelfare.simulate.finish import Ending, finish
from pixelfare.simulate.problem import Problem
from pixelfare.simulate.steps import find_steps

__all__ = ["solve_capped"]

_TURNS = 50
_MOST_TURNS = 1_500
_MENDS = 1_000
_ROOMY = 100
"""A limit this many times what may be lost to whole prompts is aimed at a little lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """All limits together: which offers count against each, and how much it is."""

    use: Mask
    most: Integers

    def spent(self, core: Core, share: Integers) -> Integers:
        """What shares spend of each limit, micro-USD."""
        spent: Integers = self.use.astype(np.int64) @ (core.prices * share).sum(axis=0)
        return spent


def solve_capped(problem: Problem, budget: int, caps: list[tuple[Mask, int]]) -> Allocation:
    """Allocate within a budget and further limits.

    Args:
        problem: The prompts and the offers.
        budget: The most to spend, micro-USD.
        caps: Pairs of a mask of offers and the most that they may cost together.

    Returns:
        The allocation. It is proved exact where the search ends early enough, as for some dozens of prompts.

    Raises:
        BadBudget: The cheapest assignment costs more than the budget.
        BadRequest: No assignment was found that keeps all limits.

    Example:
        >>> problem = Problem.of([[0.2, 0.9], [0.5, 0.6]], [1_000, 5_000])
        >>> solve_capped(problem, 10_000, [(np.array([False, True]), 5_000)]).choice
        array([1, 0])
    """
    cheapest = choose(problem, np.inf)
    core = make_core(problem, np.arange(len(cheapest)))
    first = cheapest[core.members[np.cumsum(core.sizes) - core.sizes]]
    least = int((core.prices[np.arange(len(first)), first] * core.count).sum())
    if least > budget:
        over = f"{usd(least - budget)} USD more than the budget of {usd(budget)} USD"
        raise BadBudget(f"the cheapest assignment costs {usd(least)} USD, {over}")
    ceiling = least + int(np.ptp(core.prices, axis=1) @ core.count) + 1
    sides = _Sides(
        use=np.stack([np.ones(problem.quality.shape[1], bool), *(mask for mask, _ in caps)]),
        most=np.minimum(np.array([budget, *(most for _, most in caps)], object), ceiling).astype(np.int64),
    )
    steps = find_steps(core, first)
    steepest = float(steps.slope[0]) if len(steps) else 0.0
    prices = _find_prices(core, sides, steepest / core.scale)
    share = _mend(core, sides, _share(core, _weighed(core, sides, prices)), prices)
    room = sides.most - sides.spent(core, share)
    limits = Limits(price=prices * core.scale, use=sides.use, room=room)
    share, complete = improve(core, share, limits)
    room = sides.most - sides.spent(core, share)
    if (room < 0).any():
        proved = " There is none." if complete else ""
        raise BadRequest(f"no assignment was found that keeps the budget and all caps; raise one of them.{proved}")
    charge = prices[1:] @ sides.use[1:].astype(np.float64)
    ending = Ending(
        budget=int(sides.most[0]), price=float(prices[0]), charge=charge, slack=float(prices[1:] @ room[1:]),
        complete=complete,
    )  # fmt: skip
    return finish(problem, cheapest, (core, share), ending)


def _weighed(core: Core, sides: _Sides, prices: Floats) -> Floats:
    """Quality less what the offers cost at some prices."""
    return core.quality - core.prices * (prices @ sides.use)


def _share(core: Core, weighed: Floats) -> Integers:
    share = np.zeros(core.quality.shape, np.int64)
    share[np.arange(len(share)), weighed.argmax(axis=1)] = core.count
    return share


def _find_prices(core: Core, sides: _Sides, steepest: float) -> Floats:
    """Prices of the limits at which the bound is nearly the lowest.

    The unit of a price is the steepest step that a group has; beyond a few of them no budget holds a prompt back.
    """
    unit = steepest or 1.0
    size = len(sides.most)
    center = np.full(size, 0.5)
    shape = np.eye(size) * (4.0 * size)
    best, lowest = np.zeros(size), np.inf
    for _ in range(min(_MOST_TURNS, _TURNS * (size + 1) ** 2)):
        if (center < 0.0).any():
            slope = -(center == center.min()).astype(np.float64)
        else:
            weighed = _weighed(core, sides, center * unit)
            share = _share(core, weighed)
            bound = float(weighed.max(axis=1) @ core.count) + float(center @ sides.most) * unit
            if bound < lowest:
                best, lowest = center.copy(), bound
            slope = (sides.most - sides.spent(core, share)).astype(np.float64)
        length = float(slope @ shape @ slope)
        if not length > 0.0:
            break
        step = shape @ slope / np.sqrt(length)
        center = center - step / (size + 1)
        shape = size**2 / (size**2 - 1.0) * (shape - 2.0 / (size + 1) * np.outer(step, step))
    return best * unit


def _mend(core: Core, sides: _Sides, share: Integers, prices: Floats) -> Integers:
    """Move prompts until all limits are kept, then up again as long as one can.

    What is over is measured by its square, so that a limit that is just full may be passed a little on the way.
    """
    spare = int(core.prices.max()) * len(sides.most)
    aim = np.where(sides.most > _ROOMY * spare, sides.most - spare, sides.most)
    weighed = _weighed(core, sides, prices)
    for turn in range(2 * _MENDS):
        group, offer = np.nonzero(share)
        lots = _Lots(
            group=group, offer=offer, count=share[group, offer],
            cost=_costs(core, sides, group, offer),
            lost=np.maximum(weighed[group, offer][:, None] - weighed[group], 0.0),
        )  # fmt: skip
        spent = sides.spent(core, share)
        move = _down(core, lots, aim - spent) if turn < _MENDS and (sides.most < spent).any() else None
        move = move or _up(core, lots, sides.most - spent)
        if not move:
            break
        lot, there, times = move
        share[group[lot], offer[lot]] -= times
        share[group[lot], there] += times
    return share


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    """Prompts of one group that have one offer, and what it would cost and lose to give them each of the others."""

    group: Integers
    offer: Integers
    count: Integers
    cost: Integers
    lost: Floats


def _costs(core: Core, sides: _Sides, group: Integers, offer: Integers) -> Integers:
    """What each other offer would add to what is spent of each limit, `[lots, offers, limits]`."""
    cost = core.prices[group][:, :, None] * sides.use.T
    added: Integers = cost - cost[np.arange(len(group)), offer][:, None, :]
    return added


def _down(core: Core, lots: _Lots, room: Integers) -> tuple[int, int, int] | None:
    """The move that lessens what is over by most for what it loses."""
    unit = float(core.prices.max()) or 1.0
    over = np.maximum(-room / unit, 0.0)
    added = lots.cost / unit
    size = np.maximum((added**2).sum(axis=2), 1e-300)
    times = np.clip(np.floor(-(added @ over) / size), 1, lots.count[:, None])
    after = np.maximum(added * times[:, :, None] - room / unit, 0.0)
    helped = float((over**2).sum()) - (after**2).sum(axis=2)
    helped = np.where(np.isneginf(core.quality[lots.group]), 0.0, helped)
    if not (helped > 0.0).any():
        return None
    score = helped / (lots.lost * times + 1e-9 * float(np.abs(core.worth).max()) / core.scale + 1e-300)
    lot, there = np.unravel_index(int(score.argmax()), score.shape)
    return int(lot), int(there), int(times[lot, there])


def _up(core: Core, lots: _Lots, room: Integers) -> tuple[int, int, int] | None:
    """The move to a better offer within the room that loses least for what it gains."""
    gained = core.worth[lots.group] - core.worth[lots.group, lots.offer][:, None]
    good = (gained > 0) & ~np.isneginf(core.quality[lots.group]) & (lots.cost <= np.maximum(room, 0)).all(axis=2)
    if (room < 0).any() or not good.any():
        return None
    score = np.where(good, lots.lost / np.where(good, gained, 1), np.inf)
    lot, there = np.unravel_index(int(score.argmin()), score.shape)
    each = lots.cost[lot, there]
    fits = [int(r) // int(c) for r, c in zip(room, each, strict=True) if c > 0]
    return int(lot), int(there), min([int(lots.count[lot]), *fits])
