"""One purchase: reserve, call, pay, deliver; and fall back to another offer where that cannot be paid twice.

A generator like the flows below it, so that sync and async routers share every line of it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace

from pixelfare.catalog.catalog import Catalog
from pixelfare.client.delivery import Wanted, deliver, delivered_before
from pixelfare.client.desk import Desk
from pixelfare.client.records import OrderJournal
from pixelfare.client.recovery import resumed
from pixelfare.errors import (
    BadRequest,
    CannotPay,
    GatewayError,
    GatewayRefused,
    GatewayUnreachable,
    KeyReused,
    LedgerError,
    OrderOpen,
    OverBudget,
    PixelfareError,
    TermsRefused,
)
from pixelfare.ledger.values import NewOrder, Order
from pixelfare.notices import Notice
from pixelfare.picture import Picture
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.decision import Decision
from pixelfare.shelf import Shelf
from pixelfare.transport.answer import Answer
from pixelfare.transport.call import Call, InputImage
from pixelfare.transport.dialects import dialect_of
from pixelfare.transport.flow import picture_flow
from pixelfare.transport.messages import Flow
from pixelfare.transport.rails import FREE

__all__ = ["Purchase", "purchase_flow"]

_FORBIDDEN = 403
_OF_ONE_OFFER = ("price", "cap")
"""Rules that another model's terms may keep; the others are broken by the gateway as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is to be bought, decided and checked, before anything is reserved.

    Args:
        decision: The choice, with its alternatives.
        attempts: What may be tried, in order; the first is the choice itself.
        urls: Base URL of each gateway among them.
        request: Digest of what was asked.
    """

    decision: Decision
    attempts: tuple[Candidate, ...]
    catalog: Catalog
    urls: dict[str, str]
    prompt: str = field(repr=False)
    images: tuple[InputImage, ...] = ()
    mask: InputImage | None = None
    shelf: Shelf
    request: str
    key: str | None = None
    label: str = ""

    def call(self, candidate: Candidate, patience: float) -> Call:
        """The call that one attempt makes."""
        return Call(
            url=self.urls[candidate.gateway], model=candidate.quote.sold_as, prompt=self.prompt, size=candidate.size,
            n=candidate.quote.n, quality=candidate.quality, images=self.images, mask=self.mask, patience=patience,
            speaks=self.catalog.gateway(candidate.gateway).speaks,
        )  # fmt: skip

    def wanted(self, candidate: Candidate) -> Wanted:
        """Where the pictures go, and the decision for what this attempt buys."""
        return Wanted(shelf=self.shelf, decision=_decided_for(self.decision, candidate))


def purchase_flow(desk: Desk, purchase: Purchase) -> Flow[Picture]:
    """Buy.

    Args:
        desk: Where orders are made.
        purchase: What to buy.

    Returns:
        The first picture; `.others` are the rest.

    Raises:
        KeyReused: The key stands for another request.
        OrderOpen: Another process is at it.
        CannotPay: Nothing was signed.
        GatewayError: It was called and no picture came; `.order` and `.money` say what became of the money.
    """
    if purchase.key is not None:
        found = yield from _bought_before(desk, purchase)
        if found is not None:
            return found
    purchase.shelf.prepare()  # a key's picture may be there already, and then nothing is in its way
    left, last = list(purchase.attempts), None
    failure: GatewayError | CannotPay | None = None
    while True:
        candidate = left.pop(0)
        id_ = desk.ledger.new_id()
        with desk.ledger.holding(id_):  # before it can be seen, so that nobody takes it for one that was left behind
            try:
                order = _reserved(desk, purchase, candidate, tuple(left), last, id_)
            except CannotPay:
                if last is None or failure is None:
                    raise
                _close(desk, last, failure)
                raise failure from None  # what happened to the first attempt matters more than why there is no second
            if last is not None:
                desk.tell("closed", desk.ledger.order(last.id), failure)
            try:
                return (yield from _attempt(desk, purchase, candidate, order))
            except (GatewayError, CannotPay) as problem:
                failure = problem
            last = desk.ledger.order(order.id)
            left = [other for other in left if _may_fall_back(failure, candidate, other, last)]
            if not left:
                _close(desk, last, failure)
                raise failure
            desk.tell("fallback", last, failure)


def _bought_before(desk: Desk, purchase: Purchase) -> Flow[Picture | None]:
    """What the key stands for already: its picture, or an order to go on with, or nothing yet."""
    orders = desk.ledger.find_key(purchase.key or "")
    if not orders:
        return None
    newest = orders[-1]
    if newest.request != purchase.request:
        text = f"the key {purchase.key!r} stands for another request, that of order {newest.id}; nothing was bought"
        raise KeyReused(text, order=newest.id)
    if newest.is_open:
        picture = yield from resumed(desk, newest)
        if picture is not None:
            return picture
        newest = desk.ledger.order(newest.id)
    if newest.state == "delivered":
        return delivered_before(newest, Wanted.from_json(newest.wanted))
    if newest.is_open:
        text = f"the key stands for order {newest.id}, which is {newest.state}; it is not known whether it was paid"
        raise OrderOpen(f"{text}, so it is not bought again").of(newest.id, "unknown")
    return None


def _reserved(
    desk: Desk, purchase: Purchase, candidate: Candidate, rest: tuple[Candidate, ...], last: Order | None, id_: str
) -> Order:
    """Hold the dearest permitted attempt against the budget; where that is too much, this one alone."""
    new = _new_order(desk, purchase, candidate)
    takes_over = "" if last is None else last.id
    why = "" if last is None else "another offer is tried instead"
    dearest = max((c.micro_usd for c in rest), default=0) if new.reserved else 0
    if dearest > new.reserved:
        try:
            wider = replace(new, reserved=dearest)
            order = desk.ledger.reserve(wider, desk.budget, id_=id_, instead_of=takes_over, why=why)
        except OverBudget:
            order = desk.ledger.reserve(new, desk.budget, id_=id_, instead_of=takes_over, why=why)
    else:
        order = desk.ledger.reserve(new, desk.budget, id_=id_, instead_of=takes_over, why=why)
    desk.tell("reserved", order)
    return order


def _new_order(desk: Desk, purchase: Purchase, candidate: Candidate) -> NewOrder:
    gateway = purchase.catalog.gateway(candidate.gateway)
    call = purchase.call(candidate, desk.patience)
    decision = purchase.decision
    quote = candidate.quote
    return NewOrder(
        gateway=gateway.id, url=call.url, model=candidate.model, sold_as=quote.sold_as, size=str(candidate.size),
        quality=candidate.quality, n=quote.n, operation=decision.needs.operation, rail=desk.means.rail_of(gateway),
        network=desk.means.network_of(gateway), payer=desk.means.payer_of(gateway), quoted=quote.micro_usd,
        reserved=quote.micro_usd if desk.means.metered(gateway) else 0, policy=decision.ranking.policy,
        catalog=decision.catalog, as_of=decision.as_of.isoformat(), intent=decision.intent, request=purchase.request,
        body=hashlib.sha256(dialect_of(call.speaks).submit(call).body).hexdigest(),
        key=purchase.key, label=purchase.label, test=gateway.test,
        wanted=purchase.wanted(candidate).to_json(), baselines=_baselines(decision),
    )  # fmt: skip


def _baselines(decision: Decision) -> dict[str, int]:
    """What the same request would have cost at the cheapest of each model that fits, and at the dearest of all.

    The model that was chosen counts as it was chosen: always taking it would have cost just that.
    """
    there = [other for other in (decision.chosen, *decision.alternatives) if other.gateway == decision.gateway]
    costs = {other.model: other.micro_usd for other in sorted(there, key=lambda other: -other.micro_usd)}
    dearest = max(other.micro_usd for other in there)
    return {**costs, decision.model: decision.chosen.micro_usd, "dearest": dearest}


def _attempt(desk: Desk, purchase: Purchase, candidate: Candidate, order: Order) -> Flow[Picture]:
    gateway = purchase.catalog.gateway(candidate.gateway)
    call = purchase.call(candidate, desk.patience)
    wanted = purchase.wanted(candidate)
    journal = OrderJournal(desk.ledger, order, call, desk.hooks)
    try:
        desk.rests.check(call.url)
        rail = desk.means.rail(gateway, order, desk.ledger, desk.budget) if desk.means.metered(gateway) else FREE
        answer = yield from picture_flow(call, rail, journal)
    except GatewayError as failure:
        desk.rests.failed(call.url, failure)
        desk.means.forget_terms(order)
        state = desk.ledger.order(order.id)
        raise failure.of(order.id, failure.money, _remark(state, failure.money)) from None
    except LedgerError as failure:
        if not journal.sent:
            raise
        text = f"the order was sent, and the ledger could not follow: {failure}"
        raise GatewayError(text).of(order.id, "unknown" if order.reserved else "none") from None
    except PixelfareError:
        raise
    except BaseException as stop:
        if desk.process == os.getpid():
            _close(desk, desk.ledger.order(order.id), stop)
        raise
    desk.rests.worked(call.url)
    picture, done = _delivered(desk, order, wanted, answer)
    desk.tell("delivered", done)
    desk.tell("closed", done)
    return picture


def _delivered(desk: Desk, order: Order, wanted: Wanted, answer: Answer) -> tuple[Picture, Order]:
    """Store the pictures; where that fails, their answer stays on disk, and whoever asks is told so."""
    try:
        return deliver(desk.ledger, order, wanted, answer)
    except (BadRequest, LedgerError) as failure:
        text = f"{failure}. The pictures of order {order.id} came, and the gateway's answer is on disk"
        raise GatewayError(f"{text}: 'pixelfare recover' stores them").of(
            order.id, "paid" if order.reserved else "none"
        ) from None  # fmt: skip


def _decided_for(decision: Decision, candidate: Candidate) -> Decision:
    """The decision as it stands when a fallback takes the place of the first choice."""
    if candidate == decision.chosen:
        return decision
    others = tuple(c for c in (decision.chosen, *decision.alternatives) if c != candidate)
    instead = Notice(code="fallback", message=f"{decision.chosen} was the first choice, and could not be had")
    notices = (instead, *candidate.notices, *candidate.quote.notices)
    ranking = replace(decision.ranking, chosen=candidate, alternatives=others, notices=notices, proofs=())
    return replace(decision, ranking=ranking)


def _may_fall_back(failure: PixelfareError, tried: Candidate, other: Candidate, order: Order) -> bool:
    """Only where nothing was signed, or non-payment is proved, and where another offer can fare better."""
    if order.state not in ("reserved", "refused", "unpaid"):
        return False
    if isinstance(failure, TermsRefused):
        return other.gateway != tried.gateway or failure.rule in _OF_ONE_OFFER
    if isinstance(failure, CannotPay):
        return False
    if isinstance(failure, GatewayUnreachable):
        return other.gateway != tried.gateway
    refused = isinstance(failure, GatewayRefused) and failure.status == _FORBIDDEN
    return not (refused and other.model == tried.model)


def _close(desk: Desk, order: Order, failure: BaseException) -> None:
    """Free what an order holds, where nothing was signed or what was signed never left."""
    if order.state in ("reserved", "signed"):
        reason = str(failure) if isinstance(failure, PixelfareError) else f"stopped ({type(failure).__name__})"
        order = desk.ledger.refused(order.id, f"nothing was sent that could be paid: {reason}")
    desk.tell("closed", order, failure)


def _remark(order: Order, money: str) -> str:
    """What became of the money, in a sentence."""
    held = f"{order.reserved / 1_000_000:.6f} USD stay charged to the budget"
    if money == "paid":
        return f"Order {order.id} was paid and its picture is not here: 'pixelfare recover' tries again"
    if money == "unpaid":
        return f"Order {order.id}: it is proved that nothing was paid"
    if money == "unknown" and order.state == "job":
        return f"Order {order.id} is a job that goes on: 'pixelfare recover' brings its picture; {held} until then"
    if money == "unknown":
        return f"Whether order {order.id} was paid is not known: {held}, and 'pixelfare recover' looks again"
    return "Nothing was signed" if order.rail == "x402" else ""
