"""What a gateway itself lists for sale: its free answer to `/v1/models`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pixelfare.errors import BadAnswer, GatewayRefused
from pixelfare.transport.messages import Flow, HttpRequest, ask
from pixelfare.transport.places import base_url
from pixelfare.transport.refusals import json_of

__all__ = ["listing_flow", "read_listing"]

SECONDS = 30.0
MOST_BYTES = 32 * 1024 * 1024
_HEADERS = (("accept", "application/json"), ("accept-encoding", "identity"), ("user-agent", "pixelfare"))


def listing_flow(url: str) -> Flow[tuple[dict[str, Any], ...]]:
    """Ask a gateway for its models.

    Args:
        url: Its base URL.

    Returns:
        The rows of its list that are about images, as they came.

    Raises:
        GatewayError: No answer, or none that can be read. Gateways limit how often they answer: keep what comes.
    """
    place = f"{base_url(url)}/v1/models"
    request = HttpRequest(method="GET", url=place, headers=_HEADERS, timeout=SECONDS, max_bytes=MOST_BYTES)
    response = yield from ask(request)
    if response.status != HTTPStatus.OK:
        raise GatewayRefused(f"{request.place} answered {response.status}", status=response.status)
    return read_listing(json_of(response.body))


def read_listing(body: object) -> tuple[dict[str, Any], ...]:
    """The rows about images of an answer to `/v1/models`.

    Raises:
        BadAnswer: It is no such answer.
    """
    rows = body.get("data") if isinstance(body, dict) else body
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        raise BadAnswer("this is no list of models: an object with data, each with an id, was expected")
    return tuple(row for row in rows if "image" in str(row.get("category", row.get("categories", "image"))).lower())
