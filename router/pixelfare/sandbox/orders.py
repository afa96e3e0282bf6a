"""What the sandbox accepts: a request's body, checked as the gateway's documentation says.

Written from the documentation alone and sharing nothing with the client: where the two readings differ, a test fails.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import MOST_PICTURES, Quote
from pixelfare.catalog.values import Offer
from pixelfare.errors import QuoteRefused
from pixelfare.sandbox.card import MOST_PIXELS, can_draw
from pixelfare.size import DEFAULT_SIZE, LONGEST_SIDE, Size

__all__ = ["GATEWAY", "Order", "Refused", "read_order"]

GATEWAY = "sandbox"
EDIT_MODEL = "openai/gpt-image-2"
"""What an edit is made with where no model is named (docs since 2026-05-26)."""
MOST_SOURCE_BYTES = 12_000_000
_SIZE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", re.ASCII)
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,40};base64,", re.ASCII)
_FORMS = ("png", "jpeg")
_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


class Refused(Exception):
    """A request that is answered with an error.

    Args:
        status: HTTP status.
        body: The answer, as JSON values.
        headers: What goes with it.
    """

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        super().__init__(str(body.get("error", "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An accepted request.

    Args:
        quote: What all its pictures cost.
        each: What one of them costs.
        images: How many pictures are edited; 0 where one is made from words.
        form: `png` or `jpeg`.
    """

    offer: Offer
    prompt: str = field(repr=False)
    size: Size
    quality: str | None
    n: int
    quote: Quote
    each: Quote
    images: int
    mask: bool
    form: str


def read_order(body: bytes, catalog: Catalog, *, edit: bool, form: str) -> Order:
    """Read and check a body.

    Args:
        body: The JSON as it came.
        catalog: What is sold, and for how much.
        edit: Whether it came to `image2image`.
        form: The picture's form where the request names none.

    Raises:
        Refused: The answer that says what is wrong.
    """
    fields = _object(body)
    model = _text(fields, "model", default=EDIT_MODEL if edit else None)
    prompt = _prompt(fields)
    offer = _offer(catalog, model)
    n = _count(fields)
    size = _size(fields, offer)
    quality = _quality(fields, offer)
    images = _sources(fields, offer, catalog) if edit else 0
    mask = _mask(fields, offer, images) if edit else False
    wanted = _text(fields, "output_format", default=form)
    if wanted not in _FORMS or (wanted == "jpeg" and not can_draw()):
        _refuse("Invalid output_format", "output_format is png or jpeg (jpeg where Pillow is installed)")
    try:
        each = catalog.price(offer, size, quality)
    except QuoteRefused as refusal:
        _refuse("Invalid request", str(refusal))
    return Order(
        offer=offer, prompt=prompt, size=size, quality=quality, n=n, quote=each.times(n), each=each,
        images=images, mask=mask, form=wanted,
    )  # fmt: skip


def _refuse(error: str, message: str, status: int = 400, **details: Any) -> NoReturn:
    raise Refused(status, {"error": error, "message": message, "details": details})


def _invalid(path: str, message: str) -> NoReturn:
    raise Refused(400, {"error": "Invalid request body", "details": [{"path": [path], "message": message}]})


def _object(body: bytes) -> dict[str, Any]:
    def strange(word: str) -> NoReturn:
        raise ValueError(word)

    try:
        fields = json.loads(body.decode("utf-8"), parse_constant=strange)
    except (ValueError, RecursionError):
        raise Refused(400, {"error": "Invalid JSON in request body"}) from None
    if not isinstance(fields, dict):
        raise Refused(400, {"error": "Invalid request body", "details": "Expected object"})
    return fields


def _kind(value: object) -> str:
    return "null" if value is None else _NAMES.get(type(value), "value")


def _text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    if name not in fields:
        if default is None:
            _invalid(name, "Required")
        return default
    value = fields[name]
    if not isinstance(value, str):
        _invalid(name, f"Expected string, received {_kind(value)}")
    return value


def _prompt(fields: Mapping[str, Any]) -> str:
    prompt = _text(fields, "prompt")
    if not prompt.strip():
        _invalid("prompt", "String must contain at least 1 character(s)")
    try:
        prompt.encode("utf-8")
    except UnicodeEncodeError:
        _invalid("prompt", "Lone surrogates are not text")
    return prompt


