"""The tools for LangChain and LangGraph."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool

from pixelfare.client.router import Router
from pixelfare.tools.contract import Tool, tools_of

__all__ = ["langchain_tools"]


def langchain_tools(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> list[BaseTool]:
    """The five tools, as LangChain and LangGraph takes them; what goes wrong comes back as text.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return [_tool(tool) for tool in tools_of(router, folder=folder, read_only=read_only)]


def _tool(tool: Tool) -> BaseTool:
    def call(**arguments: Any) -> str:
        return tool.run(arguments).text

    return StructuredTool(name=tool.name, description=tool.description, args_schema=tool.parameters, func=call)
