"""Routers, tools and clients for the tests of the tools."""

from __future__ import annotations

import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pixelfare
from pixelfare import Router
from pixelfare.tools import PictureTools, Tool, picture_tools

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

SOURCES = Path(pixelfare.__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder for pictures."""
    made = tmp_path / "pictures"
    made.mkdir()
    return made


@pytest.fixture
def router() -> Iterator[Router]:
    with Router("sandbox", label="mcp") as made:
        yield made


@pytest.fixture
def tools(router: Router, folder: Path) -> dict[str, Tool]:
    return {tool.name: tool for tool in picture_tools(PictureTools(router, folder=folder))}


@pytest.fixture
def wallet(tmp_path: Path) -> Path:
    """A key file, for the sandbox's test money."""
    file = tmp_path / "key.txt"
    file.write_text("1".rjust(64, "0"))
    file.chmod(0o600)
    return file


@pytest.fixture
def session() -> Callable[..., AbstractAsyncContextManager[Any]]:
    """`async with session("--read-only") as client`: the official client, and the command as a process of its own."""
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    from mcp.client.client import Client  # noqa: PLC0415  only where it is installed
    from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: PLC0415

    @asynccontextmanager
    async def opened(*options: object, gateway: str = "sandbox") -> AsyncIterator[Client]:
        arguments = ["-m", "pixelfare", "mcp", "--gateway", gateway, *map(str, options)]
        process = StdioServerParameters(
            command=sys.executable, args=arguments, env={**os.environ, "PYTHONPATH": str(SOURCES)}
        )
        async with Client(stdio_client(process)) as client:
            yield client

    return opened
