"""What to give up where nothing fits: wishes are dropped, and what would then be chosen is priced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from pixelfare.policy.candidates import Candidate
from pixelfare.policy.policy import Policy
from pixelfare.request import ImageRequest

__all__ = ["what_would_help"]

Choose = Callable[[ImageRequest, Policy], Candidate | None]
Asked = tuple[ImageRequest, Policy]
Way = tuple[str, Callable[[Asked], Asked]]


def what_would_help(request: ImageRequest, rules: Policy, choose: Choose) -> tuple[str, ...]:
    """Try to do without each wish, and where no single one helps, without each two.

    Args:
        request: The request that nothing fits.
        rules: The policy that it was made by.
        choose: What would be chosen for another request by another policy; `None` where nothing fits it either.

    Returns:
        Sentences, the cheapest way out first.
    """
    ways = list(_ways(request, rules))
    for together in (1, 2):
        found = []
        for chosen in combinations(ways, together):
            asked = (request, rules)
            for _, drop in chosen:
                asked = drop(asked)
            best = choose(*asked)
            if best is not None:
                found.append((best.micro_usd, f"{' and '.join(advice for advice, _ in chosen)}: {best}"))
        if found:
            return tuple(text for _, text in sorted(found))
    return ()


def _ways(request: ImageRequest, rules: Policy) -> Iterator[Way]:
    """Each wish that there is, as advice to do without it."""
    dropped: tuple[tuple[str, str, object, bool], ...] = (
        ("raise or drop the limit", "max_micro_usd", None, request.max_micro_usd is not None),
        ("ask for another size", "size", None, request.size is not None),
        ("ask for no quality level", "quality", None, request.quality is not None),
        ("ask for one picture at a time", "n", 1, request.n > 1),
        ("drop the mask", "mask", False, request.mask),
        ("give one input picture", "images", 1, request.images > 1),
        ("look at every gateway", "gateways", (), bool(request.gateways)),
    )
    for advice, field, value, given in dropped:
        if given:
            yield advice, _without(field, value)
    require = rules.require
    if require.min_quality is not None:
        modest = replace(rules, require=replace(require, min_quality=None))
        yield "ask for no least quality", lambda asked: (asked[0], modest)
    if require.lettering or require.capabilities:
        unproven = replace(rules, require=replace(require, lettering=None, capabilities=None))
        yield "take a model without proof (another intent)", lambda asked: (asked[0], unproven)
    narrow = (require.size, require.gateways, require.models, require.max_micro_usd)
    if any(part is not None for part in narrow):
        wide = replace(rules, require=replace(require, size=None, gateways=None, models=None, max_micro_usd=None))
        yield f"use another policy than {rules.id}", lambda asked: (asked[0], wide)


def _without(field: str, value: Any) -> Callable[[Asked], Asked]:
    changes: dict[str, Any] = {field: value}
    return lambda asked: (replace(asked[0], **changes), asked[1])
