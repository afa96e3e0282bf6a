"""One call, from the order to the bytes, without touching a socket: what is sent, and when."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from pixelfare.errors import BadAnswer, GatewayError, GatewayRefused
from pixelfare.notices import Notice
from pixelfare.transport.answer import Answer
from pixelfare.transport.blockrun import Entry
from pixelfare.transport.call import Call
from pixelfare.transport.collecting import collected
from pixelfare.transport.dialects import Dialect, dialect_of
from pixelfare.transport.journal import Journal, Unrecorded
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse
from pixelfare.transport.ordering import Reply, place_order, resend
from pixelfare.transport.polling import finished, job_place, runs
from pixelfare.transport.rails import FREE, X402, Rail
from pixelfare.transport.refusals import hint, json_of, refusal
from pixelfare.x402.settlement import read_settlement, settlement_of_body
from pixelfare.x402.values import SignedPayment

__all__ = ["answer_flow", "job_flow", "picture_flow", "resume_flow", "stored_flow"]

_REFUSED = frozenset(range(400, 500)) - {408, 409, 425, 499}
"""What plainly says no to an order; the rest leaves open whether it was taken on."""


def picture_flow(call: Call, rail: Rail = FREE, journal: Journal | None = None) -> Flow[Answer]:
    """Order, pay, wait, and collect the pictures.

    Args:
        call: What to ask for.
        rail: How it is paid.
        journal: Where every step is written down before it is taken.

    Yields:
        What is to be done: a request, or a wait.

    Returns:
        At least one picture, each told by its bytes.

    Raises:
        CannotPay: The terms broke a rule, or there is no way to pay; nothing was signed.
        GatewayUnreachable: No answer, or the job is not done in time.
        GatewayRefused: It answered with an error.
        BadAnswer: It answered, but not with a picture.
    """
    journal = Unrecorded() if journal is None else journal
    dialect = dialect_of(call.speaks)
    request = dialect.submit(call)
    reply = yield from place_order(call, request, rail, journal)
    clock = rail.clock if isinstance(rail, X402) else None
    return (yield from _concluded(call, dialect, request.url, reply, journal, clock))


def resume_flow(
    call: Call, request: HttpRequest, payment: SignedPayment, journal: Journal, *,
    clock: Callable[[], float] = time.time,
) -> Flow[Answer]:  # fmt: skip
    """Go on with a paid order whose answer never came: the same bytes, and the same payment.

    Args:
        call: What was ordered.
        request: The very bytes that were sent, without the payment.
        payment: The order's one payment.
        journal: Where the order is recorded.
        clock: Unix seconds.

    Raises:
        GatewayError: As `picture_flow`.
    """
    reply = yield from resend(call, request, payment, journal, now=clock)
    return (yield from _concluded(call, dialect_of(call.speaks), request.url, reply, journal, clock))


def job_flow(
    call: Call, place: str, payment: SignedPayment | None, credentials: tuple[tuple[str, str], ...], journal: Journal
) -> Flow[Answer]:
    """Go on with a slow job that was left behind.

    Args:
        call: What was ordered.
        place: Where the job is asked for.
        payment: The order's one payment, on the rail that has one.
        credentials: What goes along with each question.
        journal: Where the order is recorded.

    Raises:
        GatewayError: As `picture_flow`.
    """
    first = HttpResponse(status=HTTPStatus.ACCEPTED)
    reply = Reply(response=first, payment=payment, credentials=credentials, metered=payment is None)
    response = yield from finished(call, place, reply, journal)
    return (yield from _judged(call, dialect_of(call.speaks), reply, response, journal, []))


def stored_flow(
    call: Call, asked: str, reply: Reply, journal: Journal, clock: Callable[[], float] = time.time
) -> Flow[Answer]:
    """Go on from an answer that is on disk, as if it had just come.

    Args:
        call: What was ordered.
        asked: The URL that gave the answer.
        reply: The answer, and what goes along with further questions.
        journal: Where the order is recorded.
        clock: Unix seconds.
    """
    return (yield from _concluded(call, dialect_of(call.speaks), asked, reply, journal, clock))


def answer_flow(call: Call, response: HttpResponse) -> Flow[Answer]:
    """Collect the pictures of a settled order's answer that is on disk."""
    dialect = dialect_of(call.speaks)
    return (yield from _collected(call, dialect, response, dialect.entries(response), []))


def _concluded(
    call: Call, dialect: Dialect, asked: str, reply: Reply, journal: Journal, clock: Callable[[], float] | None
) -> Flow[Answer]:
    response = reply.response
    notices: list[Notice] = []
    if runs(response):
        try:
            place = job_place(call, asked, response, notices)
        except BadAnswer as failure:
            raise _lost(journal, reply, failure) from None
        journal.job(place)
        response = yield from finished(call, place, reply, journal, clock)
    return (yield from _judged(call, dialect, reply, response, journal, notices))


