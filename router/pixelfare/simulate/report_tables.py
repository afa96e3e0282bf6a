"""The tables of a report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pixelfare.simulate.figures import Expected, Part
from pixelfare.simulate.report_svg import marker
from pixelfare.simulate.report_text import escaped, money, per_thousand, plural, share
from pixelfare.simulate.tally import Tally

if TYPE_CHECKING:
    from pixelfare.simulate.simulation import Run, Saving, Simulation

__all__ = [
    "NONE", "failure_table", "group_table", "named", "policy_name", "price_table", "quality", "reason_table",
    "refusal_table", "reject_table", "saving_table", "summary_table", "table",
]  # fmt: skip

MOST_GROUPS = 20
"""Groups that are shown one by one; the rest is summed."""

MOST_REJECTS = 5
"""Rejected rows that are shown; all are counted."""

_MOST_BESIDE = 4
NONE = '<span class="none" aria-label="none">–</span>'


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """A table whose first cell of each row names it.

    Args:
        caption: What it shows, as HTML.
        columns: Headings, as HTML.
        rows: Cells, as HTML.
        words: How many of the first columns are words; all further ones are figures.
    """

    def cell(place: int, text: str) -> str:
        kind = "" if place < words else ' class="figure"'
        return f'<th scope="row">{text}</th>' if place == 0 else f"<td{kind}>{text}</td>"

    heads = "".join(
        f'<th scope="col"{"" if place < words else " class=figure"}>{text}</th>' for place, text in enumerate(columns)
    )
    lines = "".join(f"<tr>{''.join(cell(place, text) for place, text in enumerate(row))}</tr>\n" for row in rows)
    return (
        '<div class="scroll" tabindex="0" role="group" aria-label="table"><table>'
        f"<caption><span>{caption}</span></caption>"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody></table></div>\n"
    )


def named(text: str, empty: str = "none") -> str:
    """A name from anywhere, kept apart from the direction of the text around it."""
    return f"<bdi>{escaped(text)}</bdi>" if text else f"<em>{empty}</em>"


def summary_table(simulation: Simulation) -> str:
    """Every policy: cost, quality, rows, and what it saves."""
    told = simulation.baselines if len(simulation.baselines) <= _MOST_BESIDE else ()
    paid = ["saved against paid"] if simulation.paid else []
    columns = ["policy", "cost", "per 1,000 pictures", "expected quality (reach)", "rows served", "refused", *paid]
    columns += [f"saved against {named(name)}" for name in told]
    rows = []
    for place, run in enumerate(simulation):
        part = run.total
        rate = per_thousand(part.micro_usd, part.pictures)
        cells = [
            policy_name(place, run.name), money(part.micro_usd), NONE if rate is None else money(rate), quality(part),
            f"{part.served:,}", f"{part.refused:,}",
        ]  # fmt: skip
        cells += [_saved(run.beside_paid(), run)] if paid else []
        others = (None if name == run.name else run.beside(simulation[name]) for name in told)
        rows.append([*cells, *(_saved(saving, run) for saving in others)])
    more = "" if told or not simulation.baselines else " What each saves against each other one is under Savings."
    return table(f"Every policy on the same {plural(simulation.rows, 'row')}.{more}", columns, rows)


def saving_table(simulation: Simulation) -> str:
    """Each policy against each baseline and what was paid, on the rows that both serve."""
    columns = [*simulation.baselines, *(["paid"] if simulation.paid else [])]
    rows = []
    for run in simulation:
        savings = [None if name == run.name else run.beside(simulation[name]) for name in simulation.baselines]
        savings += [run.beside_paid()] if simulation.paid else []
        rows.append([named(run.name), *(_saved(saving, run, of=True) for saving in savings)])
    caption = "What the policy of a row saves against a column, on the rows that both serve; below zero it costs more."
    return table(caption, ["policy", *(f"against {named(name)}" for name in columns)], rows) if columns else ""


def refusal_table(simulation: Simulation) -> str:
    """Rows for which nothing is bought, by reason."""
    reasons = sorted({reason for run in simulation for reason in run.refused})
    rows = [[f"<code>{escaped(reason)}</code>", *_counts(run.refused.get(reason, 0) for run in simulation)]
            for reason in reasons]  # fmt: skip
    columns = ["reason", *(named(run.name) for run in simulation)]
    return table("Rows for which nothing is bought, by the codes of all refusals.", columns, rows) if rows else ""


def reason_table(refused: Mapping[str, int]) -> str:
    """Rows that nobody sells anything for, by reason; nothing where there are none."""
    rows = [[f"<code>{escaped(reason)}</code>", f"{many:,}"] for reason, many in refused.items()]
    return (
        table("They cost nothing and are in no figure, by the codes of all refusals.", ["reason", "rows"], rows)
        if rows
        else ""
    )


def price_table(simulation: Simulation) -> str:
    """Percentiles of a row's price."""
    percents = sorted({percent for run in simulation for percent in run.prices})
    rows = [
        [named(run.name), *(money(run.prices[percent]) if run.prices else NONE for percent in percents)]
        for run in simulation
    ]
    columns = ["policy", *("dearest" if percent == 100 else f"{percent}\u00a0%" for percent in percents)]  # noqa: PLR2004
    return table("So many percent of the rows served cost no more than this.", columns, rows) if percents else ""


