"""What a mix of prompts costs on average, at every price of money, and the price at which it costs what there is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from pixelfare.simulate.pace_offers import Offers, steps_of

__all__ = ["Curve"]


class Curve:
    """The average cost of a prompt in a mix, as the price of money falls. Micro-USD, expected, so fractions.

    Args:
        mix: How often each set of offers is met; at least one.

    Example:
        >>> curve = Curve({Offers(quality=(0.5, 0.9), micro_usd=(10, 50)): 1})
        >>> curve.least, curve.most, curve.price(30, 0.25)
        (10.0, 50.0, (0.01, True))
    """

    __slots__ = ("_costs", "_prices", "_serving", "least", "most")

    def __init__(self, mix: Mapping[Offers, int]) -> None:
        count = sum(mix.values())
        least, served = 0, 0.0
        extras: dict[float, int] = {}
        for offers, times in mix.items():
            found = steps_of(offers)
            least += times * offers.micro_usd[found.first]
            served += times * offers.pictures * offers.quality[found.first]
            for step in found.steps:
                extras[step.worth] = extras.get(step.worth, 0) + times * step.extra
        worths = sorted(extras, reverse=True)
        self._serving = served / max(least, 1)
        self._prices = [math.inf, *worths, 0.0]
        cost, self._costs = least, [least / count]
        for worth in worths:
            cost += extras[worth]
            self._costs.append(cost / count)
        self.least = self._costs[0]
        """Average cost where everybody gets the cheapest."""
        self.most = self._costs[-1]
        """Average cost where everybody gets the best."""

    def price(self, target: float, chance: float) -> tuple[float, bool]:
        """The price of money at which a prompt costs so much on average.

        Args:
            target: Micro-USD for each prompt.
            chance: A number from 0 to 1 that is spread evenly over prompts: where the target lies within a step, it
                says whether this prompt takes it.

        Returns:
            Quality for each micro-USD, and whether a step worth exactly that is taken.
        """
        place = bisect_right(self._costs, target)
        if place in {0, len(self._costs)}:
            return self._prices[place], False
        below, above = self._costs[place - 1], self._costs[place]
        return self._prices[place], chance < (target - below) / (above - below)

    def hedged(self, left: float, counts: Sequence[float], chance: float) -> tuple[float, bool]:
        """The price of money where several counts of prompts are as likely: the average of what it is at each.

        What is kept is worth that, as nobody knows which it will be; but no more than what serving one more prompt
        brings, unless there is too little for every count.

        Args:
            left: Micro-USD for all of them together.
            counts: How many prompts may come; each above 0.
            chance: As for `price`.

        Example:
            >>> curve = Curve({Offers(quality=(0.5, 0.9), micro_usd=(10, 50)): 1})
            >>> curve.hedged(60, (2, 3), 0.25), curve.hedged(60, (1, 3), 0.25)
            ((0.01, True), (0.005, False))
        """
        targets = [left / count for count in counts]
        places = [bisect_right(self._costs, target) for target in targets]
        if min(places) == max(places):
            price, ties = self.price(sum(targets) / len(targets), chance)
            return (price, ties) if price <= self._serving or not max(places) else (self._serving, False)
        return sum([min(self._serving, self._prices[place]) for place in places]) / len(places), False
