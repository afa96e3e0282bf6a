"""What one prompt can be bought for: quality against price, and which of it is best at a price of money."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pixelfare.errors import BadRequest

__all__ = ["Offers", "Step", "Steps", "pick", "steps_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The offers that one prompt has.

    Args:
        quality: Expected quality of each, from 0 to 1.
        micro_usd: Price of the whole order at each, micro-USD.
        pictures: How many pictures the order is for; each is worth its quality.

    Raises:
        BadRequest: There are none, the two differ in number, or one is no quality or price.

    Example:
        >>> Offers(quality=(0.7, 0.9), micro_usd=(16_750, 64_000)).cheapest
        16750
    """

    quality: tuple[float, ...]
    micro_usd: tuple[int, ...]
    pictures: int = 1
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.quality or len(self.quality) != len(self.micro_usd):
            raise BadRequest(f"a quality and a price for each offer; there are {len(self.quality)}, {self.micro_usd}")
        if strange := [value for value in self.quality if not 0 <= value <= 1]:
            raise BadRequest(f"a quality is a number from 0 to 1, not {strange[0]!r}")
        if odd := [price for price in self.micro_usd if type(price) is not int or price < 0]:
            raise BadRequest(f"a price is a whole number of micro-USD from 0, not {odd[0]!r}")
        if type(self.pictures) is not int or self.pictures < 1:
            raise BadRequest(f"pictures is a whole number from 1, not {self.pictures!r}")
        object.__setattr__(self, "_hash", hash((self.quality, self.micro_usd, self.pictures)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def cheapest(self) -> int:
        """The least price, micro-USD."""
        return min(self.micro_usd)

    def within(self, most: float) -> tuple[int, ...]:
        """Which of them cost no more than some micro-USD, as indices."""
        return tuple(index for index, price in enumerate(self.micro_usd) if price <= most)


class Step(NamedTuple):
    """From one offer to the next that can be best.

    Args:
        worth: Quality gained for each micro-USD.
        extra: Micro-USD that it costs on top.
        offer: The index of the offer it leads to.
    """

    worth: float
    extra: int
    offer: int


class Steps(NamedTuple):
    """The cheapest offer, and the steps up from it; each is worth less than the one before."""

    first: int
    steps: tuple[Step, ...]

    @property
    def last(self) -> int:
        """The best offer, the cheapest of those that are."""
        return self.steps[-1].offer if self.steps else self.first


@lru_cache(maxsize=4_096)
def steps_of(offers: Offers, among: tuple[int, ...] | None = None) -> Steps:
    """The offers that are best at some price of money, the cheapest first.

    Args:
        offers: The offers of a prompt.
        among: Only these, by index; nothing: all.

    Example:
        >>> found = steps_of(Offers(quality=(0.5, 0.6, 0.9), micro_usd=(10, 30, 50)))
        >>> found.first, [(step.extra, step.offer) for step in found.steps]
        (0, [(40, 2)])
    """
    indices = range(len(offers.quality)) if among is None else among
    worth = {index: offers.pictures * offers.quality[index] for index in indices}
    here = min(indices, key=lambda index: (offers.micro_usd[index], -worth[index]))
    first = here
    steps: list[Step] = []
    while True:
        price = offers.micro_usd[here]
        ways = [
            (
                (worth[index] - worth[here]) / (offers.micro_usd[index] - price),
                offers.micro_usd[index] - price,
                -index,
            )
            for index in indices
            if offers.micro_usd[index] > price and worth[index] > worth[here]
        ]
        if not ways:
            return Steps(first, tuple(steps))
        gain, extra, index = max(ways)
        here = -index
        steps.append(Step(gain, extra, here))


def pick(found: Steps, price: float, *, ties: bool) -> int:
    """The offer with the most quality less its price times the price of money.

    Args:
        found: Steps of a prompt.
        price: Quality that one micro-USD is worth elsewhere.
        ties: Whether a step worth exactly that is taken.

    Returns:
        The offer's index.

    Example:
        >>> steps = steps_of(Offers(quality=(0.5, 0.9), micro_usd=(10, 50)))
        >>> pick(steps, 0.02, ties=True), pick(steps, 0.005, ties=True)
        (0, 1)
    """
    chosen = found.first
    for step in found.steps:
        if step.worth < price or (step.worth == price and not ties):
            break
        chosen = step.offer
    return chosen
