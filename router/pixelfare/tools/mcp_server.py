"""The tools as a server of the Model Context Protocol, on the official SDK: the same five, and what can be read up.

A call runs in a thread. Where the client cancels it or goes away, what was ordered is still brought home, and `spend`
shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from pixelfare.catalog.catalog import Catalog
from pixelfare.policy.load import load_policies
from pixelfare.settings import user_folders
from pixelfare.tools.contract import Outcome, Tool
from pixelfare.tools.progress import watched_by
from pixelfare.tools.reference import CATALOG, POLICIES, read_reference

__all__ = ["build_server", "serve_stdio"]

_INSTRUCTIONS = (
    "pixelfare makes pictures and pays for them. route_image and quote_image are free; generate_image and edit_image "
    "spend the user's money, within limits that the user has set. Always give a key, and after an error or a timeout "
    "call again with the same key. Pictures are files on the user's machine; their bytes are never in an answer."
)
_WAITING = 64
Context = ServerRequestContext[Any]


def build_server(
    tools: tuple[Tool, ...], catalog: Callable[[], Catalog], executor: Executor, *, version: str = ""
) -> Server[Any]:
    """A server that offers tools.

    Args:
        tools: From `picture_tools`; their router has `tell_watcher` among its hooks where progress is to be told.
        catalog: Gives the catalog that can be read up.
        executor: Where calls that can spend run; how many of them at once is its affair.
        version: What the server says of itself.
    """
    by_name = {tool.name: tool for tool in tools}

    async def list_tools(_: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in tools])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(
                types.INVALID_PARAMS, f"no tool is called {params.name[:60]!r}; there are {', '.join(by_name)}"
            )
        return _answered(await _called(tool, params.arguments or {}, context, executor))

    async def list_resources(_: Context, _params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=_resources())

    async def list_templates(
        _: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=_TEMPLATES)

    async def read_resource(_: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        found = await asyncio.to_thread(read_reference, params.uri, catalog())
        if found is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no resource {params.uri[:80]!r}")
        text, media_type = found
        contents = types.TextResourceContents(uri=params.uri, mime_type=media_type, text=text)
        return types.ReadResourceResult(contents=[contents])

    return Server(
        "pixelfare", title="pixelfare", version=version, instructions=_INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool, on_list_resources=list_resources, on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )  # fmt: skip


async def serve_stdio(server: Server[Any]) -> None:
    """Serve one client over standard input and output, until it closes its end."""
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


async def _called(tool: Tool, arguments: Mapping[str, Any], context: Context, executor: Executor) -> Outcome:
    """Run a tool in a thread, and pass on what its orders come to; a cancelled call leaves the thread to its work."""
    loop = asyncio.get_running_loop()
    said: asyncio.Queue[str] = asyncio.Queue(_WAITING)

    def note(text: str) -> None:
        with suppress(asyncio.QueueFull):
            said.put_nowait(text)

    def watch(text: str) -> None:
        with suppress(RuntimeError):  # the client is gone, and the loop with it
            loop.call_soon_threadsafe(note, text)

    def work() -> Outcome:
        with watched_by(watch):
            return tool.run(arguments)

    async def report() -> None:
        step = 0
        while True:
            text = await said.get()
            step += 1
            await context.session.report_progress(step, None, text)

    reporter = asyncio.ensure_future(report())
    try:
        if not tool.spends:  # these are quick, and must not wait until a picture is drawn
            return await asyncio.to_thread(work)
        return await asyncio.wrap_future(executor.submit(copy_context().run, work))
    finally:
        reporter.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await reporter


def _answered(outcome: Outcome) -> types.CallToolResult:
    if outcome.data is None:
        return types.CallToolResult(content=[types.TextContent(text=outcome.error)], is_error=True)
    links: list[types.ContentBlock] = [
        types.ResourceLink(uri=picture["link"], name=Path(picture["path"]).name, mime_type=picture["media_type"])
        for picture in outcome.data.get("pictures", ())
    ]
    text = types.TextContent(text=outcome.text)
    return types.CallToolResult(content=[text, *links], structured_content=outcome.data)


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(
        title=tool.title, read_only_hint=not tool.spends, destructive_hint=tool.spends, idempotent_hint=not tool.spends,
        open_world_hint=tool.spends,
    )  # fmt: skip
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.parameters,
        output_schema=tool.answer, annotations=hints,
    )  # fmt: skip


def _resources() -> list[types.Resource]:
    found = [
        types.Resource(
            uri=CATALOG, name="catalog", title="Image models and their prices", mime_type="application/json",
            description="Every model: whether it edits, its least price in US dollars, and when that was last read.",
        ),
        types.Resource(
            uri=POLICIES, name="policies", title="Intents", mime_type="application/json",
            description="The intents that the tools take, and what each chooses.",
        ),
    ]  # fmt: skip
    for policy in load_policies(user_folders("policies")).values():
        uri, name = f"{POLICIES}/{policy.id}", f"policy {policy.id}"
        found.append(types.Resource(uri=uri, name=name, mime_type="application/yaml", description=policy.says))
    return found


_TEMPLATES = [
    types.ResourceTemplate(
        uri_template=f"{CATALOG}/{{+model}}", name="model", title="One image model", mime_type="application/json",
        description="Its prices by size, where it is sold, what it can do, and its lifecycle; such as "
        "pixelfare://catalog/openai/gpt-image-2.",
    ),
    types.ResourceTemplate(
        uri_template=f"{POLICIES}/{{id}}", name="policy", title="One intent", mime_type="application/yaml",
        description="The rules of one intent as YAML.",
    ),
]  # fmt: skip
