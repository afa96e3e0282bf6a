"""One call, from the order to the bytes, without touching a socket.

The only place that decides what is sent, and when. A POST is sent once and never again. Asking for a slow job and
fetching a finished picture change nothing and are repeated when they fail. Paying will be one more answer to a 402.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from pixelfare.errors import BadAnswer, GatewayError, GatewayRefused, GatewayUnreachable
from pixelfare.notices import Notice
from pixelfare.transport.answer import Answer, AnswerImage
from pixelfare.transport.blockrun import Entry, entries, fetch, poll, price_of, submit
from pixelfare.transport.call import Call
from pixelfare.transport.media import Media, look_at
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, Wait
from pixelfare.transport.places import is_loopback, poll_place, result_place
from pixelfare.transport.refusals import hint, json_of, refusal, wait_of

__all__ = ["PAUSES", "picture_flow"]

PAUSES = (2.0, 3.0, 4.0, 5.0)
"""Seconds before each poll of a slow job; the last one repeats."""
LOCAL_PAUSE = 0.1
"""The same for a gateway on this machine, which has no limits to respect."""
MOST_FAILED_POLLS = 8
"""In a row."""
FETCHES = (0.0, 1.0, 4.0)
"""Seconds before each attempt to fetch a finished picture."""
_AGAIN = frozenset({429, 502, 503, 504})
_RUNNING = ("queued", "in_progress")


def picture_flow(call: Call) -> Flow[Answer]:
    """Make a call.

    Args:
        call: What to ask for.

    Yields:
        What is to be done: a request, or a wait.

    Returns:
        At least one picture, each told by its bytes.

    Raises:
        CannotPay: The gateway wants to be paid.
        GatewayUnreachable: No answer to the order, or the job is not done in time.
        GatewayRefused: It answered with an error.
        BadAnswer: It answered, but not with a picture.
    """
    request = submit(call)
    response = yield from _ask(request)
    notices: list[Notice] = []
    if _runs(response):
        response = yield from _finished(call, request.url, response, notices)
    if response.status != HTTPStatus.OK:
        raise refusal(call, response)
    body = json_of(response.body)
    if isinstance(body, dict) and body.get("status") == "failed":
        said = hint(call, body)
        raise GatewayRefused(f"the job failed{f': {said}' if said else ''}", status=200, body=body)
    announced = entries(response)
    images = yield from _collected(call, announced, notices)
    if len(announced) != call.n:
        text = f"{call.n} pictures were ordered and {len(announced)} came"
        notices.append(Notice(code="count-differs", message=text))
    price = price_of(body) if isinstance(body, dict) else ""
    return Answer(images=tuple(images), price=price, raw=response.body, notices=tuple(notices))


def _ask(request: HttpRequest) -> Flow[HttpResponse]:
    response = yield request
    if response is None:
        raise TypeError("a request was answered with nothing")
    return response


def _runs(response: HttpResponse) -> bool:
    """Whether an answer is a job that is not done: a 202, or one that a proxy passed on as a success."""
    if response.status == HTTPStatus.OK:
        body = json_of(response.body)
        return isinstance(body, dict) and "data" not in body and body.get("status") in _RUNNING
    return response.status == HTTPStatus.ACCEPTED


def _finished(call: Call, asked: str, first: HttpResponse, notices: list[Notice]) -> Flow[HttpResponse]:
    """Ask for a slow job until it is done, has failed, or patience ends."""
    job = json_of(first.body)
    if not isinstance(job, dict):
        raise BadAnswer("the gateway accepted the order as a job but did not say which")
    model = job.get("model")
    if isinstance(model, str) and model != call.model:
        text = f"{call.model} was ordered; the gateway says it works with another model"
        notices.append(Notice(code="model-differs", message=text))
    place = poll_place(asked, job.get("poll_url"))
    spent = 0.0
    asked_for = 0
    failed = 0
    for pause in _pauses(call):
        wait = max(pause, asked_for)
        if spent + wait > call.patience:
            raise GatewayUnreachable(f"the job was not done after {spent:.0f} s; it may still be finished later")
        yield Wait(seconds=wait)
        spent += wait
        asked_for = 0
        try:
            response = yield from _ask(poll(place))
        except GatewayUnreachable:
            failed += 1
            if failed >= MOST_FAILED_POLLS:
                raise
            continue
        spent += response.seconds
        if _runs(response):
            failed = 0
        elif response.status in _AGAIN and failed < MOST_FAILED_POLLS:
            failed += 1
            asked_for = wait_of(response)
        else:
            return response
    raise AssertionError("pauses never end")


def _pauses(call: Call) -> Iterator[float]:
    local = is_loopback(call.url)
    yield from () if local else PAUSES
    while True:
        yield LOCAL_PAUSE if local else PAUSES[-1]


def _collected(call: Call, announced: tuple[Entry, ...], notices: list[Notice]) -> Flow[list[AnswerImage]]:
    """Fetch what is not in the answer itself; a picture that cannot be had does not lose the others."""
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
    return images


def _fetched(call: Call, entry: Entry) -> Flow[tuple[bytes, str]]:
    """Fetch one picture: from the gateway's copy, else from where the maker keeps it."""
    if not entry.urls:
        raise BadAnswer("the gateway announced a picture without bytes or URL that can be read")
    failure: GatewayError | None = None
    for url in entry.urls:
        try:
            request = fetch(result_place(call.url, url))
            response = yield from _ask_again(request)
        except GatewayError as problem:
            failure = failure or problem
            continue
        if response.status == HTTPStatus.OK:
            return response.body, url
        again = f"the picture's URL answered {response.status}"
        failure = failure or GatewayRefused(again, status=response.status)
    raise failure or BadAnswer("the picture could not be fetched")


def _ask_again(request: HttpRequest) -> Flow[HttpResponse]:
    """Ask for what changes nothing, a few times."""
    for last, pause in zip((False, False, True), FETCHES, strict=True):
        if pause:
            yield Wait(seconds=pause)
        try:
            response = yield from _ask(request)
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
        backed_up=entry.backed_up, revised_prompt=entry.revised_prompt, notices=tuple(_odd(call, media)),
    )  # fmt: skip


def _odd(call: Call, media: Media) -> Iterator[Notice]:
    """What does not fit the order."""
    if media.size is None:
        yield Notice(code="size-unread", message=f"the size of the picture ({media.type}) cannot be read")
    elif media.size != call.size:
        yield Notice(code="size-differs", message=f"{call.size} was ordered; the picture is {media.size}")
    if not media.whole:
        yield Notice(code="picture-cut-off", message="the end of the picture's file is missing")
