"""One of many processes that spend one budget.

python paced_worker.py LEDGER PROMPTS
"""

from __future__ import annotations

import sys
from pathlib import Path

from pixelfare import Budget, Catalog, Ledger, route
from pixelfare.errors import OverBudget
from pixelfare.ledger import NewOrder
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.paced import Paced

START, DAY = 1_795_305_600.0, 86_400
LIMIT = 2_000_000
CATALOG = Catalog.load("2026-11-22")
BUDGET = Budget(call=None, day=None, labels={"campaign": {"total": "2"}})


def main(path: Path, prompts: int) -> None:
    now = START
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    refused = 0
    with Ledger(path, clock=lambda: now, busy_seconds=120) as ledger:
        pace = Pace(budget_micro_usd=LIMIT, start=START, end=START + DAY)
        policy = Paced(pace, ledger=ledger, clock=lambda: now, label="campaign", catalog=CATALOG)
        for number in range(prompts):
            now = START + DAY * number / prompts
            try:
                decision = route("a red bicycle", policy=policy, catalog=CATALOG)
                price = decision.quote.micro_usd
                ledger.reserve(
                    NewOrder(
                        gateway="blockrun", url="https://gateway.example", model=decision.model,
                        sold_as=decision.model, size="1024x1024", quality=None, n=1, operation="generate",
                        rail="bearer", quoted=price, reserved=price, request="a" * 64, policy="paced",
                        label="campaign", baselines={decision.model: price},
                    ),
                    BUDGET,
                )  # fmt: skip
            except OverBudget:
                refused += 1
    sys.stdout.write(f"{refused}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
