"""`pixelfare mcp` over standard input and output: the command as a process, and the official client."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import pixelfare
from pixelfare import Ledger
from pixelfare.sandbox import Sandbox

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
pytest.importorskip("typer", reason="the extra `cli` is not installed")

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 20_000
"""Bytes of one answer."""


def text_of(answer: Any) -> str:
    """What the model reads first."""
    assert len(answer.model_dump_json()) < LONGEST
    return str(answer.content[0].text)


def test_everything_is_listed_and_works(session: Callable[..., Any], folder: Path) -> None:
    async def run() -> None:
        async with session("--folder", folder) as client:
            assert client.server_info.name == "pixelfare"
            assert "Always give a key" in client.instructions
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(tools) == ["route_image", "quote_image", "generate_image", "edit_image", "spend"]
            for tool in tools.values():
                spends = tool.name in {"generate_image", "edit_image"}
                hints = tool.annotations
                assert (hints.read_only_hint, hints.idempotent_hint) == (not spends, not spends)
                assert (hints.destructive_hint, hints.open_world_hint) == (spends, spends)
                assert tool.title
            wish = {"prompt": "a red bicycle", "intent": "cheapest", "key": "bicycle-1"}
            made = await client.call_tool("generate_image", wish)
            again = await client.call_tool("generate_image", wish)
            assert made.structured_content["order"] == again.structured_content["order"]
            (link,) = made.content[1:]
            assert (link.type, link.mime_type) == ("resource_link", "image/png")
            assert link.uri == made.structured_content["pictures"][0]["link"]
            assert (folder / link.name).read_bytes().startswith(b"\x89PNG")
            calls = {
                "route_image": {"prompt": "a red bicycle"},
                "quote_image": {"model": "gpt-image-2"},
                "edit_image": {"prompt": "paint it blue", "images": [link.name]},
                "spend": {},
            }
            for name, arguments in calls.items():
                answer = await client.call_tool(name, arguments)
                assert not answer.is_error, text_of(answer)
                jsonschema.validate(answer.structured_content, tools[name].output_schema)
                assert json.loads(text_of(answer)) == answer.structured_content
                assert {part.type for part in answer.content} <= {"text", "resource_link"}

    asyncio.run(run())


def test_what_is_refused(session: Callable[..., Any], folder: Path, tmp_path: Path, wallet: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    edit = {"prompt": "paint it blue"}
    calls: list[tuple[str, dict[str, Any], str]] = [
        ("generate_image", {"prompt": "a cat"}, "would pass the limit of 0.010000 USD"),
        ("generate_image", {"prompt": "a cat", "gateway": "openai"}, "there is no parameter 'gateway'"),
        ("generate_image", {"prompt": "a cat", "budget": "call=9"}, "there is no parameter 'budget'"),
        ("edit_image", {**edit, "images": ["../secret.png"]}, "not the name of a file"),
        ("edit_image", {**edit, "images": ["link.png"]}, "not the name of a file"),
        ("edit_image", {**edit, "images": ["https://127.0.0.1/a.png"]}, "private network"),
        ("quote_image", {"model": "nobody"}, "no model is called"),
    ]

    async def run() -> None:
        options = ("--folder", folder, "--wallet", wallet, "--budget", "call=0.01")
        async with session(*options) as client:
            for name, arguments, said in calls:
                answer = await client.call_tool(name, arguments)
                assert answer.is_error
                assert said in text_of(answer)
                assert answer.structured_content is None
            with pytest.raises(Exception, match="no tool is called"):
                await client.call_tool("wallet", {})

    asyncio.run(run())
    with Ledger.open() as ledger:
        assert all(order.charged == 0 for order in ledger.orders())


def test_a_slow_job_tells_its_progress_and_survives_its_caller(session: Callable[..., Any], folder: Path) -> None:
    told: list[str] = []
    wish = {"prompt": "a red bicycle", "key": "slow-1"}

    async def run() -> None:
        started = asyncio.Event()

        async def progress(_step: float, _total: float | None, message: str | None) -> None:
            told.append(message or "")
            started.set()

        with Sandbox(slow=True, polls=1) as sandbox:
            async with session("--url", sandbox.url, "--folder", folder) as client:
                call = asyncio.ensure_future(client.call_tool("generate_image", wish, progress_callback=progress))
                await asyncio.wait_for(started.wait(), 30)
                call.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await call
                for _ in range(100):
                    (line,) = (await client.call_tool("spend", {})).structured_content["orders"]
                    if line["state"] == "delivered":
                        break
                    await asyncio.sleep(0.1)
                assert (line["state"], line["key"]) == ("delivered", "slow-1")
                again = await client.call_tool("generate_image", wish)
                assert again.structured_content["order"] == line["order"]

    asyncio.run(run())
    assert told
    assert told[0].startswith("drawing")


def test_standard_output_is_the_protocol_and_nothing_else(folder: Path) -> None:
    def line(number: int, method: str, **params: Any) -> str:
        return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"

    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    wish = {"name": "generate_image", "arguments": {"prompt": "a red bicycle"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "pixelfare", "mcp", "--gateway", "sandbox", "--folder", str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line(1, "initialize", **hello) + '{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
    process.stdin.write("this is no JSON\n" + line(2, "tools/call", **wish))
    process.stdin.flush()
    answers: dict[Any, Any] = {}
    while 2 not in answers:
        said = json.loads(process.stdout.readline())
        answers[said.get("id")] = said
    process.send_signal(signal.SIGINT)
    process.wait(30)
    rest, _ = process.communicate()
    assert answers[1]["result"]["serverInfo"]["name"] == "pixelfare"
    assert answers[2]["result"]["structuredContent"]["order"].startswith("ord_")
    assert all(json.loads(said)["jsonrpc"] == "2.0" for said in rest.splitlines())
    assert process.returncode == -signal.SIGINT
