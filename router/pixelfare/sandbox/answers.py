"""The forms of the sandbox's answers, the good ones and the broken ones."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pixelfare.money import usd
from pixelfare.sandbox.cashier import Payment
from pixelfare.sandbox.faults import ConnectionLost, Fault
from pixelfare.sandbox.orders import Order

__all__ = ["Job", "Response", "broken", "envelope", "json_answer", "price", "spoiled", "truncated", "zip_bomb"]

Response = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""

_WORDS: dict[str, tuple[dict[str, str], Any]] = {
    "400": ({}, {"error": "Invalid request body", "details": [{"path": ["model"], "message": "Required"}]}),
    "403": ({}, {"error": {"message": "Refused by the content policy", "type": "policy", "code": "content_policy"}}),
    "429": ({}, {"error": "Rate limited", "code": "RATE_LIMITED", "source": "upstream", "details": "try again"}),
    "500": ({}, {"error": "Internal server error"}),
    "502": ({"content-type": "text/html"}, b"<html><body>502 Bad Gateway</body></html>"),
    "503": ({}, b""),
    "504": ({}, {"error": "Upstream timeout", "message": "No charge was taken", "details": {}}),
    "524": ({"content-type": "text/html"}, b"<!DOCTYPE html><title>524</title>"),
    "402-after-paying": ({}, {"error": "Payment verification failed", "code": "PAYMENT_INVALID", "debug": {}}),
}
"""Bodies in all the shapes that errors were seen in (facts of 2026-11-22, images protocol)."""
_STRANGE = {"html": b"<!doctype html><title>hello</title>", "empty": b"", "not-json": b"{not json"}
EVIL = "https://evil.example"


@dataclass(slots=True, kw_only=True)
class Job:
    """An order under way.

    Args:
        polls_left: How many more polls find it running.
        payment: What was signed for it.
        transaction: Its settlement, once that happened.
        failed: Empty, or what the answer says about the charge: `not_charged`, `unclear`.
    """

    order: Order
    edit: bool
    created: int
    polls_left: int
    payment: Payment | None = None
    transaction: str = ""
    failed: str = ""
    spoiled: str = ""


def json_answer(status: int, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return status, {"content-type": "application/json", **(headers or {})}, body


def envelope(id_: str, job: Job, status: str) -> dict[str, Any]:
    """What is said about a job."""
    order = job.order
    paying = "not_required" if job.payment is None else "verified"
    return {
        "id": id_, "object": "image.generation.job", "status": status, "model": order.offer.sold_as,
        "size": str(order.size), "n": order.n, "price": price(order), "payment_status": paying,
        "created": job.created,
    }  # fmt: skip


def price(order: Order) -> dict[str, str]:
    """The price as it is printed."""
    return {"amount": str(usd(order.quote.micro_usd)), "currency": "USD"}


def broken(fault: Fault) -> Response | None:
    """The answer of a fault that happens before any work; `None` where the work goes on.

    Raises:
        ConnectionLost: For a connection that breaks.
    """
    if fault.kind in ("reset-before", "poll-reset", "result-reset"):
        raise ConnectionLost
    if fault.kind.startswith("redirect"):
        return 307, {"location": f"{EVIL}/v1/images/generations"}, b""
    if fault.kind in _STRANGE:
        kind = "text/html" if fault.kind == "html" else "application/json"
        return 200, {"content-type": kind}, _STRANGE[fault.kind]
    word = {"poll-404": "404", "poll-402": "402", "poll-504": "504", "result-404": "404", "result-500": "500"}
    name = word.get(fault.kind, fault.kind)
    headers, said = _WORDS.get(name, ({}, {"error": "Not found"}))
    if name not in _WORDS and name not in ("404", "402"):
        return None
    more = {"retry-after": f"{fault.seconds:.0f}", "x-ratelimit-source": "upstream"} if name == "429" else {}
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return int(name[:3]), {"content-type": "application/json", **headers, **more}, body


def truncated(answer: Response) -> ConnectionLost:
    """An answer that breaks off in the middle."""
    status, headers, body = answer
    return ConnectionLost((status, {**headers, "content-length": str(len(body))}, body[: len(body) // 2]))


def spoiled(kind: str, picture: bytes) -> bytes:
    """A picture, or what comes in its place."""
    if kind == "zip-bomb":
        return zip_bomb()
    return b"this is no picture at all" if kind == "not-an-image" else picture


def zip_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to a hundred megabytes and more."""
    rows = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join([*(rows.compress(row) for _ in range(side)), rows.flush()])
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
