"""Where the step runs: in this process, on all cores of this machine, or on a cluster."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import Any

from pixelfare.errors import BadRequest
from pixelfare.simulate.rejects import RejectFile
from pixelfare.simulate.step import Chunk, Reading, count
from pixelfare.simulate.tally import Tally
from pixelfare.simulate.trace import Trace
from pixelfare.simulate.workers import Workers, cores

__all__ = ["Progress", "tally_of"]

_FEW_CHUNKS = 4
"""Traces of no more chunks are replayed here: starting processes would take longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a replay is.

    Args:
        rows: Rows done.
        total: Rows in all, where that is known.
        rejected: Rows rejected so far.
        seconds: Time since it began.
        share: How much of a trace's bytes is done, from 0 to 1, where only those are known.
    """

    rows: int
    total: int | None
    rejected: int
    seconds: float
    share: float | None = None

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that it will still take; `None` where nobody knows."""
        if self.total is None:
            return self.seconds * (1 - self.share) / self.share if self.share else None
        return max(0, self.total - self.rows) / self.rate if self.rate else None


def tally_of(
    trace: Trace,
    reading: Reading,
    *,
    engine: Any = "local",
    workers: int | None = None,
    rejects: RejectFile | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Tally:
    """Replay a trace.

    Args:
        trace: The rows.
        reading: How to read them.
        engine: `local`, `dask`, or a `distributed.Client`.
        workers: How many processes; all cores where nothing is given, this one alone where it is 1.
        rejects: Where rejected rows are written.
        progress: Called after every chunk.

    Returns:
        Its tally; the same whatever the engine and however many workers.

    Raises:
        BadRequest: The trace cannot be read to its end; there is no tally of a part of it.
    """
    if workers is not None and (type(workers) is not int or workers < 1):
        raise BadRequest(f"workers is a number from 1, not {workers!r}")
    total, begun = Tally(), time.monotonic()
    read: deque[int] = deque()  # of chunks that are under way: their tallies come in their order

    def watched(renamed: Mapping[str, str]) -> Iterator[Chunk]:
        for chunk in trace.chunks(renamed):
            read.append(chunk.read)
            yield chunk

    for tally in _tallies(replace(trace, _chunks=watched), reading, engine, workers):
        done = read.popleft() if read else 0
        if rejects is not None:
            rejects.write(tally.rejects)
        total.add(tally)
        if progress is not None:
            seconds, rejected = time.monotonic() - begun, sum(total.rejected.values())
            share = min(1.0, done / trace.size) if trace.size else None
            progress(Progress(rows=total.rows, total=trace.rows, rejected=rejected, seconds=seconds, share=share))
    return total


def _tallies(trace: Trace, reading: Reading, engine: Any, workers: int | None) -> Iterator[Tally]:
    if engine != "local":
        from pixelfare.simulate.engine_dask import dask_tallies  # noqa: PLC0415  Dask is an extra of its own

        yield from dask_tallies(trace, reading, engine, workers)
        return
    work = partial(count, reading=reading)
    chunks = trace.chunks(reading.columns)
    first = list(islice(chunks, _FEW_CHUNKS + 1))
    many = cores() if workers is None else workers
    if many == 1 or len(first) <= _FEW_CHUNKS:
        yield from map(work, chain(first, chunks))
        return
    everything: Iterator[Chunk] = chain(first, chunks)
    with Workers(work, many) as pool:
        yield from pool.map(everything)
