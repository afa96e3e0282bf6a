"""From one state of an order to the next, each a transaction of its own, and the files that go with it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pixelfare.errors import LedgerError
from pixelfare.ledger.files import private_folder, write_whole
from pixelfare.ledger.rows import orders_of
from pixelfare.ledger.schema import may_move
from pixelfare.ledger.spare import keep_spare, spares_of
from pixelfare.ledger.store import Store
from pixelfare.ledger.values import FINAL, Order, StoredPicture

__all__ = ["Moves"]

_SECRET_HEADERS = frozenset({
    "authorization", "cookie", "payment-signature", "proxy-authorization", "set-cookie", "x-payment",
})  # fmt: skip
_LONGEST_EVIDENCE = 600
_NUMBER_UNKNOWN = 0
"""Of an answer that came when the ledger could not be read; it is the last one, as nothing goes on after it."""
Evidence = str


class Moves:
    """What happens to an order. Every method returns when it is on disk, and refuses a step that cannot follow."""

    def __init__(self, store: Store, folder: Path, clock: Callable[[], float]) -> None:
        self._store = store
        self._folder = folder
        self._clock = clock

    def keep_request(self, id_: str, body: bytes) -> None:
        """Keep the request's bytes, for those who go on with the order; they are wiped when it ends."""
        write_whole(private_folder(self._folder / "requests", ours=True) / id_, body)

    def request(self, id_: str) -> bytes | None:
        """The request's bytes, while they are kept."""
        try:
            return (self._folder / "requests" / id_).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise LedgerError(f"the request of order {id_} cannot be read: {failure.strerror}") from None

    def signed(
        self, id_: str, *, header: str, secret: str, demanded: int, value: int, pay_to: str, nonce: str,
        valid_before: int,
    ) -> Order:  # fmt: skip
        """A payment was signed; the order has this one for ever, and holds what it is for and no more.

        Raises:
            LedgerError: It has one already, or would cost more than is reserved.
        """

        def check(order: Order) -> None:
            if order.nonce:
                raise LedgerError(f"order {id_} has a payment already; it never gets another")
            if value > order.reserved:
                raise LedgerError(f"order {id_} reserved {order.reserved} micro-USD and would sign {value}")

        return self._to(
            id_, "signed", check=check, reserved=value, header=header, secret=secret, demanded=demanded, pay_to=pay_to,
            nonce=nonce, valid_before=valid_before,
        )  # fmt: skip

    def sending(self, id_: str) -> Order:
        """The order is about to leave the process, for the first time or again."""
        return self._to(id_, "sent", sends=lambda order: order.sends + 1)

    def answered(self, id_: str, *, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Path:
        """Keep an answer, before anybody looks into it; where its folder cannot be written, elsewhere.

        Raises:
            LedgerError: It can be kept nowhere, or the ledger cannot be written.
        """
        kept = [[name, value] for name, value in headers if name.lower() not in _SECRET_HEADERS]
        # Status and headers are in the file, too: a process may end before the row says that it is there.
        data = json.dumps([status, kept]).encode() + b"\n" + body
        number = _NUMBER_UNKNOWN
        try:
            with self._store.reading() as connection:
                number = connection.execute("SELECT answers FROM orders WHERE id = ?", (id_,)).fetchone()[0] + 1
            file = private_folder(self._folder / "answers", ours=True) / f"{id_}.{number}"
            write_whole(file, data)
        except LedgerError as failure:
            file = keep_spare(id_, number, data)
            said = f"{failure}; the gateway's answer is kept in {str(file)!r}"
            _forget_spares(id_, file)
            if number == _NUMBER_UNKNOWN:
                raise LedgerError(said) from None
            self.note(id_, said)
        else:
            _forget_spares(id_, file)
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE orders SET answer_status = ?, answer_headers = ?, answers = ?, changed = ? WHERE id = ?",
                (status, json.dumps(kept), number, self._clock(), id_),
            )
        if number > 1:
            with contextlib.suppress(OSError):
                (self._folder / "answers" / f"{id_}.{number - 1}").unlink()
        return file

    def read_answer(self, id_: str) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """The last answer, while it is kept: status, headers, body."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT answers FROM orders WHERE id = ?", (id_,)).fetchone()
        if row is None:
            return None
        # The next one comes first: it is there where a process ended between the file and its row.
        for number in (_NUMBER_UNKNOWN, row[0] + 1, row[0]):
            own = self._folder / "answers" / f"{id_}.{number}"
            try:
                kept = next(spares_of(id_, number), own).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as failure:
                raise LedgerError(f"the answer of order {id_} cannot be read: {failure.strerror}") from None
            head, _, body = kept.partition(b"\n")
            try:
                status, headers = json.loads(head)
                return int(status), [(str(name), str(value)) for name, value in headers], body
            except (ValueError, TypeError):
                raise LedgerError(f"the answer kept for order {id_} was changed or damaged") from None
        return None

    def payment(self, id_: str) -> tuple[str, str] | None:
        """Name and value of the order's payment header, while it is kept."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT header, secret FROM orders WHERE id = ?", (id_,)).fetchone()
        return None if row is None or row[1] is None else (str(row[0]), str(row[1]))

    def job(self, id_: str, place: str) -> Order:
        """The order is a slow job, to be asked for at a URL."""
        return self._to(id_, "job", job=place)

    def settled(self, id_: str, *, amount: int, evidence: Evidence, transaction: str = "") -> Order:
        """Money moved, so many micro-USD."""
        return self._to(id_, "settled", evidence=evidence, settled=amount, transaction=transaction)

    def delivered(self, id_: str, pictures: Sequence[StoredPicture]) -> Order:
        """The pictures are stored. The payment header, the request and the answer are wiped."""

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
                [(id_, number, str(p.path), p.sha256, p.media_type, p.size) for number, p in enumerate(pictures, 1)],
            )

        return self._to(id_, "delivered", write=write)

    def refused(self, id_: str, evidence: Evidence) -> Order:
        """Nothing was signed, or what was signed never left; what was held is free."""

        def check(order: Order) -> None:
            if order.nonce and order.state != "signed":
                raise LedgerError(f"order {id_} is {order.state} and has a payment; only a proof closes it")

        return self._to(id_, "refused", evidence=evidence, check=check)

    def unpaid(self, id_: str, proof: Evidence) -> Order:
        """It is proved that no money moved and none will; what was held is free."""
        return self._to(id_, "unpaid", evidence=proof)

    def unknown(self, id_: str, evidence: Evidence) -> Order:
        """A payment is out, and nothing proves what became of it; what is held stays held."""
        return self._to(id_, "unknown", evidence=evidence)

    def note(self, id_: str, evidence: Evidence) -> None:
        """Add to what is known."""
        with self._store.writing() as connection:
            (order,) = orders_of(connection, "WHERE id = ?", (id_,))
            self._event(connection, id_, order.state, order.state, order.charged, evidence)

    def _to(
        self, id_: str, state: str, *, evidence: Evidence = "", check: Callable[[Order], None] | None = None,
        write: Callable[[sqlite3.Connection], None] | None = None, **values: Any,
    ) -> Order:  # fmt: skip
        with self._store.writing() as connection:
            found = orders_of(connection, "WHERE id = ?", (id_,))
            if not found:
                raise LedgerError(f"there is no order {id_}")
            if check is not None:
                check(found[0])
            if write is not None:
                write(connection)
            order = self._move(connection, found[0], state, evidence, **values)
        if state in FINAL:
            self._wipe(order)
        return order

    def _move(self, connection: sqlite3.Connection, order: Order, state: str, evidence: str, **values: Any) -> Order:
        if not may_move(order.rail, order.state, state):
            raise LedgerError(f"order {order.id} is {order.state} and cannot become {state}")
        changes = {name: value(order) if callable(value) else value for name, value in values.items()}
        changes |= {"state": state, "changed": self._clock()}
        if state in FINAL:
            changes |= {"secret": None, "answer_headers": None}
        pairs = ", ".join(f'"{name}" = ?' for name in changes)
        connection.execute(f"UPDATE orders SET {pairs} WHERE id = ?", (*changes.values(), order.id))  # noqa: S608  ours
        (after,) = orders_of(connection, "WHERE id = ?", (order.id,))
        self._event(connection, order.id, order.state, state, after.charged, evidence)
        return orders_of(connection, "WHERE id = ?", (order.id,))[0]

    def _event(
        self, connection: sqlite3.Connection, id_: str, before: str, after: str, charged: int, evidence: str
    ) -> None:
        connection.execute(
            'INSERT INTO events (time, "order", before, after, charged, evidence) VALUES (?, ?, ?, ?, ?, ?)',
            (self._clock(), id_, before, after, charged, evidence[:_LONGEST_EVIDENCE]),
        )

    def _wipe(self, order: Order) -> None:
        answers = (*(self._folder / "answers").glob(f"{order.id}.*"), *spares_of(order.id))
        for file in (self._folder / "requests" / order.id, *answers):
            with contextlib.suppress(OSError):
                file.unlink()
        if order.nonce:  # without a payment there was no secret in the log
            self._store.forget_old_pages()


def _forget_spares(order: str, newest: Path) -> None:
    """Remove what was kept elsewhere of an order before its newest answer, which must not be taken for it."""
    for spare in spares_of(order):
        if spare != newest:
            with contextlib.suppress(OSError):
                spare.unlink()
