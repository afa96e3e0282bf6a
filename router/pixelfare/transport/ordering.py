"""Placing an order: what is sent, how it is paid, and what is sent again.

Three rules. Without a signature a question may be repeated, for it costs nothing. With one, the same bytes and the same
header are sent again until the authorization dies, and never another. With a key, what is not plainly refused is never
repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from pixelfare.errors import BadAnswer, GatewayError, GatewayUnreachable
from pixelfare.transport.call import Call
from pixelfare.transport.journal import Journal
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, Wait, ask
from pixelfare.transport.places import is_loopback
from pixelfare.transport.rails import X402, Bearer, Free, Rail
from pixelfare.transport.refusals import wait_of
from pixelfare.x402.guard import Expectation, approve
from pixelfare.x402.payment import build_payment
from pixelfare.x402.terms import read_terms
from pixelfare.x402.values import SignedPayment, Terms

__all__ = ["AGAIN", "Reply", "place_order", "resend"]

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 523, 524})
"""Answers that say nothing for good: the same question may be asked again, where asking again is safe."""
_FREE_AGAIN = AGAIN - {500}
ATTEMPTS = (0.0, 1.0, 3.0)
"""Seconds before each attempt to ask without a payment."""
RESENDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before each time the same payment is sent again."""
INLINE_SECONDS = 260
"""A submission may take 200 s; with this on top of the patience for a slow job the authorization outlives both."""
LONGEST_WINDOW = 3_600
MARGIN = 10
"""Seconds before an authorization dies in which it is not sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to an order, and what goes along with further questions about it.

    Args:
        payment: What was signed for it, if anything was.
        credentials: Headers for polling.
        metered: Whether an account is charged by key.
    """

    response: HttpResponse
    payment: SignedPayment | None = None
    credentials: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    metered: bool = False


def place_order(call: Call, request: HttpRequest, rail: Rail, journal: Journal) -> Flow[Reply]:
    """Send an order and pay for it.

    Args:
        call: What is ordered.
        request: The same as it goes over the wire, without a payment.
        rail: How it is paid.
        journal: Where every step is written down before it is taken.

    Returns:
        The answer, whatever its status, but for those that are asked again.

    Raises:
        CannotPay: The terms broke a rule, or there is no way to pay. Nothing was signed.
        GatewayUnreachable: No answer; `.money` says what that means.
    """
    journal.asking(request)
    if isinstance(rail, X402):
        return (yield from _paid(call, request, rail, journal))
    return (yield from _once(call, request, rail, journal))


def _once(call: Call, request: HttpRequest, rail: Free | Bearer, journal: Journal) -> Flow[Reply]:
    """Send an order that has no nonce; only a plain "too many requests" to a key is asked again."""
    credentials = rail.credentials if isinstance(rail, Bearer) else ()
    metered = isinstance(rail, Bearer) or rail.metered
    sent = replace(request, headers=(*request.headers, *credentials))
    for attempt in range(len(ATTEMPTS)):
        journal.sending()
        try:
            response = yield from ask(sent)
        except GatewayUnreachable as failure:
            if failure.sent and metered:
                journal.unknown(f"no answer to the order: {failure}")
                raise failure.of("", "unknown") from None
            journal.refused(f"no answer to the order, and nothing to pay: {failure}")
            raise
        except BadAnswer as failure:
            record = journal.unknown if metered else journal.refused
            record(f"an answer that cannot be read: {failure}")
            raise failure.of("", "unknown" if metered else "none") from None
        journal.answered(response)
        wait = wait_of(response)
        busy = response.status == HTTPStatus.TOO_MANY_REQUESTS and 0 < wait <= call.patience
        if not (busy and isinstance(rail, Bearer)) or attempt + 1 == len(ATTEMPTS):
            return Reply(response=response, credentials=credentials, metered=metered)
        yield Wait(seconds=wait)
    raise AssertionError("the last attempt returns or raises")


