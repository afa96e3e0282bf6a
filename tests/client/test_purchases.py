"""Purchases against a gateway that follows a script: keys, budgets, fallback, going on, and what errors say."""

from __future__ import annotations

import asyncio
import base64
import json
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelfare import Budget, Catalog, Ledger, Policy, Router
from pixelfare.errors import (
    BadRequest,
    CannotPay,
    GatewayError,
    GatewayRefused,
    GatewayUnreachable,
    KeyReused,
    LedgerError,
    OrderOpen,
    OverBudget,
    TermsRefused,
    WalletError,
)
from pixelfare.ledger.store import Store
from pixelfare.policy.parts import Step
from pixelfare.shelf import Shelf
from scripted import PAY_TO, answered, demand, picture, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pixelfare.transport.messages import HttpResponse

CATALOG = Catalog.load("2026-11-22")
KEY = "0x" + "00" * 31 + "01"
SEPOLIA_USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
URL = "http://127.0.0.1:9"
"""On this machine, where pauses are short; nobody listens, and nobody is called."""
CHEAPEST = 16_750
SEPARATOR = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
"""Of the live USDC on Base Sepolia."""


def asks(amount: int = CHEAPEST, **parts: Any) -> HttpResponse:
    domain = {"name": "USDC", "version": "2"}
    response = demand(amount, **{"network": "eip155:84532", "asset": SEPOLIA_USDC, "extra": domain, **parts})
    header = json.loads(base64.b64decode(response.header("payment-required")))
    header["resource"] = {"url": f"{URL}/v1/images/generations"}
    text = base64.b64encode(json.dumps(header).encode()).decode()
    return answered(402, {"error": "pay"}, [("payment-required", text)])


