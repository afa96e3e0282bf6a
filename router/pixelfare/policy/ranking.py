"""Candidates, ranked by a policy: the part of a decision that many prompts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.values import Ability
from pixelfare.errors import NoOffer, PolicyError
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate, Refusal, find_candidates
from pixelfare.policy.policy import AS_NEEDED, Chooser, Policy, Step
from pixelfare.policy.relax import what_would_help
from pixelfare.reading.needs import Needs
from pixelfare.request import ImageRequest
from pixelfare.size import DEFAULT_SIZE, aspect_distance

__all__ = ["Candidate", "Ranking", "Refusal", "rank"]

_PRIORITY = (
    "lettering", "infographic", "identity", "edit", "transparent_background", "knowledge", "counting", "composition",
    "style", "photo", "resolution_4k",
)  # fmt: skip
"""Which needs are kept first where not all can be met; what is lost by ignoring them falls in about this order."""


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
    hint = None if needs.size_hint is None else _aspect(needs.size_hint)
    pool, refusals = _pool(catalog, rules, request, needs.operation, hint)
    wanted = _wanted(rules, needs)
    fit, more, relaxed, proofs_of = _proven(catalog, rules, pool, wanted)
    refusals += more
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
    notices = (*chosen.notices, *chosen.quote.notices, *relaxed, *_remarks(catalog, rules, request, needs, chosen, hint))
    return Ranking(
        policy=rules.id,
        chosen=chosen,
        alternatives=tuple(ordered[1:]),
        refusals=_sorted(refusals),
        notices=tuple(dict.fromkeys(notices)),
        proofs=tuple((need, a.evidence) for need, a in proofs_of(chosen)),
    )


def _narrowed(request: ImageRequest, needs: Needs, rules: Policy) -> tuple[ImageRequest, Needs]:
    """What the policy adds to what the caller asks."""
    require = rules.require
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


def _wanted(rules: Policy, needs: Needs) -> list[str]:
    """What must be proven, most important first, as `lettering.zh` or `capability.style`."""
    scripts, names = rules.require.lettering, rules.require.capabilities
    wanted = {f"lettering.{s}" for s in (needs.lettering if scripts == AS_NEEDED else scripts or ())}
    wanted |= {f"capability.{c}" for c in (needs.capabilities if names == AS_NEEDED else names or ())}
    return sorted(wanted, key=lambda need: (_priority(need), need))


def _priority(need: str) -> int:
    kind, _, name = need.partition(".")
    return _PRIORITY.index(kind if kind == "lettering" else name.partition(".")[0])


def _ability(catalog: Catalog, model: str, need: str) -> Ability | None:
    kind, _, name = need.partition(".")
    found = catalog.models[model]
    return (found.lettering if kind == "lettering" else found.capabilities).get(name)


Proofs = Callable[[Candidate], Iterable[tuple[str, Ability]]]


def _proven(
    catalog: Catalog, rules: Policy, pool: list[Candidate], wanted: list[str]
) -> tuple[list[Candidate], list[Refusal], list[Notice], Proofs]:
    """Keep the candidates proven to do what is wanted; relax, where the policy says so, what nobody left can do."""
    fit, notices, refusals, kept = pool, [], [], []
    for need in wanted:
        able = {c.model: _ability(catalog, c.model, need) for c in fit}
        yes = [c for c in fit if (a := able[c.model]) is not None and a.able]
        if not yes and rules.otherwise == "relax":
            yes = [c for c in fit if (a := able[c.model]) is None or a.able is not False]
            notices.append(_unproven(need, bool(yes) and len(yes) < len(fit)))
            yes = yes or fit
        else:
            kept.append(need)
        refusals += [_not_proven(c, need, able[c.model]) for c in fit if c not in yes]
        fit = yes

    def proofs(chosen: Candidate) -> Iterable[tuple[str, Ability]]:
        for need in kept:
            if ability := _ability(catalog, chosen.model, need):
                yield need, ability

    return fit, refusals, notices, proofs


def _unproven(need: str, some_refuted: bool) -> Notice:
    what = _in_words(need)
    rest = "; those proven not to are left out" if some_refuted else ""
    return Notice(code="unproven", message=f"no model left is proven to do {what}: it does not bind{rest}")


def _not_proven(candidate: Candidate, need: str, ability: Ability | None) -> Refusal:
    kind = need.partition(".")[0]
    if ability is None:
        reason = f"no evidence that it can do {_in_words(need)}"
    elif ability.able is None:
        reason = f"only claimed to do {_in_words(need)}: {ability.evidence}"
    else:
        reason = f"does not do {_in_words(need)} well enough: {ability.evidence}"
    return Refusal(model=candidate.model, gateway=candidate.gateway, code=kind, reason=reason)


def _in_words(need: str) -> str:
    kind, _, name = need.partition(".")
    return f"{name} lettering" if kind == "lettering" else name.replace("_", " ")


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


def _remarks(
    catalog: Catalog, rules: Policy, request: ImageRequest, needs: Needs,
    chosen: Candidate, hint: tuple[int, int] | None,
) -> Iterable[Notice]:  # fmt: skip
    if needs.operation == "edit" and not request.images:
        yield Notice(code="needs-image", message="this is an edit: it needs the picture that is to be edited")
    if hint is not None and request.size is None and not _near(chosen, hint):
        wish = f"{hint[0]}:{hint[1]}"
        text = f"the prompt asks for {wish}, the size chosen is {chosen.size}: pass size={wish!r} to insist"
        yield Notice(code="size-hint-not-met", message=text)
    for kind, wanted, bound in (
        ("lettering", needs.lettering, rules.require.lettering),
        ("capability", needs.capabilities, rules.require.capabilities),
    ):
        for name in sorted(wanted) if bound is None else ():
            ability = _ability(catalog, chosen.model, f"{kind}.{name}")
            if ability is None or not ability.able:
                how = "no evidence" if ability is None else ability.evidence
                text = f"{chosen.model} is not proven to do {_in_words(f'{kind}.{name}')} ({how}); {rules.id} ignores it"
                yield Notice(code=f"{kind}-ignored", message=text)
    for remark in rules.remarks:
        if remark.model == chosen.model and (remark.since is None or remark.since <= catalog.as_of):
            yield Notice(code="evidence", message=remark.says)


def _near(chosen: Candidate, hint: tuple[int, int]) -> bool:
    """A hint is met by its aspect, loosely: words such as "vertical" name no exact one."""
    return aspect_distance(chosen.size, hint) <= Fraction(5, 4) and (
        (chosen.size.width > chosen.size.height) == (hint[0] > hint[1])
    )


def _aspect(hint: str) -> tuple[int, int]:
    width, _, height = hint.partition(":")
    return int(width), int(height)


def _nothing(rules: Policy, refusals: list[Refusal]) -> str:
    codes = {r.code for r in refusals}
    return f"nothing that is sold fits ({rules.id}): {len(refusals)} refused for {', '.join(sorted(codes)) or 'no reason'}"


def _sorted(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    unique = {(r.model, r.gateway, r.code, r.reason): r for r in refusals}
    return tuple(unique[key] for key in sorted(unique))


