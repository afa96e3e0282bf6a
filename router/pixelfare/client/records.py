"""The journal of one order, kept in the ledger; and the request it was made with, for those who go on with it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pixelfare.client.hooks import Hook, details_of, tell
from pixelfare.errors import LedgerError
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import Order
from pixelfare.transport.call import Call
from pixelfare.transport.messages import HttpRequest, HttpResponse
from pixelfare.x402.values import SignedPayment

__all__ = ["OrderJournal", "Sent", "pack_request", "unpack_request"]


class OrderJournal:
    """Writes the steps of one order into the ledger, and tells the hooks.

    Args:
        ledger: Where.
        order: Which.
        call: What is ordered.
        hooks: Who is told.
    """

    def __init__(self, ledger: Ledger, order: Order, call: Call, hooks: tuple[Hook, ...] = ()) -> None:
        self._ledger = ledger
        self._id = order.id
        self._rail = order.rail
        self._call = call
        self._hooks = hooks
        self.sent = False
        """Whether what may cost something has left the process."""

    def asking(self, request: HttpRequest) -> None:
        """Keep the request's bytes: whoever goes on with the order sends the very same."""
        if self._rail != "none":
            self._ledger.keep_request(self._id, pack_request(self._call, request))

    def signed(self, payment: SignedPayment, *, demanded: int) -> None:
        """Write the payment down."""
        paid = payment.authorization
        self._tell("signed", self._ledger.signed(
            self._id, header=payment.header, secret=payment.secret, demanded=demanded, value=paid.value,
            pay_to=paid.pay_to, nonce=f"0x{paid.nonce.hex()}", valid_before=paid.valid_before,
        ))  # fmt: skip

    def sending(self) -> None:
        """Write down that it leaves."""
        order = self._ledger.sending(self._id)
        self.sent = True
        self._tell("sent", order)

    def answered(self, response: HttpResponse) -> None:
        """Keep the answer, unread."""
        self._ledger.answered(self._id, status=response.status, headers=response.headers, body=response.body)

    def job(self, place: str) -> None:
        """Write down where the job is asked for."""
        self._tell("job", self._ledger.job(self._id, place))

    def settled(self, *, amount: int | None, transaction: str, evidence: str) -> None:
        """Write down what was paid; what was quoted, where nobody says."""
        if amount is None:
            amount = self._ledger.order(self._id).quoted
            evidence = f"{evidence}; the charge is not named, so the quote is taken"
        order = self._ledger.settled(self._id, amount=amount, transaction=transaction, evidence=evidence)
        self._tell("settled", order)

    def refused(self, evidence: str) -> None:
        """Close the order, or leave that to a fallback, which takes the reservation over without a gap."""
        if not self._is_settled(evidence) and self._ledger.order(self._id).state != "reserved":
            self._tell("refused", self._ledger.refused(self._id, evidence))

    def unpaid(self, proof: str) -> None:
        """Write the proof down; the reservation is free again."""
        if not self._is_settled(proof):
            self._tell("unpaid", self._ledger.unpaid(self._id, proof))

    def unknown(self, evidence: str) -> None:
        """Write down that it is not known; the reservation stays."""
        if not self._is_settled(evidence):
            self._tell("unknown", self._ledger.unknown(self._id, evidence))

    def _is_settled(self, evidence: str) -> bool:
        """Whether money has moved for certain: then a later answer is noted, and makes nothing of it undone."""
        settled = self._ledger.order(self._id).state == "settled"
        if settled:
            self.note(evidence)
        return settled

    def note(self, evidence: str) -> None:
        """Add to the evidence."""
        self._ledger.note(self._id, evidence)

    def _tell(self, event: str, order: Order) -> None:
        if self._hooks:
            tell(self._hooks, details_of(event, order, now=self._ledger.now()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as it was sent, and the little of the call that its answer is read with."""

    request: HttpRequest
    prompt: str = field(repr=False)
    speaks: str


def pack_request(call: Call, request: HttpRequest) -> bytes:
    """A request as bytes to keep: a line of JSON, then the body."""
    head: dict[str, Any] = {
        "url": request.url, "headers": [list(pair) for pair in request.headers], "timeout": request.timeout,
        "max_bytes": request.max_bytes, "prompt": call.prompt, "speaks": call.speaks,
    }  # fmt: skip
    return json.dumps(head).encode() + b"\n" + request.body


def unpack_request(kept: bytes) -> Sent:
    """The inverse of `pack_request`.

    Raises:
        LedgerError: It is not what was kept.
    """
    line, _, body = kept.partition(b"\n")
    try:
        head = json.loads(line)
        request = HttpRequest(
            method="POST", url=head["url"], headers=tuple((name, value) for name, value in head["headers"]), body=body,
            timeout=head["timeout"], max_bytes=head["max_bytes"],
        )  # fmt: skip
        return Sent(request=request, prompt=head["prompt"], speaks=head["speaks"])
    except (ValueError, KeyError, TypeError):
        raise LedgerError("the request kept for this order cannot be read; it was changed or damaged") from None
