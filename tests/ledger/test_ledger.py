"""The ledger: states, budgets, keys, files, and what it does when it cannot be used."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import tempfile
import threading
from typing import TYPE_CHECKING, Any

import pytest

from ledger.making import HEADER, Clock, new, settled, signed
from pixelfare import Budget, Ledger, Receipt
from pixelfare.errors import BadBudget, KeyReused, LedgerError, OrderOpen, OverBudget
from pixelfare.ledger import spare
from pixelfare.ledger.ledger import UnknownOrder
from pixelfare.ledger.schema import MOVES
from pixelfare.ledger.store import Store
from pixelfare.ledger.values import CHARGED, FINAL, OPEN, STATES, StoredPicture

if TYPE_CHECKING:
    from pathlib import Path

FREE = Budget(call=None, day=None)


def test_the_way_of_an_order(ledger: Ledger, path: Path, tmp_path: Path) -> None:
    order = ledger.reserve(new(key="k", label="agent"), FREE)
    assert (order.state, order.charged, order.id[:4], order.purchase[:4]) == ("reserved", 16_750, "ord_", "buy_")
    ledger.keep_request(order.id, b"the request")
    order = signed(ledger, order)
    assert (order.state, order.demanded) == ("signed", 16_750)
    assert ledger.payment(order.id) == ("PAYMENT-SIGNATURE", HEADER)
    assert ledger.sending(order.id).sends == 1
    assert ledger.sending(order.id).sends == 2
    ledger.answered(order.id, status=202, headers=[("A", "b"), ("Payment-Signature", "no")], body=b"first")
    ledger.answered(order.id, status=200, headers=[("payment-response", "x")], body=b"second")
    assert ledger.read_answer(order.id) == (200, [("payment-response", "x")], b"second")
    assert ledger.job(order.id, "https://gateway.example/j").job == "https://gateway.example/j"
    order = ledger.settled(order.id, amount=16_000, transaction="0xab", evidence="a settlement was seen")
    assert (order.charged, order.transaction) == (16_000, "0xab")
    picture = StoredPicture(path=tmp_path / "a.png", sha256="0" * 64, media_type="image/png", size="8x8")
    order = ledger.delivered(order.id, [picture])
    assert (order.state, order.pictures, order.evidence) == ("delivered", (picture,), ("a settlement was seen",))
    assert (ledger.payment(order.id), ledger.request(order.id), ledger.read_answer(order.id)) == (None, None, None)
    assert sorted(p.name for p in path.parent.rglob("*") if p.is_file()) == sorted(
        p for p in ("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm") if (path.parent / p).exists()
    )


def test_the_states_are_those_that_are_documented() -> None:
    assert set(STATES) == OPEN | FINAL
    assert OPEN | {"delivered"} == CHARGED
    for rail, moves in MOVES.items():
        assert set(moves) == set(STATES), rail
        assert all(after in STATES for states in moves.values() for after in states)
        assert all(not moves[state] for state in FINAL)
    assert "refused" not in MOVES["x402"]["sent"] | MOVES["x402"]["unknown"]


def test_a_job_without_a_payment_may_be_refused_and_one_with_a_payment_never(ledger: Ledger) -> None:
    free = ledger.reserve(new(), FREE)
    ledger.job(free.id, "https://x")
    assert ledger.refused(free.id, "the job failed").state == "refused"


def go(ledger: Ledger, order_id: str, state: str) -> Any:
    steps: dict[str, Any] = {
        "signed": lambda: signed(ledger, ledger.order(order_id)), "sent": lambda: ledger.sending(order_id),
        "job": lambda: ledger.job(order_id, "https://x"), "refused": lambda: ledger.refused(order_id, "no"),
        "settled": lambda: ledger.settled(order_id, amount=1, evidence="yes"),
        "delivered": lambda: ledger.delivered(order_id, []), "unpaid": lambda: ledger.unpaid(order_id, "proof"),
        "unknown": lambda: ledger.unknown(order_id, "who knows"),
    }  # fmt: skip
    return steps[state]()


WAYS = {
    "reserved": [], "signed": ["signed"], "sent": ["signed", "sent"], "job": ["signed", "sent", "job"],
    "settled": ["signed", "sent", "settled"], "delivered": ["signed", "sent", "settled", "delivered"],
    "refused": ["refused"], "unpaid": ["signed", "sent", "unpaid"], "unknown": ["signed", "sent", "unknown"],
}  # fmt: skip


@pytest.mark.parametrize("after", [s for s in STATES if s != "reserved"])
@pytest.mark.parametrize("before", STATES)
def test_only_the_moves_in_the_table_are_made(ledger: Ledger, before: str, after: str) -> None:
    order = ledger.reserve(new(), FREE)
    for step in WAYS[before]:
        go(ledger, order.id, step)
    allowed = after in MOVES["x402"][before] and not (after == "signed" and before != "reserved")
    allowed = allowed and (before, after) != ("job", "refused")  # this one has a payment
    if allowed:
        assert go(ledger, order.id, after).state == after
    else:
        with pytest.raises(LedgerError):
            go(ledger, order.id, after)
        assert ledger.order(order.id).state == before


def test_one_payment_for_ever(ledger: Ledger) -> None:
    order = ledger.reserve(new(), FREE)
    signed(ledger, order)
    with pytest.raises(LedgerError, match="never gets another"):
        signed(ledger, order, "another")
    assert ledger.payment(order.id) == ("PAYMENT-SIGNATURE", "c2VjcmV0LWhlYWRlcg==")


def test_nothing_is_signed_above_what_is_reserved(ledger: Ledger) -> None:
    order = ledger.reserve(new(), FREE)
    with pytest.raises(LedgerError, match="would sign"):
        ledger.signed(
            order.id, header="h", secret=HEADER, demanded=16_751, value=16_751, pay_to="0x", nonce="0x1", valid_before=1
        )
    assert ledger.order(order.id).state == "reserved"


# --- secrets


def test_payment_headers_leave_no_trace(ledger: Ledger, path: Path) -> None:
    header = "VGhpcy1oZWFkZXItbXVzdC1iZS1nb25l"
    order = ledger.reserve(new(), FREE)
    signed(ledger, order, header)
    ledger.sending(order.id)
    assert any(header.encode() in file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    ledger.settled(order.id, amount=1, evidence="")
    ledger.delivered(order.id, [])
    ledger.close()
    for file in path.parent.rglob("*"):
        if file.is_file():
            assert header.encode() not in file.read_bytes(), file


def test_nothing_secret_is_shown(ledger: Ledger) -> None:
    order = ledger.reserve(new(), FREE)
    signed(ledger, order, "c2VjcmV0c2VjcmV0")
    shown = repr([ledger, ledger.orders(), Receipt.of(ledger.order(order.id)), Receipt.of(order).to_dict()])
    assert "c2VjcmV0c2VjcmV0" not in shown
    assert ledger.secret.hex() not in shown
    assert len(ledger.secret) == 32


# --- budgets


def test_windows_roll(ledger: Ledger, clock: Clock) -> None:
    budget = Budget(call=None, hour="0.02", day="0.04", month="0.06", total="0.08")
    for _ in range(2):
        ledger.refused(ledger.reserve(new(), budget).id, "")  # what is given back is free again
    taken = settled(ledger, ledger.reserve(new(), budget))
    ledger.delivered(taken.id, [])
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(), budget)
    assert (refused.value.limit, refused.value.spent, refused.value.most) == ("hour", 16_750, 20_000)
    clock.now += 3_600
    ledger.delivered(settled(ledger, ledger.reserve(new(), budget)).id, [])
    clock.now += 3_600
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(), budget)
    assert refused.value.limit == "day"
    clock.now += 86_400
    ledger.delivered(settled(ledger, ledger.reserve(new(), budget)).id, [])
    clock.now += 86_400
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(), budget)
    assert refused.value.limit == "month"
    clock.now += 31 * 86_400
    ledger.delivered(settled(ledger, ledger.reserve(new(), budget)).id, [])
    clock.now += 31 * 86_400
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(), budget)
    assert refused.value.limit == "total"


def test_what_is_under_way_counts_whenever_it_began(ledger: Ledger, clock: Clock) -> None:
    budget = Budget(call=None, hour="0.02", day=None)
    order = ledger.reserve(new(), budget)
    ledger.sending(signed(ledger, order).id)
    clock.now += 7_200
    with pytest.raises(OverBudget):
        ledger.reserve(new(), budget)
    ledger.unpaid(order.id, "proof")
    ledger.reserve(new(), budget)


def test_what_was_settled_is_what_counts(ledger: Ledger) -> None:
    budget = Budget(call=None, day="0.03")
    order = ledger.reserve(new(reserved=25_000), budget)
    ledger.sending(signed(ledger, order).id)
    ledger.settled(order.id, amount=10_000, evidence="")
    assert ledger.left(budget) == 20_000


def test_labels_and_test_money_are_counted_apart(ledger: Ledger) -> None:
    budget = Budget(call=None, day="0.04", labels={"a": {"day": "0.02", "call": "0.018"}})
    ledger.reserve(new(label="a"), budget)
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(label="a"), budget)
    assert refused.value.limit == "day of a"
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(new(label="a", reserved=19_000), budget)
    assert refused.value.limit == "call of a"
    ledger.reserve(new(label="b"), budget)
    with pytest.raises(OverBudget):
        ledger.reserve(new(), budget)
    ledger.reserve(new(test=True), budget)
    assert ledger.left(budget) == 40_000 - 2 * 16_750
    assert ledger.left(budget, label="a") == 20_000 - 16_750
    assert {w.name: w.spent for w in ledger.windows(budget, test=True)}["day"] == 16_750


def test_a_fallback_takes_the_reservation_over(ledger: Ledger) -> None:
    budget = Budget(call=None, day="0.02")
    first = ledger.reserve(new(key="k"), budget)
    second = ledger.reserve(new(key="k", model="openai/gpt-image-2"), budget, instead_of=first.id, why="it refused")
    assert (ledger.order(first.id).state, second.purchase) == ("refused", first.purchase)
    ledger.sending(signed(ledger, second).id)
    with pytest.raises(LedgerError, match="may have been paid"):
        ledger.reserve(new(), budget, instead_of=second.id)


@pytest.mark.parametrize(
    "given",
    [
        {"day": 1.0}, {"day": "-1"}, {"day": "1e3"}, {"daily": "1"}, {"labels": {"a": {"daily": 1}}}, "day",
        "day=1,day=2", "", "day=x", {"labels": ["a"]}, {"labels": {"": {}}}, 7, {"call": True}, {"day": "NaN"},
    ],
)  # fmt: skip
def test_a_limit_that_cannot_be_read_is_an_error(given: Any) -> None:
    with pytest.raises(BadBudget):
        Budget.find(given)


def test_where_limits_come_from(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert (Budget.find().call, Budget.find().day, Budget.find().source) == (250_000, 1_000_000, "the defaults")
    folder = home / ".config" / "pixelfare"
    folder.mkdir(parents=True)
    (folder / "budget.yaml").write_text('day: "3"\nlabels:\n  agent-7:\n    day: "0.50"\n')
    found = Budget.find()
    assert (found.call, found.day, found.labels["agent-7"].day) == (250_000, 3_000_000, 500_000)
    monkeypatch.setenv("PIXELFARE_BUDGET", "day=none,call=0.10")
    assert (Budget.find().call, Budget.find().day) == (100_000, None)
    assert Budget.find("day=5").day == 5_000_000
    monkeypatch.setenv("PIXELFARE_BUDGET", "")
    with pytest.raises(BadBudget):
        Budget.find()
    monkeypatch.delenv("PIXELFARE_BUDGET")
    (folder / "budget.yaml").write_text("day: [\n")
    with pytest.raises(BadBudget, match=r"budget\.yaml"):
        Budget.find()


# --- keys and ids


def test_a_key_stands_for_one_request(ledger: Ledger) -> None:
    first = ledger.reserve(new(key="k"), FREE)
    with pytest.raises(OrderOpen):
        ledger.reserve(new(key="k"), FREE)
    with pytest.raises(KeyReused) as reused:
        ledger.reserve(new(key="k", request="b" * 64), FREE)
    assert reused.value.order == first.id
    ledger.refused(first.id, "")
    second = ledger.reserve(new(key="k"), FREE)
    assert second.purchase == first.purchase
    assert [order.id for order in ledger.find_key("k")] == [first.id, second.id]
    ledger.delivered(settled(ledger, second).id, [])
    with pytest.raises(OrderOpen):
        ledger.reserve(new(key="k"), FREE)


def test_orders_are_found(ledger: Ledger, clock: Clock) -> None:
    first = ledger.reserve(new(label="a"), FREE)
    clock.now += 10
    second = ledger.reserve(new(gateway="openai"), FREE)
    assert [o.id for o in ledger.orders()] == [second.id, first.id]
    assert [o.id for o in ledger.orders(label="a")] == [first.id]
    assert [o.id for o in ledger.orders(gateway="openai")] == [second.id]
    assert [o.id for o in ledger.orders(since=clock.now)] == [second.id]
    assert [o.id for o in ledger.orders(until=clock.now)] == [first.id]
    assert [o.id for o in ledger.orders(states=["refused"])] == []
    assert [o.id for o in ledger.orders(limit=1)] == [second.id]
    assert ledger.order(first.id[:20]).id == first.id
    for name in ("ord_x", "", first.id[:4], "%"):
        with pytest.raises(UnknownOrder):
            ledger.order(name)


def test_one_worker_for_each_order(ledger: Ledger, path: Path) -> None:
    order = ledger.reserve(new(), FREE)
    with ledger.holding(order.id):
        assert ledger.is_held(order.id)
        with Ledger(path) as other, pytest.raises(OrderOpen), other.holding(order.id):
            pass
        with pytest.raises(OrderOpen), ledger.holding(order.id):
            pass
    assert not ledger.is_held(order.id)
    with ledger.holding(order.id):
        pass


def test_pins(ledger: Ledger) -> None:
    assert ledger.pin("https://a", "eip155:8453") is None
    assert ledger.set_pin("https://a", "eip155:8453", "0x1") == "0x1"
    assert ledger.set_pin("https://a", "eip155:8453", "0x2") == "0x1"
    assert ledger.pins() == [("https://a", "eip155:8453", "0x1")]
    assert ledger.forget_pin("https://a") == 1
    assert ledger.pin("https://a", "eip155:8453") is None


# --- files


def test_files_are_the_users_own(ledger: Ledger, path: Path) -> None:
    order = ledger.reserve(new(), FREE)
    ledger.keep_request(order.id, b"prompt")
    ledger.sending(signed(ledger, order).id)
    ledger.answered(order.id, status=200, headers=[], body=b"x")
    with ledger.holding(order.id):
        for file in path.parent.rglob("*"):
            mode = stat.S_IMODE(file.stat().st_mode)
            assert mode == (0o700 if file.is_dir() else 0o600), (file, oct(mode))
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_any_sqlite_tool_opens_it(ledger: Ledger, path: Path) -> None:
    ledger.reserve(new(), FREE)
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT state, reserved, model FROM orders").fetchall() == [
            ("reserved", 16_750, "zai/cogview-4")
        ]
        assert connection.execute("SELECT after, charged FROM events").fetchall() == [("reserved", 16_750)]
    finally:
        connection.close()


def broken(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def another(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE a (b)")
    connection.close()


def newer(path: Path) -> None:
    Ledger(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def torn(path: Path) -> None:
    with Ledger(path) as made:
        for _ in range(200):
            made.reserve(new(), FREE)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(data)


def folder(path: Path) -> None:
    path.mkdir()


def link(path: Path) -> None:
    other = path.with_name("other")
    other.touch(0o600)
    path.symlink_to(other)


@pytest.mark.parametrize("spoil", [broken, another, newer, torn, folder, link], ids=lambda f: f.__name__)
def test_a_ledger_that_cannot_be_trusted_is_refused(path: Path, spoil: Any) -> None:
    path.parent.mkdir(mode=0o700)
    spoil(path)
    if path.is_file() and not path.is_symlink():
        path.chmod(0o600)
        before = path.read_bytes()
    with pytest.raises(LedgerError):
        Ledger(path)
    if path.is_file() and not path.is_symlink() and spoil is not newer:
        assert path.read_bytes() == before


def test_a_ledger_that_others_can_read_is_refused(path: Path) -> None:
    Ledger(path).close()
    path.chmod(0o644)
    with pytest.raises(LedgerError, match="chmod 600"):
        Ledger(path)


def test_a_ledger_that_is_locked(path: Path) -> None:
    Ledger(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match="locked"):
            Ledger(path, busy_seconds=0.05)
    finally:
        connection.close()


def test_a_disk_that_is_full(ledger: Ledger) -> None:
    with ledger._store.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(500):
            ledger.reserve(new(wanted="x" * 2_000), FREE)

    with pytest.raises(LedgerError, match="disk is full"):
        fill()
    count = len(ledger.orders())
    assert ledger.left(Budget(call=None, day="100")) == 100_000_000 - count * 16_750


def test_an_answer_whose_folder_cannot_be_written_is_kept_elsewhere(
    ledger: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(spare, "_WAIT", 0.0)
    order = ledger.reserve(new(rail="bearer"), FREE)
    ledger.sending(order.id)
    (path.parent / "answers").write_text("in the way")
    kept = ledger.answered(order.id, status=200, headers=[("a", "b"), ("set-cookie", "secret")], body=b"first")
    assert kept.parent == tmp_path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert ledger.read_answer(order.id) == (200, [("a", "b")], b"first")
    assert str(kept) in ledger.order(order.id).evidence[-1]
    ledger.answered(order.id, status=200, headers=[], body=b"second")
    assert ledger.read_answer(order.id) == (200, [], b"second")
    assert not kept.exists()
    # what somebody else put there is not believed
    (own,) = tmp_path.glob("*.answer")
    own.chmod(0o644)
    assert ledger.read_answer(order.id) is None
    own.chmod(0o600)
    ledger.settled(order.id, amount=0, evidence="e")
    ledger.delivered(order.id, [])
    assert list(tmp_path.glob("*.answer")) == []


def test_the_newest_answer_counts_wherever_it_is_kept(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    order = ledger.reserve(new(rail="bearer"), FREE)
    ledger.sending(order.id)

    def unreadable(_: Store) -> Any:
        raise LedgerError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "reading", unreadable)
        with pytest.raises(LedgerError, match="the disk is full; the gateway's answer is kept in"):
            ledger.answered(order.id, status=202, headers=[], body=b"old")
    assert ledger.read_answer(order.id) == (202, [], b"old")
    ledger.answered(order.id, status=200, headers=[], body=b"new")
    assert ledger.read_answer(order.id) == (200, [], b"new")
    assert list(tmp_path.glob("*.answer")) == []


def test_half_an_answer_is_not_kept(
    ledger: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    order = ledger.reserve(new(rail="bearer"), FREE)
    ledger.sending(order.id)
    (path.parent / "answers").write_text("in the way")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerError, match="the gateway's answer is lost: No space left"):
        ledger.answered(order.id, status=200, headers=[], body=b"x" * 100)
    assert list(tmp_path.glob("*.answer")) == []


def test_an_answer_that_can_be_written_nowhere_is_an_error(
    ledger: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setattr(spare, "_WAIT", 0.0)
    order = ledger.reserve(new(rail="bearer"), FREE)
    ledger.sending(order.id)
    (path.parent / "answers").write_text("in the way")
    with pytest.raises(LedgerError, match="the gateway's answer is lost"):
        ledger.answered(order.id, status=200, headers=[], body=b"")


def test_a_relative_path_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXELFARE_LEDGER", "ledger.sqlite3")
    with pytest.raises(LedgerError, match="relative"):
        Ledger()


def test_threads_share_one(ledger: Ledger) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                ledger.delivered(settled(ledger, ledger.reserve(new(), FREE)).id, [])
        except BaseException as failure:  # noqa: BLE001  handed to the test
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [o.state for o in ledger.orders()] == ["delivered"] * 80


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_opens_it_anew(ledger: Ledger) -> None:
    ledger.reserve(new(), FREE)
    child = os.fork()
    if not child:
        try:
            ledger.reserve(new(), FREE)
        except BaseException:  # noqa: BLE001  told by the exit code
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert len(ledger.orders()) == 2
    ledger.reserve(new(), FREE)


# --- receipts


@pytest.mark.parametrize(
    ("way", "money", "paid"),
    [
        ([], "none", "0.000000"), (["refused"], "none", "0.000000"), (["signed", "sent"], "unknown", None),
        (["signed", "sent", "unpaid"], "unpaid", "0.000000"), (["signed", "sent", "job"], "unknown", None),
        (["signed", "sent", "settled", "delivered"], "paid", "0.000001"),
    ],
)  # fmt: skip
def test_receipts(ledger: Ledger, way: list[str], money: str, paid: str | None) -> None:
    order = ledger.reserve(new(label="=cmd()", key="k"), FREE)
    for step in way:
        go(ledger, order.id, step)
    receipt = Receipt.of(ledger.order(order.id))
    assert (receipt.money, receipt.to_dict()["paid_usd"]) == (money, paid)
    assert f"order       {order.id}" in str(receipt)
