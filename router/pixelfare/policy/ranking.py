"""Candidates, ranked by a policy: the part of a decision that many prompts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest, NoOffer, PolicyError
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate, Refusal, find_candidates
from pixelfare.policy.policy import Chooser, Policy, Step
from pixelfare.policy.proofs import ability_of, keep_proven, wanted_proofs
from pixelfare.policy.relax import what_would_help
from pixelfare.policy.remarks import remarks_on
from pixelfare.reading.needs import Needs
from pixelfare.request import ImageRequest
from pixelfare.size import DEFAULT_SIZE, aspect_distance, parse_aspect

__all__ = ["Candidate", "Ranking", "Refusal", "rank"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every way to buy, in the order of preference, and why the rest is refused.

    Args:
        chosen: The first.
        alternatives: The others, in order.
        refusals: The offers that are no candidates.
        notices: Warnings about the choice.
        proofs: For each need that bound, the evidence for the chosen model, as (need, evidence).
    """

    policy: str
    chosen: Candidate
    alternatives: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    proofs: tuple[tuple[str, str], ...]


def rank(catalog: Catalog, policy: Policy | Chooser, request: ImageRequest, needs: Needs) -> Ranking:
    """Rank every candidate for a request.

    Pure: the same arguments give an equal ranking. Nothing here looks at the prompt, only at its needs.

    Raises:
        NoOffer: Nothing fits; the error lists every refusal and what would help.
    """
    rules = policy if isinstance(policy, Policy) else Policy(id=getattr(policy, "id", type(policy).__name__))
    request, needs = _narrowed(request, needs, rules)
    hint = None if needs.size_hint is None else parse_aspect(needs.size_hint)
    pool, refusals = _pool(catalog, rules, request, needs.operation, hint)
    proven = keep_proven(catalog, rules, pool, wanted_proofs(rules, needs))
    fit = proven.fit
    refusals += proven.refusals
    if not isinstance(policy, Policy):
        ordered = list(policy.rank(tuple(sorted(fit, key=_last_keys(request, hint))), needs))
        if strange := [c for c in ordered if c not in fit]:
            raise PolicyError(f"policy {rules.id} returned {strange[0]}, which is none of the candidates it was given")
    else:
        ordered = sorted(fit, key=_key(catalog, rules, request, needs, hint))
    if not ordered:
        helpful = what_would_help(request, lambda r: _pool(catalog, rules, r, needs.operation, hint)[0], pool)
        raise NoOffer(_nothing(rules, refusals), refusals=_sorted(refusals), relax=helpful)
    chosen = ordered[0]
    remarks = remarks_on(chosen, catalog, rules, request, needs, proven.kept)
    notices = (*chosen.notices, *chosen.quote.notices, *proven.notices, *remarks)
    proofs = ((need, ability_of(catalog, chosen.model, need)) for need in proven.kept)
    return Ranking(
        policy=rules.id,
        chosen=chosen,
        alternatives=tuple(ordered[1:]),
        refusals=_sorted(refusals),
        notices=tuple(dict.fromkeys(notices)),
        proofs=tuple((need, ability.evidence) for need, ability in proofs if ability is not None),
    )


def _narrowed(request: ImageRequest, needs: Needs, rules: Policy) -> tuple[ImageRequest, Needs]:
    """What the policy adds to what the caller asks."""
    require = rules.require
    if require.operation == "generate" and (request.images or request.mask):
        raise BadRequest(f"policy {rules.id} is for new pictures; it takes no input pictures and no mask")
    if require.operation is not None and require.operation != needs.operation:
        needs = needs.but(operation=require.operation)
    if require.max_micro_usd is not None:
        limit = require.max_micro_usd
        have = request.max_micro_usd
        request = replace(request, max_micro_usd=limit if have is None else min(limit, have))
    if require.size is not None and request.size is None:
        request = replace(request, size=require.size)
    return request, needs


def _pool(
    catalog: Catalog, rules: Policy, request: ImageRequest, operation: str, hint: tuple[int, int] | None
) -> tuple[list[Candidate], list[Refusal]]:
    """The candidates that bind for everyone, less those the policy excludes by name or size."""
    found, refused = find_candidates(catalog, request, operation, hint)
    require = rules.require
    pool: list[Candidate] = []
    refusals = list(refused)
    for candidate in found:
        if require.gateways is not None and candidate.gateway not in require.gateways:
            code, reason = "not-in-policy", f"policy {rules.id} buys at {', '.join(require.gateways)} only"
        elif require.models is not None and candidate.model not in require.models:
            code, reason = "not-in-policy", f"policy {rules.id} names other models"
        elif require.size is not None and not require.size.allows(candidate.size):
            code, reason = "size-not-sold", f"{candidate.size} is not {require.size}, which policy {rules.id} requires"
        else:
            pool.append(candidate)
            continue
        refusals.append(Refusal(model=candidate.model, gateway=candidate.gateway, code=code, reason=reason))
    return pool, refusals


def _key(
    catalog: Catalog, rules: Policy, request: ImageRequest, needs: Needs, hint: tuple[int, int] | None
) -> Callable[[Candidate], Any]:
    steps = [_step_key(catalog, step, request, needs) for step in rules.prefer]
    last = _last_keys(request, hint)
    return lambda c: (*(step(c) for step in steps), *last(c))


def _step_key(catalog: Catalog, step: Step, request: ImageRequest, needs: Needs) -> Callable[[Candidate], int]:
    if step.use_case is not None:
        named = {
            model.id
            for model in catalog.models.values()
            for use in model.use_cases
            if use.tag == step.use_case and (use.since is None or use.since <= catalog.as_of)
        }
        return lambda c: c.model not in named
    if step.least == "price":
        return lambda c: c.micro_usd
    if step.most == "pixels":
        return lambda c: -c.size.pixels
    models = step.models
    if step.first_of:
        limit = request.max_micro_usd
        models = next((r.models for r in step.first_of if r.when.holds(needs, request.n, limit)), ())
    place = {model: i for i, model in reversed(tuple(enumerate(models)))}
    return lambda c: place.get(c.model, len(models))


def _last_keys(request: ImageRequest, hint: tuple[int, int] | None) -> Callable[[Candidate], Any]:
    """The order that no policy changes: price, nearness to the wished aspect and to 1024 x 1024 pixels, names."""
    aspect = request.size.aspect if request.size is not None and request.size.aspect else hint
    far = Fraction(1)

    def key(c: Candidate) -> Any:
        distance = far if aspect is None else aspect_distance(c.size, aspect)
        pixels = abs(c.size.pixels - DEFAULT_SIZE.pixels)
        return c.micro_usd, distance, pixels, c.model, c.gateway, c.size, c.quality or ""

    return key


def _nothing(rules: Policy, refusals: list[Refusal]) -> str:
    reasons = ", ".join(sorted({r.code for r in refusals})) or "there are no offers"
    return f"nothing that is sold fits ({rules.id}): {len(refusals)} refused for {reasons}"


def _sorted(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    unique = {(r.model, r.gateway, r.code, r.reason): r for r in refusals}
    return tuple(unique[key] for key in sorted(unique))
