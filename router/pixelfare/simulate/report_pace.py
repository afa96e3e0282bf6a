"""The report of a pace that was tried: spending and quality over time, warnings, what was left, and the bound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from pixelfare.money import MICRO, usd
from pixelfare.simulate.pace_story import Term, pieces_of
from pixelfare.simulate.report_files import csv_text
from pixelfare.simulate.report_headline import pace_headline
from pixelfare.simulate.report_lines import Axes, Curve, lines_chart, moments_between
from pixelfare.simulate.report_page import drawn, listed, page, price_facts, section, where_from
from pixelfare.simulate.report_svg import ticks
from pixelfare.simulate.report_tables import MOST_GROUPS, NONE, named, policy_name, reason_table, table
from pixelfare.simulate.report_text import cents, escaped, money, share

if TYPE_CHECKING:
    from pixelfare.simulate.pace_replay import PaceReplay, Way

__all__ = [
    "Spell", "allowed", "iso", "moment", "pace_csv", "pace_html", "reached", "reached_at_most",
    "spells_of",
]  # fmt: skip

COLUMNS = ("time", "way", "budget_usd", "usd", "value", "pictures", "refused")


class Spell(NamedTuple):
    """What the pacer made of one period.

    Args:
        micro_usd: Spent.
        left: Of its budget, micro-USD.
        value: Expected quality of all pictures, added up.
        pictures: Pictures that were asked for.
        refused: Rows that were not served.
    """

    micro_usd: int
    left: int
    value: float
    pictures: int
    refused: int


def pace_html(replay: PaceReplay, *, title: str | None = None) -> str:
    """A pace that was tried as one HTML page that loads nothing and needs no script.

    Args:
        replay: What is told.
        title: What the page is called.

    Example:
        >>> from pixelfare.simulate import replay_pace
        >>> rows = [{"prompt": "a cat", "time": 1_795_305_600 + 60 * i} for i in range(50)]
        >>> "serves all 50 rows" in pace_html(replay_pace(rows, "$2 per day", as_of="2026-11-22"))
        True
    """
    pace = replay.pace
    each = f" in each of {replay.periods:,} periods" if replay.periods > 1 else ""
    facts = {
        "trace": named(replay.trace), "rows": f"{replay.rows:,}", "pictures": f"{replay.pictures:,}",
        "budget": f"{money(pace.budget_micro_usd)}{each}", "from": moment(replay, pace.start),
        "until": moment(replay, replay.terms[-1].end), "offers of": named(replay.policy),
        **price_facts(replay.as_of, replay.catalog, replay.gateway),
    }  # fmt: skip
    names = "".join(f"<li>{policy_name(place, way.name)}</li>" for place, way in enumerate(replay.ways))
    key = f'<ul class="key only-narrow">{names}</ul>'
    return page(title or f"How the pace would have gone on {replay.trace}", pace_headline(replay), facts, [
        section("Rows that are left out", reason_table(replay.left_out)),
        section("Ways to spend", _ways(replay)),
        section("Spending", drawn(
            lambda width: _spending(replay, width),
            "Dotted: the budget, if it were spent evenly. What lies above it was spent early.", key,
        )),
        section("Quality", drawn(
            lambda width: _quality(replay, width),
            "Mean expected quality of all pictures asked for so far; one that is refused counts as 0. Dotted: the most "
            "that anybody could have reached by the end of each period, all prompts known beforehand.", key,
        )),
        section("Warnings", _warnings(replay)),
        section("Period by period", _periods(replay)),
        section("What this rests on", _basis(replay)),
    ])  # fmt: skip


def pace_csv(replay: PaceReplay) -> str:
    """What each way to spend had come to by each moment, as CSV; money is exact."""

    def lines() -> Iterator[tuple[object, ...]]:
        for way in replay.ways:
            told = way.story
            columns = (replay.moments, allowed(replay), told.micro_usd, told.value, told.pictures, told.refused)
            for when, most, paid, value, pictures, refused in zip(*columns, strict=True):
                yield iso(when), way.name, str(usd(most)), str(usd(paid)), round(value, 9), pictures, refused

    return csv_text(COLUMNS, lines())


def spells_of(replay: PaceReplay) -> Iterator[tuple[Term, Spell]]:
    """What the pacer made of each period."""
    told, budget = replay.ways[0].story, replay.pace.budget_micro_usd
    many = pieces_of(replay.periods) + 1
    for place, term in enumerate(replay.terms):
        first, last = place * many, (place + 1) * many - 1
        paid = told.micro_usd[last] - told.micro_usd[first]
        yield term, Spell(
            paid, budget - paid, told.value[last] - told.value[first], told.pictures[last] - told.pictures[first],
            told.refused[last] - told.refused[first],
        )  # fmt: skip


def allowed(replay: PaceReplay) -> list[int]:
    """What may have been spent by each moment if the budget were spent evenly, micro-USD."""
    pieces, budget = pieces_of(replay.periods), replay.pace.budget_micro_usd
    return [budget * place + budget * piece // pieces for place in range(replay.periods) for piece in range(pieces + 1)]


def reached(replay: PaceReplay, way: Way) -> list[tuple[float, float]]:
    """Moments, and the mean expected quality of all pictures asked for by then."""
    told = way.story
    return [
        (when, value / many)
        for when, value, many in zip(replay.moments, told.value, told.pictures, strict=True)
        if many
    ]


def reached_at_most(replay: PaceReplay) -> list[tuple[float, float]]:
    """The mean expected quality that the budgets up to the end of each period can buy, from its start on."""
    found, bound, pictures = [], 0.0, 0
    for term, spell in spells_of(replay):
        bound, pictures = bound + term.bound, pictures + spell.pictures
        found += [(term.start, bound / pictures), (term.end, bound / pictures)]
    return found


def moment(replay: PaceReplay, when: float) -> str:
    """A time by the calendar of the pace."""
    return escaped(f"{datetime.fromtimestamp(when, replay.pace.zone):%Y-%m-%d %H:%M %Z}")


def iso(when: float) -> str:
    """A time as ISO 8601, in UTC."""
    return datetime.fromtimestamp(when, UTC).isoformat()


def _ways(replay: PaceReplay) -> str:
    rows = [
        [policy_name(place, way.name), share(way.value / replay.bound) if replay.bound else NONE,
         f"{way.value / replay.pictures:.4f}", money(way.micro_usd), f"{way.refused:,}", money(way.largest_left)]
        for place, way in enumerate(replay.ways)
    ]  # fmt: skip
    said = (
        f"The bound is {replay.bound / replay.pictures:.4f}: the mean expected quality that nobody can surpass with "
        "these budgets, all prompts known beforehand. A picture that is refused counts as 0."
    )
    columns = ["way to spend", "of the bound", "quality", "cost", "refused", "most left of a period"]
    return table(said, columns, rows)


def _look(replay: PaceReplay, title: str, upwards: str, marks: list[float]) -> Axes:
    start, end = replay.moments[0], replay.moments[-1]
    return Axes(
        title=title, upwards=upwards, ticks=marks, shown=lambda tick: f"{tick:,g}", reach=(start, end),
        marks=lambda most: moments_between(start, end, most, replay.pace.zone),
    )  # fmt: skip


def _spending(replay: PaceReplay, width: int) -> str:
    even = allowed(replay)
    curves = [
        Curve(says=f"{way.name} {cents(way.micro_usd)}", place=place,
              points=[(when, paid / MICRO) for when, paid in zip(replay.moments, way.story.micro_usd, strict=True)])
        for place, way in enumerate(replay.ways)
    ]  # fmt: skip
    points = [(when, most / MICRO) for when, most in zip(replay.moments, even, strict=True)]
    curves.append(Curve(says=f"budget {cents(even[-1])}", points=points, place=None))
    return lines_chart(curves, _look(replay, "Spending", "USD spent so far", ticks(0, even[-1] / MICRO)), width)


def _quality(replay: PaceReplay, width: int) -> str:
    curves = [
        Curve(says=f"{way.name} {way.value / replay.pictures:.3f}", place=place, points=reached(replay, way))
        for place, way in enumerate(replay.ways)
    ]
    most = reached_at_most(replay)
    curves.append(Curve(says=f"at most {most[-1][1]:.3f}", points=most, place=None))
    heights = [quality for curve in curves for _, quality in curve.points]
    marks = ticks(min(heights), max(heights))
    return lines_chart(curves, _look(replay, "Quality so far", "mean expected quality so far", marks), width)


def _warnings(replay: PaceReplay) -> str:
    if not replay.notices:
        return "<p>The pacer never warned: at every moment the budget seemed to last.</p>"
    said = [
        f"<strong>{moment(replay, notice.time)}</strong>: {escaped(notice.warning or 'on pace again.')}"
        for notice in replay.notices[:MOST_GROUPS]
    ]
    if len(replay.notices) > MOST_GROUPS:
        said.append(f"and {len(replay.notices) - MOST_GROUPS:,} more, which are in report.json.")
    return listed(said)


def _periods(replay: PaceReplay) -> str:
    rows = [
        [moment(replay, term.start), f"{term.rows:,}", money(spell.micro_usd), money(spell.left), f"{spell.refused:,}",
         f"{spell.value / spell.pictures:.4f}", share(spell.value / term.bound) if term.bound else NONE]
        for term, spell in spells_of(replay)
    ]  # fmt: skip
    said = f"The pacer, with {money(replay.pace.budget_micro_usd)} for each period that has rows."
    if len(rows) > MOST_GROUPS:
        said += f" The last {MOST_GROUPS} of {len(rows):,} are shown; all are in report.json."
    columns = ["from", "rows", "spent", "left", "refused", "quality", "of the bound"]
    return table(said, columns, rows[-MOST_GROUPS:])


def _basis(replay: PaceReplay) -> str:
    return listed([
        "The rows come at the times that the trace says, and each is decided before the next is known.",
        "The bound is a proof by Lagrangian duality over all rows of a period at once, refusals allowed.",
        f"Which offers are possible is what the policy {named(replay.policy)} leaves of them.",
        *where_from(replay.as_of, replay.catalog, replay.gateway, ()),
    ])  # fmt: skip
