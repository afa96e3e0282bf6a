"""`pixelfare pace`: whether a budget will last for its period, and how it would have gone on a trace."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import trace_options as t
from pixelfare.commands.exits import OK
from pixelfare.commands.terminal import console, grid, print_json, safe, table
from pixelfare.errors import BadRequest
from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.simulate.pace import Pace
    from pixelfare.simulate.pace_replay import PaceReplay
    from pixelfare.simulate.pacer import Outlook

__all__ = ["EXAMPLES", "pace"]

EXAMPLES = (
    "pixelfare pace '$100 per month'",
    "pixelfare pace '$5 per day' --label shop --zone Europe/Berlin --json",
    "pixelfare pace '$20 per day' --trace last-month.parquet --report november/",
)
_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_TRACE = "On a trace"


def pace(
    words: Annotated[
        str,
        typer.Argument(
            metavar="PACE", help="'$5 per day', '$100 per month', '$20 until 2026-12-31'.", show_default=False
        ),
    ],
    *,
    label: Annotated[str, typer.Option("--label", metavar="NAME", help="Whose spending; everybody's by default.")] = "",
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE", help="A ledger of another place.")] = None,
    test: Annotated[bool, typer.Option("--test", help="Count orders without real money instead.")] = False,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="Whose calendar: Europe/Berlin, ...")] = "UTC",
    trace: Annotated[
        str | None,
        typer.Option("--trace", metavar="TRACE", help="Try it on these arrivals instead.", rich_help_panel=_TRACE),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy", "-p", metavar="NAME|FILE", help="Which offers are possible: those it leaves; all by default.",
            rich_help_panel=_TRACE,
        ),
    ] = None,
    gateway: t.Gateways = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    format: t.Format = None,  # noqa: A002  what everybody calls it
    column: t.Columns = None,
    report: t.Report = None,
    as_json: o.AsJson = False,
) -> int:  # fmt: skip
    """Where a budget for a period stands: what is spent and left, whether it will last, and when it would be gone.

    Buying at this pace is a policy in Python: `Router.generate(..., policy=Paced("$100 per month"))`. With --trace
    nothing is bought: the pace is tried on past arrivals, beside simpler ways to spend.
    """
    t.need_extra(*(("matplotlib",) if report is not None else ()))
    if trace is not None and (label or ledger is not None or test):
        raise BadRequest("--label, --ledger and --test are of the ledger, and with --trace it is not looked at")
    if trace is None and (policy or gateway or format or column or report):
        raise BadRequest("--policy, --gateway, --format, --column and --report are for arrivals: name a --trace")
    if trace is not None:
        from pixelfare.simulate.pace_replay import replay_pace

        found = replay_pace(
            trace, words, policy=policy, gateway=gateway, zone=zone, columns=t.parse_columns(column), format=format,
            catalog=o.load_catalog(as_of, catalog),
        )  # fmt: skip
        files = [] if report is None else [*found.save(report).values()]
        if as_json:
            print_json({**found.to_dict(), **({"files": [str(path) for path in files]} if files else {})})
        else:
            _show_trial(found)
            t.saved(files)
        return OK
    from pixelfare.simulate.pace import Pace
    from pixelfare.simulate.paced import Paced

    period = Pace.parse(words, now=time.time(), zone=zone)
    outlook = Paced(period, ledger=ledger, label=label, test=test, catalog=o.load_catalog(as_of, catalog)).outlook()
    if as_json:
        print_json(_told(period, outlook))
    else:
        _show_outlook(period, outlook)
    return OK


def _told(period: Pace, outlook: Outlook) -> dict[str, Any]:
    return {
        "budget_usd": str(usd(period.budget_micro_usd)), "start": _iso(period.start), "end": _iso(period.end),
        "spent_usd": str(usd(outlook.spent)), "left_usd": str(usd(outlook.left)), "expected_prompts": outlook.expected,
        "expected_at_end_usd": str(usd(outlook.expected_at_end)), "quality_per_usd": outlook.price * 1_000_000,
        "on_pace": outlook.on_pace, "gone": None if outlook.gone is None else _iso(outlook.gone),
        "warning": outlook.warning,
    }  # fmt: skip


def _show_outlook(period: Pace, outlook: Outlook) -> None:
    out = console()
    passed = min(1.0, max(0.0, (time.time() - period.start) / (period.end - period.start)))
    share = outlook.spent / period.budget_micro_usd
    ends = f"{_moment(period.start, period)} to {_moment(period.end, period)}"
    more = f"{outlook.expected:,.0f} more prompts, {usd(outlook.expected_at_end):,.2f} USD by the end"
    lines = [
        ("budget", f"{usd(period.budget_micro_usd):,.2f} USD, {ends}"), ("passed", f"{passed:.0%} of the time"),
        ("spent", f"{usd(outlook.spent):,.6f} USD, {share:.0%}"), ("left", f"{usd(outlook.left):,.6f} USD"),
        ("expected", more),
    ]  # fmt: skip
    out.print(grid(*lines))
    if outlook.warning is not None:
        out.print(Text(safe(outlook.warning), "bold red"), soft_wrap=True)
    else:
        out.print(Text("on pace", "bold green"))


def _show_trial(found: PaceReplay) -> None:
    out = console()
    out.print(Text(f"{safe(found.trace)}: {found.rows:,} rows, {found.pictures:,} pictures", "bold"), soft_wrap=True)
    many = "one period" if found.periods == 1 else f"{found.periods:,} periods"
    out.print(
        Text(
            f"{found.budget:,.2f} USD in {many} from {_moment(found.pace.start, found.pace)}; prices of {found.as_of}",
            "dim",
        )
    )
    for why, rows in found.left_out.items():
        out.print(Text(f"{rows:,} rows are left out: {safe(why)}", "bold red"))
    out.print()
    made = table(
        ("way to spend", {"no_wrap": True}), ("of the bound", _RIGHT), ("quality", _RIGHT), ("USD", _RIGHT),
        ("refused", _RIGHT), ("most left", _RIGHT),
    )  # fmt: skip
    for way in found.ways:
        made.add_row(
            way.name, f"{way.value / found.bound:.1%}" if found.bound else "", f"{way.value / found.pictures:.4f}",
            f"{usd(way.micro_usd):,.2f}", f"{way.refused:,}" if way.refused else "", f"{usd(way.largest_left):,.4f}",
        )  # fmt: skip
    out.print(made)
    out.print(
        Text("\nThe bound is what nobody can surpass who knew all prompts beforehand; a refusal is worth 0.", "dim")
    )


def _moment(when: float, period: Pace) -> str:
    return f"{datetime.fromtimestamp(when, period.zone):%Y-%m-%d %H:%M %Z}"


def _iso(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).isoformat()
