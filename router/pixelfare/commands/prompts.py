"""Where prompts come from: an argument, a file or stdin; one, one on each line, or JSON lines."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pixelfare.commands.rows import Item, parse_row
from pixelfare.errors import BadPrompt, PixelfareError

__all__ = ["BadLine", "Source", "find_source"]

LARGEST = 8_000_000
"""Most bytes of a prompt or a line that are read: far more than any prompt may have."""


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
        parse = parse_row if self.many == "jsonl" else _from_text
        with self._open() as stream:
            for number, raw in _lines(stream):
                try:
                    if raw is None:
                        raise BadPrompt(f"has more than {LARGEST:,} bytes")
                    text = _decoded(raw, "it").rstrip("\r\n")
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
        raise BadPrompt(
            'no prompt: give one in quotes, with --file FILE, or on stdin (echo "a red bicycle" | pixelfare ...)'
        )
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
