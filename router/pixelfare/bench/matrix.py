"""What each model that can be bought is worth for each kind of prompt, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pixelfare.bench.sets import Item
from pixelfare.catalog.catalog import Catalog
from pixelfare.evidence import BASES, blend, evidence_of
from pixelfare.policy.candidates import Candidate, find_candidates
from pixelfare.request import ImageRequest
from pixelfare.size import DEFAULT_SIZE

__all__ = ["TRUST", "Cell", "Matrix"]

Kind = tuple[str, tuple[str, ...], str]
TRUST = ("measured", "upper_bound")
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One model for one kind of prompt.

    Args:
        value: Its expected quality, from 0 to 1.
        micro_usd: What a 1024x1024 picture of it costs, or of the size nearest to that.
        covered: Whether the value rests on figures that are trusted.
    """

    value: float
    micro_usd: int
    covered: bool


@dataclass(slots=True, kw_only=True)
class Matrix:
    """The evidence as a table of models and kinds of prompt, on one day at one gateway.

    Args:
        trust: `measured`, or `upper_bound` to count figures of dearer levels, too.
    """

    catalog: Catalog
    gateway: str
    trust: str = "measured"
    _rows: dict[Kind, dict[str, Cell]] = field(default_factory=dict)

    def cells(self, kind: Kind) -> dict[str, Cell]:
        """Every model that can be bought for a kind of prompt, by id."""
        if kind not in self._rows:
            self._rows[kind] = self._made(kind)
        return self._rows[kind]

    def covered(self, kind: Kind) -> dict[str, Cell]:
        """Those whose quality rests on trusted figures."""
        return {model: cell for model, cell in self.cells(kind).items() if cell.covered}

    def compares(self, kind: Kind) -> bool:
        """Whether at least two models are covered: else there is nothing to choose."""
        return len(self.covered(kind)) >= _FEWEST

    def models(self, items: Iterable[Item]) -> tuple[str, ...]:
        """Every model that is covered for some of these prompts."""
        return tuple(sorted({model for kind in {i.kind for i in items} for model in self.covered(kind)}))

    def value(self, kind: Kind, model: str) -> float:
        """What a pick is worth: where that is not covered, the least of those that are."""
        cell = self.cells(kind).get(model)
        if cell is not None and cell.covered:
            return cell.value
        return min(cell.value for cell in self.covered(kind).values())

    def counted(self, kind: Kind) -> tuple[Cell, ...]:
        """Every model as it counts: what is not covered as the least of those that are, at its own price."""
        cells = self.cells(kind)
        return tuple(replace(cell, value=self.value(kind, model)) for model, cell in cells.items())

    def best(self, kind: Kind) -> float:
        """The value of the best."""
        return max(cell.value for cell in self.covered(kind).values())

    def _made(self, kind: Kind) -> dict[str, Cell]:
        operation, needs, language = kind
        evidence = evidence_of(self.catalog)
        request = ImageRequest(gateways=(self.gateway,), images=1 if operation == "edit" else 0)
        found, _ = find_candidates(self.catalog, request, operation, None)
        sold: dict[str, list[Candidate]] = {}
        for candidate in found:
            sold.setdefault(candidate.model, []).append(candidate)
        prices = {model: _price(candidates) for model, candidates in sold.items()}
        weighed = {need: evidence.weight(need) for need in needs if evidence.speaks_for(need)}
        cells = {}
        for model, micro_usd in prices.items():
            parts = [(evidence.quality(model, need, language=language), w) for need, w in weighed.items()]
            quality = blend(parts) if len(weighed) == len(needs) else None
            covered = quality is not None and quality.rank <= BASES.index(self.trust)
            cells[model] = Cell(value=quality.value if quality else 0.0, micro_usd=micro_usd, covered=covered)
        return cells


def _price(candidates: Sequence[Candidate]) -> int:
    """What a model costs at 1024x1024, or at the nearest size; of several quality levels the dearest, as quoted."""
    wished = DEFAULT_SIZE.pixels
    nearest = min(candidates, key=lambda c: (c.size != DEFAULT_SIZE, abs(c.size.pixels - wished), c.micro_usd)).size
    return max(c.micro_usd for c in candidates if c.size == nearest)
