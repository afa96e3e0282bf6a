"""Many processes and threads at one ledger: never a micro-dollar over, nothing leaked, one order for each key."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pixelfare import Budget, Ledger

WORKER = Path(__file__).with_name("worker.py")
PROCESSES, THREADS = 8, 16
LIMIT = 1_000_000


def run(path: Path, what: str, count: int = PROCESSES) -> list[dict[str, int]]:
    command = [sys.executable, str(WORKER), str(path), what]
    running = [
        subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, text=True) for number in range(count)
    ]  # fmt: skip
    said = []
    for process in running:
        out, _ = process.communicate(timeout=180)
        assert process.returncode == 0
        said.append(json.loads(out))
    return said


def test_a_budget_under_a_rush(tmp_path: Path) -> None:
    path = tmp_path / "own" / "ledger.sqlite3"
    Ledger(path).close()
    said = run(path, "spend")
    assert sum(one["reserved"] for one in said) > 20
    assert sum(one["refused"] for one in said) > 0, "the budget was never reached"
    with Ledger(path) as ledger:
        orders = ledger.orders()
        assert ledger.left(Budget(call=None, day="1")) == LIMIT - sum(order.charged for order in orders)
        assert sum(order.charged for order in orders) <= LIMIT
        with ledger._store.reading() as connection:
            events = connection.execute('SELECT "order", charged FROM events ORDER BY number').fetchall()
    held: dict[str, int] = {}
    most = 0
    for order, charged in events:  # the journal, replayed: at no moment was more held than the limit
        held[order] = charged
        most = max(most, sum(held.values()))
    assert LIMIT * 9 // 10 < most <= LIMIT
    assert held == {order.id: order.charged for order in orders}


def test_a_key_under_a_rush(tmp_path: Path) -> None:
    path = tmp_path / "own" / "ledger.sqlite3"
    Ledger(path).close()
    said = run(path, "key", 4)
    assert sum(one["reserved"] for one in said) == 1
    with Ledger(path) as ledger:
        assert len(ledger.find_key("the key")) == 1


def test_a_new_ledger_under_a_rush(tmp_path: Path) -> None:
    """All of them make it at once; one secret comes out."""
    said = run(tmp_path / "own" / "ledger.sqlite3", "open", 6)
    assert len({one["secret"] for one in said}) == 1
