"""`pixelfare mcp --http` as a process: it says where it listens and what callers send, and serves them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pixelfare

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
pytest.importorskip("typer", reason="the extra `cli` is not installed")

import httpx2
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no second loopback address")
COMMAND = (sys.executable, "-m", "pixelfare", "mcp", "--http", "--gateway", "sandbox")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}


@pytest.fixture(params=["127.0.0.1", pytest.param("127.0.0.2", marks=ELSEWHERE)])
def running(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The command at an address, and the line of JSON that it begins with."""
    process = subprocess.Popen(
        [*COMMAND, "--host", request.param, "--port", "0", "--json"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.communicate(timeout=30)


def test_it_serves_who_has_the_token(running: dict[str, Any]) -> None:
    async def tools(token: str) -> int:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}, trust_env=False) as http,
            Client(streamable_http_client(running["url"], http_client=http)) as client,
        ):
            return len((await client.list_tools()).tools)

    assert asyncio.run(tools(running["token"])) == 5
    for headers in ({"authorization": "Bearer another"}, {}):
        assert httpx2.post(running["url"], json={}, headers=headers, trust_env=False).status_code == 401
    elsewhere = {"authorization": f"Bearer {running['token']}", "host": "127.0.0.3:80"}
    assert httpx2.post(running["url"], json={}, headers=elsewhere, trust_env=False).status_code == 421


@pytest.mark.parametrize("option", [("--port", "0"), ("--host", "127.0.0.1")])
def test_where_it_listens_is_for_http(option: tuple[str, str]) -> None:
    ran = subprocess.run(
        [*(part for part in COMMAND if part != "--http"), *option], env=environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "add --http" in ran.stderr


def test_in_a_terminal_it_says_that_it_waits() -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    ours, its = pty.openpty()
    command = [part for part in COMMAND if part != "--http"]
    os.write(ours, b"\x04")  # the end of the input, as Ctrl-D gives it
    ran = subprocess.run(
        command, env=environment(), stdin=its, capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.count("waiting for a client on standard input") == 1
    for end in (ours, its):
        os.close(end)
    ran = subprocess.run(
        command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_it_is_for_this_machine_only() -> None:
    ran = subprocess.run(
        [*COMMAND, "--host", "0.0.0.0"], env=environment(), capture_output=True, text=True, check=False  # noqa: S104
    )  # fmt: skip
    assert ran.returncode == 2
    assert "this server is for this machine only" in ran.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"), [("--gateway", "nowhere", "nowhere"), ("--folder", os.devnull, "cannot be written")]
)
def test_what_a_model_cannot_mend_is_refused_at_the_start(option: str, value: str, said: str) -> None:
    ran = subprocess.run(
        [*COMMAND, option, value], env=environment(), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert ran.returncode == 2
    assert said in ran.stderr
