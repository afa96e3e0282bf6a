"""Traces: what was asked for, from files of any kind, from the ledger, or from memory, as batches of rows."""

from __future__ import annotations

import datetime as dt
import glob
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pyarrow as pa

from pixelfare.errors import BadRequest
from pixelfare.ledger.ledger import Ledger
from pixelfare.simulate.step import Chunk, Reading
from pixelfare.simulate.tally import Tally
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
        size: How many bytes there are, where it is made of text files alone.
        files: Parquet files by path, where it is made of those and of nothing else.
        note: What to know where there are no rows.
        once: Whether it can be read only once.
    """

    name: str
    rows: int | None = None
    size: int | None = None
    files: tuple[Path, ...] = ()
    note: str = ""
    once: bool = False
    _chunks: Callable[[Mapping[str, str]], Iterator[Chunk]] = field(repr=False)

    def chunks(self, renamed: Mapping[str, str] = MappingProxyType({})) -> Iterator[Chunk]:
        """Its rows, a batch at a time.

        Args:
            renamed: Columns of a trace by name, with what the file calls each; no others are read.

        Raises:
            BadRequest: A file cannot be read to its end.
        """
        return self._chunks(renamed)


class Read(NamedTuple):
    """A trace that was read: where from, how, and what it holds."""

    trace: Trace
    reading: Reading
    tally: Tally


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
    if not isinstance(source, str | os.PathLike):
        return _of_object(source)
    text = os.fspath(source)
    if text == _LEDGER:
        if not Ledger.exists():
            raise BadRequest("there is no ledger yet: nothing was bought so far")
        return _of_ledger(Ledger.open())
    if text == _STDIN:
        return Trace(name="standard input", once=True, _chunks=lambda renamed: _of_stdin(format, renamed))
    files = _files(text)
    kinds = {format or _format_of(file) for file in files}
    if "ledger" in kinds:
        if len(files) > 1:
            raise BadRequest(f"{text}: give one ledger at a time")
        return _of_ledger(Ledger.open(files[0]))
    whole, text_only = kinds == {"parquet"}, "parquet" not in kinds
    return Trace(
        name=text, rows=sum(map(parquet_rows, files)) if whole else None, files=tuple(files) if whole else (),
        size=sum(map(_size, files)) if text_only else None,
        _chunks=lambda renamed: _of_files(files, format, renamed),
    )  # fmt: skip


def _files(text: str) -> list[Path]:
    try:
        path = Path(text).expanduser()
        there = path.exists()
    except (OSError, RuntimeError, ValueError) as failure:
        raise BadRequest(f"{text[:80]}: is no path: {failure!s:.80}") from None
    if path.is_dir():
        inside = (p for p in path.rglob("*") if not any(part[0] in "._" for part in p.relative_to(path).parts))
        found = sorted(p for p in inside if p.is_file() and _suffix(p) in _SUFFIXES and not _is_ours(p))
        if not found:
            raise BadRequest(f"{text}: no .csv, .jsonl or .parquet file is in this folder")
        return found
    if there:
        return [path]
    found = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())  # noqa: PTH207
    if not found:
        raise BadRequest(f"{text}: there is no such file, folder or pattern that any file matches")
    return found


def _is_ours(file: Path) -> bool:
    """Whether a file in a folder is what an earlier simulation wrote, and so no part of a trace."""
    report = file.stem == "report" and file.with_name("report.html").exists()
    return report or file.name.endswith(".rejects.jsonl")


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


def _size(file: Path) -> int:
    with _reading(file):
        return file.stat().st_size


def _of_files(files: Iterable[Path], form: str | None, renamed: Mapping[str, str]) -> Iterator[Chunk]:
    before = 0
    for file in files:
        for chunk in _of_file(file, form or _format_of(file), renamed):
            yield chunk._replace(read=before + chunk.read)
        before += _size(file)


def _of_file(file: Path, kind: str, renamed: Mapping[str, str]) -> Iterator[Chunk]:
    with _reading(file):
        if kind == "parquet":
            yield from parquet_chunks(file, BATCH_ROWS, columns=renamed.values())
        elif kind == "jsonl":
            yield from jsonl_chunks(file, BATCH_ROWS, renamed)
        else:
            yield from csv_chunks(file, BATCH_ROWS, delimiter="\t" if kind == "tsv" else ",")


def _of_stdin(kind: str | None, renamed: Mapping[str, str]) -> Iterator[Chunk]:
    stream, guess = peek_format()
    kind = kind or guess
    if kind == "parquet":
        yield from parquet_chunks(pa.BufferReader(stream.read()), BATCH_ROWS, columns=renamed.values())
    elif kind == "jsonl":
        yield from jsonl_chunks(stream, BATCH_ROWS, renamed)
    else:
        yield from csv_chunks(stream, BATCH_ROWS, delimiter="\t" if kind == "tsv" else ",")


def _of_ledger(ledger: Ledger) -> Trace:
    note = "; orders with test money are left out"
    return Trace(name="the ledger", note=note, _chunks=lambda _: ledger_chunks(ledger, BATCH_ROWS))


def _of_table(table: pa.Table) -> Iterator[Chunk]:
    first = 1
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        yield Chunk(batch, "the table", first)
        first += batch.num_rows


def _of_object(source: Any) -> Trace:
    if isinstance(source, Ledger):
        return _of_ledger(source)
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    if not isinstance(source, pa.Table) and hasattr(source, "__arrow_c_stream__"):  # a data frame
        source = pa.table(source)
    if isinstance(source, pa.Table):
        return Trace(name="a table", rows=source.num_rows, _chunks=lambda _: _of_table(source))
    return _of_rows(source)


def _of_rows(source: Iterable[str | Mapping[str, Any]]) -> Trace:
    if isinstance(source, bytes | Mapping) or hasattr(source, "columns") or not isinstance(source, Iterable):
        raise BadRequest(f"a trace is a file, a ledger, a table, or prompts or dicts in a list, not {source!r:.40}")
    rows = list(source)
    if strange := next((row for row in rows if not isinstance(row, str | Mapping)), None):
        raise BadRequest(f"a trace in a list has prompts or dicts, not {type(strange).__name__}")
    told = [{"prompt": row} if isinstance(row, str) else dict(row) for row in rows]
    names = list(dict.fromkeys(name for row in told for name in row)) or ["prompt"]
    table = pa.table({str(name): _column([row.get(name) for row in told]) for name in names})
    return Trace(name="a list", rows=len(rows), _chunks=lambda _: _of_table(table))


def _column(values: list[Any]) -> pa.Array:
    """Values as one column: as they are where all are of one type, else each as text."""
    if not any(isinstance(value, dict | dt.date) for value in values):  # Arrow would make one zone, one dict of them
        try:
            return pa.array(values)
        except (pa.ArrowException, OverflowError, UnicodeError):
            pass
    return pa.array([_as_text(value) for value in values], pa.string())


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    text = json.dumps(value, default=str) if isinstance(value, dict) else str(value)
    return text.encode("utf-8", "replace").decode()
