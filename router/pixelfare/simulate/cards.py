"""Small tables for notebooks: a plan, a frontier, a pace that was tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pixelfare.money import usd
from pixelfare.simulate.report_style import STYLE
from pixelfare.simulate.report_text import cents, escaped, plural, share

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.pace_replay import PaceReplay
    from pixelfare.simulate.plan import Plan

__all__ = ["frontier_card", "pace_card", "plan_card"]


def plan_card(plan: Plan) -> str:
    """A plan: what it costs, what it is worth, the proof, and who draws."""
    found, choices = plan.allocation, plan.choices
    aim = "" if plan.budget is None else f" of {cents(plan.budget)}"
    bound = f"{plan.bound:.6f}" if plan.target is None else f"{plan.bound:,.6f} USD"
    proof = "proved to be the best" if found.exact else f"bound {bound}, gap {found.gap:.1e}"
    said = (
        f"{cents(plan.micro_usd)}{aim} for {plural(choices.pictures, 'picture')}, expected quality {plan.quality:.4f}; "
        f"{proof}; prices of {choices.as_of}"
    )
    rows = [
        (model, f"{part.rows:,}", share(part.rows / choices.rows), cents(part.micro_usd))
        for model, part in plan.mix.items()
    ]
    return _card(said, ("model", "rows", "share", "cost"), rows)


def frontier_card(frontier: Frontier) -> str:
    """A frontier: for each budget what is spent, the mean quality, and how sure that is."""
    rows = [
        (cents(point.budget), cents(point.micro_usd), f"{point.value / frontier.pictures:.4f}",
         "exact" if point.exact else f"{point.gap:.1e}")
        for point in frontier
    ]  # fmt: skip
    said = f"the best for every budget, {plural(frontier.pictures, 'picture')}"
    return _card(said, ("budget", "spent", "quality", "gap"), rows)


def pace_card(replay: PaceReplay) -> str:
    """A pace that was tried: each way to spend beside the bound."""
    rows = [
        (way.name, share(way.value / replay.bound) if replay.bound else "", f"{way.value / replay.pictures:.4f}",
         cents(way.micro_usd), f"{way.refused:,}", cents(way.largest_left))
        for way in replay.ways
    ]  # fmt: skip
    budget = f"${usd(replay.pace.budget_micro_usd * replay.periods):,.2f} in {plural(replay.periods, 'period')}"
    head = ("way to spend", "of the bound", "quality", "cost", "refused", "most left of a period")
    return _card(f"{budget}, {plural(replay.rows, 'row')}; prices of {replay.as_of}", head, rows)


def _card(said: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escaped(title)}</th>' for title in head)
    lines = "".join(
        f'<tr><th scope="row">{escaped(first)}</th>{"".join(f"<td>{escaped(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="pixelfare"><style>{STYLE}</style>\n<table><caption>{escaped(said)}</caption>'
        f"<thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
