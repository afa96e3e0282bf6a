"""Sums over groups of orders, against sums over every order one by one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.making import Clock, new, settled, signed
from pixelfare.errors import BadRequest
from pixelfare.ledger import Budget, Ledger, Order, StoredPicture
from pixelfare.ledger.receipt import money_of
from pixelfare.ledger.report import savings, spending

FREE = Budget(call=None, day=None)
DAY = 86_400
NAMES: dict[str, Callable[[Order], str]] = {
    "day": lambda order: datetime.fromtimestamp(order.created, UTC).date().isoformat(),
    "label": lambda order: order.label or "(none)",
    "model": lambda order: order.model,
    "gateway": lambda order: order.gateway,
}


def leave(ledger: Ledger, state: str, **parts: Any) -> None:
    """An order that was left in a state."""
    order = ledger.reserve(new(**parts), FREE)
    if state == "refused":
        ledger.refused(order.id, "no")
    elif state == "signed":
        signed(ledger, order)
    elif state in ("unknown", "unpaid"):
        ledger.sending(signed(ledger, order).id)
        {"unknown": ledger.unknown, "unpaid": ledger.unpaid}[state](order.id, "told by a test")
    elif state in ("settled", "delivered"):
        settled(ledger, order)
        if state == "delivered":
            pictures = [StoredPicture(path=Path("x.png"), sha256="0" * 64, media_type="image/png", size="1x1")]
            ledger.delivered(order.id, pictures * order.n)


wishes = st.fixed_dictionaries({
    "state": st.sampled_from(("reserved", "signed", "unknown", "unpaid", "refused", "settled", "delivered")),
    "label": st.sampled_from(("", "ann")), "model": st.sampled_from(("a/one", "b/two")), "n": st.integers(1, 2),
    "test": st.booleans(), "reserved": st.sampled_from((0, 16_750, 106_001)),
    "baselines": st.sampled_from(({}, {"dearest": 106_001}, {"dearest": 200_000, 'odd."name': 1})),
})  # fmt: skip


def one_by_one(orders: list[Order], by: str) -> list[tuple[str, int, int, int, int]]:
    names = sorted({NAMES[by](order) for order in orders})
    each = [(name, [order for order in orders if NAMES[by](order) == name]) for name in names]
    return [
        (
            name, len(found), sum(len(order.pictures) for order in found),
            sum(order.settled or 0 for order in found if money_of(order) == "paid"),
            sum(order.charged for order in found if money_of(order) != "paid"),
        )
        for name, found in [*each, ("total", orders)]
    ]  # fmt: skip


@settings(max_examples=40)
@given(st.lists(wishes, max_size=12), st.sampled_from(("dearest", 'odd."name', "never")))
def test_groups_add_up_to_what_the_orders_do(wanted: list[dict[str, Any]], baseline: str) -> None:
    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger(Path(folder) / "own" / "ledger.sqlite3", clock=clock) as ledger,
    ):
        for parts in wanted:
            leave(ledger, parts["state"], **{name: value for name, value in parts.items() if name != "state"})
            clock.now += DAY / 3
        for filters in ({}, {"test": False}, {"label": "ann"}, {"since": 1_764_000_000.0 + 2 * DAY}):
            orders, groups = ledger.orders(**filters), ledger.groups(**filters, baseline=baseline)
            for by in NAMES:
                rows = [(row.name, row.orders, row.pictures, row.paid, row.held) for row in spending(groups, by)]
                assert rows == one_by_one(orders, by)
            known = ledger.baselines(**filters)
            assert list(known) == sorted({name for order in orders for name in order.baselines})
            delivered = [order for order in orders if order.state == "delivered" and order.reserved]
            have = [order for order in delivered if baseline in order.baselines]
            if delivered and not have:
                with pytest.raises(BadRequest, match="was ever priced"):
                    savings(groups, baseline, known)
                continue
            saved = savings(groups, baseline, known)
            assert (saved.orders, saved.without) == (len(have), len(delivered) - len(have))
            assert saved.paid == sum(order.charged for order in have)
            assert saved.would_have_cost == sum(order.baselines[baseline] for order in have)
