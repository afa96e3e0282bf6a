"""The report of a plan: what it costs, how good it is, the proof of that, and who gets what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pixelfare.money import MICRO
from pixelfare.simulate.figures import Part
from pixelfare.simulate.outcomes import Option
from pixelfare.simulate.report import mix_figure
from pixelfare.simulate.report_charts import cost_chart
from pixelfare.simulate.report_figures import Dot, Mix, frontier_line, mix_of_rows
from pixelfare.simulate.report_files import COLUMNS, csv_text, part_cells
from pixelfare.simulate.report_frontier import needed, price_chart, price_steps
from pixelfare.simulate.report_headline import certificate, plan_headline
from pixelfare.simulate.report_page import drawn, listed, page, price_facts, rejected, section
from pixelfare.simulate.report_shares import by_label, by_need, by_offer, total
from pixelfare.simulate.report_tables import NONE, group_table, named, reason_table, table
from pixelfare.simulate.report_text import escaped, money, share

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.plan import Plan

__all__ = ["NAME", "plan_csv", "plan_dots", "plan_frontier", "plan_html", "plan_mix"]

NAME = "this plan"
_POINTS = 41


def plan_html(plan: Plan, *, title: str | None = None, line: Frontier | None = None) -> str:
    """A plan as one HTML page that loads nothing and needs no script.

    Args:
        plan: What is told.
        title: What the page is called.
        line: What `plan_frontier` gives, where it is known.

    Example:
        >>> from pixelfare.simulate import choices
        >>> page = plan_html(choices(["a cat"], as_of="2026-11-22").allocate("0.12"))
        >>> "buys 1 picture at an expected quality" in page
        True
    """
    found = plan.choices
    line = line or plan_frontier(plan)
    facts = {
        "trace": named(found.trace.name), "rows": f"{found.rows:,}", "pictures": f"{found.pictures:,}",
        **({} if plan.budget is None else {"budget": money(plan.budget)}),
        **({} if plan.target is None else {"quality to reach": f"{plan.target:g}"}),
        "offers of": named(found.policy), **price_facts(found.as_of, found.catalog, found.gateway),
    }  # fmt: skip
    return page(title or f"The best assignment for {found.trace.name}", plan_headline(plan), facts, [
        rejected(found.tally),
        section("Rows that cannot be bought", reason_table(found.refused)),
        section("What is proved", f"<p>{escaped(certificate(plan))}</p>"),
        section("Cost against expected quality", _curve(plan, line)),
        section("What one point more costs", _price(plan, line)),
        section("Models bought", mix_figure(plan_mix(plan)) + _groups(plan, "model")),
        section("Limits", _limits(plan)),
        *(section(f"By {what}", _groups(plan, what)) for what in ("need", "label", "gateway", "size")),
        section("What this rests on", listed(needed(found))),
    ])  # fmt: skip


def plan_csv(plan: Plan) -> str:
    """A plan as CSV: a line for all of it, and one for each group, with the columns of a simulation's.

    Where the order of the rows decides what a label gets, it has two lines, by `label at least` and `label at most`.
    """

    def lines() -> Iterator[list[object]]:
        yield [NAME, "all", *part_cells("", total(plan))]
        for by in ("model", "gateway", "size", "need", "label"):
            splits = _splits(plan, by)
            for end, parts in splits.items():
                for name, part in parts.items():
                    yield [NAME, by if len(splits) == 1 else f"{by} {end}", *part_cells(name, part)]

    return csv_text(COLUMNS, lines())


def plan_frontier(plan: Plan) -> Frontier:
    """The best for every budget beside it; caps do not bind there, a floor does."""
    return plan.choices.frontier(_POINTS, min_quality=plan.min_quality)


def plan_dots(plan: Plan) -> tuple[Dot, ...]:
    """The plan between cost and quality; nothing where no evidence speaks for it."""
    part = total(plan)
    if part.quality is None:
        return ()
    return (Dot(name=NAME, place=0, usd=part.micro_usd / MICRO, quality=part.quality, refused=0),)


def plan_mix(plan: Plan) -> Mix:
    """Who is bought from."""
    rows = {model: part.rows for model, part in plan.mix.items()}
    return mix_of_rows([(NAME, rows, sum(plan.choices.refused.values()))])


def _curve(plan: Plan, line: Frontier) -> str:
    dots, points = plan_dots(plan), frontier_line(line.line)
    if not dots:
        return "<p>No evidence speaks for anything that is bought, so there is no quality to draw.</p>"
    said = ["Up is better, left is cheaper. The grey line is the frontier: the best that any budget buys."]
    said.append("The thin line shows the reach: what the evidence leaves open.")
    if plan.budget is not None:
        said.append("The dotted line is the budget.")
    if plan.caps:
        said.append("The frontier is drawn without the caps, so a plan that they hold back lies below it.")
    mark = None if plan.budget is None else (plan.budget, "budget")
    return drawn(lambda width: cost_chart(dots, points, mark, width), " ".join(said))


def _price(plan: Plan, line: Frontier) -> str:
    if plan.a_point is None:
        why = "the caps hold it back" if plan.caps else "every prompt has the best that can be bought for it"
        return f"<p>More money would buy nothing more: {why}.</p>"
    said = f"<p>At this cost, one hundredth of mean expected quality more would cost about {money(plan.a_point)}.</p>"
    if not price_steps(line):
        return said
    mark = (plan.micro_usd, plan.a_point)
    note = "The price of a point all along the frontier; the square is this plan."
    return said + drawn(lambda width: price_chart(line, mark, width), note)


def _splits(plan: Plan, by: str) -> dict[str, dict[str, Part]]:
    """The parts of a plan; of labels two sets where the order of the rows decides who gets what."""
    if by == "need":
        return {NAME: by_need(plan)}
    if by == "label":
        least, most = by_label(plan)
        labelled = any(least)
        return {NAME: least} if least == most and labelled else {"at least": least, "at most": most} if labelled else {}
    return {NAME: by_offer(plan, lambda option: str(getattr(option, by)))}


def _groups(plan: Plan, by: str) -> str:
    splits = _splits(plan, by)
    note = " A row with several needs counts under each." if by == "need" else ""
    if len(splits) > 1:
        note = " Some rows of one kind get different offers, and their order in the trace decides which; --out says."
    return group_table(splits, by, note) if splits else ""


def _limits(plan: Plan) -> str:
    rows = []
    for name, most in plan.caps.items():
        paid = sum(option.micro_usd * many for _, option, many in plan.bought() if _is_of(option, name))
        used = share(paid / most) if most else NONE
        rows.append([named(name), money(most), money(paid), money(most - paid), used])
    columns = ["cap on", "at most", "spent", "left", "used"]
    caps = table("The most that may go to a model, or to a @gateway.", columns, rows) if rows else ""
    floor = plan.min_quality
    least = "" if floor is None else f"<p>Every picture has an expected quality of {floor:g} or more.</p>"
    return caps + least


def _is_of(option: Option, name: str) -> bool:
    """Whether a cap on a model, its short name or a `@gateway` is on an offer."""
    return name in (option.model, option.model.rpartition("/")[2], f"@{option.gateway}")
