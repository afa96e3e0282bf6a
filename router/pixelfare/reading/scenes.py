"""Short prompts that are little more than how several things stand to one another, or what property each has."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import late, one_of

__all__ = ["PROPERTY_WORDS", "SCENE_WORDS", "composed"]

_LONGEST = 200  # characters; in a longer prompt a relation is one detail among many
_BEGIN = re.compile(r"[.!:\"\n] ?")
_WORD = r"[\w'-]++"  # what a word has taken it never gives back: no search tries its letters one by one
_OF = r"(?:(?:a|an|the) (?:[a-z]+ )?(?:photo|photograph|picture|image) of )?"
_ONE = r"(?:an?|the|one|two|three|four|another)"
_THING = rf"{_ONE} (?:{_WORD} ){{1,4}}?"
_PLACED = (
    r"(?:(?:is|are|was|were) )?(?:(?:sitting|standing|sits|stands|lying|lies|placed|positioned|located|hanging|hangs"
    r"|floating|resting|perched|parked|hidden) )?(?:right |just |directly )?"
)
_WHERE = (
    r"(?:(?:on|at|to) (?:the )?(?:left|right|top|bottom|side|back)(?: side)? of|next to|near|beside|behind|in front of"
    r"|below|above|under|underneath|beneath|between|inside|opposite|across from|hidden (?:by|behind|under))"
)
_END = r" ?(?:[.!\"}\n]|$)"
_RELATION = late(rf"{_OF}{_THING}{_PLACED}{_WHERE} {_ONE} {_WORD}(?: {_WORD}){{0,3}}+{_END}")
_PAIR = late(rf"{_OF}an? (?:{_WORD} ){{1,4}}?and an? {_WORD}(?: {_WORD}){{0,2}}+{_END}")
_PROPERTIES = (
    "red orange yellow green blue purple violet pink brown black white gray grey golden gold silver beige "
    "turquoise teal navy maroon cream wooden metallic metal glass plastic leather fabric rubber stone ceramic "
    "cotton paper woolen woollen silk velvet round square oval rectangular triangular circular cubic conical "
    "cylindrical spherical pyramidal pentagonal hexagonal octagonal oblong diamond teardrop crescent heart-shaped "
    "star-shaped big small large tiny tall short long thick thin wide narrow striped spotted checkered fluffy "
    "smooth rough bumpy spiky fuzzy soft hard sharp crunchy crispy shiny glossy matte sticky sleek silky velvety "
    "jagged prickly furry feathery slippery coarse grainy rugged rusty polished transparent curved bouncy fresh "
    "juicy crumbly knotty vibrant intricate delicate sturdy rigid flaky creamy woven knitted"
).split()
_PROPERTY = late(
    r"\b(?:an?|the|one|two|three|with|and|of|in|some|its) (?:[a-z]+ly )?"
    rf"{one_of(_PROPERTIES)}(?:,? (?:and )?[a-z-]+){{1,2}}"
)
_ENOUGH = 2
_PLACES = frozenset(
    "near next beside behind front below above under underneath beneath between left right top bottom side hidden "
    "opposite inside".split()
)
PROPERTY_WORDS = frozenset(word.partition("-")[0] for word in _PROPERTIES)
"""What a thing can be; a word with a hyphen counts as its first half."""
SCENE_WORDS = frozenset(
    "near next beside behind front below above under underneath beneath between left right top bottom side hidden and "
    "opposite inside with on in the".split()
)
"""Words without which no such prompt is told."""


def composed(lowered: str, words: AbstractSet[str]) -> tuple[int, int] | None:
    """Where a short prompt sets several things beside one another.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.

    Returns:
        The place that says so, or None.

    Example:
        >>> composed("a boy near an airplane", {"near"}), composed("the soft cat at the red rug", {"soft", "red"})
        ((0, 22), (0, 27))
    """
    if len(lowered) > _LONGEST:
        return None
    whole: tuple[int, int] | None = None
    if not _PLACES.isdisjoint(words) or " back" in lowered or "across from" in lowered:
        whole = _told(_RELATION, lowered)
    if whole is None and (" and a " in lowered or " and an " in lowered):
        whole = _told(_PAIR, lowered)
    if whole or PROPERTY_WORDS.isdisjoint(words) or sum(map(lowered.count, PROPERTY_WORDS & words)) < _ENOUGH:
        return whole
    properties = [found.span() for found in _PROPERTY.finditer(lowered)]
    return (properties[0][0], properties[-1][1]) if len(properties) >= _ENOUGH else None


def _told(pattern: re.Pattern[str], lowered: str) -> tuple[int, int] | None:
    """Where a sentence, or what stands behind a colon or a quote, is told as a pattern says."""
    whole = pattern.match(lowered)
    if whole:
        return whole.span()
    begins = "." in lowered or ":" in lowered or '"' in lowered or "!" in lowered or "\n" in lowered
    for begin in _BEGIN.finditer(lowered) if begins else ():
        whole = pattern.match(lowered, begin.end())
        if whole:
            return begin.start(), whole.end()
    return None
