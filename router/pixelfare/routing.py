"""`route`: from a prompt and a wish to a decision. Pure: no network, no key, no wallet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import check_n
from pixelfare.dates import parse_date
from pixelfare.errors import BadNeeds, BadRequest, PolicyError
from pixelfare.memory import Memory
from pixelfare.money import parse_usd
from pixelfare.policy.decision import Decision
from pixelfare.policy.load import find_policy
from pixelfare.policy.parts import Require
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.policy.ranking import Ranking, rank
from pixelfare.reading import Needs, read
from pixelfare.request import ImageRequest, check_prompt, gateway_names
from pixelfare.settings import user_folders
from pixelfare.size import Size, SizeWish, parse_size_wish

__all__ = ["default_catalog", "route"]

_PLAIN = ImageRequest()
_MOST_RANKINGS = 1_024
_MOST_POLICIES = 32
Share = str | float | Decimal
"""A number from 0 to 1, or a weight: not money, so a float will do."""
_shapes: Memory[Policy] = Memory(_MOST_POLICIES)
_catalog: tuple[tuple[Path, ...], Catalog] | None = None


def route(
    prompt: str,
    intent: str = "auto",
    *,
    images: Sequence[object] = (),
    mask: object = None,
    size: str | Size | SizeWish | tuple[int, int] | None = None,
    quality: str | None = None,
    n: int = 1,
    gateway: str | Iterable[str] | None = None,
    max_usd: str | int | Decimal | None = None,
    as_of: date | str | None = None,
    catalog: Catalog | None = None,
    policy: Policy | Chooser | str | None = None,
    needs: Needs | Mapping[str, Any] | None = None,
    tolerance: Share | None = None,
    min_quality: Share | None = None,
    conservative: bool = False,
    weights: Mapping[str, Share] | None = None,
) -> Decision:
    """Choose a model, a size and an exact price for a prompt.

    Args:
        prompt: What the picture shows; at most 100,000 characters.
        intent: A wish by name: `auto`, `cheapest`, `quality`, `chinese-text`, ... Each is a policy.
        images: Input pictures; only how many there are matters here. With any, the operation is an edit.
        mask: A mask for an edit; only whether there is one matters here.
        size: `"1344x768"` exactly, `"16:9"` within 2 %, `"2K"` or `">=2MP"` at least; nothing: 1024x1024 where sold.
        quality: A quality level; it leaves only offers that take it.
        n: How many pictures, 1 to 10.
        gateway: Where to buy: a name, several, or `"any"`; nothing: BlockRun.
        max_usd: Most that the whole order may cost, in USD as text or `Decimal`, never a float.
        as_of: The day whose prices and lifecycle hold; today where nothing is given.
        catalog: A catalog of one's own; with `as_of` it is looked at on that day.
        policy: A policy instead of an intent: a `Policy`, a `Chooser`, or the path of a YAML file.
        needs: What is needed, instead of reading it: `Needs`, or single facts (`{"lettering": {"zh"}}`) that replace
            those read from the prompt.
        tolerance: The share of the best expected quality that may be missing, instead of the policy's own: 0 for only
            the best, 0.05 for the cheapest within 5 % of it.
        min_quality: Least expected quality, from 0 to 1, which is the best of the catalog.
        conservative: Judge by the lower end of what the evidence leaves open.
        weights: What needs count (`{"lettering.zh": 8, "style": 0}`), instead of what the catalog says.

    Returns:
        The decision; `.explain()` says why.

    Raises:
        BadRequest: The request makes no sense (`BadPrompt`, `BadSize`, `UnknownIntent`, ...).
        NoOffer: Nothing that is sold fits; the error says why, offer by offer, and what would help.
        CatalogError, PolicyError: A file of the user's own breaks its rules.

    Example:
        >>> str(route("a lighthouse at dusk", "cheapest", size="16:9", as_of="2026-11-22").size)
        '1344x768'
    """
    if catalog is None:
        catalog = default_catalog(as_of)
    elif not isinstance(catalog, Catalog):
        raise BadRequest(f"catalog is a Catalog, not {type(catalog).__name__}")
    elif as_of is not None:
        catalog = catalog.at(as_of)
    if policy is None:
        rules: Policy | Chooser = find_policy(intent, user_folders("policies"))
    else:
        rules, intent = _policy(policy, intent)
    if tolerance is not None or min_quality is not None or conservative or weights:
        rules = _shaped(rules, tolerance, min_quality, weights, conservative=conservative)
    check_prompt(prompt)
    inputs, masked = _count(images), mask is not None and mask is not False
    required = rules.require if isinstance(rules, Policy) else Require()
    operation = "edit" if inputs or masked else required.operation
    found = _needs(prompt, images, needs, operation, masked=masked)
    places = required.gateways if gateway is None and required.gateways else gateway_names(gateway)
    request = _PLAIN
    plain = size is quality is max_usd is None and not masked and type(n) is int and n == 1 and not inputs
    if not plain or places != _PLAIN.gateways:
        check_n(n)
        request = ImageRequest(
            size=parse_size_wish(size),
            quality=quality,
            n=n,
            gateways=places,
            max_micro_usd=None if max_usd is None else parse_usd(max_usd, what="max_usd"),
            images=inputs,
            mask=masked,
        )
    return Decision(
        intent=intent,
        as_of=catalog.as_of,
        request=request,
        needs=found,
        ranking=_ranking(catalog, rules, request, found),
        catalog=catalog.digest,
        prompt=prompt,
    )


def _shaped(
    rules: Policy | Chooser, tolerance: Share | None, min_quality: Share | None, weights: Mapping[str, Share] | None,
    *, conservative: bool,
) -> Policy:  # fmt: skip
    """A policy with the caller's own say on quality; the same one for the same say."""
    if not isinstance(rules, Policy):
        raise BadRequest("tolerance, min_quality, conservative and weights are for policies, not for Python objects")

    def shape() -> Policy:
        shaped = rules if tolerance is None else rules.within(tolerance)
        shaped = shaped if min_quality is None else shaped.at_least(min_quality)
        shaped = shaped.conservatively() if conservative else shaped
        return shaped.weighing(weights) if weights else shaped

    if weights is not None and not isinstance(weights, Mapping):
        raise BadRequest(f"weights is a mapping of needs to numbers, not {type(weights).__name__}")
    said = tuple(sorted((str(need), str(weight)) for need, weight in weights.items())) if weights else ()
    try:
        return _shapes.recall((rules, str(tolerance), str(min_quality), conservative, said), shape)
    except PolicyError as failure:
        raise BadRequest(str(failure)) from None


