"""A real process is killed at every step of its journal; the next one goes on, and the gateway's books are counted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pixelfare import Catalog, Ledger, Router
from pixelfare.errors import GatewayError
from pixelfare.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = "2026-11-22"
CATALOG = Catalog.load(DAY)
WALLET = (1).to_bytes(32, "big")
SCRIPT = Path(__file__).with_name("killed.py")
KEY = "bicycle"


@pytest.fixture(params=["inline", "slow"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(CATALOG, pays="x402", slow=request.param == "slow", polls=1) as running:
        yield running


def buy(sandbox: Sandbox, folder: Path, step: int, moment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), sandbox.url, str(folder / "ledger.sqlite3"), str(folder / "pictures")]
    return subprocess.run(
        [*command, str(step), moment, KEY], capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip


def test_killed_at_every_step(sandbox: Sandbox, tmp_path: Path) -> None:
    """After each kill: never two payments, never a received picture lost, every paid order reported."""
    whole = buy(sandbox, tmp_path / "whole", 0, "never")
    assert whole.returncode == 0, whole.stderr
    money, *steps = whole.stdout.split()
    assert money == "paid"
    assert {"reserve", "signed", "sending", "_send", "answered", "settled", "put", "delivered"} <= set(steps)
    lost = set()
    for step in range(1, len(steps) + 1):
        for moment in ("before", "after"):
            folder = tmp_path / f"{step}-{moment}"
            done = buy(sandbox, folder, step, moment)
            assert done.returncode == -signal.SIGKILL, (folder, done.stdout, done.stderr)
            if not go_on(sandbox, folder):
                lost.add((step, moment))
    assert sandbox.gateway.books.double_payments() == []
    # The one gap that nobody can close: the gateway had answered, and the answer was not yet on disk. It takes the same
    # payment no second time, so the order is reported as unknown.
    sent = steps.index("sending") + 2
    assert steps[sent - 1 : sent + 1] == ["_send", "answered"]
    assert lost == {(sent, "after"), (sent + 1, "before")}


def go_on(sandbox: Sandbox, folder: Path) -> bool:
    """Recover, then ask with the same key; whether the picture is there. What the ledger says has to fit the books."""
    books = sandbox.gateway.books
    ledger_file = folder / "ledger.sqlite3"
    with Router("sandbox", WALLET, ledger=ledger_file, catalog=CATALOG, url=sandbox.url, patience=20) as router:
        found = router.recover()
        before = len(books.settlements)
        try:
            picture, money = (
                router.generate("a red bicycle", "cheapest", key=KEY, out=f"{folder / 'pictures'}/"),
                "paid",
            )
        except GatewayError as failure:
            picture, money = None, failure.money
    with Ledger(ledger_file) as ledger:
        orders = ledger.find_key(KEY)
    nonces = {order.nonce for order in orders if order.nonce}
    paid = [s for s in books.settlements if s.nonce in nonces]
    if picture is None:
        assert money == "unknown"
        assert len(books.settlements) == before
        assert [one.receipt.money for one in found] == ["unknown"]
        assert [order.state for order in orders] == ["unknown"]
        assert len(paid) == (0 if sandbox.gateway.settings.slow else 1)
        return False
    assert picture.path.read_bytes()
    assert picture.receipt.money == "paid"
    assert len(paid) == 1
    return True


def test_several_processes_with_one_key(sandbox: Sandbox, tmp_path: Path) -> None:
    """All ask for the same at once: one payment; the others get its picture, or are told that it is under way."""
    command = [
        sys.executable,
        str(SCRIPT),
        sandbox.url,
        str(tmp_path / "own" / "ledger.sqlite3"),
        str(tmp_path / "out"),
    ]
    running = [
        subprocess.Popen([*command, "0", "never", KEY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(5)
    ]
    ends = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert len(sandbox.gateway.books.settlements) == 1
    bought = [out for (out, _), code in ends if code == 0]
    assert bought
    assert all(out.startswith("paid ") for out in bought)
    assert all("OrderOpen" in said for (_, said), code in ends if code)
