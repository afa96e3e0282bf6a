"""Where prompts come from: an argument, a file or stdin; one, one on each line, or JSON lines."""

from __future__ import annotations

import codecs
import difflib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pixelfare.errors import BadPrompt, PixelfareError

__all__ = ["BadLine", "Item", "Source", "find_source"]

LARGEST = 8_000_000
"""Most bytes of a prompt or a line that are read: far more than any prompt may have."""

_KEYS = {
    "prompt": str, "id": (str, int), "intent": str, "size": str, "quality": str, "n": int, "gateway": (str, list),
    "max_usd": (str, int, Decimal), "images": (int, list), "mask": (bool, str), "needs": dict,
}  # fmt: skip
_NEEDS = {"operation": str, "language": str, "lettering": list, "capabilities": list}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A prompt, and what its line says about it.

    Args:
        line: Its line in the input, from 1.
        prompt: The prompt.
        own: Arguments of `route` that its line gives.
        id: What its line is called, if it says so.
    """

    line: int
    prompt: str = field(repr=False)
    own: Mapping[str, Any] = field(default_factory=dict)
    id: str | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no prompt."""

    line: int
    error: PixelfareError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An input that has been found but not read.

    Args:
        name: What to call it in an error.
        many: `lines` or `jsonl`, or empty where all of it is one prompt.
    """

    name: str
    many: str
    text: str | None = None
    path: Path | None = None

    def one(self) -> str:
        """The whole input as one prompt.

        Raises:
            BadPrompt: It cannot be read, or is not UTF-8.
        """
        if self.text is not None:
            return self.text
        with self._open() as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise BadPrompt(f"{self.name} has more than {LARGEST:,} bytes; --lines or --jsonl reads many prompts")
        return _decoded(raw, self.name).rstrip("\r\n")

    def items(self) -> Iterator[Item | BadLine]:
        """Every prompt of the input, one line after the other; blank lines are passed over.

        Raises:
            BadPrompt: The input cannot be read at all.
        """
        parse = _from_json if self.many == "jsonl" else _from_text
        with self._open() as stream:
            for number, raw in _lines(stream):
                try:
                    if raw is None:
                        raise BadPrompt(f"has more than {LARGEST:,} bytes")
                    text = _decoded(raw, f"line {number}").rstrip("\r\n")
                    if text and not text.isspace():
                        yield parse(number, text)
                except PixelfareError as failure:
                    yield BadLine(line=number, error=failure)

    def total(self) -> int | None:
        """How many lines there are, where that can be known beforehand."""
        if self.path is None or not self.path.is_file():
            return None
        with self.path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        if self.text is not None:
            yield BytesIO(self.text.encode("utf-8", "surrogatepass"))
            return
        if self.path is None:
            yield sys.stdin.buffer
            return
        try:
            stream = self.path.open("rb")
        except (OSError, ValueError) as failure:
            raise BadPrompt(f"{self.name}: cannot be read: {getattr(failure, 'strerror', None) or failure}") from None
        with stream:
            yield stream


def find_source(prompt: str | None, file: Path | None, *, lines: bool = False, jsonl: bool = False) -> Source:
    """Decide where the prompts come from.

    Raises:
        BadPrompt: Nothing was given, or too much.
    """
    if lines and jsonl:
        raise BadPrompt("--lines and --jsonl are two ways to read the same input: give one")
    many = "jsonl" if jsonl else "lines" if lines else ""
    if file is not None and str(file) != "-":
        if prompt is not None:
            raise BadPrompt("give the prompt or --file, not both")
        if not many and file.suffix.lower() in (".jsonl", ".ndjson"):
            many = "jsonl"
        return Source(name=str(file), many=many, path=file)
    if file is None and prompt not in (None, "-"):
        return Source(name="the prompt", many=many, text=prompt)
    if file is not None and prompt not in (None, "-"):
        raise BadPrompt("give the prompt or --file, not both")
    if sys.stdin is None or (sys.stdin.isatty() and file is None and prompt is None):
        raise BadPrompt('no prompt: give one in quotes, with --file FILE, or on stdin (echo "a red bicycle" | pixelfare ...)')
    return Source(name="stdin", many=many)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while raw := stream.readline(LARGEST):
        number += 1
        if raw.endswith(b"\n") or len(raw) < LARGEST:
            yield number, raw
            continue
        while (rest := stream.readline(LARGEST)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadPrompt(f"{name} looks like UTF-16: save it as UTF-8")
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as failure:
        raise BadPrompt(f"{name} is not UTF-8 text (byte {failure.start + 1})") from None


def _from_text(number: int, text: str) -> Item:
    return Item(line=number, prompt=text)


def _from_json(number: int, text: str) -> Item:
    try:
        row = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as failure:
        raise BadPrompt(f"is not JSON: {failure.msg} (column {failure.colno})") from None
    except (ValueError, RecursionError) as failure:
        raise BadPrompt(f"is not JSON that can be read: {str(failure)[:80]}") from None
    if not isinstance(row, dict):
        raise BadPrompt(f'is no JSON object such as {{"prompt": "a red bicycle"}} but {_kind(row)}')
    for key, value in row.items():
        if key in _KEYS:
            wanted = _KEYS[key]
            if value is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and key != "mask")):  # type: ignore[arg-type]
                raise BadPrompt(f"{key} is {_kind(value)}; it is {_kinds(wanted)}")
        elif near := difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.8):
            raise BadPrompt(f"{key[:40]!r} is no key that is read here. Did you mean {near[0]}?")
    if not isinstance(row.get("prompt"), str):
        raise BadPrompt('has no "prompt"')
    _check_needs(row.get("needs") or {})
    own = {k: row[k] for k in _KEYS if k not in ("prompt", "id") and row.get(k) is not None}
    if isinstance(own.get("images"), int):
        if not 0 <= own["images"] <= 1_000:
            raise BadPrompt(f"images is {own['images']}; it is how many there are, or their paths")
        own["images"] = [None] * own["images"]
    if own.get("mask") is False:
        del own["mask"]
    return Item(line=number, prompt=row["prompt"], own=own, id=row.get("id"))


def _check_needs(needs: Mapping[str, Any]) -> None:
    for key, value in needs.items():
        if key not in _NEEDS:
            raise BadPrompt(f"needs has no {key[:40]!r}; it has {', '.join(_NEEDS)}")
        if not isinstance(value, _NEEDS[key]) or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise BadPrompt(f"needs.{key} is {_kind(value)}; it is {_kinds(_NEEDS[key])}{' of names' * (_NEEDS[key] is list)}")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _kind(value: object) -> str:
    names = {bool: "true or false", str: "text", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(value), "a number")


def _kinds(wanted: object) -> str:
    names = {str: "text", int: "a whole number", Decimal: "a decimal", list: "a list", dict: "an object", bool: "true or false"}
    return " or ".join(names[kind] for kind in (wanted if isinstance(wanted, tuple) else (wanted,)))  # type: ignore[index]
