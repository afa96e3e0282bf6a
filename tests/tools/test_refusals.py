"""What the tools refuse, and in which words."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pixelfare import Router, Wallet, errors
from pixelfare.tools import Tool, tools_of
from pixelfare.tools.failures import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path("/somewhere/pictures")


def refused(tools: dict[str, Tool], name: str, **arguments: Any) -> str:
    outcome = tools[name].run(arguments)
    assert outcome.data is None
    assert outcome.text == f"Error: {outcome.error}"
    return outcome.error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "prompt is missing. Nothing was bought."),
        ({"prompt": ""}, "prompt: String should have at least 1 character"),
        ({"prompt": "a cat", "gateway": "openai"}, "there is no parameter 'gateway'; there are prompt, intent, size"),
        ({"prompt": "a cat", "out": "/etc/cron.d/x"}, "there is no parameter 'out'"),
        ({"prompt": "a cat", "intent": "cheapst"}, "Did you mean cheapest"),
        ({"prompt": "a cat", "size": "huge"}, "Nothing was bought."),
        ({"prompt": "a cat", "n": 11}, "less than or equal to 10"),
        ({"prompt": "a cat", "max_usd": "lots"}, "Nothing was bought."),
        ({"prompt": "a cat", "max_usd": "0.001"}, "What would help: raise or drop the limit"),
        ({"prompt": "a cat", "key": "a\nb"}, "printable"),
    ],
)
def test_what_makes_no_sense_is_refused(
    tools: dict[str, Tool], router: Router, arguments: dict[str, Any], said: str
) -> None:
    assert said in refused(tools, "generate_image", **arguments)
    assert router.ledger.orders() == []


@pytest.fixture
def traps(folder: Path, tmp_path: Path) -> Path:
    """A folder with everything in it that must not be sent away."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    (folder / "link.png").symlink_to(secret)
    (folder / "out").symlink_to(tmp_path)
    (folder / "notes.png").write_text("not a picture")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "pipe.png")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png", "sub/../../secret.png", "link.png", "out/secret.png", "notes.png", "pipe.png", "sub", "", ".",
        "/etc/passwd", "{folder}/../secret.png", "{folder}/link.png", "{folder}", "a\0b.png",
        "..\\secret.png", "none.png", "~/secret.png", "file:///etc/passwd", "data:image/png;base64,AAAA",
        "http://example.com/a.png",
        "https://127.0.0.1/a.png", "https://[::1]/a.png", "https://169.254.169.254/latest", "https://localhost/a.png",
        "ord_nothing", "ord_../x", "x" * 500,
    ],
)  # fmt: skip
def test_inputs_that_are_refused(tools: dict[str, Tool], traps: Path, router: Router, name: str) -> None:
    said = refused(tools, "edit_image", prompt="paint it blue", images=[name.format(folder=traps)])
    assert "Nothing was bought." in said
    assert "secret\n" not in said
    assert router.ledger.orders() == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted there")
def test_what_is_refused_leaves_no_file_open(tools: Any, traps: Path) -> None:
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for name in ("sub", "pipe.png", "notes.png", "nothing.png") * 10:
        refused(tools, "edit_image", prompt="paint it blue", images=[name])
    assert traps.is_dir()
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) < before + 10


def test_a_picture_in_a_folder_below(tools: dict[str, Tool], traps: Path) -> None:
    made = tools["generate_image"].run({"prompt": "a red bicycle"}).data
    assert made is not None
    Path(made["pictures"][0]["path"]).rename(traps / "sub" / "a.png")
    assert tools["edit_image"].run({"prompt": "paint it blue", "images": ["sub/a.png"]}).data


def test_the_beginning_of_an_order_is_not_enough(tools: dict[str, Tool]) -> None:
    made = tools["generate_image"].run({"prompt": "a red bicycle"}).data
    assert made is not None
    said = tools["edit_image"].run({"prompt": "paint it blue", "images": [made["order"][:14]]})
    assert said.error
    assert "whole id" in said.text


