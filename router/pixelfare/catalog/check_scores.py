"""Rules that evidence keeps: names that exist, and totals that their parts bear out or that are marked as wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pixelfare.catalog.book import Book
from pixelfare.catalog.scores import Benchmark, Column, Score, Total

__all__ = ["evidence_problems", "recompute"]

Where = tuple[str | int, ...]
Parts = Mapping[str, Decimal]


def evidence_problems(book: Book) -> Iterator[tuple[Where, str]]:
    """Where the evidence contradicts itself, or names a source that there is not.

    Figures about models that a catalog does not have are no contradiction: they do not count.
    """
    for score in book.scores:
        where: Where = ("evidence", score.benchmark)
        if score.seen.source not in book.sources:
            yield where, f"no entry of sources.yaml is called {score.seen.source}"
    for benchmark in book.benchmarks.values():
        own = [score for score in book.scores if score.benchmark == benchmark.id]
        yield from _twice(benchmark, own)
        yield from _totals(benchmark, own)
    yield from _needs(book)


def _twice(benchmark: Benchmark, scores: list[Score]) -> Iterator[tuple[Where, str]]:
    seen: set[tuple[object, ...]] = set()
    for s in scores:
        key = (s.model, s.column, s.seen, s.place, s.match, s.tier)
        if key in seen:
            yield ("evidence", benchmark.id), f"{s.model} has {s.split} {s.metric} twice in one table"
        seen.add(key)


def recompute(total: Total, parts: Parts) -> Decimal | None:
    """A total by its parts; `None` where one is missing."""
    if not total.parts.keys() <= parts.keys():
        return None
    if total.harmonic:
        if not all(parts[part] for part in total.parts):
            return Decimal(0)
        return len(total.parts) / sum((1 / parts[part] for part in total.parts), Decimal(0))
    weighted = sum((parts[part] * weight for part, weight in total.parts.items()), Decimal(0))
    return weighted / sum(total.parts.values(), Decimal(0))


def _totals(benchmark: Benchmark, scores: list[Score]) -> Iterator[tuple[Where, str]]:
    """Printed totals against their parts, up to what rounding explains."""
    rows: dict[tuple[object, ...], dict[str, Score]] = defaultdict(dict)
    for s in scores:
        rows[s.model, s.split, s.seen, s.place, s.match, s.tier][s.metric] = s
    for metrics in rows.values():
        parts = {name: score.value for name, score in metrics.items()}
        for total in benchmark.totals:
            printed = metrics.get(total.metric)
            exact = recompute(total, parts)
            if printed is None or exact is None:
                continue
            slack = _half(printed.value) + min(_half(parts[part]) for part in total.parts)  # 0.80 may be written 0.8
            said = printed.recomputed
            text = f"{printed.model} {printed.split}: {total.metric} is printed as {printed.value}"
            if abs(printed.value - exact) > slack and said is None:
                yield ("evidence", benchmark.id), f"{text}; its parts give {exact:.4f}: say so under recomputed"
            if said is not None and abs(said - exact) > _half(said):
                yield ("evidence", benchmark.id), f"{text} and recomputed as {said}; its parts give {exact:.4f}"


def _half(value: Decimal) -> Decimal:
    """Half a unit in the last place that is printed."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(int(exponent)) / 2


def _needs(book: Book) -> Iterator[tuple[Where, str]]:
    known = book.needs.needs
    for name, need in known.items():
        for columns, kinds in ((need.columns, ("benchmark", "study")), (need.boards, ("board",))):
            yield from ((("needs", name), problem) for problem in _strange(book, columns, kinds))
        if need.stands_in is not None and (need.stands_in not in known or known[need.stands_in].stands_in is not None):
            yield ("needs", name), f"{need.stands_in} has no evidence of its own to stand in with"
    for operation, columns in book.needs.boards.items():
        yield from ((("needs", operation), problem) for problem in _strange(book, columns, ("board",)))


def _strange(book: Book, columns: Iterable[Column], kinds: tuple[str, ...]) -> Iterator[str]:
    """Columns that no figure is in, or that are of the wrong kind."""
    printed = {score.column for score in book.scores}
    for column in columns:
        if column.key not in printed:
            yield f"no figure is in {column.of}, {column.split}, {column.metric}"
        elif book.benchmarks[column.of].kind not in kinds:
            yield f"{column.of} is a {book.benchmarks[column.of].kind}, not a {' or a '.join(kinds)}"
