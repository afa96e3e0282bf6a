"""YAML without its traps: what a person wrote is what is read, or it is an error with file, line and path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare.errors import CatalogError, FileError

if TYPE_CHECKING:
    import yaml

__all__ = ["Document", "parse_yaml", "path_text", "read_yaml"]

LARGEST_FILE = 1_000_000
DEEPEST = 32
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_TRAPS = (
    (re.compile(r"(?i:yes|no|on|off|y|n)"), "reads as a boolean in YAML 1.1: put it in quotes, or write true or false"),
    (re.compile(r"[0-9]+(?::[0-9]+)+"), "reads as a base-60 number in YAML 1.1: put it in quotes"),
    (re.compile(r"0x[0-9a-fA-F]+"), "reads as a number: put it in quotes"),
    (re.compile(r"-?0[0-9]+(?:\.[0-9]*)?"), "begins with 0 and would read as octal: drop the 0 or put it in quotes"),
    (re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+"), "is written with an exponent: write the decimal out"),
    (re.compile(r"[-+]?[0-9]+\.[0-9]{14,}"), "looks rounded by a float: write the decimal that was meant"),
    (re.compile(r"[-+]?(?i:\.inf|\.nan)"), "is not a number"),
)
_NULL = {"", "~", "null"}
_BOOL = {"true": True, "false": False}

Path_ = tuple[str | int, ...]


class Document:
    """A parsed file: plain values, and the line of each.

    Args:
        data: Dicts, lists, strings, integers, booleans and None. Decimals stay text, exactly as written.
        lines: Line of each path, counted from 1.
    """

    def __init__(self, data: Any, lines: dict[Path_, int], file: str, error: type[FileError]) -> None:
        self.data = data
        self.lines = lines
        self.file = file
        self._error = error

    def problem(self, problem: str, path: Path_ = ()) -> FileError:
        """An error that says where in the file the problem is."""
        known = path
        while known not in self.lines and known:
            known = known[:-1]
        return self._error(problem, file=self.file, line=self.lines.get(known), path=path_text(path))


def path_text(path: Iterable[str | int]) -> str:
    """Write a path as `offers[0].prices[1].usd`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def read_yaml(file: Path, *, shown_as: str | None = None, error: type[FileError] = CatalogError) -> Document:
    """Read one YAML file strictly.

    Raises:
        FileError: It cannot be read, is too large, is not UTF-8, or breaks a rule of `parse_yaml`.
    """
    name = shown_as or str(file)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise error(f"is larger than {LARGEST_FILE:,} bytes; such files are written by hand", file=name)
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as failure:
        raise error(f"is not UTF-8 (byte {failure.start})", file=name) from None
    except (OSError, RuntimeError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        raise error(f"cannot be read: {reason}", file=name) from None
    return parse_yaml(text, file=name, error=error)


def parse_yaml(text: str, *, file: str, error: type[FileError] = CatalogError) -> Document:
    """Parse YAML strictly.

    Refused, with the line: what YAML 1.1 reads as something else (`16:9`, `0x...`, `no`, `010`), exponents, rounded
    floats, duplicate keys, keys that are no text, anchors and aliases, tags, several documents, deep nesting.

    Raises:
        FileError: One of these, of the class `error`.

    Example:
        >>> parse_yaml("usd: 0.015", file="x.yaml").data
        {'usd': '0.015'}
    """
    import yaml  # noqa: PLC0415  slow to import, and not needed where a snapshot is fresh

    lines: dict[Path_, int] = {}

    def fail(problem: str, node: yaml.Node, path: Path_) -> FileError:
        return error(problem, file=file, line=node.start_mark.line + 1, path=path_text(path))

    def value(node: yaml.Node, path: Path_) -> Any:
        lines[path] = node.start_mark.line + 1
        if len(path) > DEEPEST:
            raise fail(f"is nested deeper than {DEEPEST} levels", node, path)
        if isinstance(node, yaml.MappingNode):
            return mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [value(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return scalar(node, path)

    def mapping(node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise fail("has a key that is not a plain word", key_node, path)
            key = str(key_node.value)
            if key in found:
                raise fail("is given twice", key_node, (*path, key))
            found[key] = value(child, (*path, key))
        return found

    def scalar(node: yaml.ScalarNode, path: Path_) -> str | int | bool | None:
        written = str(node.value)
        if node.style:
            return written
        if written in _NULL:
            return None
        if written in _BOOL:
            return _BOOL[written]
        for trap, advice in _TRAPS:
            if trap.fullmatch(written):
                raise fail(f"{written[:40]} {advice}", node, path)
        return int(written) if _INTEGER.fullmatch(written) and len(written) < 19 else written

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise error(f"is nested deeper than {DEEPEST} levels", file=file, line=event.start_mark.line + 1)
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            if anchor is not None or tag is not None:
                what = f"the tag {tag}" if anchor is None else f"an anchor or alias ({anchor})"
                raise error(f"uses {what}; write the value out", file=file, line=event.start_mark.line + 1)
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        what = getattr(failure, "problem", None) or str(failure).splitlines()[0]
        raise error(f"is not YAML: {what}", file=file, line=mark.line + 1 if mark else None) from None
    except RecursionError:
        raise error(f"is nested deeper than {DEEPEST} levels", file=file) from None
    if node is None:
        raise error("is empty", file=file, line=1)
    return Document(value(node, ()), lines, file, error)
