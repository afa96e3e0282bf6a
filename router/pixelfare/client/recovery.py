"""Going on with orders that were left behind: finish them, prove them unpaid, or say what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from pixelfare.client.delivery import Wanted, deliver
from pixelfare.client.desk import Desk
from pixelfare.client.records import OrderJournal, Sent, unpack_request
from pixelfare.errors import BadAnswer, BadRequest, GatewayError, LedgerError, PixelfareError
from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.values import OPEN, Order
from pixelfare.picture import Picture
from pixelfare.size import parse_size
from pixelfare.transport.answer import Answer
from pixelfare.transport.call import Call
from pixelfare.transport.flow import answer_flow, job_flow, resume_flow, stored_flow
from pixelfare.transport.messages import Flow, HttpResponse
from pixelfare.transport.ordering import MARGIN, Reply
from pixelfare.transport.polling import runs
from pixelfare.transport.rpc import rpc_flow
from pixelfare.x402.chain import prove
from pixelfare.x402.networks import find_network
from pixelfare.x402.values import Authorization, HiddenText, SignedPayment

__all__ = ["QUICK_PATIENCE", "Recovered", "left_behind", "recover_flow", "resumed", "write_off"]

QUICK_PATIENCE = 5.0
"""Seconds that a new start gives to each order an earlier one left behind."""
_QUICK = frozenset({"reserved", "signed", "settled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of one order.

    Args:
        receipt: The order as it now stands; `.money` is the word for its payment.
        picture: Its first picture, where it was delivered just now.
        problem: Why it is not, in a sentence.
    """

    receipt: Receipt
    picture: Picture | None = None
    problem: str = ""


def recover_flow(desk: Desk, orders: tuple[Order, ...]) -> Flow[list[Recovered]]:
    """Go on with each order that nobody else works on.

    Never signs. An order is finished, or proved unpaid, or reported with the evidence there is.
    """
    found: list[Recovered] = []
    for order in orders:
        picture, problem = None, ""
        try:
            picture = yield from resumed(desk, order)
        except PixelfareError as failure:
            problem = str(failure)
        now = desk.ledger.order(order.id)
        found.append(Recovered(receipt=Receipt.of(now), picture=picture, problem=problem))
    return found


def write_off(desk: Desk, id_: str) -> Recovered:
    """Close an order as unpaid because somebody who should know says so.

    Raises:
        BadRequest: No such order, or it is not one whose payment is open.
        OrderOpen: Another process works on it.
    """
    order = desk.ledger.order(id_)
    with desk.ledger.holding(order.id):
        order = desk.ledger.order(order.id)
        if order.state not in ("sent", "job", "unknown"):
            raise BadRequest(f"order {order.id} is {order.state}: there is nothing to write off")
        if order.valid_before is not None and desk.clock() < order.valid_before:
            left = order.valid_before - desk.clock()
            raise BadRequest(
                f"the payment of order {order.id} can still be taken for {left:.0f} s: write it off after that"
            )
        order = desk.ledger.unpaid(order.id, "declared unpaid by the user, without proof")
    desk.tell("unpaid", order)
    return Recovered(receipt=Receipt.of(order))


def left_behind(desk: Desk) -> tuple[Order, ...]:
    """Open orders that nobody works on and that something can still be done about, the oldest first."""
    now = desk.clock()
    orders = reversed(desk.ledger.orders(states=OPEN))
    return tuple(
        order for order in orders
        if not desk.ledger.is_held(order.id) and (_alive(order, now) or desk.rpc_url or order.state in _QUICK)
    )  # fmt: skip


def resumed(desk: Desk, order: Order) -> Flow[Picture | None]:
    """Go on with one order.

    Returns:
        Its picture; `None` where it is now closed without one.

    Raises:
        OrderOpen: Another process has it.
        GatewayError: It is still open; `.money` says what is known.
    """
    with desk.ledger.holding(order.id):
        order = desk.ledger.order(order.id)  # it may have moved before we had it
        if not order.is_open:
            return None
        if order.state in ("reserved", "signed"):
            closed = desk.ledger.refused(order.id, "the process that made it ended before anything was sent")
            desk.tell("refused", closed)
            return None
        try:
            picture = yield from _finished(desk, order)
        except LedgerError as failure:  # it was sent: "nothing was signed" would be wrong
            raise GatewayError(str(failure)).of(order.id, "paid" if order.state == "settled" else "unknown") from None
        except GatewayError as failure:
            state = yield from _proved(desk, desk.ledger.order(order.id))
            if state in ("unpaid", "refused"):
                return None
            raise failure.of(order.id, "paid" if state == "settled" else failure.money) from None
    desk.tell("delivered", desk.ledger.order(order.id))
    return picture


def _finished(desk: Desk, order: Order) -> Flow[Picture]:
    """The picture of an order that was sent: from its answer on disk, from its job, or by sending the same again."""
    kept = desk.ledger.request(order.id)
    sent = None if kept is None else unpack_request(kept)
    call = _call(order, sent, desk.patience)
    journal = OrderJournal(desk.ledger, order, call, desk.hooks)
    answer = yield from _answer(desk, order, call, sent, journal)
    return deliver(desk.ledger, order, Wanted.from_json(order.wanted), answer)[0]


