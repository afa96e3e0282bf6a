"""`/v1/images/generations`, `/v1/images/edits` and `/v1/images/image2image`: a request becomes a purchase."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from pixelfare.client.asking import Image, check_key
from pixelfare.errors import BadCount, BadRequest
from pixelfare.picture import Picture
from pixelfare.server.answers import answer_dict, answer_headers
from pixelfare.server.bodies import from_data_url, read_form, read_json
from pixelfare.server.failures import Refused
from pixelfare.server.jobs import CallerGone
from pixelfare.server.service import caller_of, key_of, service_of
from pixelfare.server.tokens import Caller
from pixelfare.server.wishes import ImageBody, Wish, check_body, from_form, wish_of

__all__ = ["edits", "generations", "image2image"]

_MOST_PLAIN = 1_000_000
"""Bytes of a body without pictures."""
_MOST_PICTURES = 16
_SAME = ("response_format", "user")
"""Parameters that change nothing of what is bought."""
_GONE = 499
"""What others write into their logs where the caller went away."""


async def generations(request: Request) -> Response:
    """Make pictures from a prompt."""
    service = service_of(request)
    parts = await read_json(request, service.settings, most=_MOST_PLAIN)
    return await _bought(request, parts, (), None)


async def edits(request: Request) -> Response:
    """Change a picture, or make one from several: a form with files, or JSON as for `image2image`."""
    service = service_of(request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/"):
        return await image2image(request)
    fields, files = await read_form(request, service.settings)
    masks = files.pop("mask", [])
    images = files.pop("image", [])
    if files or len(masks) > 1:
        raise BadRequest(f"files are called image or image[], and one of them mask, not {sorted(files)[:3]}")
    return await _bought(request, from_form(fields), tuple(images), masks[0] if masks else None)


async def image2image(request: Request) -> Response:
    """The same with pictures as data URLs in JSON, as BlockRun takes them."""
    service = service_of(request)
    parts = await read_json(request, service.settings)
    given, mask = parts.pop("image", None), parts.pop("mask", None)
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if len(listed) > _MOST_PICTURES or not all(isinstance(one, str) for one in listed):
        raise BadRequest(f"image is a data URL, or a list of at most {_MOST_PICTURES}")
    if not (mask is None or isinstance(mask, str)):
        raise BadRequest("mask is a data URL")
    images, mask = await run_in_threadpool(_from_urls, listed, mask)
    return await _bought(request, parts, images, mask)


def _from_urls(listed: Sequence[str], mask: str | None) -> tuple[tuple[bytes | str, ...], bytes | str | None]:
    images = tuple(from_data_url(one, what=f"input picture {number}") for number, one in enumerate(listed, 1))
    return images, None if mask is None else from_data_url(mask, what="the mask")


async def _bought(
    request: Request, parts: dict[str, Any], images: Sequence[bytes | str], mask: bytes | str | None
) -> Response:
    service, caller = service_of(request), caller_of(request)
    wish = wish_of(check_body(ImageBody, parts), caller, service.router.catalog, service.served)
    request.state.model = wish.model
    if not images and not request.url.path.endswith("/generations"):
        raise BadCount("an edit needs at least one input picture, called image")
    key = _key(request, caller)
    held = sum(map(len, images)) + len(mask or b"")
    digest = (caller.label, parts, images, mask)
    try:
        picture = await service.jobs.buy(
            lambda: service.buying.run(lambda: _purchase(request, wish, images, mask, key)),
            request=await run_in_threadpool(_digest, *digest) if held else _digest(*digest), key=key, held=held,
            repeated=request.headers.get("x-stainless-retry-count", "0") not in ("", "0"),
            gone=lambda: _gone(request),
        )  # fmt: skip
    except CallerGone:
        return Response(status_code=_GONE)
    # Base64 of megabytes is made beside the loop, so that nobody else waits for it.
    body = await run_in_threadpool(_written, request, picture, inline=wish.inline)
    return Response(body, media_type="application/json", headers=answer_headers(picture))


async def _purchase(
    request: Request, wish: Wish, images: Sequence[bytes | str], mask: bytes | str | None, key: str | None
) -> Picture:
    as_route = wish.as_route.copy()
    if images:
        inputs: tuple[Image, ...] = tuple(images)
        as_route["images"] = inputs
    if mask is not None:
        as_route["mask"] = mask
    return await service_of(request).router.agenerate(wish.prompt, wish.intent, key=key, label=wish.label, **as_route)


def _key(request: Request, caller: Caller) -> str | None:
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    if len(given) > 1:
        raise BadRequest("one idempotency key is given, not several")
    check_key(given[0])
    return key_of(caller, given[0])


def _written(request: Request, picture: Picture, *, inline: bool) -> bytes:
    try:
        found = answer_dict(request, picture, inline=inline, created=int(time.time()))
    except OSError:
        order = picture.receipt.order
        raise Refused(410, f"order {order} was delivered, but its file is gone", code="picture-gone") from None
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(label: str, parts: dict[str, Any], images: Sequence[bytes | str], mask: bytes | str | None) -> str:
    """What tells one request from another: who asks for what, input pictures by their bytes."""
    files = [
        hashlib.sha256(one.encode() if isinstance(one, str) else one).hexdigest() for one in (*images, mask or b"")
    ]
    bought = {name: value for name, value in parts.items() if name not in _SAME}
    whole = [label, json.dumps(bought, sort_keys=True, default=str), *files]
    return hashlib.sha256("\n".join(whole).encode()).hexdigest()


async def _gone(request: Request) -> None:
    """Return when the caller has hung up."""
    while True:
        message: Message = await request.receive()
        if message["type"] == "http.disconnect":
            return
