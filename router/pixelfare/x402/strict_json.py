"""JSON from strangers: bounded, without repeated keys, without numbers that JSON does not have."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

__all__ = ["Unreadable", "read_base64", "read_object"]

DEEPEST = 16


class Unreadable(ValueError):
    """A text that is no such JSON; says why."""


def read_object(text: bytes | str, *, most: int) -> dict[str, Any]:
    """A JSON object.

    Args:
        text: UTF-8.
        most: Most bytes that are looked at.

    Raises:
        Unreadable: Too long, too deep, no object, a repeated key, or a number JSON does not have.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > most:
        raise Unreadable(f"it has {len(raw):,} bytes, more than {most:,}")
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_constant, parse_float=_finite
        )
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("it is no JSON object")
    _check_depth(found, 0)
    return found


def read_base64(text: str, *, most: int) -> bytes:
    """The bytes of standard base64 with its padding.

    Raises:
        Unreadable: Too long, or another alphabet.
    """
    if len(text) > most:
        raise Unreadable(f"it has {len(text):,} characters, more than {most:,}")
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("it is no base64") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("a key is given twice")
    return found


def _no_constant(name: str) -> Any:
    raise Unreadable(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unreadable(f"{text[:20]} is too large a number")
    return number


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable(f"it is nested deeper than {DEEPEST}")
    if isinstance(value, dict):
        for part in value.values():
            _check_depth(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check_depth(part, depth + 1)
