"""The tools for LlamaIndex."""

from __future__ import annotations

import os
from typing import Any

from llama_index.core.tools import FunctionTool, ToolMetadata

from pixelfare.client.router import Router
from pixelfare.tools.contract import Tool, tools_of

__all__ = ["llama_index_tools"]


def llama_index_tools(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> list[FunctionTool]:
    """The five tools, as LlamaIndex takes them; what goes wrong comes back as text.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return [_tool(tool) for tool in tools_of(router, folder=folder, read_only=read_only)]


class _Metadata(ToolMetadata):  # type: ignore[misc]  # its types are not installed here
    """What a model is told of a tool: its own schema, and not one guessed from a signature."""

    def __init__(self, tool: Tool) -> None:
        super().__init__(description=tool.description, name=tool.name, fn_schema=None)
        self._parameters = tool.parameters

    def get_parameters_dict(self) -> dict[str, Any]:
        return self._parameters


def _tool(tool: Tool) -> FunctionTool:
    def call(**arguments: Any) -> str:
        return tool.run(arguments).text

    return FunctionTool(fn=call, metadata=_Metadata(tool))
