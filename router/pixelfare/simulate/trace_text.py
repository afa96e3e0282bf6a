"""Traces in text: CSV and JSONL, line by line. A line that cannot be read is a rejected row, never a silent gap."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from pixelfare.errors import BadRequest
from pixelfare.simulate.columns import COLUMNS
from pixelfare.simulate.step import LINE, Chunk
from pixelfare.simulate.tally import Reject

__all__ = ["csv_chunks", "jsonl_chunks", "peek_format"]

LONGEST_LINE = 4_000_000
"""Bytes; a longer line is rejected, and never held in memory whole."""
_SHOWN = 4_000
"""Characters of a rejected row that are kept."""
_MOST_LINES = 1_000
"""Lines of one row: a quote that is open for longer was not meant."""
_DIGITS, _MOST_NAMED = 40, 50
_BOM = b"\xef\xbb\xbf"


def peek_format() -> tuple[BinaryIO, str]:
    """Standard input, and what it looks like."""
    if sys.stdin is None or sys.stdin.closed:
        raise BadRequest("standard input is closed, so no trace can be read from it")
    stream: Any = sys.stdin.buffer
    if not hasattr(stream, "peek"):
        stream = io.BufferedReader(stream)
    start = stream.peek(len(_BOM) + 4).removeprefix(_BOM).lstrip()
    if start.startswith(b"PAR1"):
        return stream, "parquet"
    return stream, "jsonl" if start[:1] == b"{" else "csv"


def jsonl_chunks(source: Path | BinaryIO, rows: int, renamed: Mapping[str, str] | None = None) -> Iterator[Chunk]:
    """The rows of a file that has a JSON object on each line; only columns of a trace are kept."""
    known = {*COLUMNS, *(renamed or {}).values()}
    prompt = (renamed or {}).get("prompt", "prompt")
    with _opened(source) as (stream, name, place):
        maker = _Maker(name, rows, place)
        for number, line, fault in _lines(stream):
            if fault:
                maker.reject(number, *fault, line)
                continue
            if not line.strip():
                continue
            try:
                row = json.loads(line, parse_float=Decimal, parse_constant=_no_constant)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                maker.reject(number, "bad-json", "this line is no JSON object; one stands on each line", line)
            elif not isinstance(row.get(prompt), str | None):
                maker.reject(number, "bad-prompt", f"a prompt is text, not {type(row[prompt]).__name__}", line)
            else:
                maker.add(number, {key: _text(value) for key, value in row.items() if key in known})
                maker.name_others(row)
            if maker.full:
                yield maker.chunk()
        yield maker.chunk()


def csv_chunks(source: Path | BinaryIO, rows: int, *, delimiter: str = ",") -> Iterator[Chunk]:
    """The rows of a CSV file with a head.

    Raises:
        BadRequest: Its head cannot be used, or a quote is opened and not closed: then nobody knows what the rows are.
    """
    with _opened(source) as (stream, name, place):
        maker = _Maker(name, rows, place)
        feed = _Feed(stream, maker)
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        head = _head(reader, name)
        while head is not None:
            feed.begin()
            try:
                fields = next(reader)
            except StopIteration:
                break
            except csv.Error as failure:
                if feed.ended:
                    raise BadRequest(f"{name}:{feed.began}: a quote is opened here and never closed") from None
                span = f"lines {feed.began} to {feed.number}" if feed.number > feed.began else "this row"
                maker.reject(feed.began, "bad-csv", f"{span} cannot be read: {failure}", "")
                continue
            if feed.number - feed.began >= _MOST_LINES:
                raise BadRequest(f"{name}:{feed.began}: a quote that is opened here spans {_MOST_LINES:,} lines")
            if fields:
                _add(maker, feed.began, head, fields, delimiter)
            if maker.full:
                yield maker.chunk()
        maker.columns.update(dict.fromkeys(head or ()))
        yield maker.chunk()


def _add(maker: _Maker, line: int, head: Sequence[str], fields: Sequence[str], delimiter: str) -> None:
    if len(fields) != len(head):
        said = f"{len(fields)} fields where the head has {len(head)}"
        maker.reject(line, "bad-csv", said, delimiter.join(fields))
    elif not _is_unicode(fields):
        maker.reject(line, "not-utf-8", "this row is not UTF-8", delimiter.join(fields))
    else:
        maker.add(line, dict(zip(head, (field or None for field in fields), strict=True)))


def _head(reader: Any, name: str) -> list[str] | None:
    """The names of the columns; `None` where there is nothing at all."""
    try:
        head = next(reader, None)
    except csv.Error as failure:
        raise BadRequest(f"{name}: this is no CSV: {failure}") from None
    if head is not None and not _is_unicode(head):
        raise BadRequest(f"{name}: the head is not UTF-8; save the file as UTF-8")
    if head is not None and (len(set(head)) != len(head) or not all(head)):
        shown = ", ".join(head)[:200]
        raise BadRequest(f"{name}: the head of a CSV names every column once, not {shown}")
    return head


def _is_unicode(fields: Sequence[str]) -> bool:
    try:
        "".join(fields).encode()
    except UnicodeEncodeError:  # bytes that were not UTF-8 stand there as halves of pairs
        return False
    return True


class _Maker:
    """Gathers rows and rejects until there are enough for a chunk. Everything in it is text."""

    def __init__(self, name: str, rows: int, place: Callable[[], int]) -> None:
        self._name, self._most, self._place = name, rows, place
        self._rows: list[tuple[int, Mapping[str, str | None]]] = []
        self._rejects: list[Reject] = []
        self.columns: dict[str, None] = {}

    @property
    def full(self) -> bool:
        return len(self._rows) + len(self._rejects) >= self._most

    def add(self, line: int, row: Mapping[str, str | None]) -> None:
        self._rows.append((line, row))
        self.columns.update(dict.fromkeys(row))

    def name_others(self, row: Mapping[str, Any]) -> None:
        """Remember some columns that no trace has: an error may have to name them."""
        if len(self.columns) < _MOST_NAMED:
            self.columns.update((key.encode("utf-8", "replace").decode(), None) for key in [*row][:_MOST_NAMED])

    def reject(self, line: int, code: str, message: str, text: str) -> None:
        shown = text[:_SHOWN].encode("utf-8", "backslashreplace").decode()
        self._rejects.append(Reject(self._name, line, code, message, shown))

    def chunk(self) -> Chunk:
        """A chunk of what was gathered; a column that only other rows have is there, and empty."""
        kind = pa.string()
        columns = {name: pa.array([row.get(name) for _, row in self._rows], kind) for name in self.columns}
        if not columns:  # no row told of any column, so none is missing either
            columns = {"prompt": pa.array([None] * len(self._rows), kind)}
        columns[LINE] = pa.array([line for line, _ in self._rows], pa.int64())
        made = Chunk(pa.RecordBatch.from_pydict(columns), self._name, 1, tuple(self._rejects), self._place())
        self._rows, self._rejects = [], []
        return made


class _Feed:
    """Lines for the CSV reader, as text in which bytes that are not UTF-8 can still be told.

    Args:
        number: The line that was given last.
        began: The line that the row under way begins on.
        ended: Whether there are no more.
    """

    def __init__(self, stream: BinaryIO, maker: _Maker) -> None:
        self._lines, self._maker = _lines(stream, strict=False), maker
        self.number = self.began = 0
        self.ended = False

    def begin(self) -> None:
        """From here on another row is read."""
        self.began = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, line, fault in self._lines:
            if fault is None:
                self.number, self.began = number, self.began or number
                return line.replace("\0", "�")
            self._maker.reject(number, *fault, line)
        self.ended = True
        raise StopIteration


def _lines(stream: BinaryIO, *, strict: bool = True) -> Iterator[tuple[int, str, tuple[str, str] | None]]:
    """Lines with their numbers; what is wrong with one, where something is."""
    number = 0
    while True:
        try:
            raw = stream.readline(LONGEST_LINE + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as failure:
            raise BadRequest(f"the compressed file is cut off or broken: {failure}") from None
        if not raw:
            return
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) > LONGEST_LINE:
            start = raw[:_SHOWN].decode("utf-8", "replace")
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE + 1)
            yield number, start, ("line-too-long", f"a line has at most {LONGEST_LINE:,} bytes")
            continue
        try:
            yield number, raw.decode("utf-8", "strict" if strict else "surrogateescape"), None
        except UnicodeDecodeError:
            yield number, raw[:_SHOWN].decode("utf-8", "backslashreplace"), ("not-utf-8", "this line is not UTF-8")


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[tuple[BinaryIO, str, Callable[[], int]]]:
    """A stream of lines, what it is called, and how many bytes of the file were read so far."""
    if not isinstance(source, Path):
        yield source, "standard input", lambda: 0
        return
    with source.open("rb") as file:
        if source.suffix == ".gz":
            with gzip.open(file, "rb") as stream:
                lines = cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream)))
                yield lines, source.name, file.tell
        else:
            yield file, source.name, file.tell


def _text(value: Any) -> str | None:
    """A JSON value as text."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < _DIGITS else str(value)
    return json.dumps(value, ensure_ascii=True, default=str)


def _no_constant(name: str) -> Any:
    raise ValueError(name)