def _offer(catalog: Catalog, model: str) -> Offer:
    sold = catalog.offers(gateway=GATEWAY)
    offer = next((o for o in sold if o.sold_as == model), None)
    standing = None if offer is None else catalog.standing(offer)
    if offer is None or (standing is not None and standing.refusal):
        live = [o.sold_as for o in sold if o.sizes and not catalog.standing(o).refusal]
        why = "" if standing is None else f" ({standing.refusal})"
        _refuse("Unknown model", f"Model {model[:80]!a} is not available{why}", available=live)
    if not offer.sizes:
        _refuse("Unknown model", f"The sizes of {model} are not known, so nothing can be drawn for it")
    return offer


def _count(fields: Mapping[str, Any]) -> int:
    n = fields.get("n", 1)
    if type(n) is not int:
        _invalid("n", f"Expected integer, received {_kind(n)}")
    if not 1 <= n <= MOST_PICTURES:
        _invalid("n", f"Number must be between 1 and {MOST_PICTURES}")
    return n


def _size(fields: Mapping[str, Any], offer: Offer) -> Size:
    text = _text(fields, "size", default=str(DEFAULT_SIZE))
    match = _SIZE.fullmatch(text)
    size = None
    if match and max(int(match[1]), int(match[2])) <= LONGEST_SIDE:
        size = Size(int(match[1]), int(match[2]))
    if size is None or not (size in offer.sizes or (offer.also is not None and offer.also.holds(size))):
        listed = [str(s) for s in offer.sizes]
        _refuse("Invalid size", f"Size {text[:20]!a} is not supported by {offer.sold_as}", supported=listed)
    if size.pixels > MOST_PIXELS:
        _refuse("Invalid size", f"The sandbox draws at most {MOST_PIXELS:,} pixels")
    return size


def _quality(fields: Mapping[str, Any], offer: Offer) -> str | None:
    if "quality" not in fields:
        return None
    quality = _text(fields, "quality")
    if quality not in offer.qualities:
        takes = f"takes {', '.join(offer.qualities)}" if offer.qualities else "takes no quality"
        _refuse("Invalid quality", f"{offer.sold_as} {takes}", field="quality")
    return quality


def _sources(fields: Mapping[str, Any], offer: Offer, catalog: Catalog) -> int:
    edit = offer.edit
    if edit is None or (edit.since is not None and edit.since > catalog.as_of):
        _refuse("Unsupported operation", f"{offer.sold_as} does not edit pictures")
    if "image" not in fields:
        _invalid("image", "Required")
    given = fields["image"]
    sources = given if isinstance(given, list) else [given]
    if not sources:
        _invalid("image", "Array must contain at least 1 element(s)")
    most = edit.max_images or 1
    if len(sources) > most:
        _refuse("Too many images", f"{offer.sold_as} takes up to {most} source images", max=most)
    for source in sources:
        _picture(source, "image")
    return len(sources)


def _mask(fields: Mapping[str, Any], offer: Offer, images: int) -> bool:
    if "mask" not in fields:
        return False
    if offer.edit is None or not offer.edit.mask:
        _refuse("Invalid mask", f"{offer.sold_as} takes no mask")
    if images != 1 or isinstance(fields["image"], list):
        _refuse("Invalid mask", "A mask goes with a single source image, not with an array")
    _picture(fields["mask"], "mask")
    return True


def _picture(value: object, name: str) -> None:
    if not isinstance(value, str):
        _invalid(name, f"Expected string, received {_kind(value)}")
    head = _DATA.match(value)
    if head is None:
        _invalid(name, "Expected a data URI: data:image/<type>;base64,...")
    try:
        content = base64.b64decode(value[head.end() :], validate=True)
    except (binascii.Error, ValueError):
        _invalid(name, "Invalid base64")
    if len(content) > MOST_SOURCE_BYTES:
        _refuse("Image too large", f"A source image has at most {MOST_SOURCE_BYTES:,} bytes", status=413)
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not (webp or content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"))):
        _invalid(name, "Not an image")
