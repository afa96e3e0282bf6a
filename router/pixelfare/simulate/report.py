"""A simulation as one HTML page that needs nothing else, and its summary for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from pixelfare.simulate.figures import Part
from pixelfare.simulate.report_charts import cost_chart, mix_chart
from pixelfare.simulate.report_figures import Mix, daily_of, dots_of, frontier_line, mix_of
from pixelfare.simulate.report_headline import headline
from pixelfare.simulate.report_lines import daily_chart
from pixelfare.simulate.report_page import drawn, listed, page, price_facts, rejected, section, where_from
from pixelfare.simulate.report_style import STYLE
from pixelfare.simulate.report_tables import (
    failure_table,
    group_table,
    named,
    policy_name,
    price_table,
    refusal_table,
    saving_table,
    summary_table,
)  # fmt: skip
from pixelfare.simulate.report_text import escaped, plural

if TYPE_CHECKING:
    from pixelfare.simulate.simulation import Run, Simulation

__all__ = ["mix_figure", "report_html", "summary_html"]

Frontier = Iterable[tuple[float, float]] | None


def report_html(simulation: Simulation, *, frontier: Frontier = None, title: str | None = None) -> str:
    """A simulation as one HTML page that loads nothing and needs no script.

    Args:
        simulation: What is told.
        frontier: The best quality for each cost, drawn behind the policies: pairs of USD for the whole trace and mean
            expected quality from 0 to 1.
        title: What the page is called.

    Returns:
        The page. Equal simulations give equal pages.

    Raises:
        BadRequest: The frontier is no such pairs.

    Example:
        >>> from pixelfare.simulate import simulate
        >>> page = report_html(simulate(["a cat"], ["cheapest"], as_of="2026-11-22"))
        >>> "cheapest would have cost $0.016750 for 1 picture" in page
        True
    """
    called = title or f"What the pictures of {simulation.trace} would have cost"
    days = simulation.days
    covered = "no times" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    facts = {
        "trace": named(simulation.trace), "rows": f"{simulation.rows:,}", "days": covered,
        **price_facts(simulation.as_of, simulation.catalog, simulation.gateway),
    }  # fmt: skip
    return page(called, headline(simulation), facts, [
        rejected(simulation.tally),
        section("Summary", summary_table(simulation)),
        section("Cost against expected quality", _cost(simulation, frontier)),
        section("Cost by day", _daily(simulation)),
        section("Models bought", _mix(simulation)),
        section("Savings", saving_table(simulation)),
        section("Refusals", refusal_table(simulation)),
        section("Price of a row", price_table(simulation)),
        *_groups(simulation),
        section("If calls fail", failure_table(simulation)),
        section("What this rests on", _basis(simulation)),
    ])  # fmt: skip


def summary_html(simulation: Simulation) -> str:
    """The summary table and the first chart, for a notebook; its style reaches nothing else on the page."""
    return (
        f'<div class="pixelfare"><style>{STYLE}</style>\n<p><strong>{escaped(headline(simulation))}</strong></p>\n'
        f"{summary_table(simulation)}{_cost(simulation, None)}</div>"
    )


def _cost(simulation: Simulation, frontier: Frontier) -> str:
    line = frontier_line(frontier)
    dots = dots_of(simulation)
    if not dots:
        return "<p>No policy buys anything that evidence speaks for, so there is no quality to draw.</p>"
    paid = simulation.paid
    mark = (paid.micro_usd, "paid") if paid is not None and paid.rows == simulation.rows else None
    said = ["Up is better, left is cheaper. A thin line shows the reach: what the evidence leaves open."]
    if line:
        said.append("The grey line is the frontier: the best that any choice row by row can reach at that cost.")
    if mark is not None:
        said.append("The dotted line is what was really paid.")
    elif paid is not None:
        said.append("What was paid is not drawn, because only some of the rows say it.")
    if some := [run for run in simulation if run.total.refused]:
        names = ", ".join(f"{named(run.name)} ({run.total.refused:,})" for run in some)
        said.append(f"Rows that are refused cost nothing and count for no quality: {names}.")
    if unseen := [named(run.name) for run in simulation if run.quality is None]:
        said.append(f"Not drawn, for want of evidence: {', '.join(unseen)}.")
    return drawn(lambda width: cost_chart(dots, line, mark, width), " ".join(said))


def _daily(simulation: Simulation) -> str:
    daily = daily_of(simulation)
    if not daily.days:
        return "<p>No row of the trace has a time.</p>"
    said = ["Each day is added to those before it."]
    if daily.undated:
        said.append(f"Left out: {plural(daily.undated, 'row')} without a time.")
    if daily.paid:
        said.append("The dotted line is what was really paid.")
    elif simulation.paid is not None:
        said.append("What was paid is not drawn, because only some of the rows say it.")
    names = "".join(f"<li>{policy_name(place, name)}</li>" for place, name in enumerate(daily.lines))
    key = f'<ul class="key only-narrow">{names}</ul>'
    return drawn(lambda width: daily_chart(daily, width), " ".join(said), key)


def _mix(simulation: Simulation) -> str:
    return mix_figure(mix_of(simulation))


def mix_figure(mix: Mix) -> str:
    """Who is bought from, with a key."""
    names = [named(model) for model in mix.models]
    names += [f"<em>{plural(mix.others, 'other model')}</em>"] if mix.others else []
    if not names:
        return "<p>Nothing is bought.</p>"
    key = "".join(
        f'<li><b class="c{place}">{letter}</b>{name}</li>'
        for place, (letter, name) in enumerate(zip("ABCDEFGH", names, strict=False))
    )
    caption = "Shares of rows. Dashed: refused." if any(bar.refused for bar in mix.bars) else "Shares of rows."
    return drawn(lambda width: mix_chart(mix, width), caption, f'<ul class="key">{key}</ul>')


def _groups(simulation: Simulation) -> list[str]:
    def by(what: str, split: Callable[[Run], Mapping[str, Part]], note: str = "") -> str:
        return section(f"By {what}", group_table({run.name: split(run) for run in simulation}, what, note))

    labelled = any(group.label for _, group in simulation.tally.counts)
    return [
        by("need", lambda run: run.by_need, " A row with several needs counts under each."),
        *([by("label", lambda run: run.by_label)] if labelled else []),
        by("gateway", lambda run: run.by_gateway), by("size", lambda run: run.by_size),
    ]  # fmt: skip


def _basis(simulation: Simulation) -> str:
    said = where_from(simulation.as_of, simulation.catalog, simulation.gateway, simulation.assumptions)
    decided = "Each row is decided as a single request would be. A row that a policy refuses costs nothing."
    return listed([decided, *said])
