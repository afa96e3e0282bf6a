"""Thousands of purchases while anything goes wrong: nothing paid twice, nothing received lost, no budget passed.

Several routers share one ledger and one gateway in this process. Faults are drawn from a seed; every so often a router
"dies" in the middle of a step and another takes its place. At the end the ledger is compared with the gateway's books.
"""

from __future__ import annotations

import logging
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rows import Row

__all__ = ["paying_faults"]

CALLS, WORKERS, SEED = 10_000, 8, 20261124
FAULT_RATE, DEATH_RATE, REUSE_RATE = 0.25, 0.02, 0.1
LIMIT_USD = "150"
DAY = "2026-11-22"
STEPS = ("signed", "sending", "answered", "job", "settled", "delivered")


class Died(BaseException):
    """A process that is gone."""


@dataclass
class Tally:
    """What callers saw."""

    ends: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str) -> None:
        with self.lock:
            self.ends[what] += 1


def paying_faults(calls: int = CALLS) -> list[Row]:
    """Run them and compare the books."""
    from pixelfare import Catalog, Ledger
    from pixelfare.ledger.receipt import money_of
    from pixelfare.sandbox import Faults, Gateway
    from pixelfare.sandbox.settings import Settings

    catalog = Catalog.load(DAY)
    folder = Path(tempfile.mkdtemp())
    gateway = Gateway(catalog, Settings(pays="x402"), faults=Faults(seed=SEED, rate=FAULT_RATE))
    _draw_once()
    tally = Tally()
    began = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda worker: _work(worker, calls // WORKERS, folder, catalog, gateway, tally), range(WORKERS)))
    faults, gateway.faults = gateway.faults, Faults()
    recovered = _recover(folder, catalog, gateway)
    seconds = time.monotonic() - began
    with Ledger(folder / "ledger.sqlite3") as ledger:
        orders = ledger.orders()
    settled = Counter(s.nonce for s in gateway.books.settlements)
    by_nonce = {order.nonce: order for order in orders if order.nonce}
    purchases = Counter(by_nonce[nonce].purchase for nonce in settled)
    states = Counter(order.state for order in orders)
    silent = [s for s in gateway.books.settlements if money_of(by_nonce[s.nonce]) not in ("paid", "unknown")]
    gone = [p for order in orders if order.state == "delivered" for p in order.pictures if not p.path.exists()]
    blank = {one.receipt.order for one in recovered if "are no picture" in one.problem}
    left = [order for order in orders if order.state == "settled" and order.id not in blank]
    charged = sum(order.charged for order in orders)
    limit = int(LIMIT_USD) * 1_000_000
    print(f"  {sum(tally.ends.values())} calls, {len(orders)} orders, {len(faults.happened)} faults")
    print(f"  ends: {', '.join(f'{n} {what}' for what, n in tally.ends.most_common())}")
    print(f"  states: {', '.join(f'{n} {state}' for state, n in states.most_common())}")
    print(f"  delivered by the last recover: {sum(one.picture is not None for one in recovered)}")
    print(f"  settled {sum(s.value for s in gateway.books.settlements) / 1e6:.6f} USD on {len(settled)} nonces")
    return [
        Row(what="calls", value=float(sum(tally.ends.values())), goal=float(calls), higher=True),
        Row(what="time for one", value=seconds / max(1, sum(tally.ends.values())) * 1e3, unit="ms"),
        Row(what="nonces settled twice", value=float(sum(n - 1 for n in settled.values())), goal=0.0),
        Row(what="purchases paid twice", value=float(sum(n - 1 for n in purchases.values())), goal=0.0),
        Row(what="delivered pictures that are gone", value=float(len(gone)), goal=0.0),
        Row(what="received pictures left undelivered", value=float(len(left)), goal=0.0),
        Row(what="paid for bytes that are no picture, reported", value=float(len(blank))),
        Row(what="settlements the ledger calls unpaid", value=float(len(silent)), goal=0.0),
        Row(what="micro-USD over the budget", value=float(max(0, charged - limit)), goal=0.0),
        Row(what="micro-USD settled beyond what is charged", value=_beyond(gateway, by_nonce), goal=0.0),
        Row(what="orders still held by somebody", value=float(states["reserved"] + states["signed"]), goal=0.0),
        Row(what="orders unknown, reported with evidence", value=float(states["unknown"])),
    ]


def _beyond(gateway: Any, by_nonce: dict[str, Any]) -> float:
    return float(sum(max(0, s.value - by_nonce[s.nonce].charged) for s in gateway.books.settlements))


def _work(worker: int, calls: int, folder: Path, catalog: Any, gateway: Any, tally: Tally) -> None:
    chance = random.Random(SEED + worker)  # noqa: S311  to repeat a run
    router = _router(folder, catalog, gateway)
    keys: list[str] = []
    for number in range(calls):
        key = chance.choice(keys) if keys and chance.random() < REUSE_RATE else f"{worker}-{number}"
        keys = [*keys[-50:], key]
        death = chance.choice(STEPS) if chance.random() < DEATH_RATE else ""
        if _buy(router, folder, key, death, tally):
            router.close()
            router = _router(folder, catalog, gateway)
    router.close()


def _buy(router: Any, folder: Path, key: str, death: str, tally: Tally) -> bool:
    """Buy one picture; whether the process died over it."""
    from pixelfare.errors import PixelfareError

    _dying.step = death
    try:
        picture = router.generate("a red bicycle", "cheapest", size="512x512", key=key, out=f"{folder}/pictures/")
    except Died:
        tally.add("died")
        return True
    except PixelfareError as failure:
        tally.add(f"{type(failure).__name__} ({getattr(failure, 'money', 'none')})")
    else:
        tally.add("picture" if picture.path.exists() else "LOST")
    finally:
        _dying.step = ""
    return False


def _recover(folder: Path, catalog: Any, gateway: Any) -> list[Any]:
    with _router(folder, catalog, gateway) as router:
        found: list[Any] = router.recover()
        return found


_dying = threading.local()


def _router(folder: Path, catalog: Any, gateway: Any) -> Any:
    from pixelfare import Budget, Router
    from pixelfare.transport.inside import InProcess

    _make_mortal()
    logging.getLogger("pixelfare").setLevel(logging.ERROR)  # each new router says what the dead ones left open
    budget = Budget(call=None, day=None, total=LIMIT_USD)
    return Router(
        "sandbox", (1).to_bytes(32, "big"), budget, folder / "ledger.sqlite3", catalog, url="http://127.0.0.1:9",
        http=InProcess(gateway), patience=2,
    )  # fmt: skip


def _make_mortal() -> None:
    """Let the journal's steps end a process, half of the time before and half after they are on disk."""
    from pixelfare.ledger.ledger import Ledger

    for name in STEPS:
        original = getattr(Ledger, name)
        if hasattr(original, "mortal"):
            continue

        def mortal(*args: Any, _name: str = name, _original: Any = original, **named: Any) -> Any:
            if getattr(_dying, "step", "") != _name:
                return _original(*args, **named)
            if time.monotonic_ns() % 2:
                _original(*args, **named)
            raise Died

        mortal.mortal = True  # type: ignore[attr-defined]
        setattr(Ledger, name, mortal)


def _draw_once() -> None:
    """Draw each picture once: what is measured here is paying, not drawing."""
    from functools import lru_cache

    from pixelfare.sandbox import pictures

    pictures.draw_card = lru_cache(64)(pictures.draw_card)
