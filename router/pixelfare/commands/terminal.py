"""What is printed, and how: nothing from outside is ever read as markup or reaches the terminal as a control code."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO, cast

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["console", "grid", "one_line", "print_json", "safe", "table", "usd_text"]

PIPED_WIDTH = 200
"""Columns where nobody's terminal says how many: wide, so that a row stays on its line for grep."""
# Joiners shape emoji, Persian and Hindi; everything else that is invisible can hide or reorder what is read.
_HARMLESS = {"\u200c", "\u200d", "\n"}
_FILL = re.compile(r" +$", re.MULTILINE)
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def safe(text: str) -> str:
    r"""Escape what a terminal could obey or a reader could not see: `\x1b`, `\u202e`, lone surrogates.

    Line feeds stay; a tab becomes spaces.

    Example:
        >>> safe("a\x1b[31m\u202e")
        'a\\x1b[31m\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(c) for c in text.replace("\r\n", "\n").replace("\t", "    "))


def _shown(character: str) -> str:
    if character.isprintable() or character in _HARMLESS or unicodedata.category(character) not in _INVISIBLE:
        return character
    return _escaped(character)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def one_line(text: str, width: int) -> str:
    """A text on one line of at most so many columns, white space collapsed, cut with an ellipsis."""
    head = text[: width * 4]
    line = safe(" ".join(head.split()))
    if cell_len(line) > width:
        return set_cell_size(line, width - 1).rstrip() + "…"
    return line + "…" if len(head) < len(text) else line


def console(*, stderr: bool = False) -> Console:
    """The console for output, or for remarks and errors; markup, emoji codes and highlighting are off."""
    stream = sys.stderr if stderr else sys.stdout
    if stream is None:  # closed before the process began
        stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  lives as long as the process
    made = Console(file=stream, markup=False, emoji=False, highlight=False)
    if not made.is_terminal:
        made.file = cast("TextIO", _Trimmed(stream))
        if not os.environ.get("COLUMNS", "").isdigit():
            made.width = PIPED_WIDTH
    return made


class _Trimmed:
    """A stream for programs: the spaces that fill a table's lines are left out."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(_FILL.sub("", text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def table(*columns: str | tuple[str, Mapping[str, Any]], plain: bool = False) -> Table:
    """A table without lines but one under its head; each column is its title, or that and rich's options."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="" if plain else "dim", show_edge=False)
    for column in columns:
        title, options = (column, {}) if isinstance(column, str) else column
        made.add_column(Text(title), **{"overflow": "fold", **options})
    return made


def grid(*rows: tuple[str, str | Text], style: str = "dim") -> Table:
    """Names and what they stand for, in two columns."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True, style=style)
    made.add_column(overflow="fold")
    for name, text in rows:
        made.add_row(Text(name), Text(safe(text)) if isinstance(text, str) else text)
    return made


def usd_text(amount: object, *, style: str = "bold green") -> Text:
    """A price."""
    return Text(f"${amount}", style=style)


def print_json(data: Mapping[str, Any], *, stderr: bool = False) -> None:
    """Print one JSON object on one line, invisible and control characters escaped as JSON does it."""
    stream = sys.stderr if stderr else sys.stdout
    if stream is None:
        return
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    if not text.isascii():
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
        text = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
        if not encoding.startswith("utf"):
            text = json.dumps(data, allow_nan=False)
    stream.write(text + "\n")
