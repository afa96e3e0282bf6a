"""Errors of a request, of a file, and of choosing: nobody was called."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pixelfare.errors.base import PixelfareError

if TYPE_CHECKING:
    from pixelfare.policy.ranking import Refusal

__all__ = [
    "BadAmount",
    "BadBudget",
    "BadCount",
    "BadDate",
    "BadNeeds",
    "BadPrompt",
    "BadRequest",
    "BadSize",
    "CannotStore",
    "CatalogError",
    "FileError",
    "KeyReused",
    "NoOffer",
    "PolicyError",
    "QuoteRefused",
    "UnknownGateway",
    "UnknownIntent",
    "UnknownModel",
    "UnknownName",
    "UnknownQuality",
]

_SHOWN = 20


class BadRequest(PixelfareError, ValueError):
    """The caller asked for something that makes no sense."""

    code = "bad-request"


class BadPrompt(BadRequest):
    """The prompt is empty, too long, or not text."""

    code = "bad-prompt"


class BadSize(BadRequest):
    """No such form of size."""

    code = "bad-size"


class BadAmount(BadRequest):
    """Not an exact amount of USD."""

    code = "bad-amount"


class BadCount(BadRequest):
    """n, or the number of input images, is out of range."""

    code = "bad-count"


class BadDate(BadRequest):
    """Not a date."""

    code = "bad-date"


class BadNeeds(BadRequest):
    """An override that names no need."""

    code = "bad-needs"


class BadBudget(BadRequest):
    """A limit that cannot be read. It is an error, never no limit."""

    code = "bad-budget"


class CannotStore(BadRequest):
    """A picture cannot be written where it is to go."""

    code = "cannot-store"


class KeyReused(BadRequest):
    """An idempotency key that already stands for another request.

    Args:
        message: What differs.
        order: The order that the key stands for.
    """

    code = "key-reused"

    def __init__(self, message: str, *, order: str = "") -> None:
        self.order = order
        super().__init__(message)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "order": self.order}


class UnknownName(BadRequest):
    """A name nobody carries.

    Args:
        name: The name as given.
        known: The names there are; the nearest become `.suggestions`.
        also: Other names, and which of the known ones each stands for.
    """

    code = "unknown-name"
    what = "name"

    def __init__(self, name: object, known: Iterable[str] = (), also: Mapping[str, str] | None = None) -> None:
        self.name = str(name)[:100]
        names = sorted(set(known))
        short = {**{n.rpartition("/")[2]: n for n in names}, **(also or {})}
        near = difflib.get_close_matches(self.name, [*names, *short], n=4, cutoff=0.5)
        self.suggestions = tuple(dict.fromkeys(short.get(n, n) for n in near))[:3]
        if self.suggestions:
            hint = f" Did you mean {' or '.join(self.suggestions)}?"
        else:
            hint = f" There are: {', '.join(names[:_SHOWN])}{', ...' if len(names) > _SHOWN else ''}." if names else ""
        super().__init__(f"no {self.what} is called {self.name!r}.{hint}")

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "name": self.name, "suggestions": list(self.suggestions)}


class UnknownModel(UnknownName):
    """No model of that id."""

    code = "unknown-model"
    what = "model"


class UnknownGateway(UnknownName):
    """No gateway of that id."""

    code = "unknown-gateway"
    what = "gateway"


class UnknownIntent(UnknownName):
    """No intent or policy of that id."""

    code = "unknown-intent"
    what = "intent"


class UnknownQuality(UnknownName):
    """No offer knows that quality level."""

    code = "unknown-quality"
    what = "quality level"


class FileError(PixelfareError):
    """A file of ours that breaks its rules.

    Args:
        problem: What is wrong, and what would be right.
        file: The file.
        line: Its line, counted from 1.
        path: The place inside it, as `offers[0].prices[1].tiers[0].usd`.
    """

    code = "bad-file"

    def __init__(self, problem: str, *, file: object = None, line: int | None = None, path: str = "") -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.line = line
        self.path = path
        where = ":".join(str(part) for part in (self.file, line) if part is not None)
        super().__init__(": ".join(part for part in (where, path, problem) if part))

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "file": self.file, "line": self.line, "path": self.path, "problem": self.problem}


class CatalogError(FileError):
    """A catalog file that breaks its rules."""

    code = "bad-catalog"


class PolicyError(FileError):
    """A policy that breaks its rules."""

    code = "bad-policy"


class QuoteRefused(PixelfareError):
    """No exact price can be given.

    Args:
        reason: A stable word: `size-not-sold`, `sizes-unknown`, `price-unknown`, `price-depends-on-output`, ...
        message: The same in a sentence.
    """

    code = "quote-refused"

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "reason": self.reason}


class NoOffer(PixelfareError):
    """Nothing that is sold fits the request.

    Args:
        message: The request and why nothing fits, in a sentence.
        refusals: Why each offer was refused.
        relax: What would help, one sentence each, the cheapest first.
    """

    code = "no-offer"

    def __init__(self, message: str, *, refusals: tuple[Refusal, ...] = (), relax: tuple[str, ...] = ()) -> None:
        self.refusals = refusals
        self.relax = relax
        super().__init__(message)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "relax": list(self.relax), "refusals": [r.to_dict() for r in self.refusals]}
