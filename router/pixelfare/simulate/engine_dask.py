"""Replay on a Dask cluster: the same step, the same tallies, and rows of a worker that dies are done again elsewhere.

Dask and not Ray: it is pure Python, far smaller to install, and its scheduler does what is needed
here: many short tasks, few in flight, each tried again where its worker died.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from pixelfare.errors import BadRequest
from pixelfare.simulate.step import Chunk, Reading, count
from pixelfare.simulate.tally import Reject, Tally
from pixelfare.simulate.trace import BATCH_ROWS, Trace
from pixelfare.simulate.trace_parquet import parquet_chunks, parquet_groups
from pixelfare.simulate.workers import cores

__all__ = ["Piece", "dask_tallies", "tally_piece"]

_RETRIES = 3
_IN_FLIGHT = 3
"""Tasks for each core of the cluster that are waiting or under way: few, so that memory stays flat."""


class Piece(NamedTuple):
    """Rows that a worker fetches by itself: a row group of a Parquet file that every worker can see."""

    file: Path
    group: int


def tally_piece(piece: Piece | Chunk, reading: Reading) -> Tally:
    """The tally of a piece of a trace: this function is all that a cluster needs to run.

    Args:
        piece: A row group, or rows themselves.
        reading: How to read them.
    """
    if isinstance(piece, Chunk):
        return count(piece, reading)
    total = Tally()
    rejects: list[Reject] = []
    for chunk in parquet_chunks(piece.file, BATCH_ROWS, [piece.group], tuple(reading.columns.values())):
        part = count(chunk, reading)
        rejects += part.rejects
        total.add(part)
    total.rejects = rejects
    return total


def dask_tallies(trace: Trace, reading: Reading, engine: Any, workers: int | None) -> Iterator[Tally]:
    """The tallies of a trace's pieces, in order.

    Args:
        trace: The rows.
        reading: How to read them.
        engine: `"dask"` for a cluster of processes on this machine, or a `distributed.Client` of one that is there.
        workers: How many processes, on this machine.

    Raises:
        BadRequest: Dask is not installed, or a piece failed however often it was tried.
    """
    try:
        import distributed  # noqa: PLC0415  an extra of its own
    except ModuleNotFoundError:
        raise BadRequest("the engine dask needs an extra: pip install 'pixelfare[dask]'") from None
    dask: Any = distributed  # it is typed in part only
    with ExitStack() as stack:
        if isinstance(engine, dask.Client):
            client = engine
        elif engine == "dask":
            many = workers or cores()
            cluster = dask.LocalCluster(n_workers=many, threads_per_worker=1, processes=True, dashboard_address=None)
            client = stack.enter_context(dask.Client(stack.enter_context(cluster)))
        else:
            raise BadRequest(f"engine is local, dask or a distributed.Client, not {engine!r}")
        most = _IN_FLIGHT * max(1, sum(client.nthreads().values()))
        waiting: deque[Any] = deque()
        try:
            for piece in _pieces(trace, reading):
                waiting.append(client.submit(tally_piece, piece, reading, pure=False, retries=_RETRIES))
                if len(waiting) >= most:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except dask.KilledWorker as failure:
            raise BadRequest(f"rows were given up after their workers died again and again: {failure!s:.200}") from None
        finally:
            client.cancel(list(waiting))


def _pieces(trace: Trace, reading: Reading) -> Iterator[Piece | Chunk]:
    if not trace.files:
        yield from trace.chunks(reading.columns)
        return
    for file in trace.files:
        for group in range(parquet_groups(file)):
            yield Piece(file.absolute(), group)
