"""One line of JSON: a prompt, and what it asks for itself."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pixelfare.errors import BadPrompt

__all__ = ["Item", "parse_row"]

MOST_IMAGES = 1_000

_KEYS: dict[str, tuple[type, ...]] = {
    "prompt": (str,), "id": (str, int), "intent": (str,), "size": (str,), "quality": (str,), "n": (int,),
    "gateway": (str, list), "max_usd": (str, int, Decimal), "images": (int, list), "mask": (bool, str),
    "needs": (dict,), "key": (str,),
}  # fmt: skip
_NEEDS: dict[str, tuple[type, ...]] = {
    "operation": (str,), "language": (str,), "lettering": (list,), "capabilities": (list,),
}  # fmt: skip
_FOR_ALL = ("as_of", "policy", "catalog")
_NAMES = {bool: "true or false", str: "text", list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A prompt, and what its line says about it.

    Args:
        line: Its line in the input, from 1.
        prompt: The prompt.
        own: Arguments of `route` that its line gives.
        id: What its line is called, if it says so.
        key: Its own idempotency key, where pictures are bought.
    """

    line: int
    prompt: str = field(repr=False)
    own: Mapping[str, Any] = field(default_factory=dict)
    id: str | int | None = None
    key: str | None = None


def parse_row(number: int, text: str) -> Item:
    """Read one line of JSON; keys that are not read here, such as a data set's own, are passed over.

    Args:
        number: The line's number.
        text: The line.

    Raises:
        BadPrompt: It is no such object, a key has a wrong value, or nearly has the name of one that is read.
    """
    row = _object(text)
    for key, value in row.items():
        if key in _KEYS:
            _check_kind(key, value, _KEYS[key])
        elif key in _FOR_ALL:
            raise BadPrompt(f"{key} is the same for all lines: give it as an option")
        elif near := difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.7):
            raise BadPrompt(f"{key[:40]!r} is no key that is read here. Did you mean {near[0]}?")
    if not isinstance(row.get("prompt"), str):
        raise BadPrompt('has no "prompt"')
    _check_needs(row.get("needs") or {})
    own = {k: row[k] for k in _KEYS if k not in ("prompt", "id", "key") and row.get(k) is not None}
    if isinstance(own.get("images"), int):
        if not 0 <= own["images"] <= MOST_IMAGES:
            raise BadPrompt(f"images is {own['images']}; it is how many there are, or their paths")
        own["images"] = [None] * own["images"]
    if own.get("mask") is False:
        del own["mask"]
    return Item(line=number, prompt=row["prompt"], own=own, id=row.get("id"), key=row.get("key"))


def _object(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as failure:
        raise BadPrompt(f"is not JSON: {failure.msg} (column {failure.colno})") from None
    except RecursionError:
        raise BadPrompt("is nested too deeply") from None
    except ValueError as failure:  # a constant that is no JSON, or an integer of thousands of digits
        raise BadPrompt(f"is not JSON that can be read: {str(failure)[:80]}") from None
    if not isinstance(row, dict):
        raise BadPrompt(f'is no JSON object such as {{"prompt": "a red bicycle"}} but {_kind(row)}')
    return row


def _check_kind(key: str, value: object, wanted: tuple[type, ...]) -> None:
    # True is an int to Python, and no number of pictures to anybody.
    odd = isinstance(value, bool) and bool not in wanted
    if value is not None and (odd or not isinstance(value, wanted)):
        raise BadPrompt(f"{key} is {_kind(value)}; it is {_kinds(wanted)}")


def _check_needs(needs: Mapping[str, Any]) -> None:
    for key, value in needs.items():
        if key not in _NEEDS:
            raise BadPrompt(f"needs has no {key[:40]!r}; it has {', '.join(_NEEDS)}")
        _check_kind(f"needs.{key}", value, _NEEDS[key])
        if isinstance(value, list) and not all(isinstance(name, str) for name in value):
            raise BadPrompt(f"needs.{key} is a list of names")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _kind(value: object) -> str:
    return _NAMES.get(type(value), "null" if value is None else "a number")


def _kinds(wanted: tuple[type, ...]) -> str:
    return " or ".join("a whole number" if kind is int else _NAMES.get(kind, "a decimal") for kind in wanted)
