"""Several processes, each with a `Paced` of its own, spend one budget through one ledger."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pixelfare import Ledger

WORKER = Path(__file__).with_name("paced_worker.py")
LIMIT, CHEAPEST, PROMPTS = 2_000_000, 16_750, 50


def test_three_processes_use_a_budget_up_and_never_pass_it(tmp_path: Path) -> None:
    """Where more is asked for than even the cheapest offers leave money for, hardly any is left."""
    path = tmp_path / "own" / "ledger.sqlite3"
    Ledger(path).close()
    command = [sys.executable, str(WORKER), str(path), str(PROMPTS)]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    refused = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    with Ledger(path) as ledger:
        orders = ledger.orders(label="campaign")
    assert len(orders) + sum(refused) == 3 * PROMPTS
    assert sum(refused) > 0
    assert LIMIT - CHEAPEST < sum(order.charged for order in orders) <= LIMIT
