"""Orders, faults, restarts and time in any order: what the ledger says always fits the gateway's own books."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pixelfare import Budget, Catalog, Ledger, Policy, Router
from pixelfare.errors import CannotPay, GatewayError, KeyReused, OrderOpen, OverBudget
from pixelfare.ledger.receipt import money_of
from pixelfare.policy.parts import Step
from pixelfare.sandbox import Gateway
from pixelfare.sandbox.faults import RANDOM
from pixelfare.sandbox.settings import Settings
from pixelfare.transport.inside import InProcess
from scripted import Clock

CATALOG = Catalog.load("2026-11-22")
ONE = Policy(id="one", prefer=(Step(least="price"),))
TWO = Policy(id="two", prefer=(Step(least="price"),), fallback=2)
KEY = (1).to_bytes(32, "big")
LIMIT = 200_000
BUDGET = Budget(day=None, total="0.20")


class Died(BaseException):
    """The process is gone: nothing after this runs."""


class Buying(RuleBasedStateMachine):
    """One user with one ledger, at a gateway where anything may go wrong."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.gateway = Gateway(CATALOG, Settings(pays="x402", results="data"), self.clock)
        self.handed: set[str] = set()
        self.start()

    def start(self) -> None:
        self.router = Router(
            "sandbox", KEY, BUDGET, self.folder / "ledger.sqlite3", CATALOG, url="http://127.0.0.1:9",
            http=InProcess(self.gateway), patience=1, clock=self.clock,
        )  # fmt: skip

    @rule(fault=st.sampled_from([*RANDOM, "asks-99", "pay-to-swapped"]))
    def goes_wrong(self, fault: str) -> None:
        self.gateway.faults.add(fault)

    @rule(key=st.sampled_from([None, "a", "b", "c"]), policy=st.sampled_from([ONE, TWO]), prompt=st.sampled_from("xy"))
    def buys(self, key: str | None, policy: Policy, prompt: str) -> None:
        before = len(self.gateway.books.settlements)
        try:
            picture = self.router.generate(prompt, policy=policy, size="512x512", key=key, out=f"{self.folder}/out/")
        except OverBudget:
            assert len(self.gateway.books.settlements) == before
        except (CannotPay, KeyReused, OrderOpen):
            pass
        except GatewayError as failure:
            self.check(failure)
        else:
            assert picture.receipt.money == "paid"
            assert picture.path.exists()
            self.handed.add(picture.receipt.order)

    @staticmethod
    def check(failure: GatewayError) -> None:
        """Whatever went wrong, it says which order, and what became of the money."""
        assert failure.order
        assert failure.money in ("none", "unpaid", "paid", "unknown")

    @rule(point=st.sampled_from(["signed", "sending", "answered", "settled", "delivered", "job"]), after=st.booleans())
    def dies(self, point: str, after: bool) -> None:  # noqa: FBT001  hypothesis calls it so
        """The process ends in the middle of a purchase, before or after one step is on disk."""
        original = getattr(Ledger, point)

        def dying(*args: Any, **named: Any) -> Any:
            if after:
                original(*args, **named)
            raise Died

        setattr(Ledger, point, dying)
        try:
            self.router.generate("x", policy=ONE, size="512x512", out=f"{self.folder}/out/")
        except (Died, GatewayError, CannotPay):
            pass
        finally:
            setattr(Ledger, point, original)
        self.restarts()

    @rule()
    def restarts(self) -> None:
        self.router.close()
        self.start()

    @rule()
    def recovers(self) -> None:
        before = len({s.nonce for s in self.gateway.books.settlements})
        found = self.router.recover()
        nonces = self.nonces()
        assert {s.nonce for s in self.gateway.books.settlements} <= nonces
        assert len({s.nonce for s in self.gateway.books.settlements}) >= before
        for one in found:
            if one.picture is not None:
                assert one.picture.path.exists()
                self.handed.add(one.receipt.order)

    @rule(seconds=st.sampled_from([1, 60, 900, 4_000, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.now += seconds

    def nonces(self) -> set[str]:
        with Ledger(self.folder / "ledger.sqlite3") as ledger:
            return {order.nonce for order in ledger.orders() if order.nonce}

    @invariant()
    def the_books_fit(self) -> None:
        if not hasattr(self, "router"):
            return
        settled = self.gateway.books.settlements
        assert len({s.nonce for s in settled}) == len(settled)
        with Ledger(self.folder / "ledger.sqlite3") as ledger:
            orders = ledger.orders()
        by_nonce = {order.nonce: order for order in orders if order.nonce}
        assert sum(order.charged for order in orders) <= LIMIT
        assert sum(s.value for s in settled) <= LIMIT
        for settlement in settled:  # what was paid is known as paid, or at least not as free
            order = by_nonce[settlement.nonce]
            assert order.demanded == settlement.value <= order.quoted
            assert money_of(order) in ("paid", "unknown"), order
            assert order.charged >= settlement.value
        for order in orders:
            if order.state == "delivered":
                assert all(picture.path.exists() for picture in order.pictures)
            if money_of(order) == "paid":
                assert order.nonce in {s.nonce for s in settled}
        keyed: dict[str, list[Any]] = {}
        for order in orders:
            if order.key:
                keyed.setdefault(order.key, []).append(order)
        for group in keyed.values():
            assert sum(order.nonce in {s.nonce for s in settled} for order in group) <= 1

    def teardown(self) -> None:
        if hasattr(self, "router"):
            self.router.close()
            shutil.rmtree(self.folder)


TestBuying = Buying.TestCase
TestBuying.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "40")), stateful_step_count=25, deadline=None
)