def group_table(columns: Mapping[str, Mapping[str, Part]], what: str, note: str = "") -> str:
    """Cost, quality and rows of each policy by group: the largest ones, and the rest summed.

    Args:
        columns: The parts of each policy by group.
        what: What the groups are called: `need`, `label`, `gateway`, `size`.
        note: What should be known about them.
    """
    splits = [*columns.values()]
    size: dict[str, int] = {}
    for parts in splits:
        for name, part in parts.items():
            size[name] = max(size.get(name, 0), part.rows)
    alike = all(part.rows == size[name] for parts in splits for name, part in parts.items())
    alike = alike and all(parts.keys() == size.keys() for parts in splits)
    names = sorted(size, key=lambda name: (-size[name], name))
    shown, rest = names[:MOST_GROUPS], names[MOST_GROUPS:]
    rows = [
        [named(name, f"no {what}"), f"{size[name]:,}", *(_part(parts.get(name)) for parts in splits)] for name in shown
    ]
    if rest:
        others = [_summed([parts[name] for name in rest if name in parts]) for parts in splits]
        many = max(part.rows for part in others if part is not None)
        rows.append([f"<em>all {len(rest):,} others, summed</em>", f"{many:,}", *(_part(part) for part in others)])
    caption = f"Cost by {what}; below it expected quality, and rows served."
    if rest:
        caption += f" The {len(shown)} largest of {len(names):,} are shown, the rest is summed."
    heads = [what, "rows", *(named(name) for name in columns)]
    if not alike:
        heads, rows = [what, *heads[2:]], [[name, *cells] for name, _, *cells in rows]
    return table(f"{caption}{note}", heads, rows) if rows else ""


def failure_table(simulation: Simulation) -> str:
    """What becomes of the rows under the assumed failures."""
    rows = [
        [named(run.name), *_counts((fate.delivered, fate.lost, fate.failed, fate.fallbacks)), money(fate.paid),
         money(fate.lost_paid), f"{fate.seconds:,.0f}"]
        for run in simulation if (fate := run.fate) is not None
    ]  # fmt: skip
    columns = ["policy", "rows delivered", "paid and lost", "failed at no cost", "second attempts", "cost",
               "of it lost", "seconds of waiting"]  # fmt: skip
    return table("Drawn once by the rates that were assumed.", columns, rows) if rows else ""


def reject_table(tally: Tally) -> str:
    """Rejected rows by reason, and where the first ones are."""
    counted = sorted(tally.rejected.items())
    counts = table("Rejected rows by reason.", ["reason", "rows"],
                   [[f"<code>{escaped(code)}</code>", f"{many:,}"] for code, many in counted])  # fmt: skip
    first = [[named(reject.file), named(reject.message), f"{reject.line:,}"] for reject in tally.rejects[:MOST_REJECTS]]
    return counts + (table("The first of them.", ["file", "what is wrong", "line"], first, words=2) if first else "")


def policy_name(place: int, name: str) -> str:
    """A policy's name after the shape that it has in the charts."""
    shape = f'<svg class="shape" viewBox="-9 -9 18 18" width="14" height="14" aria-hidden="true">{marker(place)}</svg>'
    return f'<span class="policy">{shape}{named(name)}</span>'


def quality(part: Part) -> str:
    """Expected quality with its reach, and on how many rows where that is not all that are served."""
    found = part.quality
    if found is None:
        return f"{NONE}<small>no evidence</small>" if part.served else NONE
    some = f"; on {plural(found.rows, 'row')}" if found.rows != part.served else ""
    return f"{found.value:.3f}<small>{found.low:.3f} to {found.high:.3f}{some}</small>"


def _saved(saving: Saving | None, run: Run, *, of: bool = False) -> str:
    """What is saved: amount, share, of how much where that is wanted, and on how many rows unless on all it serves."""
    if saving is None or not saving.rows:
        return NONE
    part = "" if saving.share is None else share(saving.share)
    said = f"{part} of {money(saving.other_micro_usd)}".strip() if of else part
    some = "" if saving.rows == run.total.served else f"<small>on {plural(saving.rows, 'row')}</small>"
    return f"{money(saving.other_micro_usd - saving.micro_usd)}<small>{said}</small>{some}"


def _part(part: Part | None) -> str:
    if part is None:
        return NONE
    value = "" if part.quality is None else f"{part.quality.value:.3f} · "
    return f"{money(part.micro_usd)}<small>{value}{part.served:,}</small>"


def _counts(counts: Iterable[int]) -> list[str]:
    return [f"{many:,}" for many in counts]


def _summed(parts: Sequence[Part]) -> Part | None:
    if not parts:
        return None
    known = [part.quality for part in parts if part.quality is not None]
    rows = sum(found.rows for found in known)

    def mean(end: str) -> float:
        return math.fsum(found.rows * getattr(found, end) for found in known) / rows

    return Part(
        rows=sum(part.rows for part in parts), served=sum(part.served for part in parts),
        pictures=sum(part.pictures for part in parts), micro_usd=sum(part.micro_usd for part in parts),
        quality=Expected(value=mean("value"), low=mean("low"), high=mean("high"), rows=rows) if rows else None,
    )  # fmt: skip
