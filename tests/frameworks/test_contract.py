"""All frameworks show a model the same tools: names, descriptions, parameters, types, and what is required."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from pixelfare.tools import tools_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelfare import Router

Shown = dict[str, tuple[str, dict[str, Any]]]
"""Description and JSON schema of each tool by its name, as they go to a model."""


def langchain(tools: list[Any]) -> Shown:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    found = [convert_to_openai_tool(tool)["function"] for tool in tools]
    return {tool["name"]: (tool["description"], tool["parameters"]) for tool in found}


def openai_agents(tools: list[Any]) -> Shown:
    return {tool.name: (tool.description, tool.params_json_schema) for tool in tools}


def pydantic_ai(tools: list[Any]) -> Shown:
    found = [tool.tool_def for tool in tools]
    return {tool.name: (tool.description, tool.parameters_json_schema) for tool in found}


def llama_index(tools: list[Any]) -> Shown:
    found = [tool.metadata.to_openai_tool()["function"] for tool in tools]
    return {tool["name"]: (tool["description"], tool["parameters"]) for tool in found}


def smolagents(tools: list[Any]) -> Shown:
    from smolagents.models import get_tool_json_schema

    found = [get_tool_json_schema(tool)["function"] for tool in tools]
    return {tool["name"]: (tool["description"], tool["parameters"]) for tool in found}


@pytest.mark.parametrize(
    "shown", [langchain, openai_agents, pydantic_ai, llama_index, smolagents], ids=lambda f: f.__name__
)
def test_every_framework_shows_the_same_tools(shown: Callable[[list[Any]], Shown], router: Router) -> None:
    module = importlib.import_module(f"pixelfare.tools.{shown.__name__}")
    found = shown(getattr(module, f"{shown.__name__}_tools")(router))
    assert {name: (says, plain(schema)) for name, (says, schema) in found.items()} == {
        tool.name: (tool.description, plain(tool.parameters)) for tool in tools_of(router)
    }


def plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Properties without `nullable`, with which smolagents says what may be left out; and what is required."""
    properties = {
        name: {key: value for key, value in part.items() if key != "nullable"}
        for name, part in schema["properties"].items()
    }
    return {"properties": properties, "required": sorted(schema.get("required", []))}
