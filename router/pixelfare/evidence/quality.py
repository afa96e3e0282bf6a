"""Expected quality: a value in [0, 1], how sure it is, and the published figures it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from pixelfare.catalog.scores import Score

__all__ = ["BASES", "Figure", "Quality", "blend", "weaker"]

BASES = ("measured", "upper_bound", "sibling", "prior", "none")
"""What a value can rest on, the strongest first.

`measured`: a benchmark measured this model, at this level or at an unstated one. `upper_bound`: at a dearer level.
`sibling`: the nearest model, or the nearest need, was measured. `prior`: a preference board. `none`: nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published figure that a value rests on, as a decision carries it: all text, as printed."""

    model: str
    benchmark: str
    split: str
    metric: str
    value: str
    tier: str
    match: str
    source: str
    on: str

    @classmethod
    def of(cls, score: Score) -> Figure:
        """The figure that a score of the catalog is."""
        return cls(
            model=score.model, benchmark=score.benchmark, split=score.split, metric=score.metric,
            value=str(score.value), tier=score.tier, match=score.match, source=score.seen.source, on=score.seen.on,
        )  # fmt: skip

    def __str__(self) -> str:
        level = "" if self.tier in ("single", "unstated") else f" at {self.tier}"
        where = ", ".join(filter(None, (self.source, self.on)))
        return f"{self.benchmark} {self.split} {self.metric} {self.value}{level} ({where})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well a model is expected to meet a need, or several.

    It compares published means, each the share of the best model of the catalog in one column of one benchmark. It is
    no measured outcome and says nothing of a single picture.

    Args:
        value: From 0 to 1; 1 is the best of the catalog.
        low: Lower end of what the sources leave open.
        high: Upper end.
        basis: One of `BASES`.
        figures: The figures used, the one that gave the value first.
    """

    value: float
    low: float
    high: float
    basis: str
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high <= 1 or self.basis not in BASES:
            raise ValueError(f"no quality is {self.low} <= {self.value} <= {self.high}, {self.basis}")

    def __str__(self) -> str:
        spread = f" ({self.low:.2f} to {self.high:.2f})" if self.low < self.high else ""
        return f"{self.value:.2f}{spread}, {self.basis.replace('_', ' ')}"

    @property
    def rank(self) -> int:
        """The place of its basis in `BASES`; 0 is the strongest."""
        return BASES.index(self.basis)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values; shares as text of four decimals, so that they come back as they were."""
        ends = {name: f"{getattr(self, name):.4f}" for name in ("value", "low", "high")}
        return {**ends, "basis": self.basis, "figures": [list(astuple(figure)) for figure in self.figures]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Quality:
        """The inverse of `to_dict`."""
        names = tuple(Figure.__slots__)
        return cls(
            **{name: float(data[name]) for name in ("value", "low", "high")},
            basis=data["basis"],
            figures=tuple(Figure(**dict(zip(names, row, strict=True))) for row in data["figures"]),
        )


def weaker(quality: Quality, basis: str, *, by: float) -> Quality:
    """The same value on a weaker basis, its interval wider by a share."""
    return Quality(
        value=quality.value, low=round(quality.low * (1 - by), 4), high=round(min(1.0, quality.high * (1 + by)), 4),
        basis=max(quality.basis, basis, key=BASES.index), figures=quality.figures,
    )  # fmt: skip


def blend(parts: Sequence[tuple[Quality, float]]) -> Quality:
    """Several needs at once: the weighted mean of values and of ends; the basis is the weakest.

    Args:
        parts: Qualities and their weights, above 0.
    """
    whole = sum(weight for _, weight in parts)
    value, low, high = (
        round(sum(getattr(quality, name) * weight for quality, weight in parts) / whole, 4)
        for name in ("value", "low", "high")
    )
    basis = max((quality.basis for quality, _ in parts), key=BASES.index)
    return Quality(value=value, low=low, high=high, basis=basis)