def _needs(
    prompt: str,
    images: Sequence[object],
    given: Needs | Mapping[str, Any] | None,
    operation: str | None,
    *,
    masked: bool,
) -> Needs:
    """What the caller says is needed, else what is read; the operation is what pictures or the policy make it."""
    if isinstance(given, Needs):
        needs = given.checked()
    else:
        needs = read(prompt, images, mask=masked)
        if given is not None:
            if not isinstance(given, Mapping):
                raise BadNeeds(f"needs is Needs, or a mapping of facts, not {type(given).__name__}")
            needs = needs.but(**{str(fact): value for fact, value in given.items()})
    return needs if operation is None or needs.operation == operation else needs.but(operation=operation)


def default_catalog(as_of: date | str | None = None) -> Catalog:
    """The shipped catalog with the user's own folders on top, on a day; loaded once."""
    global _catalog  # noqa: PLW0603  a memory, not a state: the same files give the same catalog
    day = date.today() if as_of is None else parse_date(as_of)  # noqa: DTZ011  the caller's own day
    folders = user_folders("catalog")
    if _catalog is None or _catalog[0] != folders:
        known = Catalog.load(as_of=day, paths=folders)
    elif _catalog[1].as_of == day:
        return _catalog[1]
    else:
        known = _catalog[1].at(day)
    _catalog = folders, known
    return known


def _policy(policy: Policy | Chooser | str | Path, intent: str) -> tuple[Policy | Chooser, str]:
    if intent != "auto":
        raise BadRequest(f"give an intent ({intent}) or a policy, not both")
    if isinstance(policy, str) and not policy.endswith((".yaml", ".yml")):
        policy = find_policy(policy, user_folders("policies"))
    elif isinstance(policy, str | Path):
        policy = Policy.load(policy)
    if not isinstance(policy, Policy | Chooser):
        raise BadRequest(f"a policy is a Policy, a path, or an object with a method rank, not {type(policy).__name__}")
    return policy, str(getattr(policy, "id", type(policy).__name__))


def _count(images: Sequence[object]) -> int:
    if not isinstance(images, Sequence) or isinstance(images, str | bytes):
        raise BadRequest("images is a list of pictures; put a single one in a list")
    return len(images)


def _ranking(catalog: Catalog, rules: Policy | Chooser, request: ImageRequest, needs: Needs) -> Ranking:
    """Rank, or remember: prompts that need the same share one ranking."""
    if not isinstance(rules, Policy):
        return rank(catalog, rules, request, needs)
    plans: Memory[tuple[Policy, Memory[Ranking]]] = catalog.memory("rankings", _MOST_POLICIES)
    # The policy is kept beside its rankings, so that its id is not given to another while they live.
    _, known = plans.recall(id(rules), lambda: (rules, Memory(_MOST_RANKINGS)))
    key = (request, needs.operation, needs.lettering, needs.capabilities, needs.size_hint, needs.language)
    ranking = known.get(key)
    return known.keep(key, rank(catalog, rules, request, needs)) if ranking is None else ranking
