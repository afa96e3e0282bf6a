r"""Taking off what wraps a prompt's words: JSON escapes, template placeholders, gaps; keeping the way back.

Whole-JSON prompts write `\"` and `\u4e2d`; shared templates write `{argument name="title" default="Sale"}`. The rules
read the words behind both, and `Unwrapped.origin` says where each of them stood in the prompt that was given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["INNER_QUOTE", "SLOT_CLOSE", "SLOT_OPEN", "Unwrapped", "unwrap"]

INNER_QUOTE = "\ue022"
r"""Stands for an escaped quote `\"`, so that it is never paired with the quotes around it."""
SLOT_OPEN, SLOT_CLOSE = "\ue00c", "\ue00d"
"""Stand around the default of a placeholder; between `SLOT_OPEN` and the default stands the placeholder's name."""

_ESCAPE = re.compile(r'\\(?:(["nrt/\\])|u([0-9a-fA-F]{4}))')
_SLOT = re.compile(
    r"""\{\s{0,4}argument\s{1,4}name\s{0,4}=\s{0,4}["'\ue022“”]([^"'\ue022“”{}]{0,80})["'\ue022“”]"""
    r"""(?:\s{1,4}default\s{0,4}=\s{0,4}(?:["\ue022“”]([^"\ue022“”{}]{0,600})["\ue022“”]|'([^'{}]{0,600})'))?\s{0,4}\}""",
    re.IGNORECASE,
)
_GAP = re.compile("(?<=[^ \t\n\r\u00a0\u202f])(?:[ \t\u00a0\u202f]{2,}|[\t\u00a0\u202f])(?=[^ \t\n\r\u00a0\u202f])")
"""White space inside a line that is anything but one space; the rules know words that are one space apart."""
_PLAIN = {"n": "\n", "r": "\n", "t": "\t", "/": "/", "\\": "\\", '"': INNER_QUOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """A prompt without its wrapping.

    Args:
        text: The words to read.
        ours: Starts of the stretches of `text` that were copied, rising.
        theirs: Where each of those stretches starts in the prompt.
        slots: Names of the placeholders, by the position of their `SLOT_OPEN`.
        below: The wrapping that was taken off before this one.
    """

    text: str
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    slots: Mapping[int, str] = field(default_factory=dict)
    below: Unwrapped | None = None

    def origin(self, position: int) -> int:
        """Where a position of `text` stood in the prompt that was given."""
        piece = bisect_right(self.ours, position) - 1
        place = self.theirs[piece] + position - self.ours[piece]
        return place if self.below is None else self.below.origin(place)

    def origin_of_end(self, position: int) -> int:
        """Where a stretch of `text` that ends before a position ended in the prompt that was given."""
        if not self.slots:
            return self.origin(position)
        piece = bisect_right(self.ours, position - 1) - 1
        place = self.theirs[piece] + position - self.ours[piece]
        return place if self.below is None else self.below.origin_of_end(place)


class _Pieces:
    """Text being put together from stretches of another, with the map between them."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.parts: list[str] = []
        self.length = 0
        self.ours: list[int] = [0]
        self.theirs: list[int] = [0]

    def copy(self, until: int) -> None:
        self.put(self.source[self.at : until], self.at)
        self.at = until

    def put(self, text: str, theirs: int) -> None:
        self.ours.append(self.length)
        self.theirs.append(theirs)
        self.parts.append(text)
        self.length += len(text)

    def done(self) -> tuple[str, list[int], list[int]]:
        self.copy(len(self.source))
        self.ours.append(self.length)
        self.theirs.append(len(self.source))
        return "".join(self.parts), self.ours, self.theirs


def unwrap(prompt: str) -> Unwrapped | None:
    r"""A prompt's words without JSON escapes and placeholders.

    Args:
        prompt: The prompt as given.

    Returns:
        The words with the way back, or None where the prompt has no such wrapping.

    Example:
        >>> found = unwrap('a \\"b\\"')
        >>> found.text.count(INNER_QUOTE), found.origin(2)
        (2, 2)
    """
    found: Unwrapped | None = None
    if "\\" in prompt and _ESCAPE.search(prompt):
        found = _unescape(prompt)
    text = found.text if found else prompt
    if "{" in text and "argument" in text.lower() and _SLOT.search(text):
        found = _open_slots(text, found)
        text = found.text
    if ("  " in text or "\t" in text or "\u00a0" in text or "\u202f" in text) and _GAP.search(text):
        found = _close_gaps(text, found)
    return found


def _unescape(prompt: str) -> Unwrapped:
    pieces = _Pieces(prompt)
    for escape in _ESCAPE.finditer(prompt):
        plain = escape.group(1)
        character = _PLAIN[plain] if plain else chr(int(escape.group(2), 16))
        pieces.copy(escape.start())
        pieces.put(character, escape.start())
        pieces.at = escape.end()
    text, ours, theirs = pieces.done()
    return Unwrapped(text=text, ours=tuple(ours), theirs=tuple(theirs))


def _close_gaps(text: str, before: Unwrapped | None) -> Unwrapped:
    """One space where a line has several, or a tab, or one that does not break."""
    pieces = _Pieces(text)
    moved: dict[int, str] = {}
    old = dict(before.slots) if before else {}
    for gap in _GAP.finditer(text):
        moved |= {pieces.length + place - pieces.at: old.pop(place) for place in list(old) if place < gap.start()}
        pieces.copy(gap.start())
        pieces.put(" ", gap.start())
        pieces.at = gap.end()
    moved |= {pieces.length + place - pieces.at: name for place, name in old.items()}
    words, ours, theirs = pieces.done()
    return Unwrapped(text=words, ours=tuple(ours), theirs=tuple(theirs), slots=moved, below=before)


def _open_slots(text: str, before: Unwrapped | None) -> Unwrapped:
    pieces = _Pieces(text)
    slots: dict[int, str] = {}
    for slot in _SLOT.finditer(text):
        group = 2 if slot.group(2) is not None else 3
        pieces.copy(slot.start())
        slots[pieces.length] = slot.group(1)
        pieces.put(SLOT_OPEN, slot.start())
        if slot.group(group) is not None:
            pieces.put(slot.group(group), slot.start(group))
        pieces.put(SLOT_CLOSE, slot.end() - 1)
        pieces.at = slot.end()
    words, ours, theirs = pieces.done()
    return Unwrapped(text=words, ours=tuple(ours), theirs=tuple(theirs), slots=slots, below=before)
