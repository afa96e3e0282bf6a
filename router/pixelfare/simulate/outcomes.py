"""What a policy decides for a case: the same `route` that buys pictures is asked, once for each case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest, NoOffer, PixelfareError
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.decision import Decision
from pixelfare.policy.load import find_policy
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.routing import route
from pixelfare.settings import user_folders
from pixelfare.simulate.tally import Case

__all__ = ["AS_ASKED", "Named", "Option", "Outcome", "named_policies", "options_of", "outcome_of"]

AS_ASKED = "as-asked"
"""Each row by the intent that it names itself."""
_STANDS_FOR_A_PROMPT = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A policy that is compared, under the name the report calls it by.

    Args:
        rules: The policy; `None` for each row's own intent.
    """

    name: str
    rules: Policy | Chooser | None

    @property
    def sees_all(self) -> bool:
        """Whether it may look at everything that was read."""
        return self.rules is not None and not isinstance(self.rules, Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to buy the pictures of a case.

    Args:
        micro_usd: Exact price of the whole order.
        value: Expected quality, from 0 to 1; `None` where no evidence speaks for it.
        low: Its lower end.
        high: Its upper end.
    """

    model: str
    gateway: str
    size: str
    quality: str | None
    micro_usd: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a policy makes of a case.

    Args:
        option: What is bought; `None` where nothing is.
        fallbacks: What may be tried next, in order, where the policy allows that.
        refused: Why nothing is bought: the codes of all refusals.
    """

    option: Option | None = None
    fallbacks: tuple[Option, ...] = ()
    refused: str = ""


def named_policies(given: Iterable[str | Policy | Chooser] | str | Policy | Chooser) -> tuple[Named, ...]:
    """Policies by intent, by file or as objects, each with a name of its own.

    Raises:
        BadRequest: None is given, two have one name, or one is neither.
        UnknownIntent, PolicyError: A name or a file is none.
    """
    several = [given] if isinstance(given, str | Policy | Chooser) else list(given)
    found = [_named(policy) for policy in several]
    names = [policy.name for policy in found]
    if not found:
        raise BadRequest("name at least one policy to simulate")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadRequest(f"each policy needs a name of its own; several are called {', '.join(twice)}")
    return tuple(found)


def _named(policy: str | Policy | Chooser) -> Named:
    if isinstance(policy, str):
        if policy == AS_ASKED:
            return Named(name=AS_ASKED, rules=None)
        if policy.endswith((".yaml", ".yml")):
            rules = Policy.load(Path(policy))
            return Named(name=rules.id, rules=rules)
        name, at, tolerance = policy.partition("@")
        rules = find_policy(name, user_folders("policies"))
        return Named(name=policy, rules=rules.within(tolerance) if at else rules)
    if getattr(policy, "depends_on_time", False):
        raise BadRequest(
            f"the policy {getattr(policy, 'id', policy)} decides by what was spent before, so no case is decided once "
            "for all; `pixelfare pace --trace` tries it on a trace"
        )
    if isinstance(policy, Policy | Chooser):
        return Named(name=str(getattr(policy, "id", type(policy).__name__)), rules=policy)
    raise BadRequest(f"a policy is a name, a file, a Policy or an object with rank, not {type(policy).__name__}")


def outcome_of(case: Case, policy: Named, catalog: Catalog, gateway: str | tuple[str, ...] | None) -> Outcome:
    """What `route` decides for a case.

    Args:
        case: The case.
        policy: The policy.
        catalog: The catalog on the day whose prices hold.
        gateway: Where to buy, as `route` takes it.
    """
    try:
        decision = _decide(case, policy, catalog, gateway)
    except NoOffer as failure:
        codes = sorted({refusal.code for refusal in failure.refusals}) or ["no-offers"]
        return Outcome(refused=" + ".join(codes))
    except PixelfareError as failure:
        return Outcome(refused=failure.code)
    rules = find_policy(decision.intent, user_folders("policies")) if policy.rules is None else policy.rules
    first, *others = decision.attempts(int(getattr(rules, "fallback", 0)))
    return Outcome(option=_option(decision, first), fallbacks=tuple(_option(decision, other) for other in others))


def options_of(
    case: Case, policy: Named, catalog: Catalog, gateway: str | tuple[str, ...] | None
) -> tuple[Option, ...]:
    """Every way to buy a case that a policy leaves, the policy's own choice first; none where it refuses."""
    try:
        decision = _decide(case, policy, catalog, gateway)
    except PixelfareError:
        return ()
    return tuple(_option(decision, candidate) for candidate in (decision.chosen, *decision.alternatives))


def _decide(case: Case, policy: Named, catalog: Catalog, gateway: str | tuple[str, ...] | None) -> Decision:
    asked = case.asked
    images = ("picture",) * asked.images
    intent = asked.intent or "auto" if policy.rules is None else "auto"
    return route(
        _STANDS_FOR_A_PROMPT, intent, policy=policy.rules, needs=case.needs, images=images, size=asked.size,
        quality=asked.quality, n=asked.n, gateway=gateway, catalog=catalog,
    )  # fmt: skip


def _option(decision: Decision, candidate: Candidate) -> Option:
    judgement = decision.ranking.judged.of(candidate)
    quality = None if judgement is None else judgement.quality
    return Option(
        model=candidate.model, gateway=candidate.gateway, size=str(candidate.size), quality=candidate.quality,
        micro_usd=candidate.micro_usd, value=None if quality is None else quality.value,
        low=None if quality is None else quality.low, high=None if quality is None else quality.high,
    )  # fmt: skip
