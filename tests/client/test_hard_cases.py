"""Cases that once went wrong under attack or review: each would pay twice, lose a picture, or misstate the money."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pixelfare import Ledger, Router, X402Transport
from pixelfare.client.records import OrderJournal
from pixelfare.errors import BadRequest, CannotPay, GatewayError, GatewayRefused, PixelfareError
from pixelfare.ledger import locks, moves, store
from pixelfare.settings import data_folder
from pixelfare.transport import shells
from pixelfare.transport.ordering import INLINE_SECONDS, LONGEST_WINDOW
from pixelfare.x402.networks import find_network

KEY = "0x" + "1".rjust(64, "0")
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
BASE = find_network("eip155:8453")
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAAC0lEQVR4nGP4DwEACf4D/aVVhVYAAAAASUVORK5CYII=")
JOB = {"id": "img_1", "status": "queued", "poll_url": "/api/v1/images/generations/img_1"}
FAILED = {"status": "failed", "payment_status": "not_charged"}
Answer = Callable[[httpx.Request], httpx.Response]


def terms(amount: str = "16750") -> httpx.Response:
    assert BASE is not None
    offer = {"scheme": "exact", "network": BASE.id, "amount": amount, "asset": BASE.asset, "payTo": PAY_TO,
             "maxTimeoutSeconds": 300, "extra": {"name": BASE.domain_name, "version": BASE.domain_version}}  # fmt: skip
    header = base64.b64encode(json.dumps({"x402Version": 2, "accepts": [offer]}).encode()).decode()
    return httpx.Response(402, headers={"payment-required": header}, json={"error": "Payment Required"})


def picture(**more: Any) -> httpx.Response:
    uri = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    return httpx.Response(200, json={"data": [{"url": uri}], **more})


def said(*, success: bool) -> dict[str, str]:
    settlement = {"success": success, "transaction": "0x" + "ab" * 32, "network": "eip155:8453"}
    return {"payment-response": base64.b64encode(json.dumps(settlement).encode()).decode()}


def paying(answer: Answer) -> Answer:
    """A seller that asks to be paid, and answers what is paid as it is told to."""
    return lambda request: answer(request) if _paid(request) or request.method == "GET" else terms()


def _paid(request: httpx.Request) -> bool:
    return "payment-signature" in request.headers


def router(answer: Answer, **more: Any) -> Router:
    options: dict[str, Any] = {"patience": 20, "budget": "call=1,day=10", **more}
    return Router("blockrun", KEY, http=httpx.MockTransport(answer), **options)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shells.run.__kwdefaults__, "sleep", lambda _: None)


def orders() -> list[Any]:
    with Ledger() as ledger:
        return list(reversed(ledger.orders()))


def buy(made: Router, **more: Any) -> Any:
    return made.generate("a red bicycle", "cheapest", **more)


# --- what is said of the money


def test_a_poll_that_cannot_be_read_leaves_the_order_open() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, headers={"content-encoding": "br"}, content=b"xx")
        return httpx.Response(202, json=JOB)

    with router(paying(answer)) as made, pytest.raises(GatewayError) as failed:
        buy(made)
    assert failed.value.money == "unknown"
    assert "Nothing was signed" not in str(failed.value)
    assert [(o.state, o.charged) for o in orders()] == [("job", 16750)]


def test_a_node_that_does_not_answer_does_not_hide_what_is_known() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "rpc" in str(request.url):
            raise httpx.ConnectError("no")
        return httpx.Response(402, json={"error": "nope"}) if _paid(request) else terms()

    with router(answer, rpc_url="https://rpc.example") as made:
        for _ in range(2):
            with pytest.raises(GatewayError) as failed:
                buy(made, key="k")
            assert (failed.value.money, failed.value.order) == ("unknown", orders()[0].id)
    assert any("the chain could not be asked" in evidence for evidence in orders()[0].evidence)


def test_a_fallback_that_cannot_be_paid_does_not_hide_the_first_failure() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=FAILED)
        return httpx.Response(202, json=JOB)

    with router(paying(answer), budget="call=0.02,day=1") as made, pytest.raises(GatewayRefused) as failed:
        buy(made)
    assert failed.value.money == "unpaid"
    assert [o.state for o in orders()] == ["unpaid"]


def test_a_failure_at_once_proves_nothing_whatever_it_says() -> None:
    """Only a job that failed is believed: an order that fails at once may still be settled with what was just sent."""
    with router(paying(lambda _: httpx.Response(200, json=FAILED))) as made, pytest.raises(GatewayError) as failed:
        buy(made)
    assert failed.value.money == "unknown"
    assert [(o.state, o.charged) for o in orders()] == [("unknown", 16750)]


def test_a_request_that_was_damaged_is_no_reason_to_say_that_nothing_was_signed(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if _paid(request):
            raise httpx.ReadTimeout("lost")
        return terms()

    with Ledger(tmp_path / "l" / "l.sqlite3") as ledger, router(answer, patience=0, ledger=ledger) as made:
        with pytest.raises(GatewayError):
            buy(made, key="k")
        (kept,) = (tmp_path / "l" / "requests").iterdir()
        kept.write_bytes(b"x")
        with pytest.raises(GatewayError) as failed:
            buy(made, key="k")
        assert failed.value.money == "unknown"


# --- nothing is bought twice


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_no_to_a_poll_is_no_no_to_the_order(status: int) -> None:
    posted: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(status, json={"error": "gone"})
        posted.append(json.loads(request.content)["model"])
        return httpx.Response(202, json={**JOB, "model": posted[-1]})

    made = Router("blockrun-account", keys={"blockrun-account": "k" * 20}, http=httpx.MockTransport(answer), patience=5)
    with made, pytest.raises(GatewayError) as failed:
        buy(made)
    assert failed.value.money == "unknown"
    assert len(posted) == 1


@pytest.mark.parametrize("status", [408, 409, 425, 499])
def test_an_unclear_answer_to_a_key_is_not_bought_again(status: int) -> None:
    posted: list[int] = []

    def answer(_: httpx.Request) -> httpx.Response:
        posted.append(status)
        return httpx.Response(status, json={"error": "timeout"})

    made = Router("blockrun-account", keys={"blockrun-account": "k" * 20}, http=httpx.MockTransport(answer), patience=5)
    with made, pytest.raises(GatewayError) as failed:
        buy(made)
    assert (failed.value.money, len(posted)) == ("unknown", 1)


def test_the_same_command_again_brings_the_same_picture(tmp_path: Path) -> None:
    out = tmp_path / "bicycle.png"
    with router(paying(lambda _: picture())) as made:
        first = buy(made, key="k", out=out)
        again = buy(made, key="k", out=out)
        assert (again.path, again.data) == (first.path, first.data)
        with pytest.raises(BadRequest, match="already there"):
            buy(made, key="another", out=out)
    assert len(orders()) == 1


def test_a_key_stands_for_a_gateway_and_not_for_a_way_of_writing() -> None:
    with Router("sandbox") as sandbox:
        buy(sandbox, key="k", size="1024x1024")
        for same in (
            {"size": (1024, 1024)},
            {"size": "1024x1024", "n": 1},
            {"size": "1024x1024", "gateway": "sandbox"},
        ):
            assert buy(sandbox, key="k", **same).decision.gateway == "sandbox"
    with router(paying(lambda _: picture())) as made, pytest.raises(BadRequest):
        buy(made, key="k", size="1024x1024")


def test_a_payment_that_can_still_be_taken_is_not_written_off() -> None:
    with router(paying(lambda _: httpx.Response(500, json={})), patience=0) as made:
        with pytest.raises(GatewayError):
            buy(made, key="k")
        with pytest.raises(BadRequest, match="can still be taken"):
            made.write_off(orders()[0].id)
    assert orders()[0].state == "unknown"


# --- no picture is lost


def test_a_job_that_was_settled_is_asked_for_again() -> None:
    """A 402 to a poll that names a transaction says that money moved; the picture is fetched later."""
    up: list[bool] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            return httpx.Response(202, json=JOB)
        if up:
            return picture(status="completed", payment={"status": "already_settled"})
        return httpx.Response(402, json={"error": "settlement"}, headers=said(success=False))

    with router(paying(answer)) as made:
        with pytest.raises(GatewayError):
            buy(made)
        state = orders()[0].state
        up.append(True)
        (found,) = made.recover()
        assert found.picture is not None, (state, found.problem)
    assert orders()[0].state == "delivered"


def test_an_answer_on_disk_counts_though_its_row_was_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    original, sends = moves.write_whole, []

    def killed_after(file: Path, data: bytes) -> None:
        original(file, data)
        if file.parent.name == "answers" and not monkeypatched.done:
            monkeypatched.done = True
            raise Killed

    class monkeypatched:  # noqa: N801  a flag
        done = False

    def answer(_: httpx.Request) -> httpx.Response:
        sends.append(1)
        return picture() if len(sends) == 1 else httpx.Response(402, json={"error": "nonce already used"})

    monkeypatch.setattr(moves, "write_whole", killed_after)
    with router(paying(answer)) as made:
        with pytest.raises(Killed):
            buy(made, key="k")
        (found,) = made.recover()
    assert found.picture is not None, found.problem
    assert len(sends) == 1


def test_an_answer_whose_folder_is_gone_is_delivered_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sends: list[bool] = []

    def answer(_: httpx.Request) -> httpx.Response:
        sends.append(True)
        folder = data_folder() / "answers"
        shutil.rmtree(folder, ignore_errors=True)
        folder.write_text("in the way")
        return picture()

    with router(paying(answer)) as made:
        assert buy(made).path.is_file()
    assert [order.state for order in orders()] == ["delivered"]
    assert list(tmp_path.glob("*.answer")) == []


@pytest.mark.parametrize("by", ["recover", "key"])
def test_an_answer_that_was_kept_elsewhere_is_found_after_a_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str
) -> None:
    class Killed(BaseException):
        pass

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sends: list[bool] = []

    def answer(_: httpx.Request) -> httpx.Response:
        sends.append(True)
        if len(sends) > 1:
            return httpx.Response(402, json={"error": "nonce already used"})
        folder = data_folder() / "answers"
        shutil.rmtree(folder, ignore_errors=True)
        folder.write_text("in the way")
        return picture()

    def die(*_: object, **__: object) -> None:
        raise Killed

    with router(paying(answer)) as made:
        with monkeypatch.context() as patched:
            patched.setattr(OrderJournal, "settled", die)
            with pytest.raises(Killed):
                buy(made, key="k")
        (data_folder() / "answers").unlink()
        assert len(list(tmp_path.glob("*.answer"))) == 1
        if by == "key":
            assert buy(made, key="k").path.is_file()
        else:
            assert made.recover()[0].picture is not None
    assert len(sends) == 1
    assert list(tmp_path.glob("*.answer")) == []


def test_a_job_named_by_half_an_address_is_found_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            asked.append(request.url.path)
            return picture() if request.url.path.endswith("/v1/images/jobs/j") else httpx.Response(404)
        return httpx.Response(202, json={**JOB, "poll_url": "jobs/j"})

    with router(paying(answer)) as made:
        with monkeypatch.context() as patched:
            patched.setattr(OrderJournal, "job", die)
            with pytest.raises(Killed):
                buy(made)
        (found,) = made.recover()
    assert found.picture is not None, (found.problem, asked)


def test_a_job_taken_on_for_nothing_that_fails_frees_what_it_held() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={}) if request.method == "GET" else httpx.Response(202, json=JOB)

    with router(answer) as made, pytest.raises(GatewayError) as failed:
        buy(made)
    assert failed.value.money == "none"
    assert {(o.state, o.charged) for o in orders()} == {("refused", 0)}


def test_one_bad_wish_loses_none_of_the_others() -> None:
    wishes: list[Any] = ["a", {"prompt": "b", "nope": 1}, 5, "d"]
    with Router("sandbox") as made:
        outcomes = {o.number: o for o in made.generate_many(wishes, at_once=2)}
    assert [outcomes[i].picture is not None for i in range(4)] == [True, False, False, True]
    assert all(isinstance(outcomes[i].error, BadRequest) for i in (1, 2))

    async def many() -> dict[int, Any]:
        async with Router("sandbox") as other:
            return {o.number: o async for o in other.agenerate_many(wishes, at_once=2)}

    found = asyncio.run(many())
    assert [found[i].picture is not None for i in range(4)] == [True, False, False, True]


# --- the transport alone


class Cut(httpx.SyncByteStream):
    def __iter__(self) -> Any:
        yield b'{"da'
        raise httpx.RemoteProtocolError("cut")


def test_a_body_that_breaks_off_is_not_paid_for_again() -> None:
    payments: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not _paid(request):
            return terms()
        payments.append(request.headers["payment-signature"])
        return httpx.Response(200, stream=Cut()) if len(payments) < 3 else httpx.Response(200, json={"ok": 1})

    transport = X402Transport(KEY, cap="0.10", inner=httpx.MockTransport(answer))
    with httpx.Client(transport=transport) as client:
        for _ in range(2):
            with pytest.raises(httpx.RemoteProtocolError):
                client.post("https://shop.example/a", json={})
        assert client.post("https://shop.example/a", json={}).json() == {"ok": 1}
        assert len(set(payments)) == 1
        client.post("https://shop.example/a", json={})
    assert len(set(payments)) == 2


def test_a_lost_payment_is_sent_until_it_is_certainly_dead() -> None:
    now, payments = [1_764_000_000.0], []

    def answer(request: httpx.Request) -> httpx.Response:
        if not _paid(request):
            return terms()
        payments.append(request.headers["payment-signature"])
        raise httpx.ReadTimeout("lost")

    transport = X402Transport(KEY, cap="0.10", inner=httpx.MockTransport(answer), clock=lambda: now[0])
    with httpx.Client(transport=transport) as client:
        for later in (0, 296, 301, 415):
            now[0] = 1_764_000_000.0 + later
            with pytest.raises(httpx.ReadTimeout):
                client.post("https://shop.example/a", json={})
        assert len(set(payments)) == 1
        now[0] = 1_764_000_000.0 + 421
        with pytest.raises(httpx.ReadTimeout):
            client.post("https://shop.example/a", json={})
    assert len(set(payments)) == 2


# --- locals, locks, forks, folders


@pytest.mark.parametrize(
    "wrong",
    [
        lambda key: Router("sandbox", key, patience="x"), lambda key: Router("sandbox", key, budget="zz"),
        lambda key: Router("sandbox", key + "0"), lambda key: Router("sandbox", key, url="ftp://x"),
        lambda key: Router("sandbox", keys={"openai": key}, budget="zz"), lambda key: X402Transport(key, cap="zz"),
        lambda key: X402Transport(key, cap="1", network="zz"),
    ],
)  # fmt: skip
def test_a_key_is_in_no_local_variable_of_ours_when_something_is_raised(wrong: Callable[[str], Any]) -> None:
    key = "0x" + "5e" * 32
    with pytest.raises(PixelfareError) as failed:
        wrong(key)
    frames = traceback.TracebackException.from_exception(failed.value, capture_locals=True).stack
    shown = [str(frame.locals) for frame in frames if "pixelfare" in frame.filename and "tests" not in frame.filename]
    assert shown
    assert not [text for text in shown if key[2:] in text]


@pytest.mark.parametrize("line", ['connection.execute("BEGIN IMMEDIATE")', "yield connection", 'execute("COMMIT")'])
def test_ctrl_c_leaves_no_transaction_open(tmp_path: Path, line: str) -> None:
    lines, first = inspect.getsourcelines(store.Store.writing.__wrapped__)  # type: ignore[attr-defined]
    wanted = first + next(i for i, text in enumerate(lines) if line in text)
    hit: list[int] = []

    def trace(frame: Any, _event: str, _argument: object) -> Any:
        if frame.f_code.co_name == "writing" and frame.f_code.co_filename == store.__file__:
            if frame.f_lineno == wanted and not hit:
                hit.append(wanted)
                raise KeyboardInterrupt
            return trace
        return None

    with Ledger(tmp_path / "l.sqlite3") as ledger:
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            with pytest.raises(KeyboardInterrupt):
                ledger.set_pin("https://a", "n", "x")
        finally:
            sys.settrace(before)
        ledger.set_pin("https://b", "n", "x")
        with Ledger(ledger.path, busy_seconds=1) as other:
            other.set_pin("https://c", "n", "x")


def test_a_fork_lets_go_of_nothing_that_is_its_parents(tmp_path: Path) -> None:
    def held() -> Iterator[None]:
        with locks.Locks(tmp_path / "locks").holding("order"):
            yield

    holder = held()
    next(holder)
    with contextlib.closing(holder):
        child = os.fork()
        if child == 0:
            holder.close()  # as happens when a child that forked inside an order unwinds
            os._exit(0)
        os.waitpid(child, 0)
        assert (tmp_path / "locks" / "order").exists()
        code = (
            "import sys; from pathlib import Path; from pixelfare.ledger.locks import Locks;"
            "print(Locks(Path(sys.argv[1])).is_held('order'))"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "locks")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "True"


def test_what_lies_beside_the_ledger_is_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "l"
    folder.mkdir(mode=0o700)
    for name in ("requests", "answers", "locks"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    made = router(paying(lambda _: httpx.Response(500, json={})), patience=0, ledger=folder / "l.sqlite3")
    with made, pytest.raises((GatewayError, CannotPay)):
        buy(made)
    for name in ("requests", "answers", "locks"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name


@pytest.mark.parametrize("escaped", [False, True])
def test_a_payment_that_is_repeated_in_an_error_is_hidden_however_it_is_written(*, escaped: bool) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["payment-signature"])
        shown = "".join(f"\\u{ord(c):04x}" for c in sent[-1]) if escaped else sent[-1]
        return httpx.Response(400, content=f'{{"error": "bad", "details": {{"header": "{shown}"}}}}')

    with router(paying(answer)) as made, pytest.raises(GatewayError) as failed:
        buy(made)
    told = json.dumps(failed.value.to_dict()) + repr(vars(failed.value)) + str(orders()[0].evidence)
    assert sent
    assert sent[0] not in told
    assert "[hidden]" in told


def test_what_is_said_again_and_again_is_shown_once() -> None:
    with router(paying(lambda _: httpx.Response(504))) as made:
        with pytest.raises(GatewayError):
            buy(made)
        made.recover()
    (order,) = orders()
    assert len(set(order.evidence)) == len(order.evidence) < 8
    assert any(sentence.endswith("times)") for sentence in order.evidence)


def test_patience_ends_before_a_payment_can() -> None:
    Router("sandbox", patience=LONGEST_WINDOW - INLINE_SECONDS).close()
    with pytest.raises(BadRequest, match="3340"):
        Router("sandbox", patience=LONGEST_WINDOW - INLINE_SECONDS + 1)
