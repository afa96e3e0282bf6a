"""The labelled prompts: what each needs, by the labels of its source or of a reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixelfare.errors import BadRequest, UnknownName
from pixelfare.shipped import shipped_folder
from pixelfare.words import NEEDS

__all__ = ["SETS", "UNSEEN", "Item", "load_set", "load_sets"]

SETS = (
    "partiprompts", "geneval", "t2i_compbench", "longtext_en", "dpg_bench", "labelled_seen", "labelled_unseen",
)  # fmt: skip
UNSEEN = ("dpg_bench", "labelled_unseen")
"""The sets that nobody looked at while the rules of reading were written."""
_EXAMPLES = {"needs": '["style", "lettering.zh"]', "lettering": '["zh", "latin"]'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One labelled prompt.

    Args:
        needs: What it needs, as `Policy.weights` and the evidence name it.
        language: The language it is written in.
    """

    id: str
    prompt: str
    operation: str
    needs: tuple[str, ...]
    language: str

    @property
    def kind(self) -> tuple[str, tuple[str, ...], str]:
        """What decides how good each model is for it."""
        return self.operation, self.needs, "zh" if self.language.startswith("zh") else "en"


def load_sets(names: Iterable[str] = ()) -> dict[str, tuple[Item, ...]]:
    """Sets by name, or files of your own by path; all that are shipped where none is named.

    Raises:
        BadRequest: A file is none, two have one name, or a line of it is not a labelled prompt.
        UnknownName: No set is called so.
    """
    chosen = tuple(names) or SETS
    called = [Path(name).stem for name in chosen]
    if twice := sorted({name for name in called if called.count(name) > 1 or name == "all"}):
        raise BadRequest(f"sets are told apart by name, and none is called all: {', '.join(twice)}")
    return dict(zip(called, map(load_set, chosen), strict=True))


def load_set(name: str) -> tuple[Item, ...]:
    """One set, by its name or as a JSONL file."""
    file = Path(name) if name.endswith(".jsonl") else shipped_folder("benchmarks/image_router") / f"{name}.jsonl"
    if not name.endswith(".jsonl") and name not in SETS:
        raise UnknownName(name, SETS)
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as failure:
        raise BadRequest(f"{file}: cannot be read: {failure}") from None
    return tuple(_item(line, f"{file.name}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _item(line: str, where: str) -> Item:
    try:
        return _labelled(json.loads(line), where)
    except BadRequest:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise BadRequest(
            f"{where}: is no labelled prompt, a JSON object with id, prompt and needs ({type(failure).__name__})"
        ) from None


def _labelled(row: Mapping[str, Any], where: str) -> Item:
    operation = row.get("operation", "generate")
    for name in ("needs", "lettering"):
        if name in row and not isinstance(row[name], list):
            raise BadRequest(f"{where}: {name} is a list such as {_EXAMPLES[name]}, not {row[name]!r:.60}")
    needs = row["needs"] if "needs" in row else [f"lettering.{script}" for script in row["lettering"]]
    if strange := sorted(set(needs) - set(NEEDS)):
        raise BadRequest(f"{where}: no need is called {', '.join(strange)}")
    if operation not in ("generate", "edit") or not isinstance(row["prompt"], str):
        raise BadRequest(f"{where}: operation is generate or edit, prompt is text")
    own = {*needs, *(["follow"] if operation == "generate" else [])}
    if operation == "edit" and not any(need.startswith("edit") for need in own):
        own.add("edit")
    return Item(
        id=str(row["id"]), prompt=row["prompt"], operation=operation, needs=tuple(sorted(own)),
        language=str(row.get("language") or row.get("lang") or "en"),
    )  # fmt: skip
