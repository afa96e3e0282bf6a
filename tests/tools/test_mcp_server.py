"""The MCP server in this process: what can be read up, and streamable HTTP behind its door."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

import httpx2
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from pixelfare.errors import BadRequest
from pixelfare.tools import tools_of
from pixelfare.tools.mcp_http import http_app, listen
from pixelfare.tools.mcp_server import build_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pixelfare import Router

TOKEN = "pf-test-token"  # noqa: S105  of a server that lives as long as a test


@pytest.fixture
def server(router: Router, folder: Path) -> Iterator[Callable[..., Any]]:
    """Makes servers that run in this process."""
    with ThreadPoolExecutor(2) as executor:

        def make(*, read_only: bool = False) -> Any:
            tools = tools_of(router, folder=folder, read_only=read_only)
            return build_server(tools, lambda: router.catalog, executor, version="1")

        yield make


@contextmanager
def served(server: Any) -> Iterator[str]:
    """The server over real HTTP on a free port; gives its URL."""
    import uvicorn  # noqa: PLC0415  only where it is installed

    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(http_app(server, TOKEN, port), log_config=None, access_log=False, ws="none")
        running = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[listening])))
        thread.start()
        while not running.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            running.should_exit = True
            thread.join(30)


def test_resources(server: Callable[..., Any]) -> None:
    async def run() -> None:
        async with Client(server()) as client:
            listed = {resource.uri for resource in (await client.list_resources()).resources}
            assert {"pixelfare://catalog", "pixelfare://policies", "pixelfare://policies/chinese-text"} <= listed
            templates = (await client.list_resource_templates()).resource_templates
            assert {t.uri_template for t in templates} == {"pixelfare://catalog/{+model}", "pixelfare://policies/{id}"}
            for uri in listed:
                assert len((await client.read_resource(uri)).model_dump_json()) < 20_000
            catalog = json.loads((await client.read_resource("pixelfare://catalog")).contents[0].text)
            for name in (*(model["id"] for model in catalog["sold"]), *catalog["not_sold"]):
                (found,) = (await client.read_resource(f"pixelfare://catalog/{name}")).contents
                assert len(found.text) < 20_000
                assert json.loads(found.text)["id"] == name
            for uri in ("pixelfare://catalog/none", "pixelfare://policies/none", "file:///etc/passwd", "pixelfare://"):
                with pytest.raises(Exception, match="there is no resource"):
                    await client.read_resource(uri)

    asyncio.run(run())


def test_read_only(server: Callable[..., Any]) -> None:
    async def run() -> None:
        async with Client(server(read_only=True)) as client:
            assert len((await client.list_tools()).tools) == 3
            with pytest.raises(Exception, match="no tool is called"):
                await client.call_tool("generate_image", {"prompt": "a cat"})

    asyncio.run(run())


def test_over_http(server: Callable[..., Any]) -> None:
    async def run(url: str) -> None:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            assert len((await client.list_tools()).tools) == 5
            wish = {"prompt": "a red bicycle", "key": "http-1"}
            made = await client.call_tool("generate_image", wish)
            again = await client.call_tool("generate_image", wish)
            assert made.structured_content["order"] == again.structured_content["order"]
            refused = await client.call_tool("generate_image", {"prompt": "a cat", "wallet": "mine"})
            assert refused.is_error
            assert len((await client.list_resources()).resources) > 10

    with served(server()) as url:
        asyncio.run(run(url))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": TOKEN}, 401),
        ({"host": "example.com"}, 421),
        ({"host": "127.0.0.1:1"}, 421),
        ({"host": "localhost.example.com"}, 421),
        ({"origin": "https://example.com"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_the_door(door: Callable[[dict[str, str]], int], headers: dict[str, str], status: int) -> None:
    assert door(headers) == status


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[dict[str, str]], int]]:
    """Sends the first message of the protocol with certain headers, and gives the status of the answer."""
    from pixelfare import Router  # noqa: PLC0415  where a test asks for it

    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    usual = {"authorization": f"Bearer {TOKEN}", "accept": "application/json, text/event-stream"}
    ledger = tmp_path_factory.mktemp("door") / "ledger.sqlite3"
    with Router("sandbox", ledger=ledger) as router, ThreadPoolExecutor(1) as executor:
        made = build_server(tools_of(router, folder=ledger.parent), lambda: router.catalog, executor)
        with served(made) as url, httpx2.Client(trust_env=False) as http:
            yield lambda headers: http.post(url, json=message, headers={**usual, **headers}).status_code


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com", ""])  # noqa: S104  that is refused
def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(BadRequest, match="loopback"):
        listen(host, 0)


def test_a_port_that_is_taken() -> None:
    with listen("localhost", 0) as first:
        first.listen()
        with pytest.raises(BadRequest, match="cannot listen"):
            listen("127.0.0.1", first.getsockname()[1])
    assert isinstance(first, socket.socket)