def _lost(journal: Journal, reply: Reply, failure: BadAnswer) -> GatewayError:
    """An answer from which the order cannot be followed further."""
    if reply.payment or reply.metered:
        journal.unknown(str(failure))
        return failure.of("", "unknown")
    journal.refused(str(failure))
    return failure


def _judged(
    call: Call, dialect: Dialect, reply: Reply, response: HttpResponse, journal: Journal, notices: list[Notice]
) -> Flow[Answer]:
    """Write down what the answer says about the money, then take the pictures or say why there are none."""
    response = _without_secrets(response, reply)
    body = json_of(response.body)
    transaction = _transaction(response, body)
    failed = isinstance(body, dict) and body.get("status") == "failed"
    announced: tuple[Entry, ...] = ()
    problem: GatewayError | None = None
    if response.status == HTTPStatus.OK and not failed:
        try:
            announced = dialect.entries(response)
        except BadAnswer as failure:
            problem = failure
    elif failed:
        said = hint(call, body)
        problem = GatewayRefused(f"the job failed{f': {said}' if said else ''}", status=response.status, body=body)
    else:
        found = refusal(call, response, paid=reply.payment is not None)
        if not isinstance(found, GatewayError):
            journal.refused(str(found))
            raise found
        problem = found
    if announced:
        if reply.payment is not None:
            bill: int | None = reply.payment.authorization.value
        else:
            bill = dialect.bills(response) if reply.metered else 0
        journal.settled(amount=bill, transaction=transaction, evidence=f"answered with pictures{_named(transaction)}")
        try:
            return (yield from _collected(call, dialect, response, announced, notices))
        except GatewayError as failure:
            raise failure.of("", "paid" if bill or reply.metered else "none") from None
    assert problem is not None  # noqa: S101  nothing was announced
    raise problem.of("", _written(reply, response, body, transaction, journal, problem))


def _written(
    reply: Reply, response: HttpResponse, body: Any, transaction: str, journal: Journal, problem: GatewayError
) -> str:
    """Record what an answer without a picture proves about the money, and say it in one word."""
    payment = reply.payment
    said = f"answered {response.status}: {problem}"
    if transaction and payment is not None:
        value = payment.authorization.value
        journal.settled(amount=value, transaction=transaction, evidence=f"{said}; it names transaction {transaction}")
        return "paid"
    # Only of a job: what fails at once may still be settled with the payment that was just sent.
    not_charged = isinstance(body, dict) and body.get("payment_status") == "not_charged" and runs(reply.response)
    if isinstance(body, dict) and body.get("status") == "failed" and not_charged:
        journal.unpaid("the job failed, and the gateway says not_charged")
        return "unpaid"
    if payment is not None:
        journal.unknown(f"{said}; a payment was sent, and the answer proves nothing about it")
        return "unknown"
    if reply.metered and (
        response.status not in _REFUSED or runs(reply.response)
    ):  # a no to a poll is none to the order
        journal.unknown(f"{said}; whether the account is charged is not known")
        return "unknown"
    journal.refused(said)
    return "none"


def _without_secrets(response: HttpResponse, reply: Reply) -> HttpResponse:
    """An answer that repeats the payment or the key, without it: errors are shown, and written down."""
    secrets = [secret for _, value in reply.credentials for secret in (value, value.removeprefix("Bearer "))]
    body = response.body
    for secret in secrets:
        body = body.replace(secret.encode(), b"[hidden]")
    if b"\\" in body and (said := json_of(body)) is not None:  # JSON can write any character as an escape
        plain = json.dumps(said, ensure_ascii=False)
        if any(secret in plain for secret in secrets):
            for secret in secrets:
                plain = plain.replace(secret, "[hidden]")
            body = plain.encode("utf-8", "surrogatepass")
    return response if body == response.body else replace(response, body=body)


def _transaction(response: HttpResponse, body: Any) -> str:
    """The settlement's transaction, from the headers on any status, else from the body."""
    settlement = read_settlement(response.headers)
    if settlement is None or not settlement.transaction:
        settlement = settlement_of_body(body.get("payment")) if isinstance(body, dict) else None
    return "" if settlement is None else settlement.transaction


def _named(transaction: str) -> str:
    return f", transaction {transaction}" if transaction else ", no transaction named"


def _collected(
    call: Call, dialect: Dialect, response: HttpResponse, announced: tuple[Entry, ...], notices: list[Notice]
) -> Flow[Answer]:  # fmt: skip
    images = yield from collected(call, announced, notices)
    if len(announced) != call.n:
        text = f"{call.n} pictures were ordered and {len(announced)} came"
        notices.append(Notice(code="count-differs", message=text))
    body = json_of(response.body)
    price = dialect.price_of(body) if isinstance(body, dict) else ""
    return Answer(images=images, price=price, raw=response.body, notices=tuple(notices))
