"""Traces: what was asked for, from files of any kind, from the ledger, or from memory, as batches of rows."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pixelfare.errors import BadRequest
from pixelfare.ledger.ledger import Ledger
from pixelfare.simulate.step import Chunk
from pixelfare.simulate.trace_ledger import LEDGER_MAGIC, ledger_chunks
from pixelfare.simulate.trace_parquet import parquet_chunks, parquet_rows
from pixelfare.simulate.trace_text import csv_chunks, jsonl_chunks, peek_format

__all__ = ["Trace", "open_trace"]

BATCH_ROWS = 4_096
FORMATS = ("csv", "tsv", "jsonl", "parquet", "ledger")
_SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet", ".db": "ledger", ".sqlite": "ledger", ".sqlite3": "ledger",
}  # fmt: skip
_LEDGER, _STDIN = "ledger", "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Rows of pictures that were asked for. It can be read again and again, but for standard input.

    Args:
        name: Where it is from, to be shown.
        rows: How many rows there are, where that is known beforehand.
        files: Parquet files by path, where it is made of those and of nothing else.
        note: What to know where there are no rows.
    """

    name: str
    rows: int | None = None
    files: tuple[Path, ...] = ()
    note: str = ""
    _chunks: Callable[[], Iterator[Chunk]] = field(repr=False)

    def chunks(self) -> Iterator[Chunk]:
        """Its rows, a batch at a time.

        Raises:
            BadRequest: A file cannot be read to its end.
        """
        return self._chunks()


def open_trace(
    source: Trace | Ledger | str | os.PathLike[str] | pa.Table | Iterable[str | Mapping[str, Any]],
    *,
    format: str | None = None,  # noqa: A002  what everybody calls it
) -> Trace:
    """A trace from wherever it is.

    Args:
        source: A CSV, JSONL or Parquet file (text may be in `.gz`), a folder of them, a glob, `"-"` for standard input,
            `"ledger"` for your own ledger, the path of one, a `Ledger`, an Arrow table, or prompts or dicts in a list.
        format: `csv`, `tsv`, `jsonl`, `parquet` or `ledger`, where the name does not say.

    Returns:
        The trace; nothing is read yet.

    Raises:
        BadRequest: There is no such file, or what is in it cannot be told.

    Example:
        >>> open_trace(["a cat", "a dog"]).rows
        2
    """
    if isinstance(source, Trace):
        return source
    if format is not None and format not in FORMATS:
        raise BadRequest(f"format is {', '.join(FORMATS)}, not {format!r}")
    if isinstance(source, Ledger):
        return _of_ledger(source)
    if isinstance(source, pa.Table):
        table = source
        return Trace(name="a table", rows=table.num_rows, _chunks=lambda: _of_table(table))
    if not isinstance(source, str | os.PathLike):
        return _of_rows(source)
    text = os.fspath(source)
    if text == _LEDGER:
        return _of_ledger(Ledger.open())
    if text == _STDIN:
        return Trace(name="standard input", _chunks=lambda: _of_stdin(format))
    files = _files(text)
    kinds = {format or _format_of(file) for file in files}
    if "ledger" in kinds:
        if len(files) > 1:
            raise BadRequest(f"{text}: give one ledger at a time")
        return _of_ledger(Ledger.open(files[0]))
    whole = kinds == {"parquet"}
    return Trace(
        name=text, rows=sum(map(parquet_rows, files)) if whole else None, files=tuple(files) if whole else (),
        _chunks=lambda: (chunk for file in files for chunk in _of_file(file, format or _format_of(file))),
    )  # fmt: skip


def _files(text: str) -> list[Path]:
    path = Path(text).expanduser()
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.is_file() and _suffix(p) in _SUFFIXES and p.name[0] not in "._")
        if not found:
            raise BadRequest(f"{text}: no .csv, .jsonl or .parquet file is in this folder")
        return found
    if path.exists():
        return [path]
    found = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())  # noqa: PTH207
    if not found:
        raise BadRequest(f"{text}: there is no such file, folder or pattern that any file matches")
    return found


def _suffix(file: Path) -> str:
    return Path(file.name.removesuffix(".gz")).suffix.lower()


def _format_of(file: Path) -> str:
    known = _SUFFIXES.get(_suffix(file))
    if known is None:
        with _reading(file), file.open("rb") as opened:
            known = "ledger" if opened.read(len(LEDGER_MAGIC)) == LEDGER_MAGIC else None
    if known is None:
        raise BadRequest(f"{file}: its name does not say what it is; give a format: {', '.join(FORMATS)}")
    return known


class _reading:  # noqa: N801  used like a function
    """Says which file it was that could not be read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, failure: object, trace: object) -> None:
        if isinstance(failure, OSError):
            raise BadRequest(f"{self._file}: cannot be read: {failure.strerror or failure}") from None


def _of_file(file: Path, kind: str) -> Iterator[Chunk]:
    with _reading(file):
        if kind == "parquet":
            yield from parquet_chunks(file, BATCH_ROWS)
        elif kind == "jsonl":
            yield from jsonl_chunks(file, BATCH_ROWS)
        else:
            yield from csv_chunks(file, BATCH_ROWS, delimiter="\t" if kind == "tsv" else ",")


def _of_stdin(kind: str | None) -> Iterator[Chunk]:
    stream, guess = peek_format()
    kind = kind or guess
    if kind == "parquet":
        yield from parquet_chunks(pa.BufferReader(stream.read()), BATCH_ROWS)
    elif kind == "jsonl":
        yield from jsonl_chunks(stream, BATCH_ROWS)
    else:
        yield from csv_chunks(stream, BATCH_ROWS, delimiter="\t" if kind == "tsv" else ",")


def _of_ledger(ledger: Ledger) -> Trace:
    note = "; orders with test money are left out"
    return Trace(name="the ledger", note=note, _chunks=lambda: ledger_chunks(ledger, BATCH_ROWS))


def _of_table(table: pa.Table) -> Iterator[Chunk]:
    first = 1
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        yield Chunk(batch, "the table", first)
        first += batch.num_rows


def _of_rows(source: Iterable[str | Mapping[str, Any]]) -> Trace:
    rows = list(source)
    if strange := next((row for row in rows if not isinstance(row, str | Mapping)), None):
        raise BadRequest(f"a trace in a list has prompts or dicts, not {type(strange).__name__}")
    told = [{"prompt": row} if isinstance(row, str) else dict(row) for row in rows]
    names = list(dict.fromkeys(name for row in told for name in row)) or ["prompt"]
    try:
        table = pa.table({name: [row.get(name) for row in told] for name in names})
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # a column of several types; as text each is told by its row
        table = pa.table({n: [None if row.get(n) is None else str(row.get(n)) for row in told] for n in names})
    return Trace(name="a list", rows=len(rows), _chunks=lambda: _of_table(table))
