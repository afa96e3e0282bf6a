"""A prompt made ready for reading: what every reader of it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from pixelfare.reading.quotes import Quoted

__all__ = ["Page", "Places", "negative_part"]

Places = list[tuple[int, int]]
"""Starts and ends of stretches of a text."""


class Page(NamedTuple):
    """A prompt made ready for reading.

    Args:
        text: Its words, unwrapped.
        lowered: The same in lower case, character for character.
        words: Those of its words that any rule knows, in lower case.
        latin_only: Whether all its letters are Latin.
        json: Whether it is JSON, or holds some.
        quoted: What stands in quotes.
        slots: Names of placeholders, by position.
        script: The script its own language is written in, named as in `LETTERING`.
        language: The language it is written in.
        digit: Whether it has any digit; may be true where it has none.
    """

    text: str
    lowered: str
    words: AbstractSet[str]
    latin_only: bool
    json: bool
    quoted: list[Quoted]
    slots: Mapping[int, str]
    script: str
    language: str
    digit: bool


_NEGATIVE_PART = re.compile(
    r"negative[ _-]?prompts?|(?<![a-z])negatives?\s?[\"']?:|负面提示|負面提示|反向提示|负向提示"
    r"|ネガティブプロンプト|ネガティブ[:：]|네거티브|제외[:：]"
)
_HINTS = ("negative", "负面", "負面", "反向提示", "负向提示", "ネガティブ", "네거티브", "제외")


def negative_part(page: Page) -> int:
    """Where a prompt begins to say what is not wanted (`Negative prompt: ...`); its end where it does not."""
    lowered, stop = page.lowered, len(page.text)
    if page.latin_only and _HINTS[0] not in lowered:
        return stop
    for hint in _HINTS[:1] if page.latin_only else _HINTS:
        at = lowered.find(hint, 1, stop)
        while at > 0:
            if _NEGATIVE_PART.match(lowered, at):
                stop = at
                break
            at = lowered.find(hint, at + 1, stop)
    return stop
