"""Candidates, ranked by a policy: the part of a decision that many prompts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest, NoOffer, PolicyError
from pixelfare.evidence import evidence_of
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate, Refusal, find_candidates
from pixelfare.policy.doubts import doubts_about
from pixelfare.policy.judging import Judged, judge, places_within
from pixelfare.policy.names import check_names
from pixelfare.policy.parts import Step
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.policy.proofs import Proven, ability_of, keep_proven, wanted_proofs
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
        judged: The expected quality of the chosen model and of the others.
    """

    policy: str
    chosen: Candidate
    alternatives: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    proofs: tuple[tuple[str, str], ...]
    judged: Judged = field(default_factory=Judged)


def rank(catalog: Catalog, policy: Policy | Chooser, request: ImageRequest, needs: Needs) -> Ranking:
    """Rank every candidate for a request.

    Pure: the same arguments give an equal ranking. Nothing here looks at the prompt, only at its needs.

    Raises:
        NoOffer: Nothing fits; the error lists every refusal and what would help.
    """
    rules = policy if isinstance(policy, Policy) else Policy(id=str(getattr(policy, "id", type(policy).__name__)))
    check_names(rules, catalog)

    def choose(relaxed: ImageRequest, wider: Policy) -> Candidate | None:
        found = _order(catalog, wider if policy is rules else policy, wider, relaxed, needs)
        return found.ordered[0] if found.ordered else None

    found = _order(catalog, policy, rules, request, needs)
    if not found.ordered:
        message = _nothing(rules, found.refusals)
        raise NoOffer(message, refusals=found.refusals, relax=what_would_help(request, rules, choose))
    chosen, proven = found.ordered[0], found.proven
    remarks = remarks_on(chosen, catalog, rules, found.request, found.needs, proven.kept)
    doubts = doubts_about(chosen, found.ordered[1:], rules, found.judged, evidence_of(catalog).alone)
    notices = (*chosen.notices, *chosen.quote.notices, *proven.notices, *remarks, *doubts)
    proofs = ((need, ability_of(catalog, chosen.model, need)) for need in proven.kept)
    return Ranking(
        policy=rules.id,
        chosen=chosen,
        alternatives=found.ordered[1:],
        refusals=found.refusals,
        notices=tuple(dict.fromkeys(notices)),
        proofs=tuple((need, ability.evidence) for need, ability in proofs if ability is not None),
        judged=found.judged,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Candidates in order, before anything is said about them."""

    ordered: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    proven: Proven
    judged: Judged
    request: ImageRequest
    needs: Needs


def _order(
    catalog: Catalog, policy: Policy | Chooser, rules: Policy, request: ImageRequest, needs: Needs
) -> _Found:  # fmt: skip
    request, needs = _narrowed(request, needs, rules)
    hint = None if needs.size_hint is None else parse_aspect(needs.size_hint)
    pool, refusals = _pool(catalog, rules, request, needs.operation, hint)
    proven = keep_proven(catalog, rules, pool, wanted_proofs(rules, needs, _weighed(catalog, rules)))
    judged = judge(catalog, rules, needs, proven.fit)
    good, poor = _good_enough(proven.fit, judged, rules.require.min_quality)
    fit = sorted(good, key=_key(catalog, rules, request, needs, hint, judged))
    ordered = tuple(fit if isinstance(policy, Policy) else _chosen_by(policy, fit, needs, rules.id))
    left = {(c.model, c.gateway) for c in ordered}
    refusals += [
        Refusal(model=c.model, gateway=c.gateway, code="not-in-policy", reason=f"policy {rules.id} leaves it out")
        for c in fit
        if (c.model, c.gateway) not in left
    ]
    return _Found(
        ordered=ordered, refusals=_sorted((*refusals, *proven.refusals, *poor)), proven=proven, judged=judged,
        request=request, needs=needs,
    )  # fmt: skip


def _weighed(catalog: Catalog, rules: Policy) -> frozenset[str]:
    """The needs that a policy judges by wherever a prompt has them, so that no proof of them is asked for."""
    judges = any(step.cheapest_within and not step.cheapest_within.of for step in rules.prefer)
    return frozenset(catalog.needs.needs) if judges else frozenset()


def _good_enough(
    pool: Iterable[Candidate], judged: Judged, least: Decimal | None
) -> tuple[list[Candidate], list[Refusal]]:
    """The candidates of at least some expected quality, and the others refused."""
    if least is None:
        return list(pool), []
    good, poor = [], []
    for candidate in pool:
        judgement = judged.of(candidate)
        if judgement is not None and judgement.quality.value >= least:
            good.append(candidate)
            continue
        expected = "is not known" if judgement is None else f"is {judgement.quality}"
        reason = f"its expected quality {expected}; at least {least} is asked for"
        poor.append(Refusal(model=candidate.model, gateway=candidate.gateway, code="quality", reason=reason))
    left = {(c.model, c.gateway) for c in good}
    return good, [refusal for refusal in poor if (refusal.model, refusal.gateway) not in left]


def _chosen_by(policy: Chooser, fit: list[Candidate], needs: Needs, name: str) -> list[Candidate]:
    """The order that a policy in Python gives, checked."""
    answer = policy.rank(tuple(fit), needs)
    if not isinstance(answer, Iterable):
        raise PolicyError(f"policy {name}: rank gives candidates in order, not {type(answer).__name__}")
    ordered = list(answer)
    for i, candidate in enumerate(ordered):
        if candidate not in fit:
            raise PolicyError(f"policy {name} returned {candidate!s:.80}, which is none of the candidates it was given")
        if candidate in ordered[:i]:
            raise PolicyError(f"policy {name} returned {candidate} twice")
    return ordered


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
    pool: list[Candidate] = []
    excluded: dict[tuple[str, str], Refusal] = {}
    for candidate in found:
        if why := _excluded(rules, candidate):
            offer = (candidate.model, candidate.gateway)
            excluded[offer] = Refusal(model=offer[0], gateway=offer[1], code=why[0], reason=why[1])
        else:
            pool.append(candidate)
    left = {(c.model, c.gateway) for c in pool}
    return pool, [*refused, *(refusal for offer, refusal in excluded.items() if offer not in left)]


def _excluded(rules: Policy, candidate: Candidate) -> tuple[str, str] | None:
    require = rules.require
    if require.gateways is not None and candidate.gateway not in require.gateways:
        return "not-in-policy", f"policy {rules.id} buys at {', '.join(require.gateways)} only"
    if require.models is not None and candidate.model not in require.models:
        return "not-in-policy", f"policy {rules.id} names other models"
    if require.size is not None and not require.size.allows(candidate.size):
        return "size-not-sold", f"{candidate.size} is not {require.size}, which policy {rules.id} requires"
    return None


def _key(
    catalog: Catalog, rules: Policy, request: ImageRequest, needs: Needs, hint: tuple[int, int] | None, judged: Judged
) -> Callable[[Candidate], Any]:
    steps = [_step_key(catalog, step, request, needs, judged) for step in rules.prefer]
    last = _last_keys(request, hint)
    return lambda c: (*(step(c) for step in steps), *last(c))


def _step_key(
    catalog: Catalog, step: Step, request: ImageRequest, needs: Needs, judged: Judged
) -> Callable[[Candidate], Any]:
    if step.cheapest_within is not None:
        return places_within(judged, step.cheapest_within)
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


def _nothing(rules: Policy, refusals: tuple[Refusal, ...]) -> str:
    reasons = ", ".join(sorted({r.code for r in refusals})) or "there are no offers"
    return f"nothing that is sold fits ({rules.id}): {len(refusals)} refused for {reasons}"


def _sorted(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    unique = {(r.model, r.gateway, r.code, r.reason): r for r in refusals}
    return tuple(unique[key] for key in sorted(unique))
