"""A user's own scores: a CSV that counts as one more table beside the published ones."""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pixelfare.catalog.book import Book
from pixelfare.catalog.scores import Benchmark, Column, NeedEvidence, Score
from pixelfare.catalog.values import Seen
from pixelfare.errors import CatalogError
from pixelfare.words import NEEDS

__all__ = ["OWN", "read_scores", "with_scores"]

OWN = "own-scores"
_COLUMNS = ("model", "need", "score", "n")
_LARGEST = 10_000_000
_FEWEST = 2  # models, to compare anything
_MOST_N = 10**9
_DIGITS = 10  # of that number
_Z = 1.96
"""Standard deviations of a 95 % interval."""


def read_scores(file: Path, names: Mapping[str, str]) -> tuple[Score, ...]:
    """Read a CSV with the columns model, need, score (from 0 to 1) and n, the number of pictures behind it.

    Args:
        file: The file.
        names: Every name of a model, lower case, to its id.

    Returns:
        The scores, each with the reach of its Wilson interval at 95 % as its error.

    Raises:
        CatalogError: It is no such file; the error has the line.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise CatalogError(f"is larger than {_LARGEST:,} bytes", file=file)
        text = file.read_text("utf-8-sig")
    except OSError as failure:
        raise CatalogError(f"cannot be read: {failure.strerror}", file=file) from None
    except UnicodeDecodeError:
        raise CatalogError("is not UTF-8 text", file=file) from None
    return tuple(_rows(file, text, names))


def with_scores(book: Book, file: Path) -> Book:
    """A book with a user's scores on top; their columns come first for the needs that they are about.

    Scores of one model only compare nothing: they are kept, and change nothing.

    Raises:
        CatalogError: As `read_scores`.
    """
    names = {name.lower(): id_ for name, id_ in (*book.names.items(), *((id_, id_) for id_ in book.models))}
    scores = read_scores(file, names)
    needs = dict(book.needs.needs)
    models = Counter(score.split for score in scores)  # a model is in it once
    for need in (need for need, n in models.items() if n >= _FEWEST):
        column = Column(of=OWN, split=need, metric="score")
        told = needs.get(need, NeedEvidence())
        needs[need] = replace(told, columns=(column, *told.columns), stands_in=None)
    mark = hashlib.sha256(repr((book.digest, scores)).encode()).hexdigest()
    own = Benchmark(id=OWN, name="Your own scores", kind="study", says=f"What {file.name} says.")
    return replace(
        book, digest=mark, scores=(*book.scores, *scores),
        benchmarks=MappingProxyType({**book.benchmarks, OWN: own}),
        needs=replace(book.needs, needs=MappingProxyType(needs)),
    )  # fmt: skip


def _rows(file: Path, text: str, names: Mapping[str, str]) -> Iterator[Score]:
    reader = csv.reader(text.split("\n"))
    heading = [name.strip().lower() for name in next(reader, [])]
    if sorted(heading) != sorted(_COLUMNS):
        raise CatalogError(f"begins with the columns {', '.join(_COLUMNS)}", file=file, line=1)
    seen: set[tuple[str, str]] = set()
    for row in _lines(reader, file):
        if not any(cell.strip() for cell in row):
            continue
        line = reader.line_num
        if len(row) != len(heading):
            raise CatalogError(f"has {len(row)} cells; the heading has {len(heading)}", file=file, line=line)
        cells = dict(zip(heading, (cell.strip() for cell in row), strict=True))
        score = _score(cells, file, line, names)
        if (score.model, score.split) in seen:
            raise CatalogError(f"{score.model} has {score.split} twice", file=file, line=line)
        seen.add((score.model, score.split))
        yield score


def _lines(reader: Any, file: Path) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as failure:
        raise CatalogError(f"is no CSV: {failure}", file=file, line=reader.line_num) from None


def _score(cells: Mapping[str, str], file: Path, line: int, names: Mapping[str, str]) -> Score:
    def problem(text: str, path: str) -> CatalogError:
        return CatalogError(text, file=file, line=line, path=path)

    model = names.get(cells["model"].lower())
    if model is None:
        raise problem(f"no model is called {cells['model'][:60]!r}", "model")
    if cells["need"] not in NEEDS:
        raise problem(f"no need is called {cells['need'][:60]!r}; there are {', '.join(NEEDS[:6])}, ...", "need")
    value = _number(cells["score"])
    if value is None or not 0 <= value <= 1:
        raise problem(f"{cells['score'][:40]!r} is no score from 0 to 1", "score")
    count = cells["n"].lstrip("0")
    if not (count.isascii() and count.isdigit() and len(count) <= _DIGITS and int(count) <= _MOST_N):
        raise problem(f"{cells['n'][:40]!r} is no number of pictures", "n")
    return Score(
        model=model, benchmark=OWN, split=cells["need"], metric="score", value=value, higher_is_better=True,
        tier="unstated", match="exact", confidence="primary", seen=Seen(source=file.name, on=""),
        note=f"{count} pictures", error=_reach(float(value), int(count)),
    )  # fmt: skip


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _reach(share: float, n: int) -> Decimal:
    """How far the Wilson interval of a share seen in n trials reaches at most from it (E. B. Wilson, JASA 22, 1927).

    That interval is not centred on the share: of 10 good pictures in 10 it says 0.72 to 1, so the error is 0.28.
    """
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return Decimal(f"{max(share - (centre - half), centre + half - share):.4f}")
