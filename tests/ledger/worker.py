"""One of many processes at a ledger.

python worker.py LEDGER spend|key|open NUMBER
"""

from __future__ import annotations

import json
import random
import sys
import threading
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from ledger.making import new, signed
from pixelfare import Budget, Ledger
from pixelfare.errors import OrderOpen, OverBudget

THREADS, ROUNDS = 16, 4
BUDGET = Budget(call=None, day="1")


def spend(ledger: Ledger, seed: int, said: dict[str, int], lock: threading.Lock) -> None:
    chance = random.Random(seed)  # noqa: S311  to repeat a run
    for _ in range(ROUNDS):
        amount = chance.randrange(1, 40_000)
        try:
            order = ledger.reserve(new(quoted=amount, reserved=amount), BUDGET)
        except OverBudget:
            with lock:
                said["refused"] += 1
            continue
        with lock:
            said["reserved"] += 1
        end = chance.random()
        if end < 0.3:
            ledger.refused(order.id, "by chance")
        elif end < 0.7:
            ledger.sending(signed(ledger, order).id)
            ledger.settled(order.id, amount=chance.randrange(amount + 1), evidence="by chance")


def main(path: str, what: str, number: str) -> None:
    said = {"reserved": 0, "refused": 0, "secret": 0}
    lock = threading.Lock()
    with Ledger(path, busy_seconds=120) as ledger:
        said["secret"] = int.from_bytes(ledger.secret[:6], "big")
        if what == "spend":
            seeds = [int(number) * THREADS + thread for thread in range(THREADS)]
            threads = [threading.Thread(target=spend, args=(ledger, seed, said, lock)) for seed in seeds]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        elif what == "key":
            for _ in range(20):
                try:
                    ledger.reserve(new(key="the key"), BUDGET)
                    said["reserved"] += 1
                except OrderOpen:
                    said["refused"] += 1
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
