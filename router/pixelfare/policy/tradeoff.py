"""What more money would buy, and what less would cost, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.evidence import Quality
    from pixelfare.policy.candidates import Candidate
    from pixelfare.policy.decision import Decision

__all__ = ["trade_off"]

_WORTH_SAYING = 0.005


def trade_off(decision: Decision) -> str:
    """The best that more money buys, and the most that could be saved, each with what is expected of it."""
    return " ".join(_sentences(decision))


def _sentences(decision: Decision) -> Iterator[str]:
    chosen, own = decision.chosen, decision.quality_expected
    if own is None:
        return
    others = [
        (candidate, judgement.quality) for candidate in decision.alternatives
        if (judgement := decision.ranking.judged.of(candidate)) is not None and candidate.model != decision.model
    ]  # fmt: skip
    dearer = [o for o in others if o[0].micro_usd > chosen.micro_usd and o[1].value > own.value + _WORTH_SAYING]
    if dearer:
        best = max(dearer, key=lambda o: (o[1].value, -o[1].rank, -o[0].micro_usd))
        more = f"expected {_apart(best[1], own)} better{_doubt(best[1], own)}"
        yield f"{_money(best[0], chosen)} more would buy {best[0].model}, {more}."
    elif any(o[0].micro_usd > chosen.micro_usd for o in others):
        yield "More money would buy nothing that is expected to be better."
    cheaper = [o for o in others if o[0].micro_usd < chosen.micro_usd]
    if cheaper:
        least = min(cheaper, key=lambda o: o[0].micro_usd)
        yield f"{_money(chosen, least[0])} could be saved with {least[0].model}, {_less(least[1], own)}."


def _less(quality: Quality, own: Quality) -> str:
    if quality.basis == "none":
        return "of which not all is known that this needs"
    less = f"expected {_apart(quality, own)} worse" if quality.value < own.value else "expected to be no worse"
    return less + _doubt(quality, own)


def _money(dearer: Candidate, cheaper: Candidate) -> str:
    return f"${usd(dearer.micro_usd - cheaper.micro_usd)}"


def _apart(other: Quality, own: Quality) -> str:
    """How far another is from the choice, as a share of what the choice is worth."""
    return f"{abs(other.value - own.value) / own.value:.0%}" if own.value else f"{other.value:.2f}"


def _doubt(quality: Quality, own: Quality) -> str:
    weaker = {
        "upper_bound": "figures of a dearer level", "sibling": "a sibling's figures", "prior": "a preference board",
        "none": "nothing known",
    }  # fmt: skip
    return f" by {weaker[quality.basis]}" if quality.rank > own.rank and quality.basis in weaker else ""
