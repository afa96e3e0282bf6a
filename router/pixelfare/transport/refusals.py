"""From an HTTP error to a typed one, whatever shape its body has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pixelfare.errors import CannotPay, GatewayError, GatewayRefused
from pixelfare.transport.call import Call
from pixelfare.transport.messages import HttpResponse

__all__ = ["hint", "json_of", "refusal", "wait_of"]

_LONGEST = 300
_MEANINGS = {
    400: "the request was not accepted",
    401: "it wants another key",
    402: "it did not take the payment",
    403: "the prompt or a picture was refused by a content policy",
    404: "it knows no such place",
    408: "it gave up waiting",
    413: "the request is too large",
    421: "this is the wrong host",
    429: "too many requests",
    500: "it failed",
    502: "the maker behind it failed",
    503: "it is not available",
    504: "the maker behind it took too long",
    524: "its edge gave up waiting",
}
_REDIRECT = 3
_LONGEST_WAIT = 86_400
_LONG = re.compile(r"[A-Za-z0-9+/_=.-]{40,}", re.ASCII)
"""What no message needs, and a payment, a signature or a key looks like."""
_ECHO = 12
"""Characters of a prompt that are no coincidence in a message."""


def refusal(call: Call, response: HttpResponse, *, paid: bool = False) -> GatewayError | CannotPay:
    """The error that says what a gateway answered.

    Args:
        call: What was asked; its prompt is taken out of what is repeated.
        response: Any answer but a success.
        paid: Whether a payment went along.

    Returns:
        `CannotPay` for a 402 to a request without a payment, otherwise `GatewayRefused` with status and body.
    """
    body = json_of(response.body)
    said = hint(call, body)
    if response.status == HTTPStatus.PAYMENT_REQUIRED and not paid:
        price = _price(body)
        asks = f"the gateway wants to be paid{f' {price}' if price else ''}"
        return CannotPay(f"{asks}, and this call has no way to pay it; nothing was signed, and nothing was sent again")
    if response.status // 100 == _REDIRECT:
        text = "it points to another place, and redirects are never followed"
    else:
        text = _MEANINGS.get(response.status, "it did not answer with a picture")
        text = f"{text}: {said}" if said else text
        wait = wait_of(response)
        text = f"{text} (ask again in {wait} s)" if wait else text
    return GatewayRefused(
        f"the gateway answered {response.status}: {text}",
        status=response.status,
        body=body,
        retry_after=wait_of(response),
    )


def json_of(body: bytes) -> Any:
    """A body as JSON values, or `None` where it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def hint(call: Call, body: Any) -> str:
    """What an error body says, in one line, without the prompt.

    `error` may be a text or an object, `details` a text, an object or a list; all of them are looked through.
    """
    parts = list(dict.fromkeys(p for p in _texts(body) if p))
    return _line(call, "; ".join(parts))


def _texts(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        return
    error = body.get("error")
    if isinstance(error, dict):
        yield _text(error.get("message")) or _text(error.get("error"))
        yield _text(error.get("code")) or _text(error.get("type"))
    else:
        yield _text(error)
    yield _text(body.get("message"))
    details = body.get("details")
    if isinstance(details, list):
        for detail in details[:5]:
            if isinstance(detail, dict):
                path = detail.get("path")
                where = ".".join(map(str, path)) if isinstance(path, list) else _text(path)
                yield ": ".join(part for part in (where, _text(detail.get("message"))) if part)
            else:
                yield _text(detail)
    elif isinstance(details, dict):
        yield _text(details.get("message"))
    else:
        yield _text(details)
    code = _text(body.get("code"))
    yield f"code {code}" if code else ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _line(call: Call, text: str) -> str:
    """Printable, short, and without the prompt that some errors repeat."""
    for secret in (call.prompt, call.prompt.strip(), call.prompt.strip()[: _ECHO * 3]):
        if len(secret) >= _ECHO or (secret and secret == call.prompt):
            text = text.replace(secret, "[the prompt]")
    text = _LONG.sub("[...]", text)
    text = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _price(body: Any) -> str:
    price = body.get("price") if isinstance(body, dict) else None
    amount = price.get("amount") if isinstance(price, dict) else None
    if isinstance(amount, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", amount, re.ASCII):
        return f"(it prints {amount} USD)"
    return ""


def wait_of(response: HttpResponse) -> int:
    """Seconds to wait before asking again, where the answer says so; else 0."""
    given: object = response.header("retry-after")
    if not given and isinstance(body := json_of(response.body), dict):
        given = body.get("retry_after_seconds")
    if isinstance(given, str) and re.fullmatch("[0-9]{1,5}", given, re.ASCII):
        given = int(given)
    return given if type(given) is int and 0 < given <= _LONGEST_WAIT else 0
