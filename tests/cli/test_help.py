"""Every command documents itself, and what its help shows works."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
import typer

from pixelfare.commands import (
    allocate,
    audit,
    bench,
    catalog,
    evidence,
    generate,
    mcp,
    models,
    orders,
    pace,
    pins,
    policies,
    quote,
    read,
    recover,
    route,
    sandbox,
    serve,
    simulate,
    spend,
    trace,
    wallet,
)
from pixelfare.commands.app import app
from pixelfare.commands.exits import MEANINGS
from pixelfare.shipped import shipped_folder

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"
EXAMPLES = {
    "route": route.EXAMPLES,
    "read": read.EXAMPLES,
    "quote": quote.EXAMPLES,
    "models": models.EXAMPLES,
    "policies": policies.EXAMPLES,
    "evidence": evidence.EXAMPLES,
    "generate": generate.EXAMPLES,
    "edit": generate.EDIT_EXAMPLES,
    "orders": orders.EXAMPLES,
    "receipt": orders.RECEIPT_EXAMPLES,
    "spend": spend.EXAMPLES,
    "budget": spend.BUDGET_EXAMPLES,
    "recover": recover.EXAMPLES,
    "simulate": simulate.EXAMPLES,
    "allocate": allocate.EXAMPLES,
    "frontier": allocate.FRONTIER_EXAMPLES,
    "pace": pace.EXAMPLES,
    "trace": trace.EXAMPLES,
    "trace make": trace.MAKE_EXAMPLES,
    "trace check": trace.CHECK_EXAMPLES,
    "bench": bench.EXAMPLES,
    "mcp": mcp.EXAMPLES,
    "sandbox": sandbox.EXAMPLES,
    "serve": serve.EXAMPLES,
    "keys": serve.KEYS_EXAMPLES,
    "keys new": serve.NEW_EXAMPLES,
    "keys list": serve.LIST_EXAMPLES,
    "keys revoke": serve.REVOKE_EXAMPLES,
    "catalog": catalog.EXAMPLES,
    "catalog show": catalog.SHOW_EXAMPLES,
    "catalog check": catalog.CHECK_EXAMPLES,
    "catalog diff": catalog.DIFF_EXAMPLES,
    "catalog audit": audit.AUDIT_EXAMPLES,
    "wallet": wallet.EXAMPLES,
    "wallet new": wallet.NEW_EXAMPLES,
    "wallet address": wallet.ADDRESS_EXAMPLES,
    "wallet import": wallet.IMPORT_EXAMPLES,
    "wallet check": wallet.CHECK_EXAMPLES,
    "wallet pins": pins.PINS_EXAMPLES,
    "wallet forget-pin": pins.FORGET_EXAMPLES,
}
SERVES = {"mcp", "sandbox", "serve"}
"""They run until they are stopped."""
GROUPS = {"catalog", "keys", "trace", "wallet"}
BOUGHT = ("generate", "a bicycle", "-g", "sandbox", "--out", "bicycle.png")
BEFORE = {
    "bicycle.png": BOUGHT,
    "receipt": BOUGHT,
    "wallet address": ("wallet", "new"),
    "wallet check": ("wallet", "new"),
    "keys revoke": ("keys", "new", "agent-7"),
}
"""What has to be done before an example works."""
HEAVY = {"httpx", "yaml", "PIL", "sqlite3", "eth_account", "asyncio"}
"""Not pydantic, which typer loads by itself."""


def verbs(command: Any, path: str = "") -> dict[str, Any]:
    found = {}
    for name, inner in getattr(command, "commands", {}).items():
        here = f"{path} {name}".strip()
        found |= {here: inner, **verbs(inner, here)}
    return found


VERBS = verbs(typer.main.get_command(app))


def test_the_table_of_examples_is_complete() -> None:
    assert set(VERBS) == set(EXAMPLES)


@pytest.mark.parametrize("verb", EXAMPLES)
def test_a_command_documents_itself(cli: Any, verb: str) -> None:
    ran = cli(*verb.split(), "--help")
    assert ran.code == 0
    assert "<bool>" not in ran.out
    assert "BOOLEAN" not in ran.out
    for example in EXAMPLES[verb]:
        assert f"   {example}\n" in ran.out
    for parameter in VERBS[verb].params:
        assert getattr(parameter, "help", None), f"{verb}: {parameter.name} has no help"
        assert all(name in ran.out for name in parameter.opts if name.startswith("--"))
    if verb not in GROUPS:
        assert any("--json" in parameter.opts for parameter in VERBS[verb].params)


@pytest.mark.parametrize("argv", [(), ("--help",), ("-h",), ("catalog",), ("wallet",)])
def test_help_without_a_verb(cli: Any, argv: tuple[str, ...]) -> None:
    ran = cli(*argv)
    assert ran.code == 0
    assert "Examples" in ran.out
    assert ran.err == ""


def test_the_version(cli: Any) -> None:
    ran = cli("--version")
    assert ran.code == 0
    try:
        assert ran.out == f"pixelfare {version('pixelfare')}\n"
    except PackageNotFoundError:
        assert ran.out == "pixelfare, run from its sources\n"


RUNNABLE = [line for verb, lines in EXAMPLES.items() if verb not in SERVES for line in lines]


def verb_of(line: str) -> str:
    return line.split()[1]


def make_traces(cli: Any, folder: Path) -> None:
    (folder / "logs").mkdir()
    for name in ("trace.parquet", "last-month.parquet", "trace.csv"):
        assert cli("trace", "make", "--rows", "120", "--days", "2", "--out", folder / name).code == 0
    (folder / "logs" / "monday.jsonl").write_text('{"text": "a lighthouse"}\n{"text": "a sign"}\n')


def buy_for_real(cli: Any, folder: Path) -> None:
    """A ledger in which what the sandbox drew counts as bought with money."""
    assert cli("generate", "a bicycle", "-g", "sandbox", "--out", folder / "a.png").code == 0
    (file,) = Path(os.environ["HOME"]).rglob("ledger.sqlite3")
    with contextlib.closing(sqlite3.connect(file)) as books, books:
        books.execute("UPDATE orders SET test = 0, settled = 64000")


def with_yesterday(line: str, folder: Path) -> str:
    """A copy of the catalog to compare with."""
    shutil.copytree(shipped_folder("catalog"), folder / "catalog")
    return line.replace("../yesterday/catalog", "catalog")


@pytest.mark.parametrize("line", dict.fromkeys(RUNNABLE))
def test_an_example_works(cli: Any, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prompt.txt").write_text("a lighthouse\n")
    (tmp_path / "prompts.txt").write_text("a lighthouse\na sign\n")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "my-prices" / "models").mkdir(parents=True)
    if "yesterday" in line:
        line = with_yesterday(line, tmp_path)
    (tmp_path / "prompts.jsonl").write_text('{"prompt": "a lighthouse"}\n{"prompt": "a sign", "size": "16:9"}\n')
    if verb_of(line) in {"simulate", "allocate", "frontier", "pace", "trace"}:
        make_traces(cli, tmp_path)
    if " ledger" in line:
        buy_for_real(cli, tmp_path)
    if "wallet" in line:
        for name, content in (("key.txt", "1".rjust(64, "0")), ("password.txt", "correct horse")):
            (tmp_path / name).write_text(content)
            (tmp_path / name).chmod(0o600)
    for begins, before in BEFORE.items():
        if begins in line:
            assert cli(*before).code == 0
    words = shlex.split(line)
    stdin = b""
    for sign in ("<", ">"):
        if sign in words:
            at = words.index(sign)
            stdin = Path(words[at + 1]).read_bytes() if sign == "<" else stdin
            del words[at : at + 2]
    assert words[0] == "pixelfare"
    ran = cli(*words[1:], stdin=stdin)
    assert ran.code == 0, ran.err
    assert ran.out or "--json" in words  # no orders are no lines


@pytest.mark.parametrize(
    "argv", [["route", "a cat"], ["route", "a cat", "--json"], ["models"], ["--version"], ["read", "a"]]
)
def test_what_needs_no_network_and_no_yaml_loads_none(env: Any, argv: list[str]) -> None:
    code = (
        "import sys\nfrom pixelfare.cli import main\n"
        f"main({argv!r})\nsys.stderr.write(' '.join(sorted(set(sys.modules) & {HEAVY!r})))"
    )
    ran = subprocess.run([sys.executable, "-c", code], env=env(), capture_output=True, check=True, timeout=60)
    assert ran.stderr.decode() == ""


def test_a_shell_can_complete_names(process: Any) -> None:
    words = {"_PIXELFARE_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "pixelfare route --intent chinese-"}
    ran = process(env=words)
    assert b"chinese-text" in ran.stdout


@pytest.mark.skipif(not DOCS.exists(), reason="only where the docs are")
def test_the_docs_name_every_command_and_code() -> None:
    text = DOCS.read_text("utf-8")
    for verb in VERBS:
        assert verb in GROUPS or f"| `pixelfare {verb}` |" in text
    for code, meaning in MEANINGS.items():
        assert f"| {code} | {meaning} |" in text
