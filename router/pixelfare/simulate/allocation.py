"""What an allocation came to, with its certificate."""

from __future__ import annotations

from dataclasses import dataclass

from pixelfare.simulate.arrays import Integers

__all__ = ["Allocation"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """One offer for every prompt, and how far from the best it can be at most.

    Args:
        choice: The offer of each prompt, `[prompts]`. Of classes: the offer that most of each class gets.
        counts: Of classes: how many of each get each offer, `[classes, offers]`; otherwise `None`.
        value: The summed quality, rounded once.
        micro_usd: What it costs, exactly.
        bound: From `allocate`, a summed quality that no assignment in the budget passes. From `least_cost`, an
            amount of micro-USD, below which no assignment reaches the target. Rounding is allowed for; where
            every prompt gets the best there is, it is `value` itself, which is rounded once.
        gap: How far apart the bound and what was reached are, as a share of the larger of the two: 0 is none.
        price: Quality per micro-USD at the margin; 0 where more money would buy nothing more, or where a target
            asks for no more than the cheapest assignment has.
        exact: Whether it is proved that nothing better exists, but for rounding: qualities are told apart to about
            14 digits.
    """

    choice: Integers
    counts: Integers | None
    value: float
    micro_usd: int
    bound: float
    gap: float
    price: float
    exact: bool
