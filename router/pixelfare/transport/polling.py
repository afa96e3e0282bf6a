"""A slow job: asking until it is done, has failed, or patience ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus

from pixelfare.errors import BadAnswer, GatewayUnreachable
from pixelfare.notices import Notice
from pixelfare.transport.blockrun import poll
from pixelfare.transport.call import Call
from pixelfare.transport.journal import Journal
from pixelfare.transport.messages import Flow, HttpResponse, Wait, ask
from pixelfare.transport.ordering import Reply
from pixelfare.transport.places import is_loopback, poll_place
from pixelfare.transport.refusals import json_of, wait_of

__all__ = ["PAUSES", "finished", "job_place", "runs"]

PAUSES = (2.0, 3.0, 4.0, 5.0)
"""Seconds before each poll of a slow job; the last one repeats."""
LOCAL_PAUSE = 0.1
"""The same for a gateway on this machine, which has no limits to respect."""
MOST_FAILED_POLLS = 8
"""In a row."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 523, 524})
_SETTLING = 3
"""How often a 402 to a poll is asked again: settlement may have failed for a moment; the header stays the same."""
_RUNNING = ("queued", "in_progress")


def runs(response: HttpResponse) -> bool:
    """Whether an answer is a job that is not done: a 202, or one that a proxy passed on as a success."""
    if response.status == HTTPStatus.OK:
        body = json_of(response.body)
        return isinstance(body, dict) and "data" not in body and body.get("status") in _RUNNING
    return response.status == HTTPStatus.ACCEPTED


def job_place(call: Call, asked: str, first: HttpResponse, notices: list[Notice]) -> str:
    """Where a job is asked for.

    Raises:
        BadAnswer: The answer does not say, or names another place than the gateway.
    """
    job = json_of(first.body)
    if not isinstance(job, dict):
        raise BadAnswer("the gateway accepted the order as a job but did not say which")
    model = job.get("model")
    if isinstance(model, str) and model != call.model:
        text = f"{call.model} was ordered; the gateway says it works with another model"
        notices.append(Notice(code="model-differs", message=text))
    return poll_place(asked, job.get("poll_url"))


def finished(
    call: Call, place: str, reply: Reply, journal: Journal, now: Callable[[], float] | None = None
) -> Flow[HttpResponse]:
    """Ask for a job until there is an answer about it.

    Args:
        call: What was ordered.
        place: Where it is asked for.
        reply: What was answered to the order; its credentials go along with every question.
        journal: Where the answer is kept.
        now: Unix seconds, where a payment goes along that will die.

    Raises:
        GatewayUnreachable: Patience ended, or nobody answers. The job goes on, and can be asked for later.
    """
    question = poll(place)
    question = replace(question, headers=(*question.headers, *reply.credentials))
    dies = None if reply.payment is None or now is None else reply.payment.authorization.valid_before
    spent, asked_for, failed, unsettled = 0.0, 0, 0, 0
    for pause in _pauses(call):
        wait = max(pause, asked_for)
        if spent + wait > call.patience:
            raise _later(journal, f"the job was not done after {spent:.0f} s", reply)
        if dies is not None and now is not None and now() + wait >= dies:
            raise _later(journal, "the job was not done before its payment died", reply)
        yield Wait(seconds=wait)
        spent += wait
        asked_for = 0
        try:
            response = yield from ask(question)
        except (BadAnswer, GatewayUnreachable) as failure:
            failed += 1
            if failed >= MOST_FAILED_POLLS:
                raise _later(journal, str(failure), reply) from None
            continue
        spent += response.seconds
        if runs(response):
            failed = 0
        elif response.status in _AGAIN and failed < MOST_FAILED_POLLS:
            failed += 1
            asked_for = wait_of(response)
        elif response.status == HTTPStatus.PAYMENT_REQUIRED and reply.payment and unsettled < _SETTLING:
            unsettled += 1
        else:
            journal.answered(response)
            return response
    raise AssertionError("pauses never end")


def _later(journal: Journal, what: str, reply: Reply) -> GatewayUnreachable:
    """Patience ended. A job is settled by the poll that finds it completed, so nothing is known to be charged yet."""
    journal.note(what)
    failure = GatewayUnreachable(f"{what}; it may still be finished later")
    return failure.of("", "unknown" if reply.payment or reply.metered else "none")


def _pauses(call: Call) -> Iterator[float]:
    local = is_loopback(call.url)
    yield from () if local else PAUSES
    while True:
        yield LOCAL_PAUSE if local else PAUSES[-1]
