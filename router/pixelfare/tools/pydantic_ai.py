"""The tools for Pydantic AI."""

from __future__ import annotations

import os
from typing import Any

from pydantic_ai import Tool as AgentTool

from pixelfare.client.router import Router
from pixelfare.tools.contract import Tool, tools_of

__all__ = ["pydantic_ai_tools"]


def pydantic_ai_tools(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> list[AgentTool[Any]]:
    """The five tools, as Pydantic AI takes them; what goes wrong comes back as text.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return [_tool(tool) for tool in tools_of(router, folder=folder, read_only=read_only)]


def _tool(tool: Tool) -> AgentTool[Any]:
    def call(**arguments: Any) -> str:
        return tool.run(arguments).text

    return AgentTool.from_schema(call, tool.name, tool.description, tool.parameters)
