"""Odd text, odd streams: nothing reaches the terminal as a control code, nothing is read as markup, nothing crashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pixelfare.cli import main
from pixelfare.commands.terminal import one_line, safe

HOSTILE = {
    "escape": ("a \x1b[31mred\x1b[0m cat", r"\x1b[31mred\x1b[0m"),
    "bell and NUL": ("a\x00cat\x07", r"a\x00cat\x07"),
    "right to left": ("a \u202etac\u202c cat \u2066x\u2069", r"\u202etac\u202c"),
    "one-byte CSI": ("a \x9b31m cat", r"\x9b31m"),
    "lone surrogate": ("a \ud83d cat", r"\ud83d"),
    "line separator": ("a\u2028cat", r"\u2028"),
    "markup": ("a [bold red]cat[/] :smile: [/nope]", "[bold red]cat[/] :smile: [/nope]"),
    "emoji": ("a family 👨‍👩‍👧 and 🏳️‍🌈", "👨‍👩‍👧 and 🏳️‍🌈"),
    "Arabic": ("لافتة مكتوب عليها مرحبا", "لافتة مكتوب عليها مرحبا"),
}


@pytest.mark.parametrize(("prompt", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_prompts_are_shown_and_harmless(cli: Any, prompt: str, shown: str) -> None:
    ran = cli("read", prompt)
    assert ran.code == 0
    assert shown in ran.out
    for argv in (["route", prompt], ["route", prompt, "--explain"], ["route", "--lines", prompt], ["read", prompt]):
        out = cli(*argv).out
        assert not any(c in out for c in "\x1b\x00\x07\x9b\u202e\u2066\u2028")


@pytest.mark.parametrize("prompt", [prompt for prompt, _ in HOSTILE.values()], ids=HOSTILE)
def test_json_keeps_the_prompt_and_stays_on_one_printable_line(cli: Any, prompt: str) -> None:
    ran = cli("read", prompt, "--json", "--with-prompt")
    assert json.loads(ran.out)["prompt"] == prompt
    assert ran.out.count("\n") == 1
    assert ran.out.rstrip("\n").isprintable()


@given(st.text(st.characters(exclude_categories=())))
def test_safe_text_holds_no_control_codes(text: str) -> None:
    shown = safe(text)
    assert all(c.isprintable() or c in "\n\u200c\u200d" or c.isspace() for c in shown)
    assert not set(shown) & {"\x1b", "\r", "\x85", "\u2028", "\u2029", "\u202e"}
    assert safe(shown) == shown


@given(st.text(st.characters(exclude_categories=())), st.integers(4, 60))
def test_a_line_is_one_line_and_fits(text: str, width: int) -> None:
    line = one_line(text, width)
    assert "\n" not in line
    assert cell_len(line) <= width + 1


def test_a_hostile_name_in_a_catalog_is_harmless(cli: Any, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "zai"
    folder.mkdir(parents=True)
    evidence = '"[red]:smile:"'
    claim = f"{{able: claimed, basis: claim, evidence: {evidence}, seen: {{on: 2026, in: blockrun-docs}}}}"
    (folder / "x.yaml").write_text(f"extends: zai/cogview-4\ncapabilities:\n  edit.add: {claim}\n")
    ran = cli("models", "cogview-4", "--catalog", tmp_path)
    assert "[red]:smile:" in ran.out
    (folder / "x.yaml").write_text('extends: zai/cogview-4\naka: ["\\e[31m"]\n')
    assert "control character" in cli("models", "cogview-4", "--catalog", tmp_path).err


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a \xff cat", "UTF-8"),
        (Path(sys.executable).read_bytes()[:4096], "UTF-8"),
        ("a cat".encode("utf-16"), "UTF-16"),
        (b"", "empty"),
        (b"x" * 8_000_001, "8,000,000"),
    ],
    ids=["latin-1", "program", "utf-16", "nothing", "large"],
)
def test_input_that_is_no_prompt(cli: Any, data: bytes, says: str) -> None:
    ran = cli("route", stdin=data)
    assert ran.code == 2
    assert says in ran.err


def test_a_closed_stdin_is_no_prompt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["route"]) == 2
    assert "no prompt" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="how a shell closes a stream")
@pytest.mark.parametrize("argv", ["route 'a cat'", "models", "catalog show --json"])
def test_a_closed_or_full_stdout(env: Any, argv: str) -> None:
    for target in (">&-", ">/dev/full"):
        if target.endswith("full") and not Path("/dev/full").exists():
            continue
        ran = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m pixelfare {argv} {target}"],
            env=env(), capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 4
        assert b"Traceback" not in ran.stderr
        assert b"Exception ignored" not in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes")
@pytest.mark.parametrize("argv", [["catalog", "show", "--json"], ["route", "--lines", "--json"]])
def test_a_reader_that_goes_away(env: Any, argv: list[str]) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "pixelfare", *argv],
        env=env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdin is not None
    running.stdout.close()
    with running.stdin as stdin:
        stdin.write(b"a cat\n" * 50)
    assert running.wait(timeout=60) == 141
    assert running.stderr.read() == b""
    running.stderr.close()


def test_an_encoding_that_lacks_the_letters(process: Any) -> None:
    ran = process("read", "霓虹招牌上写着“欢迎光临”", env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0
    assert rb"\u6b22\u8fce\u5149\u4e34" in ran.stdout
    ran = process("read", "欢迎", "--json", "--with-prompt", env={"PYTHONIOENCODING": "ascii"})
    assert json.loads(ran.stdout)["prompt"] == "欢迎"


def test_bytes_on_the_command_line_that_are_no_text(process: Any) -> None:
    if os.name == "posix":
        ran = process("read", b"a \xff cat", "--json")
        assert ran.returncode == 0
