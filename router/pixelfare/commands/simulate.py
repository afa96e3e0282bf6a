"""`pixelfare simulate`: what a trace would have cost under other policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import trace_options as t
from pixelfare.commands.exits import OK
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest
from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.simulate.faults import Faults
    from pixelfare.simulate.figures import Part
    from pixelfare.simulate.simulation import Simulation

__all__ = ["EXAMPLES", "simulate"]

EXAMPLES = (
    "pixelfare simulate last-month.parquet",
    "pixelfare simulate 'logs/*.jsonl' -p auto -p auto@0.1 -p cheapest --column prompt=text --report november/",
    "pixelfare simulate ledger -p auto -p as-asked --what-if 'gpt-image-2 -20%'",
    "pixelfare simulate trace.csv --fail refused=0.02,lost=0.001 --json > november.json",
)
_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_WHOLE: dict[str, Any] = {"no_wrap": True, "overflow": "ellipsis", "min_width": 8}
_ASSUMED = "Assumptions"
_PARTS: dict[str, Callable[[str], Any]] = {
    "refused": float, "down": float, "lost": float, "seed": int, "seconds": lambda text: {"": float(text)}
}  # fmt: skip
_SHOWN = 12


def simulate(
    trace: t.TraceFile,
    *,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", "-p", metavar="NAME|FILE",
            help="auto, auto@0.1 (another tolerance), cheapest, a YAML file, as-asked (each row's own); repeat it.",
        ),
    ] = None,
    baselines: Annotated[
        list[str] | None,
        typer.Option("--baseline", metavar="NAME", help="A policy that savings are told against; may be repeated."),
    ] = None,
    gateway: t.Gateways = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    scores: o.Scores = None,
    what_if: t.WhatIf = None,
    fail: Annotated[
        str | None,
        typer.Option(
            "--fail", metavar="KIND=RATE,...", rich_help_panel=_ASSUMED,
            help="Assumed failures: refused=0.02, down=0.001, lost=0.0005, seconds=12, seed=1.",
        ),
    ] = None,
    format: t.Format = None,  # noqa: A002  what everybody calls it
    column: t.Columns = None,
    zone: t.Zone = "UTC",
    rejects: t.Rejects = None,
    workers: t.Workers = None,
    engine: t.Engine = "local",
    report: t.Report = None,
    as_json: o.AsJson = False,
) -> int:  # fmt: skip
    """Replay a trace under several policies: exact cost, expected quality, mix of models, refusals, savings.

    Every row is decided as `pixelfare route` would decide it. Quality is expected quality from published figures.
    """
    t.need_extra(*(("matplotlib",) if report is not None else ()))
    from pixelfare.simulate import simulate as replay

    book = o.load_catalog(as_of, catalog)
    file = t.rejects_file(trace, rejects)
    with t.progress("reading", shown=not as_json) as progress:
        found = replay(
            trace, policies or ["auto", "cheapest", "quality"], gateway=gateway, baselines=baselines,
            catalog=book if scores is None else book.with_scores(scores), what_if=what_if or (),
            faults=None if fail is None else parse_faults(fail), format=format, columns=t.parse_columns(column),
            zone=zone, workers=workers, engine=engine, rejects=file, progress=progress,
        )  # fmt: skip
    saved = [] if report is None else list(found.save(report).values())
    t.show_rejects(found.tally, file, as_json=as_json)
    if as_json:
        print_json({**found.to_dict(), **({"files": [str(path) for path in saved]} if saved else {})})
        return OK
    _show(found)
    t.saved(saved)
    return OK


def parse_faults(text: str) -> Faults:
    """Rates of failure as they are written on the command line.

    Raises:
        BadRequest: One is none.
    """
    from pixelfare.simulate.faults import Faults

    found: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        try:
            found[name] = _PARTS[name](value)
        except (KeyError, ValueError):
            raise BadRequest(f"{part.strip()!r} is no rate such as refused=0.02 (of {', '.join(_PARTS)})") from None
    return Faults(**found)


def _show(found: Simulation) -> None:
    out = console()
    days = f", {found.days[0]} to {found.days[-1]}" if found.days else ""
    out.print(Text(f"{safe(found.trace)}: {found.rows:,} rows{days}", "bold"), soft_wrap=True)
    out.print(Text(f"prices of {found.as_of} at {safe(found.gateway)}, catalog {found.catalog[:12]}", "dim"))
    for assumption in found.assumptions:
        out.print(Text(f"assumed: {safe(assumption)}", "yellow"), soft_wrap=True)
    out.print()
    made = table(
        ("policy", _WHOLE), ("USD", _RIGHT), ("per 1,000", _RIGHT), ("quality", _RIGHT), ("between", _RIGHT),
        ("served", _RIGHT), ("refused", _RIGHT),
    )  # fmt: skip
    for run in found:
        total, quality = run.total, run.quality
        made.add_row(
            safe(run.name), f"{total.usd:,.2f}", _per_thousand(total),
            "" if quality is None else f"{quality.value:.3f}",
            "" if quality is None else f"{quality.low:.3f} - {quality.high:.3f}", f"{total.served:,}",
            f"{total.refused:,}" if total.refused else "",
        )  # fmt: skip
    out.print(made)
    _show_savings(found)
    _show_prices(found)
    _show_mix(found)
    _show_refusals(found)
    _show_failures(found)


def _per_thousand(part: Part) -> str:
    """What 1,000 pictures cost at this rate; a row may ask for several."""
    return f"{part.usd / part.pictures * 1000:,.2f}" if part.pictures else ""


def _show_prices(found: Simulation) -> None:
    runs = [run for run in found if run.prices]
    if runs:
        console().print(Text("\nprice of a row in USD: so many percent cost no more", "bold"))
        made = table(("policy", _WHOLE), *((f"{percent} %", _RIGHT) for percent in runs[0].prices))
        for run in runs:
            made.add_row(safe(run.name), *(f"{usd(price):.6f}" for price in run.prices.values()))
        console().print(made)


def _show_savings(found: Simulation) -> None:
    rows = [(run.name, saving) for run in found for saving in found.savings(run.name)]
    if not rows:
        return
    out = console()
    out.print(Text("\nsaved, on the rows that both serve", "bold"))
    made = table(("policy", _WHOLE), ("against", _WHOLE), ("USD", _RIGHT), ("share", _RIGHT), ("rows", _RIGHT))
    for name, saving in rows:
        share = "" if saving.share is None else f"{saving.share:+.1%}"
        made.add_row(safe(name), safe(saving.against), f"{saving.saved:+,.2f}", share, f"{saving.rows:,}")
    out.print(made)


def _show_mix(found: Simulation) -> None:
    out = console()
    out.print(Text("\nwho draws, by share of rows", "bold"))
    models = sorted({model for run in found for model in run.mix})
    made = table(("model", _WHOLE), *((safe(run.name), _RIGHT) for run in found))
    for model in models[:_SHOWN]:
        shares = [run.mix[model].rows / run.total.rows if model in run.mix else 0 for run in found]
        made.add_row(safe(model), *(f"{share:.1%}" if share else "" for share in shares))
    out.print(made)


def _show_refusals(found: Simulation) -> None:
    rows = [(run.name, code, many) for run in found for code, many in list(run.refused.items())[:5]]
    if rows:
        console().print(Text("\nrefused", "bold"))
        made = table("policy", "why", ("rows", _RIGHT))
        for name, code, many in rows:
            made.add_row(safe(name), safe(code), f"{many:,}")
        console().print(made)


def _show_failures(found: Simulation) -> None:
    fates = [(run.name, run.fate) for run in found if run.fate is not None]
    if fates:
        console().print(Text("\nwith the assumed failures", "bold"))
        made = table(
            "policy", ("delivered", _RIGHT), ("lost", _RIGHT), ("failed", _RIGHT), ("fallbacks", _RIGHT),
            ("USD", _RIGHT), ("of that lost", _RIGHT), ("hours", _RIGHT),
        )  # fmt: skip
        for name, fate in fates:
            made.add_row(
                safe(name), f"{fate.delivered:,}", f"{fate.lost:,}", f"{fate.failed:,}", f"{fate.fallbacks:,}",
                f"{usd(fate.paid):,.2f}", f"{usd(fate.lost_paid):,.2f}", f"{fate.seconds / 3600:,.1f}",
            )  # fmt: skip
        console().print(made)
