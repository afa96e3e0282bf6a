"""What a simulation says, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelfare.simulate.report_text import cents, plural, share

if TYPE_CHECKING:
    from pixelfare.simulate.simulation import Run, Saving, Simulation

__all__ = ["headline"]


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
