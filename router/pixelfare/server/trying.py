"""What `/v1/route` adds for somebody who looks on as the prompt is typed: words read, and candidates side by side."""

from __future__ import annotations

from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.evidence import Quality
from pixelfare.money import usd
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.decision import Decision
from pixelfare.policy.explain import best_of_each_offer, needs_in_words, price_in_words
from pixelfare.policy.tradeoff import trade_off

__all__ = ["looked_at"]

_WORTH_SAYING = 0.005
"""A difference in expected quality below this is none, as in the policy's own sentence."""


def looked_at(decision: Decision, catalog: Catalog) -> dict[str, Any]:
    """A decision as a page shows it.

    Args:
        decision: It, with its prompt.
        catalog: What it was made from.

    Returns:
        `spans` as [start, end, fact], counted in UTF-16 code units as JavaScript counts; `candidates`, one for each
        offer, in the policy's order; `refusals`; `next_better`; and the rest in words.

    Example:
        >>> from pixelfare import Catalog, route
        >>> found = looked_at(route("🦊 a neon sign that says “猫”", as_of="2026-11-22"), Catalog.load("2026-11-22"))
        >>> found["spans"][-1]
        [26, 27, 'lettering.zh']
    """
    judged = decision.ranking.judged
    listed = [decision.chosen, *best_of_each_offer(decision)]
    return {
        "spans": _spans(decision.prompt or "", decision),
        "needs_in_words": needs_in_words(decision.needs),
        "weights": {need: f"{weight:g}" for need, weight in judged.weights},
        "price_in_words": price_in_words(decision),
        "candidates": [_candidate(one, decision, catalog) for one in listed],
        "refusals": [refusal.to_dict() for refusal in decision.refusals],
        "warnings": [_notice(notice) for notice in decision.warnings],
        "proofs": [list(proof) for proof in decision.ranking.proofs],
        "next_better": _next_better(decision),
        "trade_off": trade_off(decision),
    }


def _spans(prompt: str, decision: Decision) -> list[list[Any]]:
    """Where each fact was read. Python counts characters, JavaScript the halves that some are written with."""
    halves = [0]
    for character in prompt:
        halves.append(halves[-1] + (2 if ord(character) > 0xFFFF else 1))  # noqa: PLR2004  the end of the first plane
    return [[halves[span.start], halves[span.end], span.fact] for span in decision.needs.spans]


def _candidate(candidate: Candidate, decision: Decision, catalog: Catalog) -> dict[str, Any]:
    quality = _quality_of(candidate, decision)
    difference = candidate.micro_usd - decision.quote.micro_usd
    notices = dict.fromkeys((*candidate.notices, *candidate.quote.notices))
    return {
        "model": candidate.model,
        "name": catalog.models[candidate.model].name,
        "gateway": candidate.gateway,
        "size": str(candidate.size),
        "quality": candidate.quality,
        "usd": str(candidate.usd),
        "more_usd": str(usd(difference)),
        "expected": None if quality is None else _expected(quality),
        "notices": [_notice(notice) for notice in notices],
    }


def _next_better(decision: Decision) -> dict[str, Any] | None:
    """The cheapest other model that is expected to be better than the choice, and costs more."""
    own = decision.quality_expected
    if own is None:
        return None
    better = [
        (one, quality) for one in decision.alternatives
        if one.model != decision.model and one.micro_usd > decision.quote.micro_usd
        and (quality := _quality_of(one, decision)) is not None and quality.value > own.value + _WORTH_SAYING
    ]  # fmt: skip
    if not better:
        return None
    one, quality = min(better, key=lambda pair: (pair[0].micro_usd, -pair[1].value))
    return {
        "model": one.model, "usd": str(one.usd), "more_usd": str(usd(one.micro_usd - decision.quote.micro_usd)),
        "expected": _expected(quality),
    }  # fmt: skip


def _quality_of(candidate: Candidate, decision: Decision) -> Quality | None:
    judgement = decision.ranking.judged.of(candidate)
    return None if judgement is None else judgement.quality


def _expected(quality: Quality) -> dict[str, str]:
    ends = {name: f"{getattr(quality, name):.4f}" for name in ("value", "low", "high")}
    return {**ends, "basis": quality.basis.replace("_", " ")}


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}