def _paid(call: Call, request: HttpRequest, rail: X402, journal: Journal) -> Flow[Reply]:
    terms = rail.known
    asked_at = ""
    if terms is None:
        response = yield from _asked_freely(call, request)
        if response.status != HTTPStatus.PAYMENT_REQUIRED:
            return Reply(response=response)
        terms = read_terms(response.headers, response.body)
        asked_at = response.header("date")
    payment = _signed(call, request, rail, journal, terms, asked_at)
    return (yield from resend(call, request, payment, journal, now=rail.clock))


def _signed(
    call: Call, request: HttpRequest, rail: X402, journal: Journal, terms: Terms, server_date: str
) -> SignedPayment:
    """Check, sign and record a payment; from here on the order has this one and no other."""
    from pixelfare.x402.sign import sign  # noqa: PLC0415  loaded when somebody pays

    expected = Expectation(
        url=request.url,
        network=rail.network,
        quoted=rail.quoted,
        cap=rail.cap,
        payer=rail.signer.address,
        pay_to=rail.pay_to,
        now=rail.clock(),
        server_date=server_date,
        least_window=min(int(call.patience) + INLINE_SECONDS, LONGEST_WINDOW),
        most_window=LONGEST_WINDOW,
    )
    approval = approve(terms, expected)
    rail.pin(approval.pay_to)
    authorization, signature = sign(approval, rail.signer, rail.nonce)
    payment = build_payment(approval, authorization, signature)
    journal.signed(payment, demanded=approval.offer.amount)
    if terms is not rail.known:
        rail.remember(terms)
    return payment


def _asked_freely(call: Call, request: HttpRequest) -> Flow[HttpResponse]:
    """Ask without a payment; that costs nothing, so it may be repeated."""
    pauses = list(_with_patience(call, ATTEMPTS))
    asked_for = 0
    for number, pause in enumerate(pauses, start=1):
        last = number == len(pauses)
        if wait := max(pause, asked_for):
            yield Wait(seconds=wait)
        try:
            response = yield from ask(request)
        except GatewayUnreachable:
            if last:
                raise
            continue
        asked_for = wait_of(response)
        if last or response.status not in _FREE_AGAIN or asked_for > call.patience:
            return response
    raise AssertionError("the last attempt returns or raises")


def resend(
    call: Call, request: HttpRequest, payment: SignedPayment, journal: Journal, *, now: Callable[[], float]
) -> Flow[Reply]:
    """Send a paid order, and the same again for as long as that can help.

    Args:
        call: What is ordered.
        request: The order without its payment: the very bytes that were sent before.
        payment: The one payment of this order.
        journal: Where it is recorded.
        now: Unix seconds.

    Raises:
        GatewayUnreachable: No answer. Whether money moved is unknown.
    """
    credentials = ((payment.header, payment.secret),)
    paid = replace(request, headers=(*request.headers, *credentials))
    dies = min(payment.authorization.valid_before - MARGIN, now() + call.patience + INLINE_SECONDS)
    failure: GatewayError | None = None
    response: HttpResponse | None = None
    asked_for = 0
    for pause in (0.0, *_with_patience(call, RESENDS)):
        wait = max(pause, asked_for)
        if now() + wait >= dies or asked_for > call.patience:
            break
        if wait:
            yield Wait(seconds=wait)
        journal.sending()
        try:
            response = yield from ask(paid)
        except GatewayUnreachable as problem:
            failure, response, asked_for = problem, None, 0
            journal.note(f"no answer to the paid order: {problem}")
            continue
        except BadAnswer as problem:
            journal.unknown(f"an answer to the paid order that cannot be read: {problem}")
            raise problem.of("", "unknown") from None
        journal.answered(response)
        if response.status not in AGAIN:
            break
        asked_for = wait_of(response)
    if response is None:
        failure = failure or GatewayUnreachable("the payment of this order is no longer valid and was not sent again")
        journal.unknown(f"the paid order was not answered: {failure}")
        raise failure.of("", "unknown") from None
    return Reply(response=response, payment=payment, credentials=credentials)


def _with_patience(call: Call, pauses: tuple[float, ...]) -> Iterator[float]:
    """Pauses as they are; none for a gateway on this machine, which has no limits to respect."""
    yield from (min(pause, 0.05) for pause in pauses) if is_loopback(call.url) else pauses
