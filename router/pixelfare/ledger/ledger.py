"""The ledger: every order, written down before each step that cannot be undone."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pixelfare.errors import BadRequest, KeyReused, LedgerError, OrderOpen, UnknownName
from pixelfare.ledger.budget import Budget, Limits
from pixelfare.ledger.burn_rate import BurnRate, Charge, burn_rate, seconds_of
from pixelfare.ledger.condition import condition_of
from pixelfare.ledger.groups import Group, groups_of
from pixelfare.ledger.locks import Locks
from pixelfare.ledger.moves import Moves
from pixelfare.ledger.rows import orders_of, values_of
from pixelfare.ledger.spending import Window, charges, check_budget, windows, windows_of
from pixelfare.ledger.store import Store
from pixelfare.ledger.values import FINAL, OPEN, NewOrder, Order
from pixelfare.settings import data_folder

__all__ = ["AmbiguousOrder", "Ledger", "UnknownOrder"]

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26
_SHORTEST = 6
_MANY = 1_000_000


class UnknownOrder(UnknownName):
    """No order of that id."""

    code = "unknown-order"
    what = "order"


class AmbiguousOrder(BadRequest):
    """Several orders whose ids begin so."""

    code = "ambiguous-order"


class Ledger(Moves):
    """Orders, budgets, and what became of the money, in one SQLite file of the user's own.

    Threads and processes may share one. Every method that changes something returns when that is on disk.

    Args:
        path: The file; nothing: `PIXELFARE_LEDGER`, else `ledger.sqlite3` in the user's data folder.
        clock: Unix seconds.
        busy_seconds: How long to wait for another process.

    Raises:
        LedgerError: It cannot be opened safely. No other is put in its place.

    Example:
        >>> with Ledger() as ledger:
        ...     ledger.orders()
        []
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, *, clock: Callable[[], float] = time.time,
        busy_seconds: float = 30.0,
    ) -> None:  # fmt: skip
        self.path = _path(path)
        store = Store(self.path, busy_seconds=busy_seconds)
        super().__init__(store, self.path.parent, clock)
        self._locks = Locks(self.path.parent / "locks")

    @staticmethod
    def exists(given: str | os.PathLike[str] | None = None) -> bool:
        """Whether there is a ledger; opening one that is not there makes it."""
        return _path(given).exists()

    @classmethod
    def open(cls, given: Ledger | str | os.PathLike[str] | None = None) -> Ledger:
        """The ledger given, or the one at a path, or the user's own."""
        return given if isinstance(given, Ledger) else cls(given)

    def __repr__(self) -> str:
        return f"<Ledger {str(self.path)!r}>"

    @property
    def secret(self) -> bytes:
        """What nonces are derived with; it never leaves the machine."""
        with self._store.reading() as connection:
            return bytes(connection.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone()[0])

    def now(self) -> float:
        """The ledger's clock, Unix seconds."""
        return self._clock()

    @staticmethod
    def new_id() -> str:
        """An id for an order that is about to be reserved, so that it can be held before anybody sees it."""
        return _new_id("ord")

    def reserve(
        self, new: NewOrder, budget: Budget, *, id_: str = "", instead_of: str = "", why: str = ""
    ) -> Order:  # fmt: skip
        """Open an order and hold its price, in one step with every check.

        Args:
            new: The order.
            budget: The limits it has to fit into.
            id_: Its id, from `new_id`; nothing: a new one.
            instead_of: An order of the same purchase that failed and cost nothing: it is closed, and what it held
                passes to this one without a gap.
            why: What to note about that order.

        Raises:
            OverBudget: It does not fit.
            KeyReused: The key stands for another request.
            OrderOpen: An order with this key is under way, or done.
        """
        now = self._clock()
        with self._store.writing() as connection:
            purchase = new.purchase
            if instead_of:
                found = orders_of(connection, "WHERE id = ?", (instead_of,))
                if not found or found[0].state not in ("reserved", "signed", "refused", "unpaid"):
                    raise LedgerError(f"order {instead_of} cannot be replaced: it may have been paid, or is unknown")
                old = found[0]
                purchase = old.purchase
                if old.state in ("reserved", "signed"):
                    self._move(connection, old, "refused", why)
            if new.key is not None:
                purchase = _purchase_of_key(orders_of(connection, "WHERE key = ?", (new.key,)), new, purchase)
            check_budget(connection, budget, new, now=now)
            values = {
                **values_of(new),
                "purchase": purchase or _new_id("buy"),
                "id": id_ or _new_id("ord"),
                "state": "reserved",
            }
            values |= {"created": now, "changed": now}
            names = ", ".join(f'"{name}"' for name in values)
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO orders ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608  ours
            self._event(connection, values["id"], "", "reserved", new.reserved, "")
            (order,) = orders_of(connection, "WHERE id = ?", (values["id"],))
        if instead_of:
            self._wipe(old)
        return order

    def find_key(self, key: str) -> tuple[Order, ...]:
        """The orders of the purchase that a key stands for, the oldest first."""
        with self._store.reading() as connection:
            return tuple(orders_of(connection, "WHERE key = ? ORDER BY created, rowid", (key,)))

    def order(self, id_: str) -> Order:
        """One order, by its id or the beginning of it.

        Raises:
            UnknownOrder: None.
            AmbiguousOrder: Several.
        """
        with self._store.reading() as connection:
            found = orders_of(connection, "WHERE id = ?", (id_,))
            if not found and len(id_) >= _SHORTEST:
                found = orders_of(connection, "WHERE substr(id, 1, ?) = ? LIMIT 2", (len(id_), id_))
        if len(found) > 1:
            raise AmbiguousOrder(f"several orders begin with {id_[:40]!r}: give more of the id")
        if not found:
            raise UnknownOrder(id_)
        return found[0]

    def orders(
        self, *, states: Iterable[str] | None = None, label: str | None = None, gateway: str | None = None,
        since: float | None = None, until: float | None = None, purchase: str | None = None, test: bool | None = None,
        before: str | None = None, limit: int | None = None,
    ) -> list[Order]:  # fmt: skip
        """Orders, the newest first.

        Args:
            states: Only these.
            label: Only this label's.
            gateway: Only at this gateway.
            since: Begun at this Unix time or later.
            until: Begun before it.
            purchase: Only of this purchase.
            test: Only those with, or without, real money.
            before: Only those that come after this order's id in the list.
            limit: At most so many.
        """
        where, values = condition_of(
            states=states, label=label, gateway=gateway, since=since, until=until, purchase=purchase, test=test,
            before=before,
        )  # fmt: skip
        with self._store.reading() as connection:
            return orders_of(
                connection, f"{where}ORDER BY created DESC, rowid DESC LIMIT ?", (*values, limit or _MANY)
            )  # fmt: skip

    def groups(
        self, *, since: float | None = None, label: str | None = None, test: bool | None = None, baseline: str = ""
    ) -> list[Group]:
        """Orders that are alike, added up: all that sums are made of, however many there are.

        Args:
            since: Begun at this Unix time or later.
            label: Only this label's.
            test: Only those with, or without, real money.
            baseline: The name of other prices to add up beside.
        """
        where, values = condition_of(since=since, label=label, test=test)
        with self._store.reading() as connection:
            return groups_of(connection, where, values, baseline=baseline)

    def baselines(
        self, *, since: float | None = None, label: str | None = None, test: bool | None = None
    ) -> tuple[str, ...]:
        """The names of the prices that were written down beside orders, to tell savings."""
        where, values = condition_of(since=since, label=label, test=test)
        with self._store.reading() as connection:
            found = connection.execute(f"SELECT DISTINCT baselines FROM orders {where}", values).fetchall()  # noqa: S608  ours
        return tuple(sorted({name for (text,) in found for name in json.loads(text)}))

    def changes(
        self, after: int = 0, *, since: float, label: str | None = None, test: bool | None = None
    ) -> tuple[int, list[Order]]:
        """Orders to which something happened since the last time this was asked; it costs as much as there are.

        Args:
            after: The number that the last answer gave; 0: every order.
            since: Begun at this Unix time or later.
            label: Only this label's.
            test: Only those with, or without, real money.

        Returns:
            The number to ask with the next time, and the orders, the oldest first.
        """
        with self._store.reading() as connection:
            (latest,) = connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()
            if latest == after:
                return after, []
            # the plus signs keep SQLite from going through all orders by time instead of by id
            parts: list[str] = ["+created >= ?" if after else "created >= ?"]
            values: list[Any] = [since]
            for condition, value in (("label = ?", label), ("+test = ?", None if test is None else int(test))):
                if value is not None:
                    parts.append(condition)
                    values.append(value)
            if after:
                parts.append('id IN (SELECT "order" FROM events WHERE number > ?)')
                values.append(after)
            return latest, orders_of(connection, f"WHERE {' AND '.join(parts)} ORDER BY created, rowid", values)

    def windows(self, budget: Budget, *, label: str = "", test: bool = False) -> tuple[Window, ...]:
        """Every limit of a budget with what counts against it now."""
        with self._store.reading() as connection:
            return tuple(windows(connection, budget, label=label, test=test, now=self._clock()))

    def burn_rates(self, budget: Budget, *, labels: Iterable[str] = ("",), test: bool = False) -> tuple[BurnRate, ...]:
        """How fast each limit that a budget has is being used, and when it will be used up.

        Args:
            budget: The limits.
            labels: Whose; empty is everybody's.
            test: Of test money.
        """
        now, found = self._clock(), []
        with self._store.reading() as connection:
            for whose in labels:
                limits = budget.labels.get(whose, Limits()) if whose else budget.limits
                there = [window for window in windows_of(connection, limits, whose=whose, test=test, now=now)
                         if window.most is not None]  # fmt: skip
                since = now - max(map(seconds_of, there), default=0.0)
                known = [Charge(*row) for row in charges(connection, label=whose, test=test, since=since)]
                found += [burn_rate(window, known, now=now) for window in there]
        return tuple(found)

    def left(self, budget: Budget, *, label: str = "", test: bool = False) -> int | None:
        """Micro-USD that the tightest limit leaves for one more call; `None` where nothing limits it."""
        limits = [budget.limits.call, *([budget.labels[label].call] if label in budget.labels else [])]
        open_ = [*limits, *(window.left for window in self.windows(budget, label=label, test=test))]
        return min((amount for amount in open_ if amount is not None), default=None)

    def holding(self, id_: str) -> AbstractContextManager[None]:
        """Work on an order alone.

        Raises:
            OrderOpen: Another process or thread does.
        """
        return self._locks.holding(id_)

    def is_held(self, id_: str) -> bool:
        """Whether somebody works on an order."""
        return self._locks.is_held(id_)

    def pin(self, origin: str, network: str) -> str | None:
        """Who was paid at an origin before."""
        with self._store.reading() as connection:
            found = connection.execute("SELECT pay_to FROM pins WHERE origin = ? AND network = ?", (origin, network))
            row = found.fetchone()
        return None if row is None else str(row[0])

    def set_pin(self, origin: str, network: str, pay_to: str) -> str:
        """Remember who is paid at an origin, unless somebody is remembered already; who is, after this."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO pins VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (origin, network, pay_to, self._clock())
            )
            found = connection.execute("SELECT pay_to FROM pins WHERE origin = ? AND network = ?", (origin, network))
            return str(found.fetchone()[0])

    def forget_pin(self, origin: str) -> int:
        """Forget who is paid at an origin; how many networks it was remembered for."""
        with self._store.writing() as connection:
            return connection.execute("DELETE FROM pins WHERE origin = ?", (origin,)).rowcount

    def pins(self) -> list[tuple[str, str, str]]:
        """Origin, network and payee of all that are remembered."""
        with self._store.reading() as connection:
            return connection.execute("SELECT origin, network, pay_to FROM pins ORDER BY 1, 2").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _purchase_of_key(orders: Sequence[Order], new: NewOrder, purchase: str) -> str:
    """The purchase that a key's next order belongs to."""
    if not orders:
        return purchase
    newest = orders[-1]
    if any(order.request != new.request for order in orders):
        text = f"the key {new.key!r} stands for another request, that of order {newest.id}; nothing was bought"
        raise KeyReused(text, order=newest.id)
    for order in orders:
        if order.state in OPEN or order.state == "delivered":
            raise OrderOpen(f"the key stands for order {order.id}, which is {order.state}").of(order.id, "unknown")
    if not {order.state for order in orders} <= FINAL:
        raise LedgerError(f"the orders of key {new.key!r} are in a state that is not known")
    return newest.purchase


def _new_id(kind: str) -> str:
    """An id that sorts by time: ten characters of milliseconds, sixteen of chance."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return f"{kind}_{''.join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))}"


def _path(given: str | os.PathLike[str] | None) -> Path:
    if given is not None:
        return Path(given).expanduser().absolute()
    named = os.environ.get("PIXELFARE_LEDGER")
    if not named:
        return data_folder() / "ledger.sqlite3"
    path = Path(named).expanduser()
    if not path.is_absolute():
        raise LedgerError("PIXELFARE_LEDGER names a relative path; give the whole one")
    return path
