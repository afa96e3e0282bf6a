"""What a picture model must be good at, apart from lettering."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from pixelfare.reading.capability_words import ALWAYS
from pixelfare.reading.capability_words_east import ALWAYS_EAST, EDITS_EAST, PICTURED_EAST
from pixelfare.reading.cues import find_cues
from pixelfare.reading.edit_words import EDITS
from pixelfare.reading.picture_words import BOUND_BEFORE, BOUND_BEHIND, BOUND_WORDS, PICTURED
from pixelfare.reading.scenes import PROPERTY_WORDS, SCENE_WORDS, composed

__all__ = ["CAPABILITY_WORDS", "read_capabilities"]

CAPABILITY_WORDS = ALWAYS.words | PICTURED.words | EDITS.words | SCENE_WORDS | PROPERTY_WORDS | BOUND_WORDS
"""English words without which no capability is read, numbers in figures apart."""

_LONG_LETTERING = 300
_MANY_KINDS = 3
_BOUND_REACH = 60
_ORDER_LENGTH = 600
_MULTI = frozenset(("edit.multi",))
_COUNTED = re.compile(
    r"[0-9](?<![\w.,:/$€£¥#×%+-][0-9])(?<!\bno [0-9])(?:(?<=[2-9])|(?<=1)[0-9]|(?<=2)0) (?:(?!mm\b|cm\b"
    r"|px\b|k\b|x\b|of\b|and\b|or\b|to\b|am\b|pm\b|minutes?\b|more\b|out\b|point|per|inch|megapixel|stop"
    r"|different |main |key )[a-z'-]{2,16} ){0,3}?"
    r"(?:(?!(?:years|months|weeks|days|hours|minutes|seconds|times|feet|meters|metres|inches|miles"
    r"|dollars|degrees|pixels|points|steps|ways|sides|colors|colours|tones|styles|lines|words|"
    r"letters|sections|parts|percent|is|was|has|this|its|his|as|panels|rows|columns|levels|series|grams"
    r"|ounces|stops|pro|plus|versions|items|mins|secs|hrs|calories|servings)\b)"
    r"[a-z-]{2,18}(?<![su]s)s|people|men|women|children|sheep|fish|deer)\b"
)


def read_capabilities(
    lowered: str,
    words: AbstractSet[str],
    *,
    script: str,
    edit: bool,
    inputs: int,
    lettering_characters: int,
    stop: int,
    digit: bool = True,
) -> dict[str, tuple[int, int]]:
    """The capabilities a prompt needs, each with its place.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.
        script: The script of its language.
        edit: Whether a given picture is to be changed.
        inputs: How many pictures are given.
        lettering_characters: About how many characters are to be drawn.
        stop: Where the prompt begins to say what is not wanted.
        digit: Whether it has any digit.

    Returns:
        Places by name of `CAPABILITIES`; `(0, 0)` where no words say so.

    Example:
        >>> sorted(read_capabilities("three dogs", {"three"}, script="latin", edit=False, inputs=0,
        ...     lettering_characters=0, stop=10))
        ['counting']
    """
    found = find_cues(lowered, words, ALWAYS, stop)
    if not edit:
        _pictured(lowered, words, stop, found)
    if digit and "counting" not in found:
        counted = _COUNTED.search(lowered, 0, stop)
        if counted:
            found["counting"] = counted.span()
    if script != "latin":
        _east(lowered, ALWAYS_EAST, "", stop, found)
        if not edit:
            _east(lowered, PICTURED_EAST, "", stop, found)
    if lettering_characters > _LONG_LETTERING:
        found.setdefault("infographic", (0, 0))
    if edit:
        _edits(lowered, words, script, stop, found)
        if inputs > 1:
            found.setdefault("edit.multi", (0, 0))
    return found


def _east(lowered: str, pattern: re.Pattern[str], prefix: str, stop: int, found: dict[str, tuple[int, int]]) -> None:
    for match in pattern.finditer(lowered, 0, stop):
        name = prefix + str(match.lastgroup)
        if name not in found:
            found[name] = match.span()


def _pictured(lowered: str, words: AbstractSet[str], stop: int, found: dict[str, tuple[int, int]]) -> None:
    if not PICTURED.words.isdisjoint(words):
        found.update(find_cues(lowered, words, PICTURED, stop))
    if "composition" in found or SCENE_WORDS.isdisjoint(words):
        return
    bound = "and" in words and not BOUND_WORDS.isdisjoint(words) and sum(map(lowered.count, BOUND_WORDS & words)) > 1
    place = (_bound(lowered, stop) if bound else None) or composed(lowered, words)
    if place:
        found["composition"] = place


def _bound(lowered: str, stop: int) -> tuple[int, int] | None:
    """Where two things stand that have a property each."""
    for behind in BOUND_BEHIND.finditer(lowered, 0, stop):
        at = behind.start()
        before = BOUND_BEFORE.search(lowered, max(0, at - _BOUND_REACH), at)
        if before:
            return before.start(), behind.end()
    return None


def _edits(lowered: str, words: AbstractSet[str], script: str, stop: int, found: dict[str, tuple[int, int]]) -> None:
    """The kinds of edit. A long prompt is mostly a description, so orders are looked for near its beginning."""
    near = min(stop, _ORDER_LENGTH)
    kinds = find_cues(lowered, words, EDITS, near)
    if script != "latin":
        _east(lowered, EDITS_EAST, "edit.", near, kinds)
    if "edit.background" in kinds:
        for name in ("edit.remove", "edit.replace"):
            if (
                name in kinds
                and kinds[name][0] >= kinds["edit.background"][0] - 2
                and kinds[name][0] <= kinds["edit.background"][1]
            ):
                del kinds[name]
    single = kinds.keys() - _MULTI
    if len(single) >= _MANY_KINDS:
        first = min(kinds[name] for name in single)
        kinds = {name: kinds[name] for name in kinds.keys() & _MULTI} | {"edit.hybrid": first}
    found.update(kinds)
