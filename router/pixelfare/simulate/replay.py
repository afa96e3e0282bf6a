"""`simulate`: what a trace would have cost, and how good its pictures could be expected to be, under other policies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest
from pixelfare.ledger.ledger import Ledger
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.request import gateway_names
from pixelfare.routing import default_catalog
from pixelfare.simulate.columns import zone_of
from pixelfare.simulate.engines import Progress, tally_of
from pixelfare.simulate.faults import Faults
from pixelfare.simulate.outcomes import Named, named_policies, outcome_of
from pixelfare.simulate.rejects import RejectFile
from pixelfare.simulate.simulation import Run, Simulation
from pixelfare.simulate.step import Reading
from pixelfare.simulate.trace import Read, Trace, open_trace
from pixelfare.simulate.what_if import changed

__all__ = ["TraceLike", "read_trace", "simulate"]

TraceLike: TypeAlias = Trace | Ledger | str | os.PathLike[str] | pa.Table | Iterable[str | Mapping[str, Any]]
Policies: TypeAlias = Iterable[str | Policy | Chooser] | str | Policy | Chooser


def simulate(
    trace: TraceLike,
    policies: Policies = ("auto", "cheapest", "quality"),
    *,
    catalog: Catalog | None = None,
    as_of: date | str | None = None,
    gateway: str | Iterable[str] | None = None,
    baselines: Iterable[str] | None = None,
    what_if: Iterable[str] = (),
    faults: Faults | None = None,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,  # noqa: A002  what everybody calls it
    zone: str = "UTC",
    engine: Any = "local",
    workers: int | None = None,
    rejects: str | os.PathLike[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Simulation:
    """Replay a trace under several policies.

    Every row is decided as `route` would decide it: prompts are read once, and each policy decides each case once.

    Args:
        trace: A file, a folder, a glob, `"-"`, `"ledger"`, a `Ledger`, an Arrow table, or prompts or dicts in a list.
        policies: Intents, policy files, `Policy` objects or objects with `rank`; `"auto@0.1"` is `auto` with another
            tolerance, `"as-asked"` each row's own intent.
        catalog: A catalog of one's own.
        as_of: The day whose prices and lifecycle hold for every row; today where nothing is given.
        gateway: Where to buy, as in `route`.
        baselines: Names of policies that savings are told against; the first where nothing is given.
        what_if: Changes of the catalog: `"gpt-image-2 -20%"`, `"gpt-image-2 $0.04"`, `"retire nano-banana 2026-12-01"`.
        faults: Assumed rates of failure.
        columns: Columns of a trace by name, with what the file calls each: `{"prompt": "text"}`.
        format: `csv`, `tsv`, `jsonl`, `parquet` or `ledger`, where the name does not say.
        zone: Where days begin, and the zone of times that name none.
        engine: `"local"`, `"dask"`, or a `distributed.Client`.
        workers: How many processes; all cores where nothing is given.
        rejects: A file for rejected rows.
        progress: Called as the replay goes on.

    Returns:
        The simulation: `simulation["auto"].cost_usd`, `.quality`, `.mix`, `.refused`, ...

    Raises:
        BadRequest: The trace cannot be read to its end, is empty, or another argument makes no sense.

    Example:
        >>> found = simulate(["a cat", "霓虹招牌上写着“欢迎光临”"], ["cheapest", "auto"], as_of="2026-11-22")
        >>> found["cheapest"].cost_usd, found["auto"].cost_usd
        (Decimal('0.033500'), Decimal('0.117501'))
    """
    compared = named_policies(policies)
    told = _baselines(baselines, compared)
    book = catalog_on(catalog, as_of)
    book, assumptions = changed(book, what_if)
    places = gateway_names(gateway)
    for place in places:
        book.gateway(place)
    whole = any(policy.sees_all for policy in compared)
    read = read_trace(
        trace, columns=columns, format=format, zone=zone, engine=engine, workers=workers, rejects=rejects,
        progress=progress, whole=whole,
    )  # fmt: skip
    return simulation_of(read, compared, book, places, told, faults, assumptions)


def simulation_of(
    read: Read, compared: Iterable[Named], book: Catalog, places: tuple[str, ...],
    baselines: tuple[str, ...], faults: Faults | None, assumptions: Iterable[str],
) -> Simulation:  # fmt: skip
    """Let policies decide the cases of a tally."""
    tally = read.tally
    cases = sorted({case for case, _ in tally.counts}, key=repr)
    where: Any = places or "any"
    runs = {
        policy.name: Run(
            name=policy.name, tally=tally, faults=faults,
            outcomes={case: outcome_of(case, policy, book, where) for case in cases},
        )
        for policy in compared
    }  # fmt: skip
    said = tuple(assumptions) if faults is None else (*assumptions, f"failures, not in costs and savings: {faults}")
    return Simulation(
        read=read, book=book, places=places, runs=runs, baselines=baselines,
        assumptions=said,
    )  # fmt: skip


def read_trace(
    trace: TraceLike, *, columns: Mapping[str, str] | None = None, format: str | None = None, zone: str = "UTC",  # noqa: A002
    engine: Any = "local", workers: int | None = None, rejects: str | os.PathLike[str] | None = None,
    progress: Callable[[Progress], None] | None = None, whole: bool = False,
) -> Read:  # fmt: skip
    """Open a trace and tally it; the arguments are those of `simulate`.

    Raises:
        BadRequest: It cannot be read to its end, is empty, or holds nothing but rejected rows.
    """
    opened = open_trace(trace, format=format)
    reading = Reading(columns=dict(columns or {}), zone=zone_of(zone), whole=whole)
    with ExitStack() as stack:
        file = None if rejects is None else stack.enter_context(RejectFile(rejects))
        tally = tally_of(opened, reading, engine=engine, workers=workers, rejects=file, progress=progress)
    if not tally.rows:
        raise BadRequest(f"{opened.name}: the trace has no rows{opened.note}")
    if not tally.counts:
        first = tally.rejects[0]
        where = f"{first.file}:{first.line}: {first.message}"
        raise BadRequest(f"{opened.name}: all {tally.rows:,} rows are rejected; the first is {where}")
    return Read(opened, reading, tally)


def catalog_on(catalog: Catalog | None, as_of: date | str | None) -> Catalog:
    """The catalog on the day that is asked for."""
    if catalog is None:
        return default_catalog(as_of)
    if not isinstance(catalog, Catalog):
        raise BadRequest(f"catalog is a Catalog, not {type(catalog).__name__}")
    return catalog if as_of is None else catalog.at(as_of)


def _baselines(given: Iterable[str] | None, compared: tuple[Named, ...]) -> tuple[str, ...]:
    names = tuple(policy.name for policy in compared)
    if given is None:
        return names[:1]
    wanted = (given,) if isinstance(given, str) else tuple(given)
    if strange := sorted(set(wanted) - set(names)):
        raise BadRequest(f"a baseline is one of the policies compared ({', '.join(names)}), not {', '.join(strange)}")
    return wanted
