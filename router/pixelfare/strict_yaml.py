"""YAML without its traps: what a person wrote is what is read, or it is an error with file, line and path."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare.errors import CatalogError, FileError

if TYPE_CHECKING:
    import yaml

__all__ = ["CONTROL", "Document", "dump_yaml", "parse_yaml", "path_text", "read_yaml"]

LARGEST_FILE = 1_000_000
DEEPEST = 32
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_TRAPS = (
    (re.compile(r"(?i:yes|no|on|off|y|n)"), "reads as a boolean in YAML 1.1: put it in quotes, or write true or false"),
    (re.compile(r"[0-9]+(?::[0-9]+)+"), "reads as a base-60 number in YAML 1.1: put it in quotes"),
    (re.compile(r"0x[0-9a-fA-F]+"), "reads as a number: put it in quotes"),
    (re.compile(r"-?0[0-9]+(?:\.[0-9]*)?"), "begins with 0 and would read as octal: drop the 0 or put it in quotes"),
    (re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+"), "is written with an exponent: write the decimal out"),
    (re.compile(r"[-+]?[0-9]+\.[0-9]{14,}"), "looks rounded by a float: write the decimal that was meant"),
    (re.compile(r"[-+]?(?i:\.inf|\.nan)"), "is not a number"),
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Path_ = tuple[str | int, ...]


class Document:
    """A parsed file: plain values, and the line of each.

    Args:
        data: Dicts, lists, strings, integers, booleans and None. Decimals stay text, exactly as written.
        lines: Line of each path, counted from 1.
        file: How to call the file in an error.
        error: The class of errors about it.
        digest: SHA-256 of the text, as hexadecimal digits.
    """

    def __init__(self, data: Any, lines: dict[Path_, int], file: str, error: type[FileError], digest: str = "") -> None:
        self.data = data
        self.digest = digest
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
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise error("is not a plain file", file=name)
        if status.st_size > LARGEST_FILE:
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

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_events(yaml.parse(text, Loader=loader), file, error)
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        what = getattr(failure, "problem", None) or str(failure).splitlines()[0]
        raise error(f"is not YAML: {what}", file=file, line=mark.line + 1 if mark else None) from None
    if node is None:
        raise error("is empty", file=file, line=1)
    reader = _Reader(file, error)
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return Document(reader.value(node, ()), reader.lines, file, error, digest)


def dump_yaml(data: Any) -> str:
    """Write plain values so that `parse_yaml` reads the same: what it would stumble over is put in quotes.

    Example:
        >>> dump_yaml({"aspect": "16:9"}).strip()
        "aspect: '16:9'"
    """
    import yaml  # noqa: PLC0415  as above

    class Quoting(yaml.SafeDumper):
        pass

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        risky = any(trap.fullmatch(value) for trap, _ in _TRAPS) or _INTEGER.fullmatch(value) or value in _WORDS
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="'" if risky else None)

    Quoting.add_representer(str, text)
    return str(yaml.dump(data, Dumper=Quoting, sort_keys=False, allow_unicode=True, width=110))


def _check_events(events: Iterable[yaml.Event], file: str, error: type[FileError]) -> None:
    """Refuse what would make a document larger or other than it looks, before a tree is built from it."""
    depth = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else None
        depth += _DEPTHS.get(type(event).__name__, 0)
        if depth > DEEPEST:
            raise error(f"is nested deeper than {DEEPEST} levels", file=file, line=line)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None or tag is not None:
            what = f"the tag {tag}" if anchor is None else f"an anchor or alias ({anchor})"
            raise error(f"uses {what}; write the value out", file=file, line=line)


_DEPTHS = {"MappingStartEvent": 1, "SequenceStartEvent": 1, "MappingEndEvent": -1, "SequenceEndEvent": -1}


class _Reader:
    """Turns YAML nodes into plain values and notes the line of each."""

    def __init__(self, file: str, error: type[FileError]) -> None:
        self.file = file
        self.error = error
        self.lines: dict[Path_, int] = {}

    def value(self, node: yaml.Node, path: Path_) -> Any:
        import yaml  # noqa: PLC0415  as above

        self.lines[path] = _line(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        if CONTROL.search(node.value):
            raise self.fail("holds a control character", node, path)
        quoted = isinstance(node, yaml.ScalarNode) and node.style
        return node.value if quoted else self.plain(node, path)

    def mapping(self, node: yaml.Node, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node.value, str):
                raise self.fail("has a key that is not a plain word", key_node, path)
            key = str(key_node.value)
            if key in found:
                raise self.fail("is given twice", key_node, (*path, key))
            found[key] = self.value(child, (*path, key))
        return found

    def plain(self, node: yaml.Node, path: Path_) -> str | int | bool | None:
        written = str(node.value)
        if written in _WORDS:
            return _WORDS[written]
        for trap, advice in _TRAPS:
            if trap.fullmatch(written):
                raise self.fail(f"{written[:40]} {advice}", node, path)
        return int(written) if _INTEGER.fullmatch(written) else written

    def fail(self, problem: str, node: yaml.Node, path: Path_) -> FileError:
        return self.error(problem, file=self.file, line=_line(node), path=path_text(path))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
