"""Limits on spending: per call, hour, day, month, in all, and the same per label."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

from pixelfare.errors import BadAmount, BadBudget, FileError
from pixelfare.money import parse_usd, usd
from pixelfare.settings import config_folder

__all__ = ["LIMITS", "WINDOWS", "Budget", "Limits"]

WINDOWS = {"hour": 3_600, "day": 86_400, "month": 30 * 86_400, "total": None}
"""Seconds that each limit looks back; they roll, so that midnight brings no second budget."""
LIMITS = ("call", *WINDOWS)
DEFAULTS = {"call": "0.25", "day": "1"}
VARIABLE = "PIXELFARE_BUDGET"
_NONE = ("none", "unlimited")
Amount = str | int | Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits in micro-USD; `None` where there is none."""

    call: int | None = None
    hour: int | None = None
    day: int | None = None
    month: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, init=False)
class Budget:
    """What may be spent. What is not named has its default: $0.25 a call, $1 a day, nothing else limited.

    Args:
        call: USD that one call may cost; `None` for no such limit.
        hour: USD in any 60 minutes.
        day: USD in any 24 hours.
        month: USD in any 30 days.
        total: USD in all.
        labels: The same by label, on top: `{"agent-7": {"day": "0.50"}}`.

    Raises:
        BadBudget: A limit cannot be read.

    Example:
        >>> Budget(day="5").day
        5000000
    """

    limits: Limits
    labels: Mapping[str, Limits] = field(default_factory=dict)
    source: str = field(default="given", compare=False)

    def __init__(
        self,
        *,
        call: Amount = DEFAULTS["call"],
        hour: Amount = None,
        day: Amount = DEFAULTS["day"],
        month: Amount = None,
        total: Amount = None,
        labels: Mapping[str, Mapping[str, Amount]] | None = None,
        source: str = "given",
    ) -> None:
        given = {"call": call, "hour": hour, "day": day, "month": month, "total": total}
        object.__setattr__(self, "limits", _limits(given, ""))
        if labels is not None and not isinstance(labels, Mapping):
            raise BadBudget("labels are limits by label: {'agent-7': {'day': '0.50'}}")
        named = {_label(name): _limits(parts, f"{name}: ") for name, parts in (labels or {}).items()}
        object.__setattr__(self, "labels", named)
        object.__setattr__(self, "source", source)

    @property
    def call(self) -> int | None:
        """Micro-USD that one call may cost."""
        return self.limits.call

    @property
    def day(self) -> int | None:
        """Micro-USD in any 24 hours."""
        return self.limits.day

    @classmethod
    def find(cls, given: Budget | Mapping[str, Any] | str | None = None) -> Self | Budget:
        """The budget that holds: what is given, else `PIXELFARE_BUDGET`, else `budget.yaml` in the config folder.

        Args:
            given: A budget, a mapping of limits, or a text like `"call=0.10,day=2"`; `none` is no such limit.

        Raises:
            BadBudget: It cannot be read. It is never taken for no limit.
        """
        if isinstance(given, Budget):
            return given
        if isinstance(given, str):
            return cls._from_text(given, "the budget given")
        if isinstance(given, Mapping):
            return cls._from_mapping(given, "the budget given")
        if given is not None:
            raise BadBudget(f"a budget is a Budget, a mapping or a text, not {type(given).__name__}")
        if (text := os.environ.get(VARIABLE)) is not None:
            return cls._from_text(text, VARIABLE)
        file = config_folder() / "budget.yaml"
        if file.is_file():
            from pixelfare.strict_yaml import read_yaml  # noqa: PLC0415  only for those who have one

            try:
                return cls._from_mapping(read_yaml(file).data, str(file))
            except FileError as failure:
                raise BadBudget(str(failure)) from None
        return cls(source="the defaults")

    @classmethod
    def _from_text(cls, text: str, source: str) -> Self:
        parts: dict[str, str] = {}
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            name, equals, amount = part.partition("=")
            if not equals or name.strip() in parts:
                raise BadBudget(f"{source}: {part[:60]!r} is no limit such as day=2, or is given twice")
            parts[name.strip()] = amount.strip()
        if not parts:
            raise BadBudget(f"{source} is empty: no limit is named, such as call=0.10,day=2")
        return cls._from_mapping(parts, source)

    @classmethod
    def _from_mapping(cls, parts: Mapping[str, Any], source: str) -> Self:
        if not isinstance(parts, Mapping):
            raise BadBudget(f"{source}: limits by name were expected, such as day: 2")
        if strange := [str(name) for name in parts if name not in (*LIMITS, "labels")]:
            raise BadBudget(f"{source}: there is no limit {strange[0][:40]!r}; there are {', '.join(LIMITS)}, labels")
        return cls(**parts, source=source)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**_shown(self.limits), "labels": {name: _shown(limits) for name, limits in self.labels.items()}}


def _limits(given: Mapping[str, Amount], what: str) -> Limits:
    if not isinstance(given, Mapping):
        raise BadBudget(f"{what}limits by name were expected")
    if strange := [name for name in given if name not in LIMITS]:
        raise BadBudget(f"{what}there is no limit {str(strange[0])[:40]!r}; there are {', '.join(LIMITS)}")
    try:
        return Limits(**{
            name: None if amount is None or (isinstance(amount, str) and amount.lower() in _NONE)
            else parse_usd(amount, what=f"{what}{name}")
            for name, amount in given.items()
        })  # fmt: skip
    except BadAmount as failure:
        raise BadBudget(str(failure)) from None


def _label(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise BadBudget("a label is a name")
    return name


def _shown(limits: Limits) -> dict[str, str | None]:
    values = {f.name: getattr(limits, f.name) for f in fields(limits)}
    return {name: None if value is None else str(usd(value)) for name, value in values.items()}
