"""`pixelfare allocate` and `pixelfare frontier`: the best that a budget buys, and the best for every budget."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import trace_options as t
from pixelfare.commands.exits import OK
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest
from pixelfare.money import MICRO, usd

if TYPE_CHECKING:
    from pixelfare.simulate.choice_table import Choices
    from pixelfare.simulate.plan import Plan

__all__ = ["EXAMPLES", "FRONTIER_EXAMPLES", "allocate", "frontier"]

EXAMPLES = (
    "pixelfare allocate trace.parquet --budget 500 --out plan.parquet",
    "pixelfare allocate trace.parquet --budget 500 --cap gpt-image-2=100 --cap @blockrun=450 --min-quality 0.6",
    "pixelfare allocate trace.parquet --budget 500 --report november/",
    "pixelfare allocate trace.parquet --quality 0.95 --json",
)
FRONTIER_EXAMPLES = (
    "pixelfare frontier trace.parquet",
    "pixelfare frontier trace.parquet --points 101 --plot frontier.png",
    "pixelfare frontier trace.parquet --report november/",
    "pixelfare frontier trace.parquet --json > frontier.json",
)
_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}


@t.spread
def allocate(
    asked: t.Asked,
    *,
    budget: Annotated[
        str | None, typer.Option("--budget", "-b", metavar="USD", help="The most that all of it may cost.")
    ] = None,
    quality: Annotated[
        str | None,
        typer.Option("--quality", metavar="SHARE", help="Instead of a budget: the mean quality to reach, 0 to 1."),
    ] = None,
    cap: Annotated[
        list[str] | None,
        typer.Option("--cap", metavar="NAME=USD", help="The most for a model, or for a @gateway; may be repeated."),
    ] = None,
    min_quality: Annotated[
        str | None, typer.Option("--min-quality", metavar="SHARE", help="The least for every picture, 0 to 1.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write what each row gets: .parquet, .csv or .jsonl."),
    ] = None,
) -> int:
    """The best assignment of offers to the prompts of a trace under a budget, with a proof of how good it is.

    The certificate is an upper bound: no assignment within the budget has a higher expected quality.
    """
    if (budget is None) == (quality is None):
        raise BadRequest("give a budget (--budget 500) or a quality to reach (--quality 0.95)")
    if quality is not None and cap:
        raise BadRequest("caps go with a budget, not with a quality to reach")
    if asked.trace == "-" and out is not None:
        raise BadRequest("standard input can be read only once; save the trace to a file to have each row assigned")
    limits = dict(_cap(text) for text in cap or ())
    least = None if min_quality is None else _share(min_quality, "min-quality")
    found = _choices(asked)
    if quality is not None:
        plan = found.least_cost(_share(quality, "quality"), min_quality=least)
    else:
        plan = found.allocate(budget or "0", caps=limits, min_quality=least)
    rows = None if out is None else plan.save_rows(out)
    files = [] if asked.report is None else [*plan.save(asked.report).values()]
    if asked.as_json:
        print_json({**plan.to_dict(), **({} if rows is None else {"file": str(rows)}), **_told(files)})
        return OK
    _show_plan(plan)
    t.saved([*([] if rows is None else [rows]), *files])
    return OK


@t.spread
def frontier(
    asked: t.Asked,
    *,
    points: Annotated[int, typer.Option("--points", metavar="N", help="How many budgets.", min=2, max=10_000)] = 21,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .png, .svg or .pdf.")] = None,
) -> int:
    """The best expected quality for every budget, from the cheapest way to buy a trace to the best, each certified."""
    if plot is not None:
        t.need_extra("matplotlib")
        from pixelfare.simulate.plot_frontier import save_frontier
        from pixelfare.simulate.plot_page import check_plot

        check_plot(plot)
    found = _choices(asked)
    line = found.frontier(points)
    if plot is not None:
        t.saved([save_frontier(line, plot)], stderr=True)
    files = [] if asked.report is None else [*line.save(asked.report).values()]
    if asked.as_json:
        print_json({**line.to_dict(), **_told(files)})
        return OK
    _show_head(found)
    made = table(
        ("budget USD", _RIGHT), ("spent", _RIGHT), ("per 1,000", _RIGHT), ("quality", _RIGHT), ("gap", _RIGHT),
        ("one point more costs", _RIGHT),
    )  # fmt: skip
    for point in line:
        dearer = line.a_point(point)
        made.add_row(
            f"{usd(point.budget):,.2f}", f"{usd(point.micro_usd):,.2f}",
            f"{usd(point.micro_usd) / found.pictures * 1000:,.2f}", f"{point.value / line.pictures:.4f}",
            "exact" if point.exact else f"{point.gap:.1e}", "" if dearer is None else f"{usd(dearer):,.2f} USD",
        )  # fmt: skip
    console().print(made)
    t.saved(files)
    return OK


def _choices(asked: t.Asked) -> Choices:
    t.need_extra(*(("matplotlib",) if asked.report is not None else ()))
    from pixelfare.simulate.choosing import choices

    book = o.load_catalog(asked.as_of, asked.catalog)
    file = t.rejects_file(asked.trace, asked.rejects)
    with t.progress("reading", shown=not asked.as_json) as progress:
        found = choices(
            asked.trace, asked.policy, catalog=book if asked.scores is None else book.with_scores(asked.scores),
            gateway=asked.gateway, what_if=asked.what_if or (), format=asked.format,
            columns=t.parse_columns(asked.column), workers=asked.workers, engine=asked.engine, rejects=file,
            progress=progress,
        )  # fmt: skip
    t.show_rejects(found.tally, file, as_json=asked.as_json)
    return found


def _cap(text: str) -> tuple[str, str]:
    name, sign, most = text.rpartition("=")
    if not sign or not name:
        raise BadRequest(f"{text!r} is no cap such as gpt-image-2=100 or @blockrun=450")
    return name, most


def _share(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadRequest(f"{what} is from 0 to 1, not {text!r}") from None


def _told(files: list[Path]) -> dict[str, Any]:
    return {"files": [str(path) for path in files]} if files else {}


def _show_head(found: Choices) -> None:
    out = console()
    out.print(Text(f"{safe(found.trace.name)}: {found.rows:,} rows, {found.pictures:,} pictures", "bold"))
    cases = f"{len(found.cases):,} kinds of request, {len(found.offers)} offers"
    out.print(Text(f"prices of {found.as_of}, catalog {found.catalog[:12]}; {cases}", "dim"))
    for assumption in found.assumptions:
        out.print(Text(f"assumed: {safe(assumption)}", "yellow"), soft_wrap=True)
    for why, rows in found.refused.items():
        out.print(Text(f"{rows:,} rows cannot be bought: {safe(why)}", "bold red"), soft_wrap=True)
    out.print()


def _show_plan(plan: Plan) -> None:
    out = console()
    found = plan.allocation
    _show_head(plan.choices)
    if plan.budget is not None:
        left = usd(plan.budget - plan.micro_usd)
        out.print(Text(f"costs {plan.cost_usd:,.6f} USD of {usd(plan.budget):,.2f}; {left} stay", "bold green"))
    else:
        out.print(Text(f"costs {plan.cost_usd:,.6f} USD", "bold green"))
    out.print(f"expected quality {plan.quality:.4f}")
    if plan.target is not None:
        least = math.floor(plan.bound * MICRO) / MICRO
        proof = "nothing cheaper reaches it" if found.exact else f"nothing below {least:,.6f} USD reaches it"
    else:
        most = math.ceil(plan.bound * 1e6) / 1e6  # rounded up, or it would be no bound
        proof = "nothing better exists" if found.exact else f"nothing better than {most:.6f} exists"
    out.print(f"proved: {proof} (gap {found.gap:.1e})")
    if plan.a_point is not None:
        out.print(f"at the margin one more point of mean quality costs {usd(plan.a_point):,.2f} USD")
    made = table("model", ("rows", _RIGHT), ("share", _RIGHT), ("USD", _RIGHT))
    for model, share in plan.mix.items():
        made.add_row(
            safe(model), f"{share.rows:,}", f"{share.rows / plan.choices.rows:.1%}", f"{usd(share.micro_usd):,.2f}"
        )
    out.print()
    out.print(made)
