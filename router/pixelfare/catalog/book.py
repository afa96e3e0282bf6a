"""Everything the catalog's files say, of all days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pixelfare.catalog.scores import Benchmark, NeedsBook, Score
from pixelfare.catalog.values import Gateway, Model, Offer, Source

__all__ = ["Book"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything the files say, of all days.

    Args:
        digest: SHA-256 of the files it was read from, as hexadecimal digits.
    """

    models: Mapping[str, Model]
    gateways: Mapping[str, Gateway]
    sources: Mapping[str, Source]
    offers: tuple[Offer, ...]
    digest: str
    names: Mapping[str, str] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    needs: NeedsBook = field(default_factory=NeedsBook)
