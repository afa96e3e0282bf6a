"""Traces in Parquet files: batch by batch, so that memory stays flat however large a file is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pixelfare.errors import BadRequest
from pixelfare.simulate.columns import COLUMNS
from pixelfare.simulate.step import Chunk

__all__ = ["parquet_chunks", "parquet_groups", "parquet_rows"]

_BROKEN = (pa.ArrowException, OSError, ValueError)


def parquet_chunks(
    source: Path | pa.NativeFile, rows: int, groups: Sequence[int] | None = None, columns: Collection[str] = ()
) -> Iterator[Chunk]:
    """The rows of a Parquet file.

    Args:
        source: Its path, or an open file.
        rows: How many a batch has at most.
        groups: Only these row groups.
        columns: What the file calls the columns that are renamed; those that no trace has are not read.

    Raises:
        BadRequest: It is no Parquet file, or cut off.
    """
    name = source.name if isinstance(source, Path) else "standard input"
    try:
        file = pq.ParquetFile(source, pre_buffer=False)  # or what was read would stay in memory until the end
        names = file.schema_arrow.names
        wanted = [c for c in names if c in COLUMNS or c in columns] or names[:1]
        first = 1 + sum(file.metadata.row_group(i).num_rows for i in range(min(groups))) if groups else 1
        for batch in file.iter_batches(batch_size=rows, row_groups=groups, columns=wanted, use_threads=False):
            yield Chunk(_plain(batch), name, first)
            first += batch.num_rows
    except _BROKEN as failure:
        raise BadRequest(f"{name}: cannot be read as Parquet to its end: {_short(failure)}") from None


def parquet_rows(file: Path) -> int:
    """How many rows a Parquet file has."""
    try:
        return int(pq.read_metadata(file).num_rows)
    except _BROKEN as failure:
        raise BadRequest(f"{file.name}: cannot be read as Parquet: {_short(failure)}") from None


def parquet_groups(file: Path) -> int:
    """How many row groups it has."""
    return int(pq.read_metadata(file).num_row_groups)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows with dictionaries written out, so that each batch can be sent alone."""
    if not any(pa.types.is_dictionary(field.type) for field in batch.schema):
        return batch
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _short(failure: BaseException) -> str:
    return str(failure).splitlines()[0][:200] if str(failure) else type(failure).__name__
