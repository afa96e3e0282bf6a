"""A policy: what an offer must be, in which order offers are preferred, and what to do when none fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pixelfare.errors import PolicyError
from pixelfare.money import parse_usd
from pixelfare.policy.documents import parts_of, remark_dict, require_dict, step_dict
from pixelfare.policy.files import policy_document
from pixelfare.policy.parts import AS_NEEDED, Remark, Require, Step, read_share, read_weights
from pixelfare.request import gateway_names
from pixelfare.size import parse_size_wish
from pixelfare.strict_yaml import CONTROL, dump_yaml
from pixelfare.words import CAPABILITIES, LETTERING

if TYPE_CHECKING:
    from pixelfare.policy.candidates import Candidate
    from pixelfare.reading.needs import Needs

__all__ = ["Chooser", "Policy"]

MOST_FALLBACKS = 5
"""Attempts beyond the first that one purchase may make."""


@runtime_checkable
class Chooser(Protocol):
    """A policy in Python, for what YAML cannot say."""

    def rank(self, candidates: Sequence[Candidate], needs: Needs) -> Iterable[Candidate]:
        """Put candidates in order of preference; those left out are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How to choose. Immutable; `where`, `under`, `within` and so on give others.

    Args:
        id: Its name, which serves as an intent.
        says: What it is for, in a sentence.
        require: What an offer must be.
        prefer: The order of preference; price and the rest of the total order come after it.
        otherwise: `refuse`, or `relax`: leave out what nobody is proven to do, and say so.
        remarks: What to add when a certain model is chosen.
        fallback: How many further offers may be tried, in order, where an attempt failed and certainly cost nothing.
        weights: What needs count instead of what `catalog/needs.yaml` says; 0 leaves one out.

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
    weights: tuple[tuple[str, Decimal], ...] = ()

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

    def within(self, tolerance: str | float | Decimal) -> Policy:
        """The same policy, taking the cheapest whose expected quality is within this share of the best.

        Args:
            tolerance: From 0, only the best, to 1, any.

        Raises:
            PolicyError: The policy does not choose by expected quality, or this is no share.
        """
        return self._judging(tolerance=read_share(tolerance, "tolerance"))

    def conservatively(self) -> Policy:
        """The same policy, judging by the lower end of each interval.

        Raises:
            PolicyError: The policy does not choose by expected quality.
        """
        return self._judging(conservative=True)

    def at_least(self, quality: str | float | Decimal) -> Policy:
        """The same policy, refusing whatever is expected to be worse; the higher of two limits holds.

        Args:
            quality: From 0 to 1, the best of the catalog.

        Raises:
            PolicyError: It is no such number.
        """
        least = read_share(quality, "min_quality")
        have = self.require.min_quality
        return replace(self, require=replace(self.require, min_quality=least if have is None else max(have, least)))

    def weighing(self, weights: Mapping[str, str | float | Decimal]) -> Policy:
        """The same policy, with other weights for some needs; 0 leaves a need out.

        Raises:
            PolicyError: No such need, or no weight.
        """
        return replace(self, weights=tuple(sorted({**dict(self.weights), **dict(read_weights(weights))}.items())))

    def _judging(self, **changes: Any) -> Policy:
        if not any(step.cheapest_within for step in self.prefer):
            raise PolicyError(f"policy {self.id} does not choose by expected quality; auto does")
        changed = (
            step if step.cheapest_within is None else Step(cheapest_within=replace(step.cheapest_within, **changes))
            for step in self.prefer
        )  # fmt: skip
        return replace(self, prefer=tuple(changed))

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
            return cls(**parts_of(doc))
        except (KeyError, TypeError, AttributeError, ValueError) as failure:
            raise PolicyError(f"is not the document of a policy ({type(failure).__name__}: {failure})") from None

    def to_dict(self) -> dict[str, Any]:
        """The policy as the document a YAML file holds."""
        doc = {
            "id": self.id,
            "says": self.says,
            "require": require_dict(self.require),
            "prefer": [step_dict(step) for step in self.prefer],
            "otherwise": self.otherwise,
            "fallback": self.fallback,
            "remarks": [remark_dict(remark) for remark in self.remarks],
            "weights": {need: str(weight) for need, weight in self.weights},
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
