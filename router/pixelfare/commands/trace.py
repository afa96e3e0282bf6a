"""`pixelfare trace`: make synthetic traces, and check what can be read of one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixelfare.commands import options as o
from pixelfare.commands import trace_options as t
from pixelfare.commands.exits import FILE, OK
from pixelfare.commands.terminal import console, print_json, safe

if TYPE_CHECKING:
    from pixelfare.simulate.made_trace import MadeTrace

__all__ = ["CHECK_EXAMPLES", "EXAMPLES", "MAKE_EXAMPLES", "check", "make"]

EXAMPLES = (
    "pixelfare trace make --rows 100000 --shape wave --out trace.parquet",
    "pixelfare trace check trace.parquet",
)
MAKE_EXAMPLES = (
    "pixelfare trace make --rows 100000 --shape wave --out trace.parquet",
    "pixelfare trace make --rows 1000 --mix plain=0.8,lettering.zh=0.2 --days 1 --seed 7 --out trace.csv",
)
CHECK_EXAMPLES = ("pixelfare trace check 'logs/*.jsonl' --column prompt=text", "pixelfare trace check ledger --json")


def make(
    *,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FILE", help=".parquet, .csv or .jsonl; - prints JSON lines.")
    ],
    rows: Annotated[int, typer.Option("--rows", "-r", metavar="N", help="How many.", min=1)] = 10_000,
    shape: Annotated[
        str,
        typer.Option("--shape", metavar="NAME", help="How they arrive: steady, wave, burst, drift, adversarial."),
    ] = "steady",
    mix: Annotated[
        str | None,
        typer.Option("--mix", metavar="KIND=SHARE,...", help="plain, lettering.zh, counting, edit.remove, ..."),
    ] = None,
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="Its first day, UTC.")] = "2026-11-01",
    days: Annotated[float, typer.Option("--days", metavar="N", help="How long it lasts.")] = 30.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed, the same trace.")] = 0,
    as_json: o.AsJson = False,
) -> int:
    """Make a synthetic trace: prompts of our own with a mix of needs, arriving in a certain shape."""
    t.need_extra()
    import datetime as dt

    from pixelfare.dates import parse_date
    from pixelfare.simulate.made_trace import COLUMNS, MIX, MadeTrace, parse_mix
    from pixelfare.simulate.row_file import write_rows

    day = parse_date(start)
    made = MadeTrace(
        rows=rows, shape=shape, mix=dict(MIX) if mix is None else parse_mix(mix), days=days, seed=seed,
        start=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
    )  # fmt: skip
    if out == "-":
        _print(made)
        return OK
    file = write_rows(Path(out), COLUMNS, (row for batch in made.batches() for row in batch.to_pylist()))
    if as_json:
        print_json({"file": str(file), "rows": rows, "shape": shape, "days": days, "seed": seed})
    else:
        console().print(f"saved {safe(str(file))}: {rows:,} rows, {shape}, {days:g} days from {day}", soft_wrap=True)
    return OK


def _print(made: MadeTrace) -> None:
    import json

    for batch in made.batches():
        for row in batch.to_pylist():
            kept = {name: value for name, value in row.items() if value is not None}
            sys.stdout.write(json.dumps({**kept, "time": row["time"].isoformat()}, ensure_ascii=False) + "\n")


def check(
    trace: t.TraceFile,
    *,
    format: t.Format = None,  # noqa: A002  what everybody calls it
    column: t.Columns = None,
    zone: t.Zone = "UTC",
    rejects: t.Rejects = None,
    workers: t.Workers = None,
    as_json: o.AsJson = False,
) -> int:
    """Read a trace to its end, and say what is in it and which rows cannot be used. Exit code 4 where there are any."""
    t.need_extra()
    from pixelfare.simulate.replay import read_trace
    from pixelfare.simulate.tally import needs_named

    file = t.rejects_file(trace, rejects)
    with t.progress("reading", shown=not as_json) as progress:
        read = read_trace(
            trace, columns=t.parse_columns(column), format=format, zone=zone, workers=workers, rejects=file,
            progress=progress,
        )  # fmt: skip
    opened, tally = read.trace, read.tally
    needs: dict[str, int] = {}
    days, labels = set(), set()
    for (case, group), count in tally.counts.items():
        days.add(group.day)
        labels.add(group.label)
        for need in needs_named(case):
            needs[need] = needs.get(need, 0) + count.rows
    rejected = sum(tally.rejected.values())
    told = sorted(days - {""})
    ordered = dict(sorted(needs.items(), key=lambda item: (-item[1], item[0])))
    found = {
        "trace": opened.name, "rows": tally.rows - rejected, "rejected": dict(sorted(tally.rejected.items())),
        "days": [told[0], told[-1]] if told else None, "labels": len(labels - {""}),
        "needs": ordered,
    }  # fmt: skip
    if as_json:
        print_json(found)
    else:
        out = console()
        out.print(f"{safe(opened.name)}: {tally.rows - rejected:,} rows", soft_wrap=True)
        if told:
            out.print(f"from {told[0]} to {told[-1]}")
        for need, rows in list(ordered.items())[:20]:
            out.print(f"  {rows:>10,}  {need}")
    t.show_rejects(tally, file, as_json=as_json)
    return FILE if rejected else OK
