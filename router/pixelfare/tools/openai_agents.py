"""The tools for the OpenAI Agents SDK."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from agents import FunctionTool

from pixelfare.client.router import Router
from pixelfare.tools.contract import Tool, tools_of

__all__ = ["openai_agents_tools"]


def openai_agents_tools(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> list[FunctionTool]:
    """The five tools, as the OpenAI Agents SDK takes them; what goes wrong comes back as text.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return [_tool(tool) for tool in tools_of(router, folder=folder, read_only=read_only)]


def _tool(tool: Tool) -> FunctionTool:
    async def call(_context: Any, arguments: str) -> str:
        try:
            given = json.loads(arguments or "{}")
        except ValueError:
            return "Error: the arguments are not JSON. Nothing was bought."
        if not isinstance(given, dict):
            return "Error: the arguments are not a JSON object. Nothing was bought."
        return (await asyncio.to_thread(tool.run, given)).text

    return FunctionTool(
        name=tool.name, description=tool.description, params_json_schema=tool.parameters, on_invoke_tool=call,
        strict_json_schema=False,
    )  # fmt: skip
