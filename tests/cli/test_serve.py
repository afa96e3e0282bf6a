"""`pixelfare serve` and `pixelfare keys`: what they refuse to start with, and what they print."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from pixelfare.server.tokens import keys_file, read_keys

pytest.importorskip("uvicorn", reason="the extra `server` is not installed")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "callers need keys"),  # noqa: S104  refused
        (["--port", "8402", "--gateway", "clawrouter"], "another --port"),
        (["--port", "8402", "--gateway", "any"], "another --port"),
        (["--port", "8499", "--gateway", "sandbox", "--url", "http://localhost:8499"], "another --port"),
        (["--port", "70000"], "from 0 to 65535"),
        (["--at-once", "0"], "at_once is from"),
        (["--allow-host", "http://example.com"], "without scheme"),
        (["--allow-host", ""], "without scheme"),
        (["--public-url", "example.com"], "begins with https"),
        (["--stop-seconds", "nan"], "stop_seconds"),
        (["--gateway", "nobody"], "nobody"),
    ],
)
def test_what_it_does_not_start_with(options: list[str], words: str, cli: Any) -> None:
    ran = cli("serve", *options)
    assert ran.code != 0
    assert words in ran.err.replace("\n", " ")
    assert ran.out == ""


def test_a_port_in_use(cli: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = cli("serve", "--gateway", "sandbox", "--port", str(taken.getsockname()[1]))
    assert ran.code != 0
    assert "in use" in ran.err
    assert "another may be running there: stop it, or give another --port" in ran.err


def test_keys(cli: Any) -> None:
    assert cli("keys", "list").out == "no keys\n"
    made = cli("keys", "new", "agent-7", "--json").json
    assert made["label"] == "agent-7"
    assert made["key"] not in keys_file().read_text("utf-8")
    assert cli("keys", "new", "agent-7").code != 0
    shown = cli("keys", "new", "a[red]b")
    assert shown.out.startswith("pf-key-")
    assert [row["label"] for row in cli("keys", "list", "--json").rows] == ["agent-7", "a[red]b"]
    assert "a[red]b" in cli("keys", "list").out
    assert cli("keys", "revoke", "agent-7", "--json").json == {"label": "agent-7", "revoked": True}
    assert "a[red]b" in cli("keys", "revoke", "a[red]b").out
    assert read_keys() == []
    assert cli("keys", "revoke", "agent-7").code != 0


def test_a_broken_file_of_keys(cli: Any) -> None:
    assert cli("keys", "new", "agent-7").code == 0
    keys_file().write_text("{", "utf-8")
    for words in (["list"], ["new", "b"], ["revoke", "agent-7"]):
        ran = cli("keys", *words)
        assert ran.code != 0
        assert "cannot be read as keys" in ran.err
