"""What a caller may say: the parts of a request, the input pictures, and what stands for all of it in the ledger."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadCount, BadRequest
from pixelfare.picture import Picture
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.reading import Needs
from pixelfare.size import Size, SizeWish
from pixelfare.transport.call import InputImage

__all__ = ["AsEdit", "AsRoute", "Image", "check_key", "check_label", "fingerprint", "listed", "some"]

Image = bytes | str | os.PathLike[str] | Picture
"""An input picture: bytes, a path, an https URL, or a picture that came from a router."""
_LONGEST_KEY = 255


class AsEdit(TypedDict, total=False):
    """What `route` takes besides prompt, intent and input pictures; see there."""

    size: str | Size | SizeWish | tuple[int, int] | None
    quality: str | None
    n: int
    gateway: str | Iterable[str] | None
    max_usd: str | int | Decimal | None
    as_of: date | str | None
    catalog: Catalog | None
    policy: Policy | Chooser | str | None
    needs: Needs | Mapping[str, Any] | None
    tolerance: str | float | Decimal | None
    min_quality: str | float | Decimal | None
    conservative: bool
    weights: Mapping[str, str | float | Decimal] | None


class AsRoute(AsEdit, total=False):
    """What `route` takes besides prompt and intent."""

    images: Sequence[Image] | Image
    mask: Image | None


def listed(images: Sequence[Image] | Image | None) -> tuple[Image, ...]:
    """Input pictures as a tuple, whether one or several were given.

    Raises:
        BadRequest: Neither.
    """
    if images is None:
        return ()
    if isinstance(images, bytes | str | os.PathLike | Picture):
        return (images,)
    if not isinstance(images, Iterable):
        raise BadRequest(f"images are bytes, paths, URLs or pictures, not {type(images).__name__}")
    return tuple(images)


def some(images: Sequence[Image] | Image) -> tuple[Image, ...]:
    """`listed`, where there has to be one.

    Raises:
        BadCount: There is none.
    """
    found = listed(images)
    if not found:
        raise BadCount("an edit needs at least one input picture")
    return found


def check_key(key: str | None) -> None:
    """Refuse an idempotency key that cannot be one.

    Raises:
        BadRequest: Not 1 to 255 printable characters.
    """
    if key is not None and not (isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY and key.isprintable()):
        raise BadRequest(f"an idempotency key is 1 to {_LONGEST_KEY} printable characters of text")


def check_label(label: str) -> None:
    """Refuse a label that cannot be one.

    Raises:
        BadRequest: Not printable text of at most 255 characters.
    """
    if not (isinstance(label, str) and len(label) <= _LONGEST_KEY and (label.isprintable() or not label)):
        raise BadRequest(f"a label is printable text of at most {_LONGEST_KEY} characters")


def fingerprint(
    prompt: str, intent: str, images: tuple[InputImage, ...], mask: InputImage | None, asked: Mapping[str, Any]
) -> str:
    """What an idempotency key stands for: a digest of everything that was asked, input pictures by their bytes.

    The catalog is left out: the same wish under a newer catalog is the same wish.
    """
    parts = {key: _written(value) for key, value in asked.items() if key not in ("catalog", "images", "mask")}
    whole = {
        "prompt": prompt,
        "intent": intent,
        "images": [hashlib.sha256(image.data).hexdigest() for image in images],
        "mask": None if mask is None else hashlib.sha256(mask.data).hexdigest(),
        **{key: value for key, value in sorted(parts.items()) if value is not None},
    }
    text = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: object) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Policy):
        return value.to_dict()
    if isinstance(value, Needs):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _written(part) for key, part in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        parts = [_written(part) for part in value]
        return sorted(parts, key=str) if isinstance(value, set | frozenset) else parts
    if isinstance(value, Size | SizeWish | Decimal | date | float):
        return str(value)
    return f"{type(value).__module__}.{type(value).__qualname__}:{getattr(value, 'id', '')}"
