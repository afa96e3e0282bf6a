"""Every fault and attack of the sandbox through the whole router: what was signed, what its books say, what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pixelfare import Catalog, Ledger, Policy, Router
from pixelfare.errors import BadAnswer, CannotPay, GatewayError, GatewayRefused, GatewayUnreachable, TermsRefused
from pixelfare.policy.parts import Step
from pixelfare.sandbox import Faults, Gateway
from pixelfare.sandbox.faults import ATTACKS, KINDS
from pixelfare.sandbox.settings import Settings
from pixelfare.transport.inside import InProcess
from scripted import Signer

if TYPE_CHECKING:
    from pathlib import Path

    from pixelfare import Picture
    from pixelfare.ledger import Order

CATALOG = Catalog.load("2026-11-22")
KEY = "0x" + "00" * 31 + "01"
PRICE = 16_750
ONE = Policy(id="one", prefer=(Step(least="price"),))
"""A policy that allows no fallback."""


@dataclass
class Outcome:
    gateway: Gateway
    signer: Signer
    order: Order
    picture: Picture | None = None
    failure: Exception | None = None

    @property
    def settled(self) -> int:
        return len(self.gateway.books.settlements)


def buy(*faults: str, slow: bool = False, ledger: Path | None = None, version: int = 2) -> Outcome:
    """Buy one picture from a gateway where this goes wrong."""
    settings = Settings(
        pays="x402", slow=slow, results="data" if not faults or "result" not in faults[0] else "url", version=version
    )
    gateway = Gateway(CATALOG, settings, faults=Faults(faults))
    signer = Signer()
    with Router(
        "sandbox", signer, catalog=CATALOG, url="http://127.0.0.1:9", http=InProcess(gateway), ledger=ledger, patience=2
    ) as router:  # fmt: skip
        picture, failure = None, None
        try:
            picture = router.generate("a red bicycle", policy=ONE, size="512x512")
        except (GatewayError, CannotPay) as problem:
            failure = problem
        with Ledger(ledger) as book:
            order = book.orders()[0]
    return Outcome(gateway=gateway, signer=signer, order=order, picture=picture, failure=failure)


def test_without_faults() -> None:
    for slow in (False, True):
        for version in (1, 2):
            done = buy(slow=slow, version=version)
            assert done.picture is not None
            assert (done.settled, done.signer.signatures, done.order.state) == (1, 1, "delivered")
            assert done.gateway.books.settlements[0].value == done.order.settled == PRICE


# --- attacks


RULES = {
    "asks-500": {"cap", "price"}, "asks-more": {"price"}, "asks-99": {"price", "cap"}, "other-token": {"asset"},
    "other-chain": {"network"}, "pay-to-zero": {"pay-to"}, "foreign-resource": {"resource"},
    "hex-amount": {"amount"}, "negative-amount": {"amount"}, "float-amount": {"amount"}, "duplicate-keys": {"header"},
    "huge-terms": {"header"}, "many-offers": {"header"}, "permit2": {"method"}, "upfront": {"flow"},
    "upto-only": {"scheme"}, "clock-skew": {"clock"}, "no-terms": {"header", "version"},
}  # fmt: skip
HARMLESS = {"dear-first", "wrong-domain-name", "long-timeout"}
"""Attacks that are answered by doing the right thing: the cheap offer, our own domain, a window of our own."""


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("attack", sorted(RULES))
def test_an_attack_is_refused_before_a_signature_exists(attack: str, version: int) -> None:
    done = buy(attack, version=version)
    assert isinstance(done.failure, TermsRefused)
    assert done.failure.rule in RULES[attack]
    assert "Nothing was signed" in str(done.failure)
    assert (done.signer.signatures, done.settled, done.order.state) == (0, 0, "refused")
    assert done.order.charged == 0


@pytest.mark.parametrize("attack", sorted(HARMLESS))
def test_an_attack_that_changes_nothing(attack: str) -> None:
    done = buy(attack)
    if attack == "dear-first":
        assert done.picture is not None
        assert done.gateway.books.settlements[0].value == PRICE
    assert done.signer.signatures == 1
    assert done.order.demanded == PRICE
    assert done.order.valid_before is not None
    assert done.order.valid_before - done.order.created <= 3_601


def test_another_payee_than_before_is_refused(tmp_path: Path) -> None:
    ledger = tmp_path / "own" / "ledger.sqlite3"
    assert buy(ledger=ledger).picture is not None
    done = buy("pay-to-swapped", ledger=ledger)
    assert isinstance(done.failure, TermsRefused)
    assert done.failure.rule == "pay-to-changed"
    assert done.signer.signatures == 0


def test_every_attack_is_tried() -> None:
    assert set(ATTACKS) == set(RULES) | HARMLESS | {"pay-to-swapped"}


# --- faults


MONEY: dict[str, tuple[str, int]] = {
    "402-after-paying": ("unknown", 0), "402-after-settling": ("unknown", 1), "400": ("unknown", 0),
    "403": ("unknown", 0), "html": ("unknown", 0), "empty": ("unknown", 0), "not-json": ("unknown", 0),
    "not-an-image": ("paid", 1), "no-data": ("paid", 1), "foreign-result-url": ("paid", 1),
    "foreign-poll-url": ("unknown", 0), "redirect-paid": ("unknown", 0), "reset-after": ("unknown", 1),
}  # fmt: skip
"""What is said about the money where a fault ends the order, and how often the books say it was settled."""
HEALED = (
    "delay",
    "reset-before",
    "429",
    "500",
    "502",
    "503",
    "504",
    "524",
    "truncated",
    "slow",
    "wrong-size",
    "zip-bomb",
)
"""Faults after which the picture comes all the same, for one payment."""


@pytest.mark.parametrize("fault", sorted(MONEY))
def test_a_fault_that_ends_an_order(fault: str) -> None:
    done = buy(fault)
    money, settled = MONEY[fault]
    assert isinstance(done.failure, GatewayError), done
    assert (done.failure.money, done.settled, done.signer.signatures) == (money, settled, 1)
    assert done.failure.order == done.order.id
    assert done.order.state == ("unknown" if money == "unknown" else "settled")
    assert done.order.charged == PRICE
    assert done.order.evidence


@pytest.mark.parametrize("fault", [f for f in HEALED if f != "truncated"])
def test_a_fault_that_heals(fault: str) -> None:
    done = buy(fault)
    assert done.failure is None, done.failure
    assert (done.settled, done.signer.signatures, done.order.state) == (1, 1, "delivered")


def test_an_answer_that_breaks_off_was_settled_and_is_reported() -> None:
    done = buy("truncated")
    assert isinstance(done.failure, GatewayError)
    assert (done.failure.money, done.settled, done.order.state) == ("unknown", 1, "unknown")


JOBS: dict[str, tuple[str, int]] = {
    "job-failed": ("unpaid", 0), "job-failed-unclear": ("unknown", 0), "poll-404": ("unknown", 0),
    "lost-job": ("unknown", 0),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(JOBS))
def test_a_job_that_ends_badly(fault: str) -> None:
    done = buy(fault, slow=True)
    assert isinstance(done.failure, GatewayRefused)
    money, settled = JOBS[fault]
    assert (done.failure.money, done.settled, done.signer.signatures) == (money, settled, 1)
    assert done.order.charged == (0 if money == "unpaid" else PRICE)


@pytest.mark.parametrize("fault", ["poll-402", "poll-504", "poll-reset", "settlement-failed", "reset-after-poll"])
def test_a_poll_that_fails_is_repeated(fault: str) -> None:
    done = buy(fault, slow=True)
    assert done.failure is None, done.failure
    assert (done.settled, done.signer.signatures, done.order.state) == (1, 1, "delivered")


@pytest.mark.parametrize("fault", ["result-reset", "result-500"])
def test_a_picture_that_cannot_be_fetched_at_once(fault: str) -> None:
    done = buy(fault)
    assert done.failure is None, done.failure
    assert done.order.state == "delivered"


def test_a_picture_that_is_gone_was_paid_and_is_asked_for_again(tmp_path: Path) -> None:
    ledger = tmp_path / "own" / "ledger.sqlite3"
    done = buy("result-404", ledger=ledger)
    assert isinstance(done.failure, GatewayRefused)
    assert (done.failure.money, done.order.state) == ("paid", "settled")
    with Router(
        "sandbox", KEY, catalog=CATALOG, url="http://127.0.0.1:9", http=InProcess(done.gateway), ledger=ledger
    ) as router:  # fmt: skip
        (found,) = router.recover()
    assert found.picture is not None
    assert done.settled == 1


def test_a_redirect_is_never_followed() -> None:
    done = buy("redirect-unpaid")
    assert isinstance(done.failure, GatewayRefused)
    assert (done.failure.money, done.signer.signatures) == ("none", 0)


def test_a_gateway_that_is_down_for_good() -> None:
    done = buy("reset-before:20")
    assert isinstance(done.failure, GatewayUnreachable)
    assert (done.failure.money, done.settled, done.signer.signatures) == ("unknown", 0, 1)


def test_a_free_gateway_that_is_down_costs_nothing() -> None:
    done = buy("500@ask:9")
    assert isinstance(done.failure, GatewayRefused)
    assert (done.failure.money, done.order.state, done.signer.signatures) == ("none", "refused", 0)


def test_huge_headers_are_an_error_that_keeps_the_order() -> None:
    done = buy("huge-headers")
    assert done.failure is None or isinstance(done.failure, BadAnswer | GatewayUnreachable)
    assert done.settled == 1
    assert done.order.charged == PRICE


def test_an_empty_wallet() -> None:
    from pixelfare.sandbox import Books  # noqa: PLC0415

    signer = Signer()
    gateway = Gateway(CATALOG, Settings(pays="x402"), books=Books(balances={signer.address: 100}))
    made = Router("sandbox", signer, catalog=CATALOG, url="http://127.0.0.1:9", http=InProcess(gateway))
    with made as router, pytest.raises(GatewayRefused, match="Insufficient balance") as refused:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert refused.value.money == "unknown"
    assert gateway.books.settlements == []


def test_every_kind_is_tried() -> None:
    tried = {*MONEY, *HEALED, *JOBS, *ATTACKS, "poll-402", "poll-504", "poll-reset", "settlement-failed"}
    tried |= {"reset-after-poll", "result-404", "result-reset", "result-500", "redirect-unpaid", "huge-headers"}
    assert tried == set(KINDS)
