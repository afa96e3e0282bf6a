"""Input pictures from an https URL: fetched within bounds, and only from public places, as every redirect must be."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from pixelfare.errors import BadRequest, GatewayError
from pixelfare.transport.call import MOST_INPUT_BYTES, InputImage, read_image
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, ask
from pixelfare.transport.places import public_place

__all__ = ["fetch_flow", "is_url"]

SECONDS = 60.0
MOST_REDIRECTS = 3
_HEADERS = (("accept", "image/*"), ("accept-encoding", "identity"), ("user-agent", "pixelfare"))
_MOVED = frozenset({301, 302, 303, 307, 308})


def is_url(given: str) -> bool:
    """Whether an input picture is given as a URL."""
    return given[:8].lower().startswith(("http://", "https://"))


def fetch_flow(url: str, *, what: str = "an input picture") -> Flow[InputImage]:
    """Fetch an input picture. Nothing is known to anybody yet, so no error of it says anything about money.

    Args:
        url: An https URL; its query is never shown.
        what: How to call it in an error.

    Raises:
        BadRequest: It is no such URL, leads into a private network, or brings no picture.
    """
    place = url
    for _ in range(MOST_REDIRECTS + 1):
        problem = public_place(place)
        if problem:
            raise BadRequest(f"{what}: its URL {problem}")
        request = HttpRequest(
            method="GET", url=place, headers=_HEADERS, timeout=SECONDS, max_bytes=MOST_INPUT_BYTES, public=True
        )  # fmt: skip
        try:
            response = yield from ask(request)
        except GatewayError as failure:
            raise BadRequest(f"{what} could not be fetched: {failure}") from None
        if response.status not in _MOVED:
            return _taken(request, response, what)
        try:
            place = urljoin(place, response.header("location"))
        except ValueError:
            raise BadRequest(f"{what}: {request.place} leads to what is no URL") from None
    raise BadRequest(f"{what}: {urlsplit(url).hostname} answers with one redirect after the other")


def _taken(request: HttpRequest, response: HttpResponse, what: str) -> InputImage:
    if response.status != HTTPStatus.OK:
        raise BadRequest(f"{what}: {request.place} answered {response.status}")
    kind = response.header("content-type").partition(";")[0].strip().lower()
    if not kind.startswith("image/"):
        raise BadRequest(f"{what}: {request.place} has {kind[:40] or 'no media type'!r}, not a picture")
    return read_image(response.body, what=what)