def test_an_order_whose_picture_is_gone_or_another(tools: dict[str, Tool]) -> None:
    made = tools["generate_image"].run({"prompt": "a red bicycle"}).data
    other = tools["generate_image"].run({"prompt": "a blue bicycle"}).data
    assert made is not None
    assert other is not None
    path = Path(made["pictures"][0]["path"])
    path.write_bytes(Path(other["pictures"][0]["path"]).read_bytes())
    edit = {"prompt": "paint it blue", "images": [made["order"]]}
    assert "is no longer the picture that was made" in refused(tools, "edit_image", **edit)
    path.unlink()
    assert "there is no such file" in refused(tools, "edit_image", **edit)


def test_a_folder_that_cannot_be_made(router: Router, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    tools = {tool.name: tool for tool in tools_of(router, folder=tmp_path / "file" / "pictures")}
    said = refused(tools, "generate_image", prompt="a cat")
    assert "'the folder for pictures' cannot be written" in said
    assert router.ledger.orders() == []


def test_a_budget_holds(folder: Path, wallet: Path) -> None:
    with Router("sandbox", wallet=Wallet.from_file(wallet), budget="call=0.05,day=0.05") as router:
        tools = {tool.name: tool for tool in tools_of(router, folder=folder)}
        said = refused(tools, "generate_image", prompt="a red bicycle", intent="quality", max_usd="100")
        assert "would pass the limit of 0.050000 USD" in said
        assert "Only the owner of this machine can change that" in said
        assert "PIXELFARE_BUDGET" not in said
        made = tools["generate_image"].run({"prompt": "a red bicycle", "intent": "cheapest"}).data
        assert made is not None
        assert made["paid_usd"] == "0.016750"


FAILURES: list[tuple[Callable[[], Exception], str, str]] = [
    (lambda: errors.OrderOpen("the key stands for order ord_1").of("ord_1", "unknown"),
     "do not retry with another key", "ord_1"),
    (lambda: errors.BadAnswer("no picture came").of("ord_2", "paid"), "It is paid for. Do not order it anew", "ord_2"),
    (lambda: errors.GatewayUnreachable("no answer").of("ord_3", "unpaid"), "proved that nothing was paid", "ord_3"),
    (lambda: errors.GatewayRefused("busy", status=503), "Nothing was paid.", "busy"),
    (lambda: errors.TermsRefused("price", "It asks for more.", allow="Pass cap=1."),
     "Nothing was signed", "Only the owner"),
    (lambda: errors.WalletError("/home/me/key.txt is open to all"), "no wallet that can pay", "Only the owner"),
    (lambda: errors.LedgerError("/home/me/ledger.sqlite3 is locked"), "nothing was bought", "Only the owner"),
    (lambda: errors.CatalogError("bad", file="/home/me/catalog.yaml"),
     "breaks its rules (bad-catalog)", "Only the owner"),
    (lambda: errors.CannotPay("no way"), "cannot be paid for", "Only the owner"),
    (lambda: errors.QuoteRefused("price-unknown", "its price is not known"), "its price is not known.", ""),
    (lambda: errors.BadRequest(f"'{FOLDER}/x' cannot be written"),
     "'the folder for pictures/x' cannot be written.", ""),
    (lambda: ValueError("key 0xdeadbeef of /home/me"), "unexpected went wrong (ValueError)", "use the same key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "said", "more"), FAILURES, ids=lambda value: value[:20] if isinstance(value, str) else ""
)
def test_failures_in_words(make: Callable[[], Exception], said: str, more: str) -> None:
    text = in_words(make(), folder=FOLDER)
    assert said in text
    assert more in text
    for secret in ("/home/me", "0xdeadbeef", str(FOLDER), "Pass cap"):
        assert secret not in text


def test_a_failure_is_not_long() -> None:
    assert len(in_words(errors.BadRequest("x" * 5_000), folder=FOLDER)) == 2_000


def test_what_is_unexpected_is_logged_without_its_words(
    tools: dict[str, Tool], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("the secret prompt")

    monkeypatch.setattr(Router, "generate", broken)
    with caplog.at_level(logging.ERROR, "pixelfare"):
        said = refused(tools, "generate_image", prompt="a cat")
    assert "RuntimeError" in said
    assert "RuntimeError at test_refusals.py" in caplog.text
    assert "secret prompt" not in said + caplog.text
