"""Published figures about models, and which of them speak for what a prompt needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pixelfare.catalog.values import Seen

__all__ = ["Benchmark", "Column", "NeedEvidence", "NeedsBook", "Score", "Sibling", "Total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How a metric is made of others.

    Args:
        metric: The total.
        parts: Each part's weight.
        harmonic: A harmonic mean; else a weighted one.
    """

    metric: str
    parts: Mapping[str, Decimal]
    harmonic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A benchmark, a preference board, a small study, or a collection of latencies.

    Args:
        kind: `benchmark`, `board`, `study` or `latency`.
    """

    id: str
    name: str
    kind: str
    says: str
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One published figure.

    Args:
        value: As printed.
        recomputed: What it should be by its own parts, where the printed total is another.
        higher_is_better: Which way it points.
        tier: The quality level it was measured at: `single`, `unstated`, `low`, `standard`, `medium`, `high`.
        match: How that relates to what is sold: `exact`, `unstated`, `upper_bound`, `lower_bound`; or `ambiguous` or
            `proxy`, which never count.
        confidence: `primary` or `secondary`.
        error: By how much it may be off, either way, where somebody says so.
        seen: The source table and its date.
        place: Where in the source.
        printed_as: The model's name there, where it is another.
    """

    model: str
    benchmark: str
    split: str
    metric: str
    value: Decimal
    higher_is_better: bool
    tier: str
    match: str
    confidence: str
    seen: Seen
    place: str = ""
    printed_as: str = ""
    note: str = ""
    recomputed: Decimal | None = None
    error: Decimal = Decimal(0)

    @property
    def column(self) -> tuple[str, str, str]:
        """Benchmark, split and metric: what may be compared."""
        return self.benchmark, self.split, self.metric

    @property
    def counts(self) -> bool:
        """Whether it is certainly about this model."""
        return self.match not in ("ambiguous", "proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A metric of a split of a benchmark or a board; `language` limits it to prompts in Chinese, or to all others."""

    of: str
    split: str
    metric: str
    language: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """As `Score.column`."""
        return self.of, self.split, self.metric


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEvidence:
    """What speaks for one need.

    Args:
        weight: What it counts beside the other needs of a prompt.
        columns: Columns of benchmarks, the main one first.
        boards: Preference boards for just this need.
        stands_in: The need whose evidence serves instead.
    """

    weight: Decimal = Decimal(1)
    columns: tuple[Column, ...] = ()
    boards: tuple[Column, ...] = ()
    stands_in: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A model without figures, and the one it is taken to be like."""

    model: str
    like: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsBook:
    """Which columns speak for which need.

    Args:
        boards: General preference, by operation: for models and needs that nothing else speaks for.
    """

    needs: Mapping[str, NeedEvidence] = field(default_factory=dict)
    boards: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    siblings: tuple[Sibling, ...] = ()
