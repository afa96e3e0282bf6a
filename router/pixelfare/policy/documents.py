"""Policies as the documents that YAML files hold, and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pixelfare.dates import first_day
from pixelfare.money import parse_usd, usd
from pixelfare.policy.parts import AS_NEEDED, Remark, Require, Rule, Step, When, Within, read_weights
from pixelfare.size import parse_size_wish
from pixelfare.words import CAPABILITIES, LETTERING

__all__ = ["parts_of", "remark_dict", "require_dict", "step_dict"]

_EVIDENCE = "evidence."


def parts_of(doc: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a `Policy`, from its document.

    Raises:
        PolicyError, KeyError, TypeError, ValueError: It is no such document.
    """
    require = doc.get("require", {})
    least = require.get("min_quality")
    return {
        "id": doc["id"],
        "says": doc.get("says", ""),
        "require": Require(
            operation=require.get("operation"),
            lettering=_wanted(require.get("lettering")),
            capabilities=_wanted(require.get("capabilities")),
            size=parse_size_wish(require.get("size")),
            gateways=_tuple(require.get("gateways")),
            models=_tuple(require.get("models")),
            max_micro_usd=None if require.get("max_usd") is None else parse_usd(str(require["max_usd"])),
            min_quality=None if least is None else Decimal(str(least)),
        ),
        "prefer": tuple(_step(s) for s in doc.get("prefer", ())),
        "otherwise": doc.get("otherwise", "refuse"),
        "fallback": doc.get("fallback", 0),
        "remarks": tuple(
            Remark(model=r["model"], says=r["says"], since=first_day(r["since"]) if r.get("since") else None)
            for r in doc.get("remarks", ())
        ),
        "weights": read_weights(doc.get("weights", {})),
    }


def require_dict(require: Require) -> dict[str, Any]:
    """What an offer must be, as a document."""
    found = {
        "operation": require.operation,
        "lettering": _written(require.lettering, LETTERING),
        "capabilities": _written(require.capabilities, CAPABILITIES),
        "size": None if require.size is None else str(require.size),
        "gateways": None if require.gateways is None else list(require.gateways),
        "models": None if require.models is None else list(require.models),
        "max_usd": None if require.max_micro_usd is None else _short(require.max_micro_usd),
        "min_quality": None if require.min_quality is None else str(require.min_quality),
    }
    return {k: v for k, v in found.items() if v is not None}


def remark_dict(remark: Remark) -> dict[str, Any]:
    """A remark as a document."""
    since = {"since": remark.since.isoformat()} if remark.since else {}
    return {"model": remark.model, "says": remark.says, **since}


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
    if "cheapest_within" in parts:
        parts["cheapest_within"] = _within(parts["cheapest_within"])
    return Step(**parts)


def _within(doc: Mapping[str, Any]) -> Within:
    of = doc.get("of", "needs")
    names = () if of == "needs" else (of,) if isinstance(of, str) else tuple(of)
    return Within(
        of=tuple(name.removeprefix(_EVIDENCE) for name in names),
        tolerance=Decimal(str(doc.get("tolerance", "0.05"))),
        conservative=doc.get("conservative", False),
        trust=doc.get("trust", "measured"),
    )


def _within_dict(within: Within) -> dict[str, Any]:
    of = [f"{_EVIDENCE}{name}" for name in within.of]
    shown: dict[str, Any] = {"of": "needs" if not of else of[0] if len(of) == 1 else of}
    shown["tolerance"] = str(within.tolerance)
    if within.conservative:
        shown["conservative"] = True
    if within.trust != "measured":
        shown["trust"] = within.trust
    return shown


def _when(doc: Mapping[str, Any]) -> When:
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in doc.items()}
    if "max_usd_under" in parts:
        parts["max_usd_under"] = parse_usd(str(parts["max_usd_under"]))
    return When(**parts)


def step_dict(step: Step) -> dict[str, Any]:
    """A line of preference as a document."""
    if step.first_of:
        return {"first_of": [{"when": _when_dict(r.when), "models": list(r.models)} for r in step.first_of]}
    if step.cheapest_within is not None:
        return {"cheapest_within": _within_dict(step.cheapest_within)}
    parts = {"use_case": step.use_case, "models": list(step.models), "least": step.least, "most": step.most}
    return {k: v for k, v in parts.items() if v}


def _when_dict(when: When) -> dict[str, Any]:
    parts: dict[str, Any] = {k: getattr(when, k) for k in ("operation", "n_at_least")}
    parts |= {k: list(getattr(when, k)) for k in ("language", "lettering", "capability")}
    parts["max_usd_under"] = None if when.max_usd_under is None else _short(when.max_usd_under)
    return {k: v for k, v in parts.items() if v}