def _answer(desk: Desk, order: Order, call: Call, sent: Sent | None, journal: OrderJournal) -> Flow[Answer]:
    stored = _stored(desk, order)
    payment = _payment(desk, order)
    credentials = desk.means.credentials(order.gateway) if payment is None else ((payment.header, payment.secret),)
    if order.state == "settled":
        return (yield from _settled_answer(order, call, stored, payment, credentials, journal))
    if stored is not None and not (order.job and runs(stored)):
        reply = Reply(
            response=stored, payment=payment, credentials=credentials, metered=payment is None and order.reserved > 0
        )
        asked = order.url if sent is None else sent.request.url
        try:
            return (yield from stored_flow(call, asked, reply, journal, desk.clock))
        except BadAnswer:
            if payment is None or desk.ledger.order(order.id).state == "settled":
                raise
    if order.rail == "none" and not order.reserved and not order.job:
        desk.ledger.unpaid(order.id, "the process that made it ended before the answer came; it costs nothing")
        raise GatewayError("it costs nothing, and was given up").of(order.id, "none")
    if order.job:  # asking costs nothing more, and a job that was settled is handed over again
        return (yield from job_flow(call, order.job, payment, credentials, journal))
    if sent is None or payment is None:
        raise GatewayError("whether it was carried out is not known, and it is not sent twice").of(order.id, "unknown")
    if not _alive(order, desk.clock()):
        text = "its payment is no longer valid, and nothing shows what became of it"
        raise GatewayError(text).of(order.id, "unknown")
    return (yield from resume_flow(call, sent.request, payment, journal, clock=desk.clock))


def _settled_answer(
    order: Order, call: Call, stored: HttpResponse | None, payment: SignedPayment | None,
    credentials: tuple[tuple[str, str], ...], journal: OrderJournal,
) -> Flow[Answer]:  # fmt: skip
    """The pictures of an order that was paid: from its answer, else from its job, which can be asked for again."""
    if stored is not None and not runs(stored):
        try:
            return (yield from answer_flow(call, stored))
        except BadAnswer:
            if not order.job:
                raise
    if not order.job:
        raise GatewayError("it was paid, and its answer never came").of(order.id, "paid")
    return (yield from job_flow(call, order.job, payment, credentials, journal))


def _stored(desk: Desk, order: Order) -> HttpResponse | None:
    """The last answer on disk, where it is one to go on from."""
    found = desk.ledger.read_answer(order.id)
    if found is None:
        return None
    status, headers, body = found
    response = HttpResponse(status=status, headers=tuple(headers), body=body)
    return response if status == HTTPStatus.OK or runs(response) else None


def _proved(desk: Desk, order: Order) -> Flow[str]:
    """Ask the chain what became of a payment, where a node is given; the order's state after that."""
    network = find_network(order.network)
    if not desk.rpc_url or network is None or not order.nonce or order.valid_before is None or order.state not in OPEN:
        return order.state
    try:
        proof = yield from rpc_flow(desk.rpc_url, prove(network, order.payer, order.nonce, order.valid_before))
    except GatewayError as problem:
        desk.ledger.note(order.id, f"the chain could not be asked: {problem}")
        return order.state
    if proof.state == "unpaid":
        order = desk.ledger.unpaid(order.id, proof.evidence)
        desk.tell("unpaid", order)
    elif proof.state == "used" and order.state != "settled":
        order = desk.ledger.settled(order.id, amount=order.demanded or order.quoted, evidence=proof.evidence)
        desk.tell("settled", order)
    else:
        desk.ledger.note(order.id, proof.evidence)
    return order.state


def _alive(order: Order, now: float) -> bool:
    """Whether asking again can still help."""
    return order.valid_before is None or now < order.valid_before - MARGIN


def _call(order: Order, sent: Sent | None, patience: float) -> Call:
    """The call of an order, as far as its answer is read with it."""
    return Call(
        url=order.url, model=order.sold_as, prompt="" if sent is None else sent.prompt, size=parse_size(order.size),
        n=order.n, quality=order.quality, patience=patience,
        speaks="blockrun-images" if sent is None else sent.speaks,
    )  # fmt: skip


def _payment(desk: Desk, order: Order) -> SignedPayment | None:
    """The one payment of an order, as it was recorded."""
    found = desk.ledger.payment(order.id)
    if found is None or order.valid_before is None:
        return None
    header, secret = found
    authorization = Authorization(
        payer=order.payer, pay_to=order.pay_to, value=order.demanded or order.quoted, valid_after=0,
        valid_before=order.valid_before, nonce=bytes.fromhex(order.nonce.removeprefix("0x")),
    )  # fmt: skip
    return SignedPayment(header=header, secret=HiddenText(secret), authorization=authorization, network=order.network)
