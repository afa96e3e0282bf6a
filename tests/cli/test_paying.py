"""The verbs that pay, and those that say what became of it, as a user types them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from pixelfare import Catalog
from pixelfare.sandbox import Sandbox
from pixelfare.settings import data_folder
from pixelfare.transport import shells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Catalog.load(DAY), pays="x402") as running:
        yield running


@pytest.fixture
def wallet(tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    file.write_text("0x" + "1".rjust(64, "0"))
    file.chmod(0o600)
    return file


@pytest.fixture
def buy(cli: Any, sandbox: Sandbox, wallet: Path) -> Any:
    def run(*more: str, prompt: str = "a lighthouse") -> Any:
        where = ("-g", "sandbox", "--url", sandbox.url, "--wallet", str(wallet), "--as-of", DAY)
        return cli("generate", prompt, "-i", "cheapest", "--size", "512x512", *where, *more)

    return run


def test_a_paid_picture(buy: Any, cli: Any) -> None:
    ran = buy("--key", "k", "--label", "agent-7")
    assert ran.code == 0, ran.err
    assert "paid 0.016750 USD" in ran.out
    again = buy("--key", "k", "--label", "agent-7", "--json").json
    assert (again["receipt"]["money"], again["receipt"]["label"]) == ("paid", "agent-7")
    assert again["path"] in ran.out
    listed = cli("orders")
    assert listed.code == 0
    assert "cogview-4 @ sandbox 512x512" in listed.out
    assert listed.out.splitlines()[-1].split()[-3:] == ["$0.016750", "delivered", "paid"]
    assert "free" not in ran.out + listed.out
    receipt = cli("receipt", "last")
    assert "paid        0.016750 USD" in receipt.out
    assert "transaction 0x" in receipt.out
    assert cli("receipt", again["receipt"]["order"][:20], "--json").json["order"] == again["receipt"]["order"]


def test_a_key_for_another_request(buy: Any) -> None:
    assert buy("--key", "k").code == 0
    ran = buy("--key", "k", prompt="a dog")
    assert ran.code == 2
    assert "stands for another request" in ran.err


def test_a_limit(buy: Any, cli: Any) -> None:
    ran = buy("--budget", "call=0.01")
    assert ran.code == 6
    assert "0.016750 USD would pass the limit of 0.010000 USD a call" in ran.err
    assert "PIXELFARE_BUDGET" in ran.err
    assert "the limit of 0.010000 USD an hour" in buy("--budget", "hour=0.01").err
    assert "the limit of 0.010000 USD a day" in buy("--budget", "day=0.01").err
    assert "the limit of 0.010000 USD in total" in buy("--budget", "total=0.01").err
    assert buy("--budget", "day=lots").code == 2
    shown = cli("budget", "--json").json
    assert shown["source"] == "the defaults"
    assert shown["limits"]["day"] == "1.000000"


def test_what_was_spent(buy: Any, cli: Any) -> None:
    assert buy().code == 0
    assert buy("--label", "b", prompt="a dog").code == 0
    said = cli("spend", "--test", "--by", "label", "--baseline", "dearest", "--json").json
    assert [row["name"] for row in said["rows"]] == ["(none)", "b", "total"]
    assert said["rows"][-1] == {
        "name": "total", "orders": 2, "pictures": 2, "paid_usd": "0.033500", "held_usd": "0.000000"
    }  # fmt: skip
    assert said["savings"]["orders"] == 2
    assert said["savings"]["saved_usd"] > "0"
    assert "saved" in cli("spend", "--test", "--baseline", "dearest").out
    assert "shown by --test" in cli("spend").out
    assert cli("spend", "--by", "colour").code == 2
    assert "spent or held" in cli("budget", "--test").out
    limits = ("--budget", "call=0.25,hour=0.04,day=2,month=9")
    hour, day, month, total = cli("budget", "--test", *limits, "--json").json["windows"]
    assert (hour["burn_rate"]["orders"], hour["burn_rate"]["has_room"]) == (2, False)
    assert (day["burn_rate"]["usd_a_day"], day["burn_rate"]["full"]) == ("0.134000", None)
    assert (month["burn_rate"]["stretch_seconds"], total["burn_rate"]) == (648_000, None)
    shown = cli("budget", "--test", *limits).out
    assert "too little for 0.016750 until 20" in shown
    assert "0.134000  no" in shown


def test_csv(buy: Any, cli: Any, tmp_path: Path) -> None:
    assert buy("--label", "=cmd()").code == 0
    ran = cli("orders", "--csv", "-")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert (row["label"], row["money"], row["paid_usd"]) == ("'=cmd()", "paid", "0.016750")
    file = tmp_path / "orders.csv"
    assert cli("orders", "--csv", str(file)).code == 0
    assert file.read_text() == ran.out
    assert cli("orders", "--csv", str(file)).code == 2


def test_orders_are_chosen(buy: Any, cli: Any) -> None:
    assert buy("--label", "a").code == 0
    assert json.loads(cli("orders", "--json", "--label", "a").out)["label"] == "a"
    for nothing in (("--open",), ("--label", "b"), ("--state", "unknown"), ("--since", "2100-01-01"), ("-g", "openai")):
        assert cli("orders", *nothing).out == "no orders\n"
    assert len(cli("orders", "--test", "--json").rows) == 1
    assert cli("orders", "--real").out == "no orders\n"
    with contextlib.closing(sqlite3.connect(data_folder() / "ledger.sqlite3")) as books, books:
        books.execute("UPDATE orders SET test = 0")
    assert cli("orders", "--test").out == "no orders\n"
    assert len(cli("orders", "--real", "--json").rows) == 1
    assert cli("orders", "--state", "lost").code == 2
    assert cli("orders", "--since", "yesterday").code == 2
    assert cli("receipt", "ord_nothing").code == 2
    ran = cli("orders", "--ledger", "nowhere.sqlite3")
    assert (ran.code, "there is no ledger" in ran.err) == (2, True)


def test_a_picture_that_did_not_come(buy: Any, cli: Any, sandbox: Sandbox, wallet: Path) -> None:
    sandbox.gateway.faults.add("reset-after")
    ran = buy()
    assert ran.code == 7
    assert "stay charged to the budget" in ran.err
    again = cli("recover", "--url", sandbox.url, "-g", "sandbox", "--wallet", str(wallet))
    assert again.code == 7
    assert "money: unknown" in again.out
    order = cli("orders", "--open", "--json").json["order"]
    assert "can still be taken for" in cli("recover", order, "--write-off").err
    with contextlib.closing(sqlite3.connect(data_folder() / "ledger.sqlite3")) as connection:  # an hour later
        connection.execute("UPDATE orders SET valid_before = 1")
        connection.commit()
    freed = cli("recover", order, "--write-off", "--json").json
    assert (freed["receipt"]["state"], freed["receipt"]["money"]) == ("unpaid", "unpaid")
    assert cli("recover").out == "no order is open\n"
    assert cli("recover", order, "--write-off").code == 2


def test_terms_that_break_a_rule(buy: Any, sandbox: Sandbox) -> None:
    sandbox.gateway.faults.add("asks-500:3")
    ran = buy("--json")
    sandbox.gateway.faults._script.clear()
    assert ran.code == 6
    said = json.loads(ran.err)
    assert (said["error"], said["rule"], said["asked"]) == ("terms-refused", "cap", "500.000000 USD")


def test_many(buy: Any, cli: Any, sandbox: Sandbox, wallet: Path, tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"prompt": "a cat", "id": "c"}\n{"prompt": "a dog", "size": "7:1"}\n{"prompt": "a bird"}\n')
    where = ("-g", "sandbox", "--url", sandbox.url, "--wallet", str(wallet), "--as-of", DAY)
    ran = cli("generate", "--file", str(file), *where, "--out", f"{tmp_path}/out/", "--key", "batch", "--at-once", "2")
    assert ran.code == 3
    assert ran.out.count("saved ") == 2
    assert "line 2" in ran.err
    assert "2 of 3 made, 0.107002 USD paid" in ran.err
    before = len(sandbox.gateway.books.settlements)
    again = cli("generate", "--file", str(file), *where, "--out", f"{tmp_path}/out/", "--key", "batch")
    assert again.out.count("saved ") == 2
    assert len(sandbox.gateway.books.settlements) == before
    assert cli("generate", "--file", str(file), *where, "--dry-run").code == 3
    assert cli("generate", "--file", str(file), *where, "--out", f"{tmp_path}/one.png").code == 2
    assert buy


def test_a_dry_run(buy: Any, cli: Any) -> None:
    ran = buy("--dry-run")
    assert ran.code == 0
    assert "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf" in ran.out
    assert "nothing was bought" in ran.out
    said = cli("generate", "a cat", "--dry-run", "--json").json
    assert "blockrun cannot be paid: it is paid from a wallet, and there is none" in said["problems"][0]


def test_edit(buy: Any, cli: Any, sandbox: Sandbox, wallet: Path) -> None:
    path = buy("--json").json["path"]
    where = ("-g", "sandbox", "--url", sandbox.url, "--wallet", str(wallet), "--as-of", DAY)
    ran = cli("edit", "paint it blue", "--image", path, *where, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["decision"]["needs"]["operation"] == "edit"
    assert cli("edit", "paint it blue", *where).code == 2


def test_an_audit(buy: Any, cli: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    assert buy().code == 0
    ran = cli("catalog", "audit", "--json")
    assert ran.code == 0
    (row,) = ran.json["orders"]
    assert (row["quoted_usd"], row["demanded_usd"], row["settled_usd"], row["drifted"]) == (
        "0.016750", ["0.016750"], ["0.016750"], False,
    )  # fmt: skip
    assert "0.016750" in cli("catalog", "audit").out
    listed = cli("catalog", "audit", "--fetch", "--url", sandbox.url, "--gateway", "sandbox", "--as-of", DAY)
    assert "the catalog has exactly what sandbox lists" in listed.out
    file = tmp_path / "models.json"
    file.write_text('{"data": [{"id": "zai/cogview-9", "category": "image"}, {"id": "chat", "category": "chat"}]}')
    ran = cli("catalog", "audit", "--models", str(file), "--gateway", "blockrun", "--as-of", DAY, "--json")
    assert ran.code == 4
    assert ran.json["listed"]["only_listed"] == ["zai/cogview-9"]
    assert "zai/cogview-4" in ran.json["listed"]["not_listed"]


def test_pins(buy: Any, cli: Any, sandbox: Sandbox) -> None:
    assert cli("wallet", "pins").out == "nobody was paid yet\n"
    assert buy().code == 0
    (pin,) = cli("wallet", "pins", "--json").json["pins"]
    assert pin == {"origin": sandbox.url, "network": "eip155:84532", "pay_to": sandbox.gateway.pay_to}
    assert cli("wallet", "forget-pin", "https://nobody.example").code == 2
    assert cli("wallet", "forget-pin", sandbox.url).code == 0
    assert cli("wallet", "pins").out == "nobody was paid yet\n"


def test_a_sandbox_says_what_can_go_wrong(cli: Any) -> None:
    ran = cli("sandbox", "--fault", "list")
    assert ran.code == 0
    assert "asks-500" in ran.out
    assert cli("sandbox", "--fault", "nonsense").code == 2
    assert cli("sandbox", "--pays", "gold").code == 2


def test_ctrl_c_says_which_order_is_open(
    cli: Any, wallet: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(shells.run.__kwdefaults__, "sleep", stop)
    with Sandbox(Catalog.load(DAY), pays="x402", slow=True) as slow:
        where = ("-g", "sandbox", "--url", slow.url, "--wallet", str(wallet), "--as-of", DAY)
        ran = cli("generate", "a lighthouse", "-i", "cheapest", *where)
        assert ran.code == 130
        (order,) = cli("orders", "--open", "--json").rows
        assert order["state"] == "job"
        assert f"order {order['order']} is open (job): 0.016750 USD are held for it; 'pixelfare recover'" in ran.err
        ran = cli(
            "generate", "a second one", "-i", "cheapest", *where, "--json", "--ledger", tmp_path / "other.sqlite3"
        )
        (told,) = ran.errors
        assert (told["error"], told["money"]) == ("interrupted", "unknown")


def test_orders_of_one_moment_are_told_apart(buy: Any, cli: Any) -> None:
    for prompt in ("a", "b"):
        assert buy(prompt=prompt).code == 0
    ids = [row["order"] for row in cli("orders", "--json").rows]
    ran = cli("receipt", ids[0][:6])
    assert ran.code == 2
    assert "several orders begin with" in ran.err
    assert all(cli("receipt", word).code == 0 for word in cli("orders").out.split() if word.startswith("ord_"))


def test_wishes_that_make_no_sense(buy: Any, cli: Any) -> None:
    assert buy().code == 0
    for argv, said in (
        (("spend", "--test", "--baseline", "nonsense"), "no order was ever priced with 'nonsense'"),
        (("recover", "--write-off"), "one order is written off at a time"),
        (("budget", "--budget", ""), "the budget given is empty"),
        (("recover", "--rpc-url", "http://example.com"), "the RPC URL"),
        (("edit", "paint it", "--image", "http://example.com/a.png", "--dry-run"), "by https only"),
    ):
        ran = cli(*argv)
        assert ran.code == 2, argv
        assert said in ran.err
