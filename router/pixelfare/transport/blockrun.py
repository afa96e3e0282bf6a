"""The dialect `blockrun-images`: requests as its documentation has them, answers as they were seen."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pixelfare.errors import BadAnswer
from pixelfare.transport.call import Call, InputImage
from pixelfare.transport.messages import HttpRequest, HttpResponse
from pixelfare.transport.refusals import json_of

__all__ = ["Entry", "data_uri_bytes", "entries", "fetch", "poll", "price_of", "submit"]

SUBMIT_SECONDS = 200.0
POLL_SECONDS = 60.0
FETCH_SECONDS = 120.0
MOST_PICTURE_BYTES = 64 * 1024 * 1024
MOST_ANSWER_BYTES = 512 * 1024 * 1024
"""Ten pictures of 4096x4096 as base64 have room in it."""
ACCEPT = (("accept", "application/json"), ("accept-encoding", "identity"), ("user-agent", "pixelfare"))
_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]{1,40};base64,", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One picture as an answer announces it: bytes, or the URLs it can be fetched from."""

    data: bytes | None = field(default=None, repr=False)
    urls: tuple[str, ...] = field(default=(), repr=False)
    source_url: str = field(default="", repr=False)
    backed_up: bool | None = None
    revised_prompt: str = field(default="", repr=False)


def submit(call: Call) -> HttpRequest:
    """The request that places the call.

    `quality` is sent only where there is one: the gateway refuses it, before any payment, for models that take none.
    """
    body: dict[str, Any] = {"model": call.model, "prompt": call.prompt, "size": str(call.size), "n": call.n}
    if call.quality is not None:
        body["quality"] = call.quality
    if call.is_edit:
        sources = [_data_uri(image) for image in call.images]
        body["image"] = sources[0] if len(sources) == 1 else sources
        if call.mask is not None:
            body["mask"] = _data_uri(call.mask)
    return HttpRequest(
        method="POST",
        url=f"{call.url}/v1/images/{'image2image' if call.is_edit else 'generations'}",
        headers=(("content-type", "application/json"), *ACCEPT),
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8"),
        timeout=SUBMIT_SECONDS,
        max_bytes=MOST_ANSWER_BYTES,
    )


def poll(place: str) -> HttpRequest:
    """The request that asks for a slow job."""
    return HttpRequest(method="GET", url=place, headers=ACCEPT, timeout=POLL_SECONDS, max_bytes=MOST_ANSWER_BYTES)


def fetch(place: str) -> HttpRequest:
    """The request that fetches a finished picture; no header of the call goes along."""
    headers = (("accept", "image/*"), *ACCEPT[1:])
    return HttpRequest(method="GET", url=place, headers=headers, timeout=FETCH_SECONDS, max_bytes=MOST_PICTURE_BYTES)


def entries(response: HttpResponse) -> tuple[Entry, ...]:
    """The pictures that a success announces.

    Raises:
        BadAnswer: It announces none.
    """
    body = json_of(response.body)
    if not isinstance(body, dict):
        start = response.body[:200].lstrip().lower()
        kind = "HTML" if start.startswith((b"<!doctype", b"<html")) else "nothing" if not response.body else "no JSON"
        raise BadAnswer(f"the gateway answered {response.status} with {kind}, where a picture was to come")
    data = body.get("data")
    if not isinstance(data, list) or not data:
        raise BadAnswer(f"the gateway answered {response.status} without a picture")
    return tuple(_entry(item) for item in data)


def _entry(item: object) -> Entry:
    if not isinstance(item, dict):
        return Entry()
    url, source, backed_up = (item.get(key) for key in ("url", "source_url", "backed_up"))
    encoded, revised = item.get("b64_json"), item.get("revised_prompt")
    data = data_uri_bytes(url) if isinstance(url, str) and url[:5].lower() == "data:" else None
    if data is None and isinstance(encoded, str):
        data = _decoded(encoded)
    addresses = (u for u in (url, source) if isinstance(u, str) and u and u[:5].lower() != "data:")
    return Entry(
        data=data,
        urls=tuple(dict.fromkeys(addresses)),
        source_url=source if isinstance(source, str) else "",
        backed_up=backed_up if isinstance(backed_up, bool) else None,
        revised_prompt=revised if isinstance(revised, str) else "",
    )


def data_uri_bytes(uri: str) -> bytes | None:
    """The bytes of a base64 picture URI; `None` where it is none, or too large."""
    head = _DATA_URI.match(uri)
    return None if head is None else _decoded(uri[head.end() :])


def _decoded(text: str) -> bytes | None:
    if len(text) > MOST_PICTURE_BYTES // 3 * 4 + 4:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def price_of(body: Mapping[str, Any]) -> str:
    """The price as printed, such as `"0.016750 USD"`; empty where none is."""
    price = body.get("price")
    if not isinstance(price, dict):
        return ""
    amount, currency = price.get("amount"), price.get("currency")
    if not isinstance(amount, str) or not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", amount, re.ASCII):
        return ""
    named = isinstance(currency, str) and re.fullmatch(r"[A-Z]{3,5}", currency, re.ASCII)
    return f"{amount} {currency if named else 'USD'}"


def _data_uri(image: InputImage) -> str:
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"
