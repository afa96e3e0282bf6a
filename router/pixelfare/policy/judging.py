"""How good each candidate is expected to be at what a prompt needs, and which are near enough to the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.evidence import BASES, Evidence, Quality, blend, evidence_of
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.parts import Within
from pixelfare.policy.policy import Policy
from pixelfare.reading.needs import Needs

__all__ = ["Judged", "Judgement", "judge", "judged_dict", "judged_from", "places_within", "weights_of"]

_EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one model is expected to be worth, at one quality level.

    Args:
        quality: For everything the prompt needs, together.
        needs: For each need that counts.
    """

    model: str
    level: str | None
    quality: Quality
    needs: tuple[tuple[str, Quality], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What candidates are expected to be worth.

    Args:
        weights: The needs that count, and what each counts; empty where nothing was weighed.
        judgements: One for each model and level.
        unweighed: Needs of the prompt, or with a weight of the caller's, that no evidence speaks for.
        tolerance: The share of the best that the policy lets be missing; empty where it does not choose by quality.
    """

    weights: tuple[tuple[str, float], ...] = ()
    judgements: tuple[Judgement, ...] = ()
    unweighed: tuple[str, ...] = ()
    tolerance: str = ""

    def of(self, candidate: Candidate) -> Judgement | None:
        """What one candidate is expected to be worth; `None` where nothing was weighed."""
        wanted = (candidate.model, candidate.quality)
        return next((j for j in self.judgements if (j.model, j.level) == wanted), None)


def weights_of(evidence: Evidence, needs: Needs, policy: Policy) -> tuple[dict[str, float], tuple[str, ...]]:
    """What counts for a prompt, and how much; and what should count that no evidence speaks for.

    A new picture is judged by how well prompts are followed, by its lettering and by its capabilities; an edit by its
    kinds, by its lettering, and by whether somebody must stay the same.
    """
    if needs.operation == "edit":
        kinds = [name for name in needs.capabilities if name.startswith("edit.") or name == "identity"]
        wanted = {*(kinds if any(k.startswith("edit.") for k in kinds) else (*kinds, "edit"))}
    else:
        wanted = {"follow", *(name for name in needs.capabilities if not name.startswith("edit."))}
    wanted |= {f"lettering.{script}" for script in needs.lettering}
    weights = {need: evidence.weight(need) for need in sorted(wanted) if evidence.speaks_for(need)}
    for need, weight in policy.weights:
        if evidence.speaks_for(need):
            weights[need] = float(weight)
    left = {need: weight for need, weight in sorted(weights.items()) if weight > 0}
    return left, tuple(sorted(need for need in wanted | _named(policy) if not evidence.speaks_for(need)))


def _named(policy: Policy) -> set[str]:
    """The needs that somebody wants to count."""
    return {need for need, weight in policy.weights if weight}


def judge(catalog: Catalog, policy: Policy, needs: Needs, pool: Sequence[Candidate]) -> Judged:
    """The expected quality of every candidate, for the needs of the prompt or those the policy names."""
    evidence = evidence_of(catalog)
    within = next((step.cheapest_within for step in policy.prefer if step.cheapest_within), None)
    named = within.of if within else ()
    unweighed: tuple[str, ...]
    if named:
        weights = {need: evidence.weight(need) for need in sorted(named) if evidence.speaks_for(need)}
        unweighed = tuple(sorted(need for need in _named(policy) if not evidence.speaks_for(need)))
    else:
        weights, unweighed = weights_of(evidence, needs, policy)
    if not weights:
        return Judged(unweighed=unweighed)
    variants = dict.fromkeys((c.model, c.quality) for c in pool)
    judgements = []
    for model, level in variants:
        found = [(need, evidence.quality(model, need, language=needs.language, level=level)) for need in weights]
        whole = blend([(quality, weights[need]) for need, quality in found])
        judgements.append(Judgement(model=model, level=level, quality=whole, needs=tuple(found)))
    return Judged(
        weights=tuple(weights.items()), judgements=tuple(judgements), unweighed=unweighed,
        tolerance=str(within.tolerance) if within else "",
    )  # fmt: skip


def places_within(judged: Judged, within: Within) -> Callable[[Candidate], tuple[int, float]]:
    """A key that puts first those of nearly the best expected quality; among equals, price decides later.

    A quality on a weaker basis never surpasses one on a stronger basis inside whose interval it lies, and comes after
    those near the best on a stronger basis unless it lies beyond their intervals. What is not near comes last, the
    better first.
    """
    trusted = BASES.index(within.trust)
    qualities = {(j.model, j.level): j.quality for j in judged.judgements}
    if not qualities:
        return lambda _: (0, 0.0)

    def rank(quality: Quality) -> int:
        return 0 if quality.rank <= trusted else quality.rank

    def worth(quality: Quality) -> float:
        return quality.low if within.conservative else quality.value

    value: dict[tuple[str, str | None], float] = {}
    for variant, quality in sorted(qualities.items(), key=lambda item: rank(item[1])):
        # Its worth, but no more than that of any on a stronger basis in whose interval it lies.
        held = [
            value[other] for other, known in qualities.items()
            if rank(known) < rank(quality) and known.low <= quality.value <= known.high
        ]  # fmt: skip
        value[variant] = min([worth(quality), *held])
    line = max(value.values()) * (1 - float(within.tolerance)) - _EXACT
    near = {variant for variant, worth_ in value.items() if worth_ >= line}

    def place(candidate: Candidate) -> tuple[int, float]:
        variant = candidate.model, candidate.quality
        if variant not in near:
            return len(BASES), -value[variant]
        own = qualities[variant]
        behind = any(rank(qualities[other]) < rank(own) and own.value <= qualities[other].high for other in near)
        return (rank(own) if behind else 0), 0.0

    return place


def judged_dict(judged: Judged) -> dict[str, Any]:
    """What candidates are expected to be worth, as plain JSON values."""
    return {
        "weights": {need: f"{weight:g}" for need, weight in judged.weights},
        "unweighed": list(judged.unweighed),
        "tolerance": judged.tolerance,
        "models": [
            {
                "model": j.model,
                "level": j.level,
                "quality": j.quality.to_dict(),
                "needs": {need: quality.to_dict() for need, quality in j.needs},
            }
            for j in judged.judgements
        ],
    }


def judged_from(data: Mapping[str, Any]) -> Judged:
    """The inverse of `judged_dict`."""
    return Judged(
        weights=tuple((need, float(weight)) for need, weight in data["weights"].items()),
        unweighed=tuple(data["unweighed"]),
        tolerance=data["tolerance"],
        judgements=tuple(
            Judgement(
                model=row["model"], level=row["level"], quality=Quality.from_dict(row["quality"]),
                needs=tuple((need, Quality.from_dict(quality)) for need, quality in row["needs"].items()),
            )
            for row in data["models"]
        ),
    )  # fmt: skip
