"""Rows to a file, all of them or none: written beside it, and put in its place when it is whole."""

from __future__ import annotations

import csv
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pixelfare.errors import BadRequest

__all__ = ["SUFFIXES", "write_rows"]

SUFFIXES = (".parquet", ".csv", ".jsonl")
_AT_ONCE = 20_000


def write_rows(file: Path, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as Parquet, CSV or JSON lines, as the file's name ends.

    Args:
        file: Where they go.
        columns: Their names in order, each with its Arrow type: `string`, `int64`, `double`, `timestamp`.
        rows: The rows; memory stays flat however many there are.

    Returns:
        The file.

    Raises:
        BadRequest: The name ends otherwise, or the file cannot be written.
    """
    if file.suffix not in SUFFIXES:
        raise BadRequest(f"{file}: rows are written to a file that ends in {', '.join(SUFFIXES)}")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}.part")
    try:
        try:
            draft.open("xb").close()  # a new file, wherever a link of that name might lead
            _write(draft, file.suffix, columns, iter(rows))
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as failure:
        raise BadRequest(f"{file}: cannot be written: {failure.strerror or failure}") from None
    return file


def _write(draft: Path, suffix: str, columns: Mapping[str, str], rows: Iterator[Mapping[str, Any]]) -> None:
    if suffix == ".parquet":
        _write_parquet(draft, columns, rows)
        return
    with draft.open("w", encoding="utf-8", newline="") as stream:
        if suffix == ".csv":
            table = csv.writer(stream)
            table.writerow(columns)
            table.writerows(["" if row[c] is None else row[c] for c in columns] for row in rows)
        else:
            stream.writelines(
                json.dumps({c: row[c] for c in columns if row[c] is not None}, ensure_ascii=False, default=str) + "\n"
                for row in rows
            )


def _write_parquet(draft: Path, columns: Mapping[str, str], rows: Iterator[Mapping[str, Any]]) -> None:
    import pyarrow as pa  # noqa: PLC0415  only where this form is wanted
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {"timestamp": pa.timestamp("us", "UTC")}
    schema = pa.schema([(name, kinds.get(kind) or pa.type_for_alias(kind)) for name, kind in columns.items()])
    with pq.ParquetWriter(draft, schema) as writer:
        while some := list(islice(rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([{c: row[c] for c in columns} for row in some], schema=schema))
