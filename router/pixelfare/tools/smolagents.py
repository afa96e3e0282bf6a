"""The tools for smolagents."""

from __future__ import annotations

import os
from typing import Any

from smolagents import Tool as AgentTool

from pixelfare.client.router import Router
from pixelfare.tools.contract import Tool, tools_of

__all__ = ["smolagents_tools"]


def smolagents_tools(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> list[AgentTool]:
    """The five tools, as smolagents takes them; what goes wrong comes back as text.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return [_tool(tool) for tool in tools_of(router, folder=folder, read_only=read_only)]


class _PictureTool(AgentTool):  # type: ignore[misc]  # its types are not installed here
    """One tool; its signature is the schema's, so the check of `forward` against it is left out."""

    skip_forward_signature_validation = True
    output_type = "string"

    def __init__(self, tool: Tool) -> None:
        required = tool.parameters["required"]
        self.name, self.description = tool.name, tool.description
        self.inputs = {
            name: part if name in required else {**part, "nullable": True}
            for name, part in tool.parameters["properties"].items()
        }
        self._run = tool.run
        super().__init__()

    def forward(self, **arguments: Any) -> str:
        """Call it."""
        return self._run(arguments).text


def _tool(tool: Tool) -> AgentTool:
    return _PictureTool(tool)
