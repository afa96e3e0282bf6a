"""What a policy is made of: what an offer must be, conditions, lines of preference, remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pixelfare.errors import PolicyError, UnknownName
from pixelfare.size import SizeWish
from pixelfare.words import NEEDS

if TYPE_CHECKING:
    from pixelfare.reading.needs import Needs

__all__ = ["AS_NEEDED", "TRUSTED", "Remark", "Require", "Rule", "Step", "When", "Within", "read_share", "read_weights"]

AS_NEEDED = frozenset({"needs"})
"""Stands for: whatever the prompt needs."""
TRUSTED = ("measured", "upper_bound", "sibling", "prior")
"""What expected quality may rest on, and be believed like a measurement."""
MOST_WEIGHT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Require:
    """What an offer must be; whatever is `None` does not matter.

    Args:
        operation: `edit` or `generate`.
        lettering: Scripts it must be proven to draw, or `AS_NEEDED`.
        capabilities: What it must be proven to be good at, or `AS_NEEDED`.
        size: What its size must be, in addition to what the caller asks.
        gateways: Only these.
        models: Only these.
        max_micro_usd: Most that the order may cost.
        min_quality: Least expected quality, from 0 to 1.
    """

    operation: str | None = None
    lettering: frozenset[str] | None = None
    capabilities: frozenset[str] | None = None
    size: SizeWish | None = None
    gateways: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    max_micro_usd: int | None = None
    min_quality: Decimal | None = None

    def __post_init__(self) -> None:
        if self.min_quality is not None:
            check_share(self.min_quality, "min_quality")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition on needs and request; every part given must hold."""

    operation: str | None = None
    language: tuple[str, ...] = ()
    lettering: tuple[str, ...] = ()
    capability: tuple[str, ...] = ()
    n_at_least: int | None = None
    max_usd_under: int | None = None

    def holds(self, needs: Needs, n: int, max_micro_usd: int | None) -> bool:
        """Whether the condition is met; lists are met by any of their members."""
        if self.operation is not None and needs.operation != self.operation:
            return False
        if self.language and not {needs.language, needs.language.partition("-")[0]} & set(self.language):
            return False
        if self.lettering and not (
            needs.lettering if "any" in self.lettering else needs.lettering & set(self.lettering)
        ):
            return False
        if self.capability and not needs.capabilities & set(self.capability):
            return False
        if self.n_at_least is not None and n < self.n_at_least:
            return False
        return self.max_usd_under is None or (max_micro_usd is not None and max_micro_usd < self.max_usd_under)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Models to prefer, in order, where a condition holds."""

    when: When
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The cheapest whose expected quality is near enough to the best.

    Args:
        of: Needs to judge by, such as `lettering.zh`; empty for whatever the prompt needs.
        tolerance: The share of the best that may be missing; 0 takes only the best.
        conservative: Judge by the lower end of each interval.
        trust: The weakest basis that is believed like a measurement; anything weaker comes after what it does not
            certainly surpass.
    """

    of: tuple[str, ...] = ()
    tolerance: Decimal = Decimal("0.05")
    conservative: bool = False
    trust: str = "measured"

    def __post_init__(self) -> None:
        check_share(self.tolerance, "tolerance")
        if strange := sorted(set(self.of) - set(NEEDS)):
            raise PolicyError(f"no need is called {', '.join(strange)}; there are {', '.join(NEEDS)}")
        if self.trust not in TRUSTED:
            raise PolicyError(f"trust is one of {', '.join(TRUSTED)}, not {self.trust!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of preference: exactly one part is given.

    Args:
        use_case: Models the vendor's guide names for this use case, on that date, come first.
        models: These models come first, in this order.
        first_of: The models of the first rule that holds come first.
        cheapest_within: Those of nearly the best expected quality come first, the cheapest of them foremost.
        least: `price`.
        most: `pixels`.
    """

    use_case: str | None = None
    models: tuple[str, ...] = ()
    first_of: tuple[Rule, ...] = ()
    cheapest_within: Within | None = None
    least: str | None = None
    most: str | None = None

    def __post_init__(self) -> None:
        parts = (self.use_case, self.models, self.first_of, self.cheapest_within, self.least, self.most)
        given = [part for part in parts if part]
        if len(given) != 1 or self.least not in (None, "price") or self.most not in (None, "pixels"):
            known = "use_case, models, first_of, cheapest_within, least price, most pixels"
            raise PolicyError(f"a line of preference is one of {known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to add when a certain model is chosen: mostly, that evidence disagrees with the guide."""

    model: str
    says: str
    since: date | None = None


def check_share(share: Decimal, what: str) -> None:
    """Refuse what is no share of a whole.

    Raises:
        PolicyError: It is not between 0 and 1.
    """
    if not isinstance(share, Decimal) or not share.is_finite() or not 0 <= share <= 1:
        raise PolicyError(f"{what} is a number from 0 to 1, such as 0.05, not {share}", path=what)


def read_share(given: object, what: str) -> Decimal:
    """A share of a whole, from text or a number.

    Raises:
        PolicyError: It is none.
    """
    share = _number(given)
    if share is None:
        raise PolicyError(f"{what} is a number from 0 to 1, such as 0.05, not {given!r:.40}", path=what)
    check_share(share, what)
    return share


def read_weights(given: Mapping[str, object]) -> tuple[tuple[str, Decimal], ...]:
    """Weights of needs, from text or numbers, by name.

    Raises:
        PolicyError: No such need, or no weight.
    """
    if not isinstance(given, Mapping):
        raise PolicyError(f"weights is a mapping of needs to numbers, not {type(given).__name__}", path="weights")
    found = []
    for need, weight in sorted(given.items()):
        number = _number(weight)
        if need not in NEEDS:
            raise PolicyError(str(UnknownName(need, NEEDS)).replace("no name is", "no need is"), path="weights")
        if number is None or not number.is_finite() or not 0 <= number <= MOST_WEIGHT:
            raise PolicyError(f"the weight of {need} is a number from 0 to {MOST_WEIGHT}, not {weight}", path="weights")
        found.append((need, number))
    return tuple(found)


def _number(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        return None
    try:
        return Decimal(str(given))
    except InvalidOperation:
        return None
