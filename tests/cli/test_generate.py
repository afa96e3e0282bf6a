"""`generate` through the embedded gateway, and `sandbox` as a server of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_picture_is_saved_and_everything_said(cli: Any, tmp_path: Path) -> None:
    ran = cli(
        "generate", "a lighthouse", "-g", "sandbox", "-i", "cheapest", "-s", "16:9", "--out", tmp_path / "one.png"
    )
    assert ran.code == 0, ran.err
    assert (tmp_path / "one.png").read_bytes().startswith(PNG)
    assert ran.out.startswith(f"saved {tmp_path / 'one.png'}")
    assert "zai/cogview-4 · 1344x768 · free, quoted $0." in ran.out
    assert "at sandbox" in ran.out


def test_what_cost_nothing_is_told_as_free_beside_its_quote(cli: Any, tmp_path: Path) -> None:
    what = (
        "generate",
        "a cat",
        "-g",
        "sandbox",
        "-i",
        "cheapest",
        "-s",
        "512x512",
        "--as-of",
        "2026-11-22",
        "--key",
        "k",
    )
    assert cli(*what, "--out", tmp_path / "a.png", "--explain").out.count("free, quoted $0.016750") == 1
    head, row = cli("orders").out.splitlines()
    assert head.split() == ["order", "when", "what", "USD", "state", "money"]
    assert row.split()[-4:] == ["quoted", "$0.016750", "delivered", "free"]
    (order,) = cli("orders", "--json").rows
    assert (order["money"], order["quoted_usd"], order["paid_usd"]) == ("none", "0.016750", "0.000000")


def test_json_says_where_it_is_and_why(cli: Any, tmp_path: Path) -> None:
    ran = cli("generate", "a lighthouse", "-g", "sandbox", "-n", "2", "--out", f"{tmp_path}/", "--json")
    assert ran.code == 0, ran.err
    shown = ran.json
    assert set(shown) == {"path", "size", "media_type", "sha256", "notices", "pictures", "receipt", "decision"}
    assert len(shown["pictures"]) == 2
    assert all(Path(one["path"]).is_file() for one in shown["pictures"])
    assert shown["decision"]["n"] == 2
    assert "prompt" not in shown["decision"]


def test_an_edit_takes_a_picture(cli: Any, tmp_path: Path) -> None:
    assert cli("generate", "a bicycle", "-g", "sandbox", "--out", tmp_path / "a.png").code == 0
    ran = cli(
        "generate",
        "paint it blue",
        "-g",
        "sandbox",
        "--image",
        tmp_path / "a.png",
        "--out",
        tmp_path / "b.png",
        "--json",
    )
    assert ran.code == 0, ran.err
    assert ran.json["decision"]["needs"]["operation"] == "edit"


def test_a_file_that_is_there_is_kept(cli: Any, tmp_path: Path) -> None:
    (tmp_path / "one.png").write_text("mine")
    ran = cli("generate", "a lighthouse", "-g", "sandbox", "--out", tmp_path / "one.png")
    assert ran.code == 2
    assert "already there" in ran.err
    assert (tmp_path / "one.png").read_text() == "mine"


def test_a_dry_run_calls_nobody(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelfare.client.Router.generate", None)
    ran = cli("generate", "a lighthouse", "--dry-run")
    assert ran.code == 0
    assert "nothing was bought" in ran.out
    shown = cli("generate", "a lighthouse", "--dry-run", "--json").json
    assert shown["dry_run"] is True
    assert shown["decision"]["gateway"] == "blockrun"


@pytest.fixture
def server(env: Any) -> Any:
    command = [sys.executable, "-m", "pixelfare", "sandbox"]
    running = subprocess.Popen(command, env=env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield running
    if running.poll() is None:
        running.kill()
    running.communicate()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_sandbox_serves_until_ctrl_c(server: Any, cli: Any, tmp_path: Path) -> None:
    welcome = server.stdout.readline().decode()
    url = next(word for word in welcome.split() if word.startswith("http://127.0.0.1:"))
    body = json.dumps({"model": "zai/cogview-4", "prompt": "secret", "size": "1024x1024"}).encode()
    request = urllib.request.Request(  # noqa: S310  a loopback address
        f"{url}/v1/images/generations", body, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310  likewise
        assert answer.status == 200
    ran = cli("generate", "a cat", "-g", "sandbox", "--url", url, "--out", tmp_path / "a.png")
    assert ran.code == 0, ran.err
    server.send_signal(signal.SIGINT)
    out, err = server.stdout.read(), server.stderr.read()
    assert server.wait(timeout=30) in {0, 130}
    assert b"Traceback" not in err
    assert b"secret" not in out + err
    assert b"curl " in out
    assert b"POST" in err
