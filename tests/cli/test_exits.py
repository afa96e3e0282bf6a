"""Every exit code, with the error as a sentence and as JSON on stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pixelfare import errors
from pixelfare.commands.exits import MEANINGS, exit_code

CASES = [
    (2, "usage", ["rout", "a cat"], "route"),
    (2, "usage", ["route", "a cat", "--sise", "1:1"], "--size"),
    (2, "usage", ["route", "a cat", "a dog"], "a dog"),
    (2, "usage", ["route", "a cat", "-n", "many"], "-n"),
    (2, "usage", ["quote"], "MODEL"),
    (2, "bad-prompt", ["route", ""], "empty"),
    (2, "bad-prompt", ["route", " \n\t"], "empty"),
    (2, "bad-prompt", ["route", "x" * 100_001], "100,001"),
    (2, "bad-prompt", ["route", "a", "--file", "b"], "not both"),
    (2, "bad-prompt", ["route", "--file", "nowhere.txt"], "nowhere.txt"),
    (2, "bad-prompt", ["route", "--file", "."], "cannot be read"),
    (2, "bad-prompt", ["route", "--lines", "--jsonl"], "two ways"),
    (2, "bad-size", ["route", "a cat", "--size", "big"], "16:9"),
    (2, "bad-count", ["route", "a cat", "-n", "0"], "1 to 10"),
    (2, "bad-amount", ["route", "a cat", "--max-usd", "-1"], "-1"),
    (2, "bad-date", ["route", "a cat", "--as-of", "tomorrow"], "tomorrow"),
    (2, "bad-needs", ["route", "a cat", "--lettering", "klingon"], "klingon"),
    (2, "bad-needs", ["route", "a cat", "--operation", "fly"], "fly"),
    (2, "unknown-intent", ["route", "a cat", "-i", "cheapst"], "cheapest"),
    (2, "unknown-intent", ["policies", "chinese"], "chinese-"),
    (2, "unknown-gateway", ["route", "a cat", "-g", "blokrun"], "blockrun"),
    (2, "unknown-quality", ["route", "a cat", "-q", "hihg"], "high"),
    (2, "unknown-model", ["quote", "cogveiw-4"], "zai/cogview-4"),
    (2, "unknown-model", ["models", "[bold]x[/bold]"], "[bold]x[/bold]"),
    (2, "bad-request", ["route", "a cat", "--image", "nowhere.png"], "nowhere.png"),
    (2, "bad-request", ["route", "a cat", "-i", "quality", "--policy", "auto"], "not both"),
    (2, "bad-request", ["catalog", "diff", "yesterday", "today"], "yesterday"),
    (2, "bad-request", ["sandbox", "--host", "0.0.0.0"], "this machine"),  # noqa: S104  refused
    (2, "bad-request", ["sandbox", "--port", "99999"], "99999"),
    (2, "bad-count", ["generate", "paint it", "--operation", "edit", "-g", "sandbox"], "--image"),
    (3, "no-offer", ["route", "a cat", "--size", "4K", "--max-usd", "0.01"], "raise or drop the limit"),
    (4, "bad-policy", ["route", "a cat", "--policy", "broken.yaml"], "broken.yaml:2"),
    (4, "bad-policy", ["route", "a cat", "--policy", "nowhere.yaml"], "nowhere.yaml"),
    (4, "bad-catalog", ["route", "a cat", "--catalog", "nowhere"], "nowhere"),
    (4, "bad-catalog", ["catalog", "check", "broken"], "broken/models/zai/cogview-4.yaml:2"),
    (4, "bad-catalog", ["catalog", "diff", "shipped", "broken.yaml"], "broken.yaml"),
    (5, "quote-refused", ["quote", "cogview-4", "--size", "4096x4096"], "1440x1440"),
    (5, "quote-refused", ["quote", "gpt-image-2.5-flare", "--as-of", "2026-11-22"], "not known"),
    (5, "quote-refused", ["quote", "dall-e-3", "--as-of", "2026-11-22"], "gpt-image-2"),
    (6, "wallet", ["generate", "a cat"], "Nothing was sent"),
    (7, "gateway-unreachable", ["generate", "a cat", "-g", "sandbox", "--url", "http://127.0.0.1:1"], "127.0.0.1"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a broken policy and a broken catalog in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.yaml").write_text("id: mine\nprefers: []\n")
    (tmp_path / "broken" / "models" / "zai").mkdir(parents=True)
    (tmp_path / "broken" / "models" / "zai" / "cogview-4.yaml").write_text("id: zai/cogview-4\nname: no\n")
    return tmp_path


@pytest.mark.parametrize(("code", "error", "argv", "says"), CASES, ids=[f"{c[1]}-{' '.join(c[2])[:30]}" for c in CASES])
@pytest.mark.usefixtures("folder")
def test_a_failure_is_one_message_and_a_code(cli: Any, code: int, error: str, argv: list[str], says: str) -> None:
    shown = cli(*argv)
    assert (shown.code, shown.out) == (code, "")
    assert shown.err.startswith("error ")
    assert says in shown.err
    as_json = cli(*argv, "--json")
    assert (as_json.code, as_json.out) == (code, "")
    (failure,) = as_json.errors
    assert failure["error"] == error
    assert failure["message"]


def test_nothing_fits_shows_why_and_what_would_help(cli: Any) -> None:
    ran = cli("route", "a cat", "--size", "4K", "--max-usd", "0.01", "--as-of", "2026-11-22")
    assert "google/nano-banana-pro" in ran.err
    assert "the limit is $0.010000" in ran.err
    assert "try raise or drop the limit: google/nano-banana-pro @ blockrun 4096x4096 $0.158500" in ran.err
    failure = cli("route", "a cat", "--size", "4K", "--max-usd", "0.01", "--as-of", "2026-11-22", "--json").errors[0]
    assert {"relax", "refusals"} <= set(failure)


def test_names_come_with_suggestions(cli: Any) -> None:
    (failure,) = cli("quote", "nano-bananna", "--json").errors
    assert "nano-banana" in failure["suggestions"][0]


def test_every_kind_of_error_has_a_code_of_its_own_or_its_parents() -> None:
    kinds = [kind for name in errors.__all__ if issubclass(kind := getattr(errors, name), errors.PixelfareError)]
    for kind in kinds:
        if kind is not errors.PixelfareError:
            assert exit_code(kind.__new__(kind)) in {2, 3, 4, 5, 6, 7}
    assert exit_code(ValueError()) == 1


def test_the_help_lists_the_codes(cli: Any) -> None:
    shown = cli("--help").out
    for code, meaning in MEANINGS.items():
        assert f"{code:>6}  {meaning}" in shown


def test_a_bug_is_admitted_without_a_traceback(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret prompt")

    monkeypatch.setattr("pixelfare.routing.route", fail)
    ran = cli("route", "a cat")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "PIXELFARE_DEBUG=1" in ran.err
    assert "secret" not in ran.err


def test_debug_shows_where(process: Any) -> None:
    ran = process("route", "", env={"PIXELFARE_DEBUG": "1"})
    assert ran.returncode == 2
    assert b"Traceback" in ran.stderr
    assert b"error the prompt is empty" in ran.stderr


def test_without_the_extra_one_sentence_says_how_to_get_it(env: Any) -> None:
    code = "import sys; sys.modules['typer'] = None; from pixelfare.cli import main; sys.exit(main(['route', 'a cat']))"
    ran = subprocess.run([sys.executable, "-c", code], env=env(), capture_output=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr.decode().strip().endswith("pip install 'pixelfare[cli]'")
    assert b"Traceback" not in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_stops_quietly(env: Any) -> None:
    command = [sys.executable, "-m", "pixelfare", "route", "--lines", "--json"]
    running = subprocess.Popen(
        command, env=env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdin is not None
    assert running.stdout is not None
    # More than a buffer, so that something comes out while the input is still open.
    running.stdin.write(b"a cat\n" * 20)
    running.stdin.flush()
    assert running.stdout.read(100)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert err == b""
    assert b"Traceback" not in out


@pytest.mark.parametrize(("verb", "module", "extra"), [("serve", "starlette", "server"), ("mcp", "mcp", "mcp")])
def test_a_missing_extra_is_named(
    cli: Any, monkeypatch: pytest.MonkeyPatch, verb: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    ran = cli(verb, "--gateway", "sandbox")
    assert ran.code == 2
    assert f"pip install 'pixelfare[{extra}]'" in ran.err
