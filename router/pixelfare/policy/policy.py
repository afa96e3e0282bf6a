"""A policy: what an offer must be, in which order offers are preferred, and what to do when none fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pixelfare.dates import first_day
from pixelfare.errors import PolicyError
from pixelfare.money import parse_usd, usd
from pixelfare.policy.files import policy_document
from pixelfare.request import gateway_names
from pixelfare.size import SizeWish, parse_size_wish
from pixelfare.strict_yaml import CONTROL, dump_yaml
from pixelfare.words import CAPABILITIES, LETTERING

if TYPE_CHECKING:
    from pixelfare.policy.candidates import Candidate
    from pixelfare.reading.needs import Needs

__all__ = ["AS_NEEDED", "Chooser", "Policy", "Remark", "Require", "Rule", "Step", "When"]

AS_NEEDED = frozenset({"needs"})
"""Stands for: whatever the prompt needs."""
MOST_FALLBACKS = 5
"""Attempts beyond the first that one purchase may make."""


@runtime_checkable
class Chooser(Protocol):
    """A policy in Python, for what YAML cannot say."""

    def rank(self, candidates: Sequence[Candidate], needs: Needs) -> Iterable[Candidate]:
        """Put candidates in order of preference; those left out are refused."""


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
    """

    operation: str | None = None
    lettering: frozenset[str] | None = None
    capabilities: frozenset[str] | None = None
    size: SizeWish | None = None
    gateways: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    max_micro_usd: int | None = None


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
class Step:
    """One line of preference: exactly one part is given.

    Args:
        use_case: Models the vendor's guide names for this use case, on that date, come first.
        models: These models come first, in this order.
        first_of: The models of the first rule that holds come first.
        least: `price`.
        most: `pixels`.
    """

    use_case: str | None = None
    models: tuple[str, ...] = ()
    first_of: tuple[Rule, ...] = ()
    least: str | None = None
    most: str | None = None

    def __post_init__(self) -> None:
        given = [part for part in (self.use_case, self.models, self.first_of, self.least, self.most) if part]
        if len(given) != 1 or self.least not in (None, "price") or self.most not in (None, "pixels"):
            raise PolicyError("a line of preference is one of use_case, models, first_of, least price, most pixels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to add when a certain model is chosen: mostly, that evidence disagrees with the guide."""

    model: str
    says: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How to choose. Immutable; `where` and `under` give narrower ones.

    Args:
        id: Its name, which serves as an intent.
        says: What it is for, in a sentence.
        require: What an offer must be.
        prefer: The order of preference; price and the rest of the total order come after it.
        otherwise: `refuse`, or `relax`: leave out what nobody is proven to do, and say so.
        remarks: What to add when a certain model is chosen.
        fallback: How many further offers may be tried, in order, where an attempt failed and certainly cost nothing.

    Example:
        >>> Policy(id="mine", prefer=(Step(most="pixels"),)).under("0.05").require.max_micro_usd
        50000
    """

    id: str
    says: str = ""
    require: Require = field(default_factory=Require)
    prefer: tuple[Step, ...] = ()
    otherwise: str = "refuse"
    remarks: tuple[Remark, ...] = ()
    fallback: int = 0

    def __post_init__(self) -> None:
        if self.otherwise not in ("refuse", "relax"):
            raise PolicyError(
                f"policy {self.id}: otherwise is refuse or relax, not {self.otherwise!r}", path="otherwise"
            )
        if type(self.fallback) is not int or not 0 <= self.fallback <= MOST_FALLBACKS:
            raise PolicyError(
                f"policy {self.id}: fallback is a number from 0 to {MOST_FALLBACKS}, not {self.fallback!r}",
                path="fallback",
            )
        if CONTROL.search(f"{self.id} {self.says}"):
            raise PolicyError("a policy's id and says hold no control characters", path="says")
        for what, names, known in (
            ("lettering", self.require.lettering, LETTERING),
            ("capabilities", self.require.capabilities, CAPABILITIES),
        ):
            if names is not None and names != AS_NEEDED and (strange := sorted(set(names) - set(known))):
                raise PolicyError(f"policy {self.id}: no such {what} as {', '.join(strange)}", path=f"require.{what}")
        if self.require.operation not in (None, "generate", "edit"):
            raise PolicyError(f"policy {self.id}: operation is generate or edit", path="require.operation")

    def where(
        self,
        *,
        gateway: str | Iterable[str] | None = None,
        model: str | Iterable[str] | None = None,
        size: str | None = None,
    ) -> Policy:
        """The same policy, narrowed to gateways, models (full ids) or sizes.

        Raises:
            PolicyError: Nothing would be left.
        """
        require = self.require
        if gateway is not None and (names := gateway_names(gateway)):
            require = replace(require, gateways=_both(require.gateways, names, "gateways"))
        if model is not None:
            names = (model,) if isinstance(model, str) else tuple(model)
            require = replace(require, models=_both(require.models, names, "models"))
        if size is not None:
            if require.size is not None:
                raise PolicyError(f"policy {self.id} already requires the size {require.size}")
            require = replace(require, size=parse_size_wish(size))
        return replace(self, require=require)

    def under(self, max_usd: str | int | Decimal) -> Policy:
        """The same policy with a price limit for the whole order; the lower of two limits holds."""
        limit = parse_usd(max_usd, what="under")
        have = self.require.max_micro_usd
        return replace(self, require=replace(self.require, max_micro_usd=limit if have is None else min(have, limit)))

    @classmethod
    def load(cls, file: str | Path) -> Policy:
        """Load one policy from a YAML file.

        Raises:
            PolicyError: The file breaks a rule; the error has file, line and path.
        """
        return cls.from_dict(policy_document(Path(file)))

    @classmethod
    def from_dict(cls, doc: Mapping[str, Any]) -> Policy:
        """Build a policy from a document as `to_dict` gives it.

        Raises:
            PolicyError: It is no such document.
        """
        try:
            return cls._from_dict(doc)
        except (KeyError, TypeError, AttributeError, ValueError) as failure:
            raise PolicyError(f"is not the document of a policy ({type(failure).__name__}: {failure})") from None

    @classmethod
    def _from_dict(cls, doc: Mapping[str, Any]) -> Policy:
        require = doc.get("require", {})
        return cls(
            id=doc["id"],
            says=doc.get("says", ""),
            require=Require(
                operation=require.get("operation"),
                lettering=_wanted(require.get("lettering")),
                capabilities=_wanted(require.get("capabilities")),
                size=parse_size_wish(require.get("size")),
                gateways=_tuple(require.get("gateways")),
                models=_tuple(require.get("models")),
                max_micro_usd=None if require.get("max_usd") is None else parse_usd(str(require["max_usd"])),
            ),
            prefer=tuple(_step(s) for s in doc.get("prefer", ())),
            otherwise=doc.get("otherwise", "refuse"),
            fallback=doc.get("fallback", 0),
            remarks=tuple(
                Remark(model=r["model"], says=r["says"], since=first_day(r["since"]) if r.get("since") else None)
                for r in doc.get("remarks", ())
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """The policy as the document a YAML file holds."""
        require = {
            "operation": self.require.operation,
            "lettering": _written(self.require.lettering, LETTERING),
            "capabilities": _written(self.require.capabilities, CAPABILITIES),
            "size": None if self.require.size is None else str(self.require.size),
            "gateways": None if self.require.gateways is None else list(self.require.gateways),
            "models": None if self.require.models is None else list(self.require.models),
            "max_usd": None if self.require.max_micro_usd is None else _short(self.require.max_micro_usd),
        }
        doc = {
            "id": self.id,
            "says": self.says,
            "require": {k: v for k, v in require.items() if v is not None},
            "prefer": [_step_dict(s) for s in self.prefer],
            "otherwise": self.otherwise,
            "fallback": self.fallback,
            "remarks": [
                {"model": r.model, "says": r.says, **({"since": r.since.isoformat()} if r.since else {})}
                for r in self.remarks
            ],
        }
        return {k: v for k, v in doc.items() if v or k == "otherwise"}

    def to_yaml(self) -> str:
        """The policy as YAML; loading it gives an equal policy."""
        return dump_yaml(self.to_dict())


def _both(have: tuple[str, ...] | None, more: tuple[str, ...], what: str) -> tuple[str, ...]:
    left = more if have is None else tuple(name for name in have if name in more)
    if not left:
        raise PolicyError(f"no {what} would be left: {', '.join(have or ())} and {', '.join(more)} have none in common")
    return left


def _tuple(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)


def _wanted(given: str | list[str] | None) -> frozenset[str] | None:
    return None if given is None else AS_NEEDED if given == "needs" else frozenset(given)


def _written(wanted: frozenset[str] | None, order: tuple[str, ...]) -> str | list[str] | None:
    return None if wanted is None else "needs" if wanted == AS_NEEDED else sorted(wanted, key=order.index)


def _short(micro: int) -> str:
    text = str(usd(micro)).rstrip("0")
    return text + "00" if text.endswith(".") else text


def _step(doc: Mapping[str, Any]) -> Step:
    parts: dict[str, Any] = dict(doc)
    if "models" in parts:
        parts["models"] = tuple(parts["models"])
    if "first_of" in parts:
        parts["first_of"] = tuple(
            Rule(when=_when(rule.get("when", {})), models=tuple(rule["models"])) for rule in parts["first_of"]
        )
    return Step(**parts)


def _when(doc: Mapping[str, Any]) -> When:
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in doc.items()}
    if "max_usd_under" in parts:
        parts["max_usd_under"] = parse_usd(str(parts["max_usd_under"]))
    return When(**parts)


def _step_dict(step: Step) -> dict[str, Any]:
    if step.first_of:
        return {"first_of": [{"when": _when_dict(r.when), "models": list(r.models)} for r in step.first_of]}
    parts = {"use_case": step.use_case, "models": list(step.models), "least": step.least, "most": step.most}
    return {k: v for k, v in parts.items() if v}


def _when_dict(when: When) -> dict[str, Any]:
    parts: dict[str, Any] = {k: getattr(when, k) for k in ("operation", "n_at_least")}
    parts |= {k: list(getattr(when, k)) for k in ("language", "lettering", "capability")}
    parts["max_usd_under"] = None if when.max_usd_under is None else _short(when.max_usd_under)
    return {k: v for k, v in parts.items() if v}
