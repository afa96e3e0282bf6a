"""Pacing tried on arrivals that are all known: what it reaches, and what nobody could surpass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_offers import Offers, pick, steps_of
from pixelfare.simulate.pacer import Pacer

__all__ = ["Trial", "always", "best_possible", "fixed_share", "greedy", "paced", "try_out"]

Arrival = tuple[float, Offers]
Chooser = Callable[[float, Offers, int], int | None]
"""From a time, offers and what is left, micro-USD, to the index of an offer, or `None`."""
_HOUR = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a way to spend.

    Args:
        value: Quality of all pictures together.
        spent: Micro-USD.
        refused: Prompts that were not served.
    """

    value: float
    spent: int
    refused: int


def try_out(budget_micro_usd: int, arrivals: Sequence[Arrival], choose: Chooser) -> Trial:
    """Serve arrivals in turn.

    Args:
        budget_micro_usd: What may be spent; a choice beyond it is a refusal.
        arrivals: Times and offers, in order.
        choose: The way to spend.
    """
    value, left, refused = 0.0, budget_micro_usd, 0
    for time, offers in arrivals:
        index = choose(time, offers, left)
        if index is None or offers.micro_usd[index] > left:
            refused += 1
            continue
        left -= offers.micro_usd[index]
        value += offers.pictures * offers.quality[index]
    return Trial(value=value, spent=budget_micro_usd - left, refused=refused)


def paced(pace: Pace, known: Pacer | None = None) -> Chooser:
    """The way of a `Pacer`: a new one, or one that knows something already."""
    pacer = Pacer(pace) if known is None else known

    def choose(time: float, offers: Offers, _left: int) -> int | None:
        index = pacer.choose(time, offers)
        if index is not None:
            pacer.paid(time, offers.micro_usd[index], offers)
        return index

    return choose


def greedy(_time: float, offers: Offers, left: int) -> int | None:
    """The best that what is left pays for."""
    fit = offers.within(left)
    return pick(steps_of(offers, fit), 0.0, ties=False) if fit else None


def fixed_share(pace: Pace) -> Chooser:
    """The best that fits an equal share of the budget for each hour; what an hour leaves passes to the next."""
    spent = 0

    def choose(time: float, offers: Offers, left: int) -> int | None:
        nonlocal spent
        hours = max(1, round((pace.end - pace.start) / _HOUR))
        opened = min(hours, int((time - pace.start) // _HOUR) + 1)
        index = greedy(time, offers, min(left, pace.budget_micro_usd * opened // hours - spent))
        spent += 0 if index is None else offers.micro_usd[index]
        return index

    return choose


def always(share: float) -> Chooser:
    """The offer at one place of those that can be best: 0 is the cheapest, 1 the best, 0.5 in the middle."""

    def choose(_time: float, offers: Offers, _left: int) -> int | None:
        found = steps_of(offers)
        ways = (found.first, *(step.offer for step in found.steps))
        return ways[round(share * (len(ways) - 1))]

    return choose


def best_possible(budget_micro_usd: int, offers: Sequence[Offers]) -> float:
    """What no way to spend can surpass, whoever knows all prompts beforehand.

    The least over all prices of money of the budget's own worth and what each prompt is worth above that. Not to
    serve a prompt is allowed, and worth nothing: so the bound holds for every way, those that refuse too.

    Args:
        budget_micro_usd: What may be spent.
        offers: All prompts.

    Returns:
        Quality of all pictures together.
    """
    gains, costs = [], []
    for one in offers:
        with_none = Offers(quality=(*one.quality, 0.0), micro_usd=(*one.micro_usd, 0), pictures=one.pictures)
        for step in steps_of(with_none).steps:
            gains.append(step.worth)
            costs.append(step.extra)
    order = np.argsort(-np.array(gains), kind="stable")
    worth, cost = np.array(gains)[order], np.array(costs, dtype=np.float64)[order]
    before = np.concatenate([[0.0], np.cumsum(cost)[:-1]])
    return float(np.sum(worth * np.clip(budget_micro_usd - before, 0.0, cost)))
