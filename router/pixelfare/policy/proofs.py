"""What a policy wants proven, and which candidates are proven to do it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.own_scores import OWN
from pixelfare.catalog.values import Ability
from pixelfare.evidence import Quality, evidence_of
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate, Refusal
from pixelfare.policy.parts import AS_NEEDED
from pixelfare.policy.policy import Policy
from pixelfare.reading.needs import Needs

__all__ = ["ABLE", "Proven", "ability_of", "in_words", "keep_proven", "wanted_proofs"]

ABLE = 0.9
"""The share of the best from which a model counts as able."""
_PRIORITY = (
    "lettering", "infographic", "identity", "edit", "transparent_background", "knowledge", "counting", "composition",
    "style", "photo", "resolution_4k",
)  # fmt: skip
"""Which needs are kept first where not all can be met; what is lost by ignoring them falls in about this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is left once proofs were asked for.

    Args:
        fit: The candidates left.
        refusals: Those that lack a proof.
        notices: What could not be insisted on.
        kept: The needs that every candidate left is proven to meet.
    """

    fit: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    kept: tuple[str, ...]


_STANDS_IN = {"lettering.ja": "lettering.zh", "lettering.ko": "lettering.zh"}
"""Whose evidence serves where a policy relaxes a script that has none: the nearest there is, never called a proof."""


def wanted_proofs(rules: Policy, needs: Needs, weighed: Container[str] = ()) -> list[str]:
    """What must be proven, most important first, as `lettering.zh` or `capability.style`.

    Args:
        rules: The policy.
        needs: What the prompt needs.
        weighed: Capabilities by which offers are judged already, where the policy asks for whatever is needed.
    """
    scripts, names = rules.require.lettering, rules.require.capabilities
    wanted = {f"lettering.{s}" for s in (needs.lettering if scripts == AS_NEEDED else scripts or ())}
    if names == AS_NEEDED:
        names = frozenset(name for name in needs.capabilities if name not in weighed)
    wanted |= {f"capability.{name}" for name in names or ()}
    return sorted(wanted, key=lambda need: (_priority(need), need))


def ability_of(catalog: Catalog, model: str, need: str) -> Ability | None:
    """Whether a model is proven to meet a need; `None` where nothing says so.

    The caller's own scores come first, then the verdict in the model's file, then the published figures: able is who
    has at least 0.9 of the best.
    """
    kind, _, name = need.partition(".")
    found = catalog.models[model]
    verdict = (found.lettering if kind == "lettering" else found.capabilities).get(name)
    measured = _measured(catalog, model, need if kind == "lettering" else name)
    if measured is not None and (verdict is None or measured.figures[0].benchmark == OWN):
        text = f"{measured.figures[0]}: {measured.value:.2f} of the best"
        return Ability(able=measured.value >= ABLE, basis=measured.basis, evidence=text, seen=())
    return verdict


def _measured(catalog: Catalog, model: str, need: str) -> Quality | None:
    """What figures of the model itself say of a need, whatever the language of the prompt."""
    evidence = evidence_of(catalog)
    quality = evidence.quality(model, need) if evidence.speaks_for(need) else None
    return quality if quality is not None and quality.basis in ("measured", "upper_bound") else None


def in_words(need: str) -> str:
    """A need for people: `zh lettering`, `transparent background`."""
    kind, _, name = need.partition(".")
    return f"{name} lettering" if kind == "lettering" else name.replace("_", " ")


def keep_proven(catalog: Catalog, rules: Policy, pool: Sequence[Candidate], wanted: Sequence[str]) -> Proven:
    """Keep the candidates proven to do what is wanted.

    A need that nobody left is proven to meet ends the choice, or, where the policy relaxes, only leaves out those
    proven not to meet it, and is said in a notice.
    """
    fit = list(pool)
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    kept: list[str] = []
    for need in wanted:
        able = {c.model: ability_of(catalog, c.model, need) for c in fit}
        left = [c for c in fit if (a := able[c.model]) is not None and a.able]
        if left or rules.otherwise != "relax":
            kept.append(need)
        else:
            left, notice = _relaxed(catalog, fit, need)
            notices.append(notice)
        staying = {(c.model, c.gateway) for c in left}
        refusals += [_not_proven(c, need, able[c.model]) for c in fit if (c.model, c.gateway) not in staying]
        fit = left
    return Proven(fit=tuple(fit), refusals=tuple(refusals), notices=tuple(notices), kept=tuple(kept))


def _relaxed(catalog: Catalog, fit: list[Candidate], need: str) -> tuple[list[Candidate], Notice]:
    """Who stays where nobody is proven: those proven for what stands in, else those not proven to fail."""
    what = in_words(need)
    stand_in = _STANDS_IN.get(need)
    if stand_in is not None:
        near = [c for c in fit if (a := ability_of(catalog, c.model, stand_in)) is not None and a.able]
        if near:
            text = f"no model is proven to do {what}; those proven to do {in_words(stand_in)} are taken instead"
            return near, Notice(code="stand-in", message=text)
    left = [c for c in fit if not _refuted(catalog, c.model, need)] or fit
    rest = "; those proven to fail are left out" if len(left) < len(fit) else ""
    return left, Notice(code="unproven", message=f"no model left is proven to do {what}: it does not bind{rest}")


def _refuted(catalog: Catalog, model: str, need: str) -> bool:
    """Whether a model is proven not to: for a script without evidence, if it fails at every script that has some."""
    ability = ability_of(catalog, model, need)
    if ability is None and need.startswith("lettering."):
        others = catalog.models[model].lettering.values()
        return bool(others) and all(other.able is False for other in others)
    return ability is not None and ability.able is False


def _priority(need: str) -> int:
    kind, _, name = need.partition(".")
    return _PRIORITY.index(kind if kind == "lettering" else name.partition(".")[0])


def _not_proven(candidate: Candidate, need: str, ability: Ability | None) -> Refusal:
    if ability is None:
        reason = f"no evidence that it can do {in_words(need)}"
    elif ability.able is None:
        reason = f"only claimed to do {in_words(need)}: {ability.evidence}"
    else:
        reason = f"does not do {in_words(need)} well enough: {ability.evidence}"
    return Refusal(model=candidate.model, gateway=candidate.gateway, code=need.partition(".")[0], reason=reason)
