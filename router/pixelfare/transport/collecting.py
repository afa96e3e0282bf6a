"""The pictures of an answer: taken out of it, or fetched from where it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from pixelfare.errors import BadAnswer, GatewayError, GatewayRefused, GatewayUnreachable
from pixelfare.notices import Notice
from pixelfare.transport.answer import AnswerImage
from pixelfare.transport.blockrun import Entry, fetch
from pixelfare.transport.call import Call
from pixelfare.transport.decode import examine
from pixelfare.transport.media import Media, look_at
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, Wait, ask
from pixelfare.transport.places import is_loopback, result_place
from pixelfare.x402.origins import same_origin

__all__ = ["collected"]

FETCHES = (0.0, 1.0, 4.0)
"""Seconds before each attempt to fetch a finished picture."""
_AGAIN = frozenset({429, 500, 502, 503, 504})


def collected(call: Call, announced: tuple[Entry, ...], notices: list[Notice]) -> Flow[tuple[AnswerImage, ...]]:
    """Fetch what is not in the answer itself; a picture that cannot be had does not lose the others.

    Raises:
        GatewayError: Not one could be had.
    """
    images: list[AnswerImage] = []
    first: GatewayError | None = None
    for number, entry in enumerate(announced, start=1):
        try:
            data, url = (entry.data, "") if entry.data is not None else (yield from _fetched(call, entry))
            images.append(_image(call, entry, data, url))
        except GatewayError as failure:
            first = first or failure
            text = f"picture {number} of {len(announced)}: {failure}"
            notices.append(Notice(code="picture-missing", message=text))
    if not images:
        raise first or BadAnswer("the gateway answered without a picture")
    return tuple(images)


def _fetched(call: Call, entry: Entry) -> Flow[tuple[bytes, str]]:
    """Fetch one picture: from the gateway's copy, else from where the maker keeps it."""
    if not entry.urls:
        raise BadAnswer("the gateway announced a picture without bytes or URL that can be read")
    failure: GatewayError | None = None
    for url in entry.urls:
        try:
            request = fetch(result_place(call.url, url))
            request = replace(request, public=not _ours(call.url, url))
            response = yield from _ask_again(request)
        except GatewayError as problem:
            failure = failure or problem
            continue
        if response.status == HTTPStatus.OK:
            return response.body, url
        again = f"the picture's URL answered {response.status}"
        failure = failure or GatewayRefused(again, status=response.status)
    raise failure or BadAnswer("the picture could not be fetched")


def _ours(gateway: str, url: str) -> bool:
    """Whether a place is the gateway's own; a gateway on this machine may name the machine in other words."""
    return same_origin(gateway, url) or (is_loopback(gateway) and is_loopback(url))


def _ask_again(request: HttpRequest) -> Flow[HttpResponse]:
    """Ask for what changes nothing, a few times."""
    for last, pause in zip((False, False, True), FETCHES, strict=True):
        if pause:
            yield Wait(seconds=pause)
        try:
            response = yield from ask(request)
        except GatewayUnreachable:
            if last:
                raise
            continue
        if last or response.status not in _AGAIN:
            return response
    raise AssertionError("the last attempt returns or raises")


def _image(call: Call, entry: Entry, data: bytes, url: str) -> AnswerImage:
    media = look_at(data)
    if media is None:
        raise BadAnswer(f"{len(data):,} bytes came where a picture was announced, but they are no picture")
    return AnswerImage(
        data=data, media_type=media.type, size=media.size, url=url, source_url=entry.source_url,
        backed_up=entry.backed_up, revised_prompt=entry.revised_prompt,
        notices=(*_odd(call, media), *examine(data, media)),
    )  # fmt: skip


def _odd(call: Call, media: Media) -> Iterator[Notice]:
    """What does not fit the order."""
    if media.size is None:
        yield Notice(code="size-unread", message=f"the size of the picture ({media.type}) cannot be read")
    elif media.size != call.size:
        yield Notice(code="size-differs", message=f"{call.size} was ordered; the picture is {media.size}")
    if not media.whole:
        yield Notice(code="picture-cut-off", message="the end of the picture's file is missing")
