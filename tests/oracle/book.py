"""The catalog's YAML as plain dicts of text, and what a gateway sells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Doc = dict[str, Any]
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Leaves every scalar as the text that was written, so no rule of YAML 1.1 can change a figure."""
NOTHING = ("", "null", "~", None)


@dataclass(frozen=True)
class Book:
    """All documents, by id; a document of a later folder replaces one of an earlier folder."""

    models: dict[str, Doc]
    gateways: dict[str, Doc]


def read_book(*folders: Path) -> Book:
    """Read the models and gateways of folders laid out like the shipped catalog."""
    models: dict[str, Doc] = {}
    gateways: dict[str, Doc] = {}
    for folder in folders:
        for kind, found in (("models", models), ("gateways", gateways)):
            for file in sorted((folder / kind).rglob("*.yaml")):
                doc = yaml.load(file.read_text("utf-8"), Loader=LOADER)  # noqa: S506  the base loader builds only text
                found[doc["id"]] = doc
    return Book(models, gateways)


def day(text: str | None) -> date | None:
    """The first day of a date that may be a year or a month only; nothing where it is unknown or for ever."""
    if text in NOTHING or text == "unknown":
        return None
    year, month, of_month = ([int(part) for part in str(text).split("-")] + [1, 1])[:3]
    return date(year, month, of_month)


def begun(text: str | None, today: date) -> bool:
    """Whether a date has come; one that is unknown or missing has."""
    when = day(text)
    return when is None or when <= today


def side_by_side(text: str) -> tuple[int, int]:
    """`1344x768` as a pair of numbers."""
    width, height = text.split("x")
    return int(width), int(height)


def chain_of(book: Book, gateway: str) -> list[str]:
    """A gateway and those whose offers it repeats, the nearest first."""
    chain = [gateway]
    while book.gateways[chain[-1]].get("mirrors") not in NOTHING:
        chain.append(book.gateways[chain[-1]]["mirrors"])
    return chain


def sold_at(book: Book, gateway: str) -> list[tuple[Doc, Doc]]:
    """Pairs of model and offer at a gateway; its own offer of a model goes before a mirrored one."""
    found: dict[str, tuple[Doc, Doc]] = {}
    for place in reversed(chain_of(book, gateway)):
        for model in book.models.values():
            for offer in model.get("offers") or []:
                if offer["at"] == place:
                    found[model["id"]] = (model, offer)
    return list(found.values())


def listed(offer: Doc, key: str) -> list[str]:
    """A list of an offer that may be missing or `unknown`."""
    given = offer.get(key)
    return given if isinstance(given, list) else []
