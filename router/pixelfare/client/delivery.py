"""From an answer to pictures on disk: stored first, then recorded as delivered, then handed over."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from pixelfare.errors import BadRequest, LedgerError
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.values import Order, StoredPicture
from pixelfare.money import usd
from pixelfare.notices import Notice
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.shelf import Shelf
from pixelfare.size import parse_size
from pixelfare.transport.answer import Answer

__all__ = ["Wanted", "deliver", "delivered_before"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where an order's pictures go, and the decision behind it: what recovery needs beyond the order itself."""

    shelf: Shelf
    decision: Decision

    def to_json(self) -> str:
        """As text for the ledger; the decision is without its prompt."""
        shelf = {"folder": str(self.shelf.folder.absolute()), "name": self.shelf.name}
        return json.dumps({**shelf, "decision": self.decision.to_dict()}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Wanted:
        """The inverse of `to_json`.

        Raises:
            LedgerError: It is not what was written.
        """
        try:
            parts = json.loads(text)
            shelf = Shelf(folder=Path(parts["folder"]), name=parts["name"])
            return cls(shelf=shelf, decision=Decision.from_dict(parts["decision"]))
        except (ValueError, KeyError, TypeError):
            raise LedgerError("where the pictures of this order go cannot be read from the ledger") from None


def deliver(ledger: Ledger, order: Order, wanted: Wanted, answer: Answer) -> tuple[Picture, Order]:
    """Store every picture, record that, and hand them over.

    Raises:
        CannotStore: They can be written nowhere. The order stays settled, and its answer stays on disk.
    """
    said = list(answer.notices)
    if answer.price and answer.price != f"{wanted.decision.quote.usd} USD":
        text = f"{wanted.decision.quote.usd} USD was quoted; the gateway prints {answer.price}"
        said.append(Notice(code="price-differs", message=text))
    paid = ledger.order(order.id).settled
    if order.reserved and paid is not None and paid != order.quoted:
        text = f"{usd(order.quoted)} USD was quoted, and {usd(paid)} were charged"
        said.append(Notice(code="charge-differs", message=text))
    kept: list[tuple[StoredPicture, tuple[Notice, ...]]] = []
    for number, image in enumerate(answer.images, start=1):
        path, odd = wanted.shelf.keep(image.data, image.media_type, number=number, of=len(answer.images))
        size = image.size or parse_size(order.size)
        stored = StoredPicture(
            path=path, sha256=hashlib.sha256(image.data).hexdigest(), media_type=image.media_type, size=str(size)
        )  # fmt: skip
        kept.append((stored, (*said, *image.notices, *odd)))
    for notice in dict.fromkeys(notice for _, odd in kept for notice in odd):
        ledger.note(order.id, f"{notice.code}: {notice.message}")
    missing = any(notice.code == "picture-missing" for notice in said)
    if missing:
        ledger.note(order.id, "not every picture came; what came is kept")
    done = ledger.delivered(order.id, [stored for stored, _ in kept])
    receipt = Receipt.of(done)
    pictures = [_picture(stored, odd, wanted.decision, receipt) for stored, odd in kept]
    return _first(pictures), done


def delivered_before(order: Order, wanted: Wanted) -> Picture:
    """The pictures of an order that was delivered earlier, from where they were put.

    Raises:
        BadRequest: A file is gone, or holds something else. Nothing is bought again.
    """
    for stored in order.pictures:
        try:
            # a pipe in its place would never end
            whole = stored.path.is_file() and hashlib.sha256(stored.path.read_bytes()).hexdigest() == stored.sha256
        except OSError:
            whole = False
        if not whole:
            place = f"{str(stored.path)!r}"
            raise BadRequest(
                f"order {order.id} was delivered and paid, but its picture is not at {place} any more, or was changed; "
                "nothing was bought again. Use another key to buy it anew."
            )
    receipt = Receipt.of(order)
    return _first([_picture(stored, (), wanted.decision, receipt) for stored in order.pictures])


def _picture(stored: StoredPicture, notices: tuple[Notice, ...], decision: Decision, receipt: Receipt) -> Picture:
    return Picture(
        path=stored.path, size=parse_size(stored.size), media_type=stored.media_type,
        sha256=stored.sha256, decision=decision, receipt=receipt, notices=notices,
    )  # fmt: skip


def _first(pictures: list[Picture]) -> Picture:
    return replace(pictures[0], others=tuple(pictures[1:]))
