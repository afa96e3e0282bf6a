"""What a mix of prompts costs on average, at every price of money, and the price at which it costs what there is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping

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

    __slots__ = ("_costs", "_worths", "least", "most")

    def __init__(self, mix: Mapping[Offers, int]) -> None:
        count = sum(mix.values())
        least = 0
        extras: dict[float, int] = {}
        for offers, times in mix.items():
            found = steps_of(offers)
            least += times * offers.micro_usd[found.first]
            for step in found.steps:
                extras[step.worth] = extras.get(step.worth, 0) + times * step.extra
        self._worths = sorted(extras, reverse=True)
        cost, self._costs = least, [least / count]
        for worth in self._worths:
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
        if place == 0:
            return math.inf, False
        if place > len(self._worths):
            return 0.0, False
        below, above = self._costs[place - 1], self._costs[place]
        return self._worths[place - 1], chance < (target - below) / (above - below)
