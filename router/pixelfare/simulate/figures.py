"""Figures over many rows: exact money, expected quality with its reach, percentiles, shares."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pixelfare.money import usd
from pixelfare.simulate.outcomes import Outcome

__all__ = ["Expected", "Part", "part_of", "percentiles"]

PERCENTS = (5, 25, 50, 75, 95, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Mean expected quality of pictures: published figures, not measured outcomes.

    Args:
        value: From 0 to 1, over the pictures of rows that are served and that evidence speaks for.
        low: Mean of the lower ends of what the evidence leaves open.
        high: Mean of the upper ends.
        rows: How many rows it speaks for.
    """

    value: float
    low: float
    high: float
    rows: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows under one policy.

    Args:
        rows: All of them.
        served: Those for which something is bought.
        pictures: How many pictures that gives.
        micro_usd: What they cost, exactly.
        quality: Expected quality; `None` where no evidence speaks for any.
    """

    rows: int
    served: int
    pictures: int
    micro_usd: int
    quality: Expected | None

    @property
    def refused(self) -> int:
        """Rows for which nothing is bought."""
        return self.rows - self.served

    @property
    def usd(self) -> Decimal:
        """What they cost, in USD."""
        return usd(self.micro_usd)

    def to_dict(self) -> dict[str, object]:
        """The part as plain JSON values; money as text, exact."""
        quality = self.quality
        return {
            "rows": self.rows, "served": self.served, "refused": self.refused, "pictures": self.pictures,
            "usd": str(self.usd),
            "quality": None if quality is None else round(quality.value, 6),
            "quality_low": None if quality is None else round(quality.low, 6),
            "quality_high": None if quality is None else round(quality.high, 6),
            "quality_rows": 0 if quality is None else quality.rows,
        }  # fmt: skip


def part_of(rows: Iterable[tuple[Outcome, int, int]]) -> Part:
    """The figures of some rows.

    Args:
        rows: For each kind of row: its outcome, how many rows, how many pictures each asks for.
    """
    total = served = pictures = money = known = weights = 0
    values: list[tuple[float, float, float]] = []
    for outcome, many, n in rows:
        total += many
        option = outcome.option
        if option is None:
            continue
        served += many
        pictures += many * n
        money += many * option.micro_usd
        if option.value is not None and option.low is not None and option.high is not None:
            known += many
            weight = many * n
            weights += weight
            values.append((weight * option.value, weight * option.low, weight * option.high))
    quality = None
    if known:
        value, low, high = (math.fsum(column) / weights for column in zip(*values, strict=True))
        quality = Expected(value=value, low=low, high=high, rows=known)
    return Part(rows=total, served=served, pictures=pictures, micro_usd=money, quality=quality)


def percentiles(prices: Mapping[int, int], percents: Sequence[int] = PERCENTS) -> dict[int, int]:
    """The least price that so many percent of rows do not exceed, micro-USD.

    Args:
        prices: How many rows cost how much.
        percents: Which percentiles; 100 is the dearest.

    Example:
        >>> percentiles({10: 3, 50: 1}, (50, 100))
        {50: 10, 100: 50}
    """
    total, found = sum(prices.values()), {}
    for percent in percents if total else ():
        needed, seen = math.ceil(total * percent / 100), 0
        for price, many in sorted(Counter(prices).items()):
            seen += many
            if seen >= needed:
                found[percent] = price
                break
    return found
