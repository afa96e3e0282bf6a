"""A buyer that kills itself at one step of its journal. Run as a process of its own.

    python killed.py URL LEDGER PICTURES STEP before|after KEY

Steps are counted over everything that leaves a mark: the ledger's writes, requests, and stored files. When the count
reaches STEP, the process ends by SIGKILL just before, or just after, that step. With STEP 0 it lives, and writes what
the steps were.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

from pixelfare import Catalog, Router
from pixelfare.ledger.ledger import Ledger
from pixelfare.shelf import Shelf
from pixelfare.transport import shells

if TYPE_CHECKING:
    from collections.abc import Callable

WALLET = (1).to_bytes(32, "big")
"""A public throw-away key; never fund it."""
DAY = "2026-11-22"
MARKS = ("reserve", "keep_request", "signed", "sending", "answered", "job", "settled", "delivered", "note")


def main(url: str, ledger: str, pictures: str, step: str, moment: str, key: str) -> None:
    steps: list[str] = []

    def die_at(done: int, now: str) -> None:
        if done == int(step) and now == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def mortal(step_: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(step_)
        def stepped(*args: Any, **named: Any) -> Any:
            steps.append(step_.__name__)
            mine = len(steps)
            die_at(mine, "before")
            found = step_(*args, **named)
            die_at(mine, "after")
            return found

        return stepped

    for name in MARKS:
        setattr(Ledger, name, mortal(getattr(Ledger, name)))
    Shelf.put = mortal(Shelf.put)  # type: ignore[method-assign]
    shells._send = mortal(shells._send)
    with Router("sandbox", WALLET, ledger=ledger, catalog=Catalog.load(DAY), url=url, patience=20) as router:
        picture = router.generate("a red bicycle", "cheapest", key=key, out=f"{pictures}/")
    sys.stdout.write(f"{picture.receipt.money} {' '.join(steps)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
