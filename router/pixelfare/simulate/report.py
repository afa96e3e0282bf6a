"""A simulation as one HTML page that needs nothing else, and its summary for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pixelfare.simulate.report_charts import NARROW, WIDE, cost_chart, daily_chart, mix_chart
from pixelfare.simulate.report_figures import daily_of, dots_of, frontier_line, mix_of
from pixelfare.simulate.report_headline import headline
from pixelfare.simulate.report_style import PAGE, STYLE
from pixelfare.simulate.report_tables import (
    failure_table,
    group_table,
    named,
    policy_name,
    price_table,
    refusal_table,
    reject_table,
    saving_table,
    summary_table,
)  # fmt: skip
from pixelfare.simulate.report_text import escaped, plural

if TYPE_CHECKING:
    from pixelfare.simulate.simulation import Simulation

__all__ = ["report_html", "summary_html"]

Frontier = Iterable[tuple[float, float]] | None
_DIGEST = 12


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
    body = "\n".join([
        f'<header><p class="kicker">{escaped(called)}</p>', f"<h1>{escaped(headline(simulation))}</h1>",
        _facts(simulation), "</header>\n<main>", _rejected(simulation),
        _section("Summary", summary_table(simulation)),
        _section("Cost against expected quality", _cost(simulation, frontier)),
        _section("Cost by day", _daily(simulation)),
        _section("Models bought", _mix(simulation)),
        _section("Savings", saving_table(simulation)),
        _section("Refusals", refusal_table(simulation)),
        _section("Price of a row", price_table(simulation)),
        *_groups(simulation),
        _section("If calls fail", failure_table(simulation)),
        _section("What this rests on", _basis(simulation)),
        "</main>",
    ])  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(called)}</title>\n<style>{PAGE}\n{STYLE}</style>\n</head>\n"
        f'<body class="pixelfare">\n<div class="page">\n{body}\n</div>\n</body>\n</html>\n'
    )


def summary_html(simulation: Simulation) -> str:
    """The summary table and the first chart, for a notebook; its style reaches nothing else on the page."""
    return (
        f'<div class="pixelfare"><style>{STYLE}</style>\n<p><strong>{escaped(headline(simulation))}</strong></p>\n'
        f"{summary_table(simulation)}{_cost(simulation, None)}</div>"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escaped(title)}</h2>\n{content}</section>" if content else ""


def _facts(simulation: Simulation) -> str:
    days = simulation.days
    covered = "no times" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    said = {
        "trace": named(simulation.trace), "rows": f"{simulation.rows:,}", "days": covered,
        "prices as of": simulation.as_of.isoformat(),
        "catalog": f"<code>{escaped(simulation.catalog[:_DIGEST])}</code>", "gateway": named(simulation.gateway),
    }  # fmt: skip
    return (
        f'<dl class="facts">{"".join(f"<div><dt>{name}</dt><dd>{what}</dd></div>" for name, what in said.items())}</dl>'
    )


def _rejected(simulation: Simulation) -> str:
    if not simulation.rejected:
        return ""
    they = "It is" if simulation.rejected == 1 else "They are"
    said = f"{plural(simulation.rejected, 'row')} of {simulation.tally.rows:,} could not be read"
    return (
        f'<section class="alarm" aria-label="Rejected rows"><h2>{said}</h2>\n'
        f"<p>{they} in no figure below.</p>{reject_table(simulation)}</section>"
    )


def _drawn(chart: Callable[[int], str], caption: str, key: str = "") -> str:
    return f"<figure>{chart(WIDE)}{chart(NARROW)}{key}<figcaption>{caption}</figcaption></figure>\n"


def _cost(simulation: Simulation, frontier: Frontier) -> str:
    line = frontier_line(frontier)
    dots = dots_of(simulation)
    if not dots:
        return "<p>No policy buys anything that evidence speaks for, so there is no quality to draw.</p>"
    paid = simulation.paid
    whole = paid.micro_usd if paid is not None and paid.rows == simulation.rows else None
    said = ["Up is better, left is cheaper. A thin line shows the reach: what the evidence leaves open."]
    if line:
        said.append("The grey line is the frontier: the best that any choice row by row can reach at that cost.")
    if whole is not None:
        said.append("The dotted line is what was really paid.")
    elif paid is not None:
        said.append("What was paid is not drawn, because only some of the rows say it.")
    if some := [run for run in simulation if run.total.refused]:
        names = ", ".join(f"{named(run.name)} ({run.total.refused:,})" for run in some)
        said.append(f"Rows that are refused cost nothing and count for no quality: {names}.")
    if unseen := [named(run.name) for run in simulation if run.quality is None]:
        said.append(f"Not drawn, for want of evidence: {', '.join(unseen)}.")
    return _drawn(lambda width: cost_chart(dots, line, whole, width), " ".join(said))


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
    return _drawn(lambda width: daily_chart(daily, width), " ".join(said), key)


def _mix(simulation: Simulation) -> str:
    mix = mix_of(simulation)
    names = [named(model) for model in mix.models]
    names += [f"<em>{plural(mix.others, 'other model')}</em>"] if mix.others else []
    if not names:
        return "<p>Nothing is bought.</p>"
    key = "".join(
        f'<li><b class="c{place}">{letter}</b>{name}</li>'
        for place, (letter, name) in enumerate(zip("ABCDEFGH", names, strict=False))
    )
    caption = "Shares of rows. Dashed: refused."
    return _drawn(lambda width: mix_chart(mix, width), caption, f'<ul class="key">{key}</ul>')


def _groups(simulation: Simulation) -> list[str]:
    several = " A row with several needs counts under each."
    tables = [group_table(simulation, "need", lambda run: run.by_need, several)]
    if any(group.label for _, group in simulation.tally.counts):
        tables.append(group_table(simulation, "label", lambda run: run.by_label))
    tables.append(group_table(simulation, "gateway", lambda run: run.by_gateway))
    tables.append(group_table(simulation, "size", lambda run: run.by_size))
    titles = ["By need", *(["By label"] if len(tables) == 4 else []), "By gateway", "By size"]  # noqa: PLR2004
    return [_section(title, content) for title, content in zip(titles, tables, strict=True)]


def _basis(simulation: Simulation) -> str:
    day = simulation.as_of.isoformat()
    said = [
        f"Prices, sizes and lifecycle are those of {day} for every row, whatever day the row is from.",
        f"The catalog is <code>{escaped(simulation.catalog)}</code>, the gateway {named(simulation.gateway)}.",
        "Quality is expected quality: published benchmark figures of a model on what the prompt needs.",
        "No picture was made or looked at, so no quality is a measured outcome.",
        "Money is exact to the micro-USD, shown to the cent and below one dollar with all six decimals.",
        "Each row is decided as a single request would be. A row that a policy refuses costs nothing.",
        *(escaped(assumption) for assumption in simulation.assumptions),
    ]
    if not simulation.assumptions:
        said.append("Nothing else was assumed.")
    return f"<ul>{''.join(f'<li>{one}</li>' for one in said)}</ul>"
