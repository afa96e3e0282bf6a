"""What a report says, in one sentence; and what a plan's certificate says, in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pixelfare.money import MICRO
from pixelfare.simulate.report_text import cents, plural, share

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.pace_replay import PaceReplay
    from pixelfare.simulate.plan import Plan
    from pixelfare.simulate.simulation import Run, Saving, Simulation

__all__ = ["certificate", "frontier_headline", "headline", "pace_headline", "plan_headline"]

_HALF, _SHOWN = 0.5, 1e-5


def headline(simulation: Simulation) -> str:
    """What the policy named first would have cost, against what was paid or else against the best compared.

    Args:
        simulation: What is told.

    Returns:
        A sentence without markup; names in it are as they were given.

    Example:
        >>> from pixelfare.simulate import simulate
        >>> headline(simulate(["a cat"], ["cheapest"], as_of="2026-11-22"))
        'cheapest would have cost $0.016750 for 1 picture, at an expected quality of 0.89'
    """
    run = next(iter(simulation))
    part = run.total
    if not part.served:
        return f"{run.name} would have bought nothing: {_refused(part.rows, part.rows)}"
    text = f"{run.name} would have cost {cents(part.micro_usd)} for {plural(part.pictures, 'picture')}"
    saving = _saving(simulation, run)
    text += ", " if saving is None else f": {_beside(saving, part.rows)}, "
    if part.quality is None:
        text += "of a quality that no evidence speaks for"
    else:
        text += f"at an expected quality of {part.quality.value:.2f}"
        if part.quality.rows < part.served:
            text += f" on the {plural(part.quality.rows, 'row')} that evidence speaks for"
    return f"{text}; {_refused(part.refused, part.rows)}" if part.refused else text


def plan_headline(plan: Plan) -> str:
    """What a plan costs, what it is worth, and how good that is at most.

    Args:
        plan: What is told.

    Returns:
        A sentence without markup.

    Example:
        >>> from pixelfare.simulate import choices
        >>> plan_headline(choices(["a cat"], as_of="2026-11-22").allocate("0.12"))
        '$0.106001 of $0.120000 buys 1 picture at an expected quality of 1.000: the best there is within this budget'
    """
    pictures = plural(plan.choices.pictures, "picture")
    exact = plan.allocation.exact
    if not plan.choices.judged:
        return f"{cents(plan.micro_usd)} buys {pictures} of a quality that no evidence speaks for"
    if plan.target is not None:
        proof = "nothing cheaper reaches it" if exact else f"nothing below {cents(_least(plan))} reaches it"
        return f"{pictures} at an expected quality of {plan.quality:.3f} cost {cents(plan.micro_usd)}: {proof}"
    of = "" if plan.budget is None else f" of {cents(plan.budget)}"
    limits = "this budget and its caps" if plan.caps else "this budget"
    proof = f"the best there is within {limits}" if exact else f"nothing within {limits} is better than {_most(plan)}"
    return f"{cents(plan.micro_usd)}{of} buys {pictures} at an expected quality of {plan.quality:.3f}: {proof}"


def certificate(plan: Plan) -> str:
    """What is proved of a plan, in plain words.

    Args:
        plan: What is told.
    """
    exact, gap = plan.allocation.exact, plan.allocation.gap
    if not plan.choices.judged:
        return "No evidence speaks for any picture, so all ways to buy them count as equally good."
    if plan.target is not None:
        if exact:
            return "No cheaper way to buy these pictures reaches that quality. This is proved, not estimated."
        return (
            f"No way to buy these pictures for less than {cents(_least(plan))} reaches that quality, so at most "
            f"{cents(plan.micro_usd - _least(plan))} ({_small(gap)} of the cost) could be saved. This is proved, not "
            "estimated."
        )
    within = "within this budget and its caps" if plan.caps else "within this budget"
    if exact:
        return f"No other assignment {within} has a higher expected quality. This is proved, not estimated."
    return (
        f"No assignment {within} has a mean expected quality above {_most(plan)}; this one has {plan.quality:.6f}, so "
        f"at most {_small(gap)} is missing. This is proved, not estimated."
    )


def frontier_headline(frontier: Frontier) -> str:
    """From where to where quality goes with money, and where half of the way is done.

    Args:
        frontier: What is told.

    Returns:
        A sentence without markup.

    Example:
        >>> from pixelfare.simulate.frontiers import frontier
        >>> frontier_headline(frontier([[0.5, 0.9]] * 4, [1_000_000, 5_000_000], 5))
        'From $4.00 to $20.00 the best expected quality rises from 0.500 to 0.900; half of the gain costs no more than \
$8.00 on top'
    """
    first, last = frontier.points[0], frontier.points[-1]
    if frontier.choices is not None and not frontier.choices.judged:
        return "No evidence speaks for anything that can be bought"
    low, high = (point.value / frontier.pictures for point in (first, last))
    if first.value >= last.value:
        return f"More money buys nothing more: {cents(first.micro_usd)} reaches an expected quality of {low:.3f}"
    text = (
        f"From {cents(first.micro_usd)} to {cents(last.micro_usd)} the best expected quality rises from {low:.3f} to "
        f"{high:.3f}"
    )
    middle = next(p for p in frontier if p.value >= first.value + _HALF * (last.value - first.value))
    return f"{text}; half of the gain costs no more than {cents(middle.micro_usd - first.micro_usd)} on top"


def pace_headline(replay: PaceReplay) -> str:
    """What the pacer spent, whom it served, and how much of the possible it reached.

    Args:
        replay: What is told.

    Returns:
        A sentence without markup.
    """
    way = replay.ways[0]
    every = "" if replay.periods == 1 else f" in {plural(replay.periods, 'period')}"
    spent = f"{cents(way.micro_usd)} of {cents(replay.pace.budget_micro_usd * replay.periods)}{every}"
    if way.refused == replay.rows:
        return f"The pacer serves nobody and spends {spent}"
    rows = plural(replay.rows, "row")
    served = f"refuses {way.refused:,} of {rows}" if way.refused else f"serves all {rows}"
    reached = f"reaches {share(way.value / replay.bound)} of the best possible quality: it " if replay.bound else ""
    return f"The pacer {reached}spends {spent}, and {served}"


def _most(plan: Plan) -> str:
    return f"{math.ceil(plan.bound * MICRO) / MICRO:.6f}"  # rounded up, or it would be no bound


def _small(gap: float) -> str:
    return f"{gap * 100:.2g}\u00a0%" if gap >= _SHOWN else "less than 0.001\u00a0%"


def _least(plan: Plan) -> int:
    return math.floor(plan.allocation.bound)


def _saving(simulation: Simulation, run: Run) -> Saving | None:
    """Against what was paid; else against the policy with the best expected quality among the baselines."""
    paid = run.beside_paid()
    others = [simulation[name] for name in simulation.baselines if name != run.name]
    if paid is not None or not others:
        return paid
    best = max(others, key=lambda other: other.quality.value if other.quality else -1.0)
    found = run.beside(best)
    return found if found.rows else None


def _beside(saving: Saving, rows: int) -> str:
    other = "was paid" if saving.against == "paid" else saving.against
    difference = saving.other_micro_usd - saving.micro_usd
    if not difference:
        text = f"the same as {'what was paid' if saving.against == 'paid' else saving.against}"
    else:
        part = "" if saving.share is None else f" ({share(abs(saving.share))})"
        text = f"{cents(abs(difference))}{part} {'less' if difference > 0 else 'more'} than {other}"
    if saving.rows == rows:
        return text
    which = "where both are known" if saving.against == "paid" else "that both serve"
    return f"{text} on the {plural(saving.rows, 'row')} {which}"


def _refused(refused: int, rows: int) -> str:
    if refused == rows:
        return f"all {plural(rows, 'row')} are refused" if rows > 1 else "its only row is refused"
    return f"{refused:,} of {plural(rows, 'row')} {'is' if refused == 1 else 'are'} refused"
