"""Stretches of a prompt that stand in quotes, of whatever kind, and the strings of JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pixelfare.reading.unwrap import SLOT_OPEN

__all__ = ["Quoted", "find_quoted", "looks_like_json"]


class Quoted(NamedTuple):
    """One quoted stretch.

    Args:
        start: First character inside the quotes.
        end: One past the last character inside.
        kind: The opening quote; `{` for a JSON value, `SLOT_OPEN` for a placeholder's default.
        key: The JSON key or the placeholder's name that the stretch is the value of, in lower case.
    """

    start: int
    end: int
    kind: str
    key: str


# Every alternative takes what it passes over for good (possessive), so the search is linear whatever the text.
_ASCII = (
    r'"(?<![A-Za-z0-9"]")(?=\s?[^"\s])([^"]{1,2000}+)"'
    r"|'(?<![A-Za-z0-9']')(?=[^'\s])((?:[^'\n]|(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ])){1,300})'(?![A-Za-z0-9])"
    r"|`([^`\n]{1,300}+)`"
)
_WIDE = (
    r"|“([^“”]{1,2000}+)(?:”|“)"
    r"|„([^„“”]{1,600}+)[“”]"
    r"|‘(?<![A-Za-z0-9]‘)((?:[^‘’\n]|(?<=[A-Za-zÀ-ÿ])’(?=[A-Za-zÀ-ÿ])){1,300})’"
    r"|『([^『』]{1,600}+)』|「([^「」]{1,600}+)」"
    r"|《([^《》\n]{1,200}+)》|〈([^〈〉\n]{1,200}+)〉"
    r"|«([^«»]{1,600}+)»|»([^«»]{1,600}+)«|‹([^‹›\n]{1,300}+)›"
    r"|＂([^＂]{1,600}+)＂|＇([^＇\n]{1,300}+)＇|〝([^〝〞〟]{1,300}+)[〞〟]"
    r"|\ue022(?<![A-Za-z0-9]\ue022)([^\ue022]{1,1000}+)\ue022|\ue00c([^\ue00c\ue00d]{1,600}+)\ue00d"
    # “ and ” are typed the wrong way round, and ’ for ‘, often enough.
    r"|”(?<!\w”)([^“”\n]{1,300}+)[“”]|’(?<!\w’)((?:[^‘’\n]|(?<=[A-Za-zÀ-ÿ])’(?=[A-Za-zÀ-ÿ])){1,200})’(?!\w)"
)
_QUOTED_ASCII = re.compile(_ASCII)
_QUOTED = re.compile(_ASCII + _WIDE)
_IN_JSON = re.compile((_ASCII + _WIDE).split("|", 1)[1])
_STRING = re.compile(r'"([^"]*+)"(\s{0,8}:)?')
_JSON_START = re.compile(r'\s*(?:```(?:json)?\s*)?[\[{]\s*["{\[]')
_JSON_INSIDE = re.compile(r'[{,]\s{0,40}"[^"\n]{1,60}"\s{0,4}:\s{0,4}["\[{\dtfn]')


def looks_like_json(text: str) -> bool:
    """Whether a prompt is JSON, or a sentence with JSON behind it; well-formed or not."""
    if '"' not in text or ":" not in text:
        return False
    if _JSON_START.match(text) is not None:
        return _STRING.search(text) is not None
    return "{" in text and len(_JSON_INSIDE.findall(text, 0, 4000)) > 1


def find_quoted(text: str, slots: Mapping[int, str], *, json: bool) -> Iterator[Quoted]:
    """Every quoted stretch of a prompt, in order.

    Args:
        text: The prompt, unwrapped.
        slots: Names of its placeholders, by position.
        json: Whether `"` quotes JSON strings here: then keys are no stretches, and each value knows its key.

    Yields:
        The stretches; in JSON first the values, then what is quoted inside them.

    Example:
        >>> [text[q.start : q.end] for text in ["a 'big' «dog»"] for q in find_quoted(text, {}, json=False)]
        ['big', 'dog']
    """
    if json:
        yield from _values(text)
    pattern = _IN_JSON if json else _QUOTED_ASCII if text.isascii() else _QUOTED
    for found in pattern.finditer(text):
        start, end = found.span(found.lastindex or 0)
        kind = text[start - 1]
        yield Quoted(start, end, kind, slots.get(start - 1, "").lower() if kind == SLOT_OPEN else "")


def _values(text: str) -> Iterator[Quoted]:
    key, inside = "", -1
    for string in _STRING.finditer(text):
        if string.group(2):
            key = string.group(1).strip().lower()
            if key in _TEXTS and text.startswith("{", _after_space(text, string.end())):
                inside = text.find("}", string.end())
        elif string.group(1):
            is_text = string.start() < inside and not _LOOK.search(key)
            yield Quoted(string.start(1), string.end(1), "{", "text" if is_text else key)


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


_TEXTS = frozenset("text texts text_elements text_content add_text lettering typography copy captions".split())
_LOOK = re.compile(
    r"font|colou?r|style|position|placement|size|arrange|align|case$|weight|language|material|effect|layout|location"
    r"|type|note|instruction|rule|enabled|rendering|legib|finish|treatment|design|hierarchy|quality"
)