class Scripted(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers in order; an exception is raised. What was asked is kept."""

    def __init__(self, *script: HttpResponse | Exception | Callable[[httpx.Request], None]) -> None:
        self.script = list(script)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        assert self.script, f"an unexpected {request.method} {request.url}"
        said = self.script.pop(0)
        if isinstance(said, Exception):
            raise said
        assert not callable(said)
        return httpx.Response(said.status, headers=list(said.headers), content=said.body)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.handle_request(request)

    @property
    def payments(self) -> list[str]:
        return [r.headers["payment-signature"] for r in self.asked if "payment-signature" in r.headers]


def router(http: Scripted, **parts: Any) -> Router:
    return Router(**{"gateway": "sandbox", "wallet": KEY, "catalog": CATALOG, "url": URL, "http": http, **parts})


def states(**parts: Any) -> list[str]:
    with Ledger() as ledger:
        return [order.state for order in reversed(ledger.orders(**parts))]


def test_a_purchase_leaves_a_receipt() -> None:
    http = Scripted(asks(), picture())
    with router(http) as made:
        receipt = made.generate("a red bicycle", "cheapest", size="1024x1024", label="agent-7").receipt
    assert (str(receipt.quoted_usd), str(receipt.paid_usd), receipt.money) == ("0.016750", "0.016750", "paid")
    assert (receipt.model, receipt.gateway, receipt.label) == ("zai/cogview-4", "sandbox", "agent-7")
    assert receipt.pay_to == PAY_TO
    assert receipt.transaction.startswith("0xabab")
    assert states() == ["delivered"]
    assert len(http.payments) == 1


# --- the same key


def test_the_same_key_gives_the_same_picture() -> None:
    http = Scripted(asks(), picture())
    with router(http) as made:
        first = made.generate("a red bicycle", "cheapest", key="k")
    with router(Scripted()) as other:
        again = other.generate("a red bicycle", "cheapest", key="k")
    assert (again.path, again.sha256, again.receipt.order) == (first.path, first.sha256, first.receipt.order)
    assert again.decision == first.decision


def test_the_same_key_for_another_request_is_an_error() -> None:
    with router(Scripted(asks(), picture())) as made:
        made.generate("a red bicycle", "cheapest", key="k")
        for other in ({"prompt": "a blue bicycle"}, {"n": 2}, {"size": "16:9"}, {"quality": None, "max_usd": "0.2"}):
            with pytest.raises(KeyReused, match="stands for another request"):
                made.generate(**{"prompt": "a red bicycle", "intent": "cheapest", "key": "k", **other})
    assert states() == ["delivered"]


def test_a_key_whose_payment_is_unknown_is_not_bought_again() -> None:
    refused = answered(402, {"error": "invalid_exact_evm_nonce_already_used"})
    http = Scripted(asks(), refused, refused, refused)
    with router(http) as made:
        with pytest.raises(GatewayRefused) as first:
            made.generate("a red bicycle", "cheapest", key="k")
        assert first.value.money == "unknown"
        with pytest.raises(GatewayError) as second:
            made.generate("a red bicycle", "cheapest", key="k")
    assert second.value.money == "unknown"
    assert len(set(http.payments)) == 1
    assert states() == ["unknown"]


def test_a_key_whose_order_cost_nothing_may_be_tried_again() -> None:
    http = Scripted(answered(403, {"error": "no"}), asks(), picture())
    policy = Policy(id="one", prefer=(Step(least="price"),))
    with router(http) as made:
        with pytest.raises(GatewayRefused) as first:
            made.generate("a red bicycle", policy=policy, key="k")
        assert (first.value.money, first.value.order[:4]) == ("none", "ord_")
        made.generate("a red bicycle", policy=policy, key="k")
    assert states() == ["refused", "delivered"]
    with Ledger() as ledger:
        assert len({order.purchase for order in ledger.orders()}) == 1


@pytest.mark.parametrize("key", ["", "a\nb", "x" * 256, 7])
def test_no_such_key(key: Any) -> None:
    with router(Scripted()) as made, pytest.raises(BadRequest, match="idempotency key"):
        made.generate("a red bicycle", key=key)


def test_a_lost_picture_file_is_not_bought_again() -> None:
    with router(Scripted(asks(), picture())) as made:
        made.generate("a red bicycle", "cheapest", key="k").path.unlink()
        with pytest.raises(BadRequest, match="nothing was bought again"):
            made.generate("a red bicycle", "cheapest", key="k")


# --- limits


def test_no_limit_given_means_a_quarter_a_call_and_a_dollar_a_day() -> None:
    with router(Scripted()) as made, pytest.raises(OverBudget, match=r"0\.250000 USD a call") as refused:
        made.generate("a red bicycle", "quality", n=3)
    assert "budget" in refused.value.allow
    http = Scripted(*[said for _ in range(9) for said in (asks(106_001), picture())])
    with router(http) as made:
        for _ in range(9):
            made.generate("a red bicycle", "quality", size="1024x1024")
        with pytest.raises(OverBudget, match=r"1\.000000 USD a day"):
            made.generate("a red bicycle", "quality", size="1024x1024")
    assert len(http.payments) == 9


def test_a_label_has_limits_of_its_own() -> None:
    budget = Budget(labels={"agent": {"day": "0.02"}})
    with router(Scripted(asks(), picture(), asks(), picture()), budget=budget) as made:
        made.generate("a red bicycle", "cheapest", label="agent")
        with pytest.raises(OverBudget, match="agent"):
            made.generate("a red bicycle", "cheapest", label="agent")
        made.generate("a red bicycle", "cheapest", label="other")


def test_the_free_sandbox_spends_no_budget() -> None:
    with Router("sandbox", budget="call=0.01,day=0.01", catalog=CATALOG) as made:
        receipt = made.generate("a red bicycle", "quality").receipt
    assert (receipt.money, str(receipt.paid_usd)) in (("paid", "0.000000"), ("none", "0.000000"), ("none", "0"))


def test_no_wallet() -> None:
    with Router(catalog=CATALOG) as made, pytest.raises(WalletError, match="PIXELFARE_WALLET_KEY"):
        made.generate("a red bicycle", "cheapest")


# --- terms


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"amount": CHEAPEST + 1}, "price"), ({"network": "eip155:8453"}, "network"), ({"asset": PAY_TO}, "asset"),
        ({"payTo": "0x" + "00" * 20}, "pay-to"),
    ],
)  # fmt: skip
def test_terms_that_break_a_rule_are_refused_and_free(parts: dict[str, Any], rule: str) -> None:
    http = Scripted(asks(**parts), asks(**parts), asks(**parts))
    policy = Policy(id="one", prefer=(Step(least="price"),))
    with router(http) as made, pytest.raises(TermsRefused) as refused:
        made.generate("a red bicycle", policy=policy)
    assert refused.value.rule == rule
    assert http.payments == []
    assert states() == ["refused"]


def test_another_payee_is_refused() -> None:
    other = "0x000000000000000000000000000000000000dEaD"
    http = Scripted(asks(), picture(), asks(payTo=other))
    policy = Policy(id="one", prefer=(Step(least="price"),))
    with router(http) as made:
        made.generate("a red bicycle", policy=policy)
        with pytest.raises(TermsRefused) as refused:
            made.generate("a red bicycle", policy=policy)
    assert "pay-to" in refused.value.rule
    assert len(http.payments) == 1


# --- fallback


def test_fallback_where_nothing_was_signed() -> None:
    http = Scripted(answered(403, {"error": "no"}), asks(22_001), picture())
    with router(http) as made:
        found = made.generate("a red bicycle", "cheapest", size="1024x1024")
    bodies = [json.loads(r.content) for r in http.asked]
    assert bodies[0]["model"] != bodies[1]["model"]
    assert found.receipt.model == found.decision.model == bodies[1]["model"]
    assert found.decision.warnings[0].code == "fallback"
    assert states() == ["refused", "delivered"]


def test_fallback_after_a_job_that_was_not_charged() -> None:
    failed = answered(200, {"status": "failed", "payment_status": "not_charged"})
    queued = answered(202, {"status": "queued", "poll_url": "/v1/images/generations/img_1"})
    http = Scripted(asks(), queued, failed, asks(22_001), picture())
    with router(http) as made:
        found = made.generate("a red bicycle", "cheapest", size="1024x1024")
    assert states() == ["unpaid", "delivered"]
    assert found.receipt.money == "paid"
    assert len(set(http.payments)) == 2


def test_no_fallback_once_a_payment_is_out() -> None:
    http = Scripted(asks(), answered(403, {"error": "no"}))
    with router(http) as made, pytest.raises(GatewayRefused) as refused:
        made.generate("a red bicycle", "cheapest")
    assert refused.value.money == "unknown"
    assert "0.016750 USD stay charged" in str(refused.value)  # what was signed, no more what a fallback might have cost
    assert states() == ["unknown"]


def test_no_fallback_where_the_policy_allows_none() -> None:
    http = Scripted(answered(403, {"error": "no"}))
    with router(http) as made, pytest.raises(GatewayRefused):
        made.generate("a red bicycle", "quality")
    assert states() == ["refused"]


# --- going on


def test_the_next_start_brings_a_lost_answer_home() -> None:
    broken = [httpx.ReadTimeout("lost")] * 7
    first = router(Scripted(asks(), *broken), clock=lambda: 1_764_000_000.0)
    with first as made, pytest.raises(GatewayUnreachable) as lost:
        made.generate("a red bicycle", "cheapest", key="k")
    assert lost.value.money == "unknown"
    http = Scripted(picture())
    with router(http, clock=lambda: 1_764_000_100.0) as other:
        (found,) = other.recover()
        assert found.picture is not None
        assert found.receipt.money == "paid"
        assert other.generate("a red bicycle", "cheapest", key="k").path == found.picture.path
    assert len(http.payments) == 1
    assert states() == ["delivered"]


def test_a_new_start_says_what_is_still_open(caplog: pytest.LogCaptureFixture) -> None:
    refused = answered(402, {"error": "no"})
    with router(Scripted(asks(), refused)) as made, pytest.raises(GatewayRefused) as failed:
        made.generate("a red bicycle", "cheapest")
    with router(Scripted(refused, asks(), picture())) as other:
        other.generate("a blue bicycle", "cheapest")
    assert f"orders of an earlier time are open: 1, such as {failed.value.order}" in caplog.text


def test_a_dead_payment_is_reported_and_never_renewed() -> None:
    broken = [httpx.ReadTimeout("lost")] * 7
    with router(Scripted(asks(), *broken), clock=lambda: 1_764_000_000.0) as made, pytest.raises(GatewayUnreachable):
        made.generate("a red bicycle", "cheapest", key="k")
    with router(Scripted(), clock=lambda: 1_764_009_000.0) as other:
        (found,) = other.recover()
        assert (found.picture, found.receipt.money) == (None, "unknown")
        assert found.receipt.evidence
        with pytest.raises(GatewayError):
            other.generate("a red bicycle", "cheapest", key="k")
        assert other.write_off(found.receipt.order).receipt.money == "unpaid"
    assert states() == ["unpaid"]


@pytest.mark.parametrize(("used", "time", "money"), [(0, 9_000, "unpaid"), (0, 0, "unknown"), (1, 9_000, "paid")])
def test_the_chain_proves_what_became_of_a_payment(used: int, time: int, money: str) -> None:
    broken = [httpx.ReadTimeout("lost")] * 7
    with router(Scripted(asks(), *broken), clock=lambda: 1_764_000_000.0) as made, pytest.raises(GatewayUnreachable):
        made.generate("a red bicycle", "cheapest", key="k")

    def node(request: httpx.Request) -> httpx.Response:
        question = json.loads(request.content)
        said: dict[str, Any] = {
            "eth_chainId": "0x14a34",
            "eth_getBlockByNumber": {"number": "0x10", "timestamp": hex(1_764_000_000 + time)},
            "eth_call": SEPARATOR,
        }
        if question["method"] == "eth_call" and question["params"][0]["data"].startswith("0xe94a0102"):
            said["eth_call"] = f"0x{used:064x}"
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": question["id"], "result": said[question["method"]]})

    with router(
        httpx.MockTransport(node),
        clock=lambda: 1_764_009_000.0,
        rpc_url="https://node.example",  # type: ignore[arg-type]
    ) as other:
        (found,) = other.recover()
    assert found.receipt.money == money


def test_an_answer_on_disk_is_opened_by_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after the answer was written and before anything was done with it."""
    from pixelfare.client import purchase  # noqa: PLC0415

    class Died(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patch, router(Scripted(asks(), picture())) as made:
        patch.setattr(purchase, "deliver", die)
        with pytest.raises(Died):
            made.generate("a red bicycle", "cheapest", key="k", out=f"{tmp_path}/")
    assert states() == ["settled"]
    with router(Scripted()) as other:
        found = other.generate("a red bicycle", "cheapest", key="k", out=f"{tmp_path}/")
    assert found.path.parent == tmp_path
    assert states() == ["delivered"]


def test_the_dearest_is_never_cheaper_than_what_was_bought() -> None:
    """Among all sizes and levels of every model, and not among the cheapest of each."""
    large = Policy(id="large", prefer=(Step(most="pixels"), Step(least="price")))
    single = Policy(id="single", prefer=(Step(least="price"),)).where(model="zai/cogview-4")
    for policy in (large, single):
        with router(Scripted(asks(158_500 if policy is large else CHEAPEST), picture()), budget={"call": "1"}) as made:
            made.generate("a red bicycle", policy=policy, size=">=1MP" if policy is large else None)
    ((alone, much), baselines) = zip(*((o.quoted, o.baselines) for o in Ledger().orders()), strict=True)
    assert baselines[0] == {"zai/cogview-4": alone, "dearest": alone}
    assert baselines[1]["dearest"] == max(baselines[1].values()) == much


@pytest.mark.parametrize("broken", ["reading", "writing"])
def test_a_ledger_that_fails_as_the_answer_comes_loses_nothing(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    @contextmanager
    def full(_: Store) -> Iterator[None]:
        raise LedgerError("the disk is full")
        yield

    whole = Ledger.answered

    def answered(ledger: Ledger, *rest: Any, **options: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(Store, broken, full)
            return whole(ledger, *rest, **options)

    with router(Scripted(asks(), picture())) as made:
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "answered", answered)
            with pytest.raises(GatewayError, match="the disk is full") as failed:
                made.generate("a red bicycle", "cheapest")
        assert failed.value.money == "unknown"
        (found,) = made.recover()
        assert found.picture is not None, found.problem


@pytest.mark.parametrize("step", ["settled", "job", "unknown"])
def test_a_ledger_that_fails_after_paying_says_so(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The disk is full the moment the answer comes: no error may say that nothing was paid."""

    def full(*_: Any, **__: Any) -> Any:
        raise LedgerError("the disk is full")

    queued = answered(202, {"status": "queued", "poll_url": "/v1/images/generations/img_1"})
    reply = {"job": queued, "unknown": answered(403, {"error": "no"})}.get(step, picture())
    monkeypatch.setattr(Ledger, step, full)
    with router(Scripted(asks(), reply)) as made, pytest.raises(GatewayError, match="the disk is full") as failed:
        made.generate("a red bicycle", "cheapest")
    assert failed.value.money == "unknown"


def test_pictures_that_cannot_be_stored_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise BadRequest("there is no room for it")

    with monkeypatch.context() as patch, router(Scripted(asks(), picture())) as made:
        patch.setattr(Shelf, "put", full)
        with pytest.raises(GatewayError, match="the gateway's answer is on disk") as failed:
            made.generate("a red bicycle", "cheapest", key="k")
    assert failed.value.money == "paid"
    with router(Scripted()) as other:
        assert other.generate("a red bicycle", "cheapest", key="k").receipt.money == "paid"


def test_a_dead_payment_of_a_job_that_was_settled() -> None:
    queued = answered(202, {"status": "queued", "poll_url": "/v1/images/generations/img_1"})
    lost = [httpx.ReadTimeout("lost")] * 8
    first = router(Scripted(asks(), queued, *lost), clock=lambda: 1_764_000_000.0)
    with first as made, pytest.raises(GatewayUnreachable):
        made.generate("a red bicycle", "cheapest", key="k")
    again = picture(status="completed", payment={"status": "already_settled", "tx_hash": "0x" + "cd" * 32})
    with router(Scripted(again), clock=lambda: 1_764_009_000.0) as other:
        (found,) = other.recover()
    assert found.picture is not None
    assert found.receipt.money == "paid"


def test_an_answer_on_disk_that_is_no_picture_is_paid_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from pixelfare.client.records import OrderJournal  # noqa: PLC0415

    class Died(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Died

    blank = answered(200, {"data": [{"url": "data:image/png;base64,AAAA"}]}, settled())
    with monkeypatch.context() as patch, router(Scripted(asks(), blank)) as made:
        patch.setattr(OrderJournal, "settled", die)
        with pytest.raises(Died):
            made.generate("a red bicycle", "cheapest", key="k")
    with router(Scripted()) as other:
        (found,) = other.recover()
    assert (found.receipt.money, str(found.receipt.paid_usd)) == ("paid", "0.016750")
    assert "are no picture" in found.problem


class Echoes(Scripted):
    """A gateway that repeats the payment it was sent in its error."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if "payment-signature" in request.headers:
            self.asked.append(request)
            return httpx.Response(402, json={"error": f"no good: {request.headers['payment-signature']}"})
        return super().handle_request(request)


def test_no_error_shows_a_payment_a_key_or_a_prompt() -> None:
    prompt = "a lighthouse that is nobody's business"
    http = Echoes(asks())
    with router(http) as made, pytest.raises(GatewayRefused) as failed:
        made.generate(prompt, "cheapest")
    shown = "".join(traceback.TracebackException.from_exception(failed.value, capture_locals=True).format())
    shown = "\n".join(line for line in shown.splitlines() if "test_purchases" not in line and "prompt = " not in line)
    (payment,) = http.payments
    with Ledger() as ledger:
        (order,) = ledger.orders()
        kept = ledger.path.read_bytes() + repr(order).encode()
    for secret in (payment, payment[:60], payment[-60:], KEY[2:]):
        assert secret not in str(failed.value) + repr(vars(failed.value)) + str(order.evidence)
        assert secret not in shown, shown[max(0, shown.index(secret) - 300) :][:600]
    assert prompt not in str(failed.value) + str(order.evidence)
    assert prompt.encode() not in kept
    assert "[hidden]" in str(failed.value)


def test_an_order_that_is_being_made_is_not_taken_for_one_that_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process starts, and looks around, between the reservation and the call."""
    original = Ledger.reserve
    looked: list[Any] = []

    def reserved(self: Ledger, *args: Any, **named: Any) -> Any:
        order = original(self, *args, **named)
        if not looked:
            looked.append(order.id)
            with router(Scripted()) as other:
                looked.append(other.recover()[0])
        return order

    monkeypatch.setattr(Ledger, "reserve", reserved)
    with router(Scripted(asks(), picture())) as made:
        assert made.generate("a red bicycle", "cheapest").receipt.money == "paid"
    assert "works on order" in looked[1].problem
    assert states() == ["delivered"]


# --- asyncio


def arun(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def test_a_cancelled_call_leaves_an_order_to_go_on_with() -> None:
    paid = asyncio.Event()

    class Hangs(Scripted):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if "payment-signature" in request.headers:
                self.asked.append(request)
                paid.set()
                await asyncio.sleep(60)
            return await super().handle_async_request(request)

    hanging = Hangs(asks())

    async def cancelled() -> None:
        async with router(hanging) as made:
            task = asyncio.ensure_future(made.agenerate("a red bicycle", "cheapest", key="k"))
            await paid.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    arun(cancelled())
    assert states() == ["sent"]
    http = Scripted(picture())
    with router(http) as other:
        other.generate("a red bicycle", "cheapest", key="k")
    assert http.payments == hanging.payments
    assert states() == ["delivered"]


def test_async_buys_like_sync() -> None:
    async def buy() -> Any:
        async with router(Scripted(asks(), picture())) as made:
            return await made.agenerate("a red bicycle", "cheapest")

    found = arun(buy())
    assert found.receipt.money == "paid"
    assert found.path.exists()


# --- round trips, dry runs, many


def test_known_terms_save_a_round_trip() -> None:
    http = Scripted(asks(), picture(), picture())
    with router(http, presign=True) as made:
        made.generate("a red bicycle", "cheapest")
        made.generate("a red bicycle", "cheapest")
    assert len(http.asked) == 3
    assert len(set(http.payments)) == 2


def test_changed_terms_after_presigning_are_not_signed_again() -> None:
    http = Scripted(asks(), picture(), asks(CHEAPEST + 1), asks(), picture())
    with router(http, presign=True) as made:
        made.generate("a red bicycle", "cheapest")
        with pytest.raises(GatewayRefused) as refused:
            made.generate("a red bicycle", "cheapest")
        assert refused.value.money == "unknown"
        made.generate("a red bicycle", "cheapest")
    assert len(set(http.payments)) == 3
    assert states() == ["delivered", "unknown", "delivered"]


def test_a_dry_run_calls_nobody_and_writes_nothing() -> None:
    with router(Scripted()) as made:
        rehearsal = made.dry_run("a red bicycle", "cheapest", key="k")
        assert (str(rehearsal.decision.usd), rehearsal.rail, rehearsal.problems) == ("0.016750", "x402", ())
        assert rehearsal.payer.startswith("0x7E5F")
        too_much = made.dry_run("a red bicycle", "quality", n=10)
    assert "budget" in too_much.problems[0]
    assert states() == []


def test_many_with_one_that_fails() -> None:
    with Router("sandbox", catalog=CATALOG) as made:
        wishes: Iterable[Any] = ["a cat", {"prompt": "a dog", "size": "7:1"}, {"prompt": "a bird", "n": 2}]
        found = {done.number: done for done in made.generate_many(wishes, at_once=2)}
    assert found[0].picture is not None
    assert type(found[1].error).__name__ == "NoOffer"
    assert found[2].picture is not None
    assert len(found[2].picture.pictures) == 2


def test_a_gateway_that_keeps_failing_rests() -> None:
    http = Scripted(*[answered(500)] * 5)
    with router(http) as made:
        for _ in range(5):
            with pytest.raises(GatewayRefused):
                made.generate("a red bicycle", "quality")
        with pytest.raises(GatewayUnreachable, match="rests for"):
            made.generate("a red bicycle", "quality")
    assert len(http.asked) == 5
    assert set(states()) == {"refused"}


# --- ledgers that cannot be used


def test_a_ledger_that_is_none(tmp_path: Path) -> None:
    broken = tmp_path / "ledger.sqlite3"
    broken.write_bytes(b"this is no database" * 1000)
    broken.chmod(0o600)
    http = Scripted(asks(), picture())
    with router(http, ledger=broken) as made, pytest.raises(LedgerError):
        made.generate("a red bicycle", "cheapest")
    assert http.asked == []
    assert broken.read_bytes().startswith(b"this is no database")


def test_an_order_that_another_process_holds(tmp_path: Path) -> None:
    broken = [httpx.ReadTimeout("lost")] * 7
    path = tmp_path / "own" / "ledger.sqlite3"
    with router(Scripted(asks(), *broken), ledger=path) as made, pytest.raises(GatewayUnreachable) as lost:
        made.generate("a red bicycle", "cheapest", key="k")
    other = router(Scripted(), ledger=path)
    with Ledger(path) as ledger, ledger.holding(lost.value.order), other, pytest.raises(OrderOpen):
        other.generate("a red bicycle", "cheapest", key="k")


def test_errors_are_of_one_tree() -> None:
    assert issubclass(OverBudget, CannotPay)
    assert settled()
