"""The tools as data: names, descriptions and JSON schemas, made from the one set of functions, and one way to run them.

Every framework is handed these, so that a model sees the same parameters wherever it runs.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model

from pixelfare.client.router import Router
from pixelfare.policy.load import load_policies
from pixelfare.settings import user_folders
from pixelfare.tools.failures import in_words
from pixelfare.tools.pictures import PictureTools

__all__ = ["Outcome", "Tool", "picture_tools", "tools_of"]

_TITLES = {
    "route_image": "Choose an image model",
    "quote_image": "Price of an image model",
    "generate_image": "Make a picture",
    "edit_image": "Edit pictures",
    "spend": "What was spent",
}
_SPENDING = frozenset({"generate_image", "edit_image"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a call.

    Args:
        data: The answer as plain JSON values; `None` where it failed.
        error: What went wrong, for a model to read; empty where nothing did.
    """

    data: dict[str, Any] | None = None
    error: str = ""

    @property
    def text(self) -> str:
        """The answer as JSON text, or `Error: ` and what went wrong."""
        return f"Error: {self.error}" if self.data is None else json.dumps(self.data, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool.

    Args:
        name: What a model calls it.
        title: What people call it.
        description: What it does and when to use it.
        spends: Whether it can spend money.
        parameters: JSON schema of its arguments.
        answer: JSON schema of what it gives back.
        model: Checks the arguments.
    """

    name: str
    title: str
    description: str
    spends: bool
    parameters: dict[str, Any]
    answer: dict[str, Any]
    model: type[BaseModel] = field(repr=False)
    method: Callable[..., Any] = field(repr=False)
    folder: Path = field(repr=False)

    def run(self, arguments: Mapping[str, Any]) -> Outcome:
        """Call it; whatever goes wrong comes back as text.

        Args:
            arguments: As a model gave them. A null is as good as nothing.

        Example:
            >>> from pixelfare import Router
            >>> with Router("sandbox") as router:
            ...     tools = {tool.name: tool for tool in picture_tools(PictureTools(router))}
            ...     tools["quote_image"].run({"model": "cogview-4"}).data["quoted_usd"]
            '0.016750'
        """
        known = tuple(self.model.model_fields)
        try:
            given = {name: value for name, value in dict(arguments).items() if value is not None}
            checked = self.model.model_validate(given)
            answer = self.method(**{name: getattr(checked, name) for name in known})
        except Exception as failure:  # noqa: BLE001  a model is told, and the loop around it goes on
            return Outcome(error=in_words(failure, folder=self.folder, known=known))
        return Outcome(data=asdict(answer))


def picture_tools(pictures: PictureTools, *, read_only: bool = False) -> tuple[Tool, ...]:
    """The tools, in the order in which a model should meet them.

    Args:
        pictures: What they do.
        read_only: Leave out those that can spend money.
    """
    names = [name for name in _TITLES if not (read_only and name in _SPENDING)]
    return tuple(_tool(pictures, name) for name in names)


def tools_of(
    router: Router, *, folder: str | os.PathLike[str] | None = None, read_only: bool = False
) -> tuple[Tool, ...]:
    """`picture_tools` of a router.

    Args:
        router: What chooses and buys, with its own gateway, wallet and limits.
        folder: Where pictures are saved, and the only place that edits may read; nothing: the usual one.
        read_only: Leave out the tools that can spend money.
    """
    return picture_tools(PictureTools(router, folder=folder), read_only=read_only)


def _tool(pictures: PictureTools, name: str) -> Tool:
    method = getattr(pictures, name)
    hints = get_type_hints(method, include_extras=True)
    fields: dict[str, Any] = {
        parameter.name: (hints[parameter.name], ... if parameter.default is parameter.empty else parameter.default)
        for parameter in inspect.signature(method).parameters.values()
    }
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    parameters = _plain(model.model_json_schema())
    if "intent" in fields:
        parameters["properties"]["intent"]["enum"] = list(load_policies(user_folders("policies")))
    return Tool(
        name=name, title=_TITLES[name], description=inspect.cleandoc(method.__doc__ or ""), spends=name in _SPENDING,
        parameters=parameters, answer=TypeAdapter(hints["return"]).json_schema(mode="serialization"), model=model,
        method=method, folder=pictures.folder,
    )  # fmt: skip


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema in the small part of JSON schema that every framework and every model understands.

    What may be left out has no default of null, and no name is repeated as a title.
    """
    found = {}
    for name, part in schema["properties"].items():
        kept = {key: value for key, value in part.items() if key not in ("title", "anyOf")}
        kept |= next((choice for choice in part.get("anyOf", ()) if choice != {"type": "null"}), {})
        found[name] = {key: value for key, value in kept.items() if not (key == "default" and value is None)}
    required = schema.get("required", [])
    return {"type": "object", "properties": found, "required": required, "additionalProperties": False}
