"""From validated documents of evidence to values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pixelfare.catalog.scores import Benchmark, Column, NeedEvidence, NeedsBook, Score, Sibling, Total
from pixelfare.catalog.values import Seen

__all__ = ["build_benchmark", "build_needs"]

Doc = Mapping[str, Any]


def build_benchmark(doc: Doc) -> tuple[Benchmark, tuple[Score, ...]]:
    """One benchmark or board, and its figures."""
    benchmark = Benchmark(
        id=doc["id"], name=doc["name"], kind=doc["kind"], says=doc["says"],
        totals=tuple(_total(metric, total) for metric, total in doc.get("totals", {}).items()),
    )  # fmt: skip
    return benchmark, tuple(_scores(doc))


def build_needs(docs: Iterable[Doc]) -> NeedsBook:
    """What speaks for what, a later document's word for a need being the last."""
    needs: dict[str, NeedEvidence] = {}
    boards: dict[str, tuple[Column, ...]] = {}
    siblings: dict[str, Sibling] = {}
    for doc in docs:
        needs |= {name: _need(need) for name, need in doc.get("needs", {}).items()}
        boards |= {operation: _columns(columns) for operation, columns in doc.get("boards", {}).items()}
        siblings |= {sibling["model"]: Sibling(**sibling) for sibling in doc.get("siblings", [])}
    return NeedsBook(needs=MappingProxyType(needs), boards=MappingProxyType(boards), siblings=tuple(siblings.values()))


def _total(metric: str, doc: Doc) -> Total:
    if harmonic := doc.get("harmonic_mean_of"):
        return Total(metric=metric, parts=dict.fromkeys(harmonic, Decimal(1)), harmonic=True)
    return Total(metric=metric, parts={part: Decimal(weight) for part, weight in doc["mean_of"].items()})


def _scores(doc: Doc) -> Iterator[Score]:
    lower = frozenset(doc.get("lower_is_better", ()))
    error = Decimal(doc.get("error") or 0)
    for table in doc["tables"]:
        seen = Seen(source=table["seen"]["in"], on=table["seen"]["on"])
        for row in table["rows"]:
            recomputed = row.get("recomputed") or {}
            for split, metrics in sorted(row["scores"].items()):
                corrected = recomputed.get(split, {})
                for metric, value in sorted(metrics.items()):
                    yield Score(
                        model=row["model"], benchmark=doc["id"], split=split, metric=metric, value=Decimal(value),
                        higher_is_better=metric not in lower, tier=row["tier"], match=row.get("match", "exact"),
                        confidence=table["confidence"], seen=seen, place=table.get("place", ""),
                        printed_as=row.get("printed_as", ""), note=row.get("note", ""),
                        recomputed=Decimal(corrected[metric]) if metric in corrected else None, error=error,
                    )  # fmt: skip


def _need(doc: Doc) -> NeedEvidence:
    return NeedEvidence(
        weight=Decimal(doc.get("weight", 1)), columns=_columns(doc.get("columns", ())),
        boards=_columns(doc.get("boards", ())), stands_in=doc.get("stands_in"), why=doc.get("why", ""),
    )  # fmt: skip


def _columns(docs: Iterable[Doc]) -> tuple[Column, ...]:
    return tuple(Column(**doc) for doc in docs)
