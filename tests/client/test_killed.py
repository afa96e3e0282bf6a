"""A real process is killed at every step of its journal; the next one goes on, and the gateway's books are counted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pixelfare import Catalog, Ledger, Router
from pixelfare.errors import PixelfareError
from pixelfare.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = "2026-11-22"
CATALOG = Catalog.load(DAY)
WALLET = (1).to_bytes(32, "big")
SCRIPT = Path(__file__).with_name("killed.py")
MOST_STEPS = 24


@pytest.fixture(params=["inline", "slow"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(CATALOG, pays="x402", slow=request.param == "slow", polls=1) as running:
        yield running


def buy(sandbox: Sandbox, folder: Path, step: int, moment: str, key: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), sandbox.url, str(folder / "ledger.sqlite3"), str(folder / "pictures")]
    return subprocess.run(
        [*command, str(step), moment, key], capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip


def test_killed_at_every_step(sandbox: Sandbox, tmp_path: Path) -> None:
    """After each kill: never two payments, never a received picture lost, every paid order reported."""
    whole = buy(sandbox, tmp_path, 0, "never", "whole")
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout.split()[0])
    assert 8 <= steps <= MOST_STEPS
    lost = []
    for step in range(1, steps + 1):
        for moment in ("before", "after"):
            key = f"{step}-{moment}"
            done = buy(sandbox, tmp_path, step, moment, key)
            assert done.returncode == -signal.SIGKILL, (key, done.stdout, done.stderr)
            if not go_on(sandbox, tmp_path, key):
                lost.append(key)
    books = sandbox.gateway.books
    assert books.double_payments() == []
    # What can be lost: the answer of an inline call, settled and never received. A slow job is never lost.
    assert not lost or not sandbox.gateway.settings.slow, lost


def go_on(sandbox: Sandbox, folder: Path, key: str) -> bool:
    """Recover, then ask with the same key; whether the picture is there. What the ledger says has to fit the books."""
    books = sandbox.gateway.books
    with Router(
        "sandbox", WALLET, ledger=folder / "ledger.sqlite3", catalog=CATALOG, url=sandbox.url, patience=20
    ) as router:  # fmt: skip
        router.recover()
        before = len(books.settlements)
        try:
            picture = router.generate("a red bicycle", "cheapest", key=key, out=f"{folder / 'pictures'}/")
        except PixelfareError:
            with Ledger(folder / "ledger.sqlite3") as ledger:
                orders = ledger.find_key(key)
            paid = [s for s in books.settlements if s.nonce in {order.nonce for order in orders}]
            assert len(orders) == 1, orders
            assert orders[0].state in ("unknown", "settled"), orders
            assert len(paid) <= 1
            assert len(books.settlements) == before
            return False
    assert picture.path.read_bytes()
    assert picture.receipt.money == "paid"
    with Ledger(folder / "ledger.sqlite3") as ledger:
        nonces = {order.nonce for order in ledger.find_key(key) if order.nonce}
    assert len([s for s in books.settlements if s.nonce in nonces]) == 1
    return True
