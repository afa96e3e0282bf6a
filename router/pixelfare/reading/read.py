"""Reading a prompt: `read` puts the answers of the separate readers together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, starmap
from typing import NamedTuple

from pixelfare.errors import BadPrompt
from pixelfare.reading.aspect import ASPECT_WORDS, read_aspect
from pixelfare.reading.capabilities import CAPABILITY_WORDS, read_capabilities
from pixelfare.reading.culture import CULTURE_WORDS, find_cultures
from pixelfare.reading.language import SMALL_WORDS, language_of, latin_language
from pixelfare.reading.lettering import LETTERING_WORDS, NO_LETTERING, Lettering, read_lettering
from pixelfare.reading.needs import Needs, Operation, Span
from pixelfare.reading.operation import GIVEN_WORDS, OPERATION_WORDS, opens_order, read_operation
from pixelfare.reading.page import Page, negative_part
from pixelfare.reading.quotes import Quoted, find_quoted, looks_like_json
from pixelfare.reading.scripts import LATIN_LETTERS, count_scripts, is_latin_only
from pixelfare.reading.unwrap import Unwrapped, unwrap

__all__ = ["Facts", "read", "read_facts"]

_WORDS = re.compile(r"[^\W\d_]+")
_KNOWN = ASPECT_WORDS | CAPABILITY_WORDS | CULTURE_WORDS | LETTERING_WORDS | OPERATION_WORDS
_QUOTES, _DIGITS, _ODD = frozenset(b"\"'`"), frozenset(b"0123456789"), frozenset(b"\\{\t")
_TELLING = _QUOTES | _DIGITS | _ODD
_ORDINARY = bytes(c for c in range(256) if c not in _TELLING)  # all that tells nothing by itself
_SCRIPT_OF_LANGUAGE = {
    "zh": "zh",
    "zh-Hant": "zh",
    "ja": "ja",
    "ko": "ko",
    "ru": "cyrillic",
    "uk": "cyrillic",
    "el": "greek",
    "ar": "arabic",
    "fa": "arabic",
    "ur": "arabic",
    "he": "hebrew",
    "hi": "devanagari",
    "bn": "bengali",
    "pa": "gurmukhi",
    "gu": "gujarati",
    "ta": "tamil",
    "te": "telugu",
    "kn": "kannada",
    "ml": "malayalam",
    "si": "sinhala",
    "th": "thai",
    "lo": "lao",
    "bo": "tibetan",
    "my": "burmese",
    "ka": "georgian",
    "hy": "armenian",
    "am": "ethiopic",
    "km": "khmer",
    "mn": "mongolian",
}
_FEW_LETTERS = 4
_MOST_QUOTES = 1000  # more are in no prompt, and reading them would take time
_LATIN = True
# Languages without a table of words beyond Latin-1: Latin ones, and those that write no spaces.
_BY_CHARACTERS = frozenset(("en", "es", "fr", "de", "pt", "it", "vi", "und", "zh", "zh-Hant", "ja", "ko"))
# Most short prompts say nothing but their language, so their needs are made once.
_PLAINLY = frozenset(("en", "und"))  # and in these nothing tells of an edit but words that are known
_PLAIN = {name: Needs(language=name) for name in ("en", "es", "fr", "de", "pt", "it", "vi", "und")}


def read(prompt: str, images: Sequence[object] = (), *, mask: bool = False) -> Needs:
    """What a prompt needs of a picture model.

    Args:
        prompt: The prompt; any text, however odd.
        images: The pictures given with it; what they are is not looked at, only how many.
        mask: Whether a mask is given.

    Returns:
        The needs, each with the words it was read from.

    Raises:
        BadPrompt: The prompt is not text.

    Example:
        >>> sorted(read("霓虹招牌上写着“欢迎光临”").lettering)
        ['zh']
    """
    page, language, wrapped = _page_of(prompt, given=bool(images) or mask)
    return _PLAIN[language] if page is None else _needs(page, len(images), wrapped, mask=mask)


class Facts(NamedTuple):
    """What `read` finds, without the places in the prompt that say so."""

    operation: Operation
    language: str
    lettering: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()
    size_hint: str | None = None
    lettering_characters: int = 0
    culture: frozenset[str] = frozenset()


def read_facts(prompt: str, inputs: int = 0) -> Facts:
    """What `read` finds in a prompt, for those who read millions: the same facts, in less time.

    Args:
        prompt: The prompt.
        inputs: How many pictures are given with it.

    Raises:
        BadPrompt: The prompt is not text.

    Example:
        >>> read_facts("three dogs").capabilities
        frozenset({'counting'})
    """
    page, language, _ = _page_of(prompt, given=inputs > 0)
    if page is None:
        return _PLAIN_FACTS[language]
    edit, _, lettering, capabilities, aspect, cultures = _found(page, inputs, mask=False)
    if not (edit or capabilities or aspect or cultures or lettering.scripts):
        return _PLAIN_FACTS.get(language) or Facts("generate", language)
    return Facts(
        "edit" if edit else "generate", language, lettering.scripts, frozenset(capabilities),
        aspect[2] if aspect else None, lettering.characters,
        frozenset([name for _, _, name in cultures]) if cultures else frozenset(),
    )  # fmt: skip


_PLAIN_FACTS = {name: Facts("generate", name) for name in _PLAIN}


def _page_of(prompt: str, *, given: bool) -> tuple[Page | None, str, Unwrapped | None]:
    """A prompt made ready; no page but only its language where nothing in it could say anything."""
    if not isinstance(prompt, str):
        raise BadPrompt(f"a prompt is text, not {type(prompt).__name__}")
    if prompt.isascii() and "  " not in prompt:
        lowered = prompt.lower()
        letters = lowered.encode("latin-1")
        telling = letters.translate(None, _ORDINARY)
        if not telling or _ODD.isdisjoint(telling):
            words = letters.translate(LATIN_LETTERS).decode("latin-1").split()
            language = latin_language(SMALL_WORDS.intersection(words)) if words else "und"
            known = _KNOWN.intersection(words)
            if not (known or telling or given):
                return None, language, None
            quote, digit = not _QUOTES.isdisjoint(telling), not _DIGITS.isdisjoint(telling)
            json = quote and looks_like_json(prompt)
            quoted = list(islice(find_quoted(prompt, {}, json=json), _MOST_QUOTES)) if quote else []
            return Page(prompt, lowered, known, _LATIN, json, quoted, {}, "latin", language, digit), language, None
    page, wrapped = _page_of_any(prompt)
    return page, page.language, wrapped


def _page_of_any(prompt: str) -> tuple[Page, Unwrapped | None]:
    wrapped = unwrap(prompt)
    text = wrapped.text if wrapped else prompt
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two characters; positions must stay
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    latin_only = is_latin_only(text)
    words = lowered.encode("latin-1", "replace").translate(LATIN_LETTERS).decode("latin-1").split()
    small = SMALL_WORDS.intersection(words)
    slots = wrapped.slots if wrapped else {}
    json = looks_like_json(text)
    quoted = list(islice(find_quoted(text, slots, json=json), _MOST_QUOTES))
    if latin_only:
        language = latin_language(small, lowered) if words else "und"
    else:
        outside = lowered if json or not quoted else _outside(lowered, quoted)
        counts = count_scripts(outside)
        if sum(counts.values()) < _FEW_LETTERS:
            counts, outside = count_scripts(lowered), lowered
        language = language_of(counts, outside, small)
        if language not in _BY_CHARACTERS:
            words.extend(_WORDS.findall(lowered))
    script = _SCRIPT_OF_LANGUAGE.get(language, "latin")
    known = _KNOWN.intersection(words)
    return Page(text, lowered, known, latin_only, json, quoted, slots, script, language, digit=True), wrapped


def _outside(lowered: str, quoted: Sequence[Quoted]) -> str:
    """The words that stand outside quotes: what is to be drawn does not tell the language of the prompt."""
    pieces, at = [], 0
    for quote in quoted:
        if quote.start >= at and quote.kind not in "《〈":
            pieces.append(lowered[at : quote.start])
            at = quote.end
    pieces.append(lowered[at:])
    return " ".join(pieces)


_Found = tuple[
    bool,
    tuple[int, int] | None,
    Lettering,
    dict[str, tuple[int, int]],
    tuple[int, int, str] | None,
    list[tuple[int, int, str]],
]
"""Whether it is an edit and where that is said; lettering, capabilities, aspect and cultures, with their places."""


def _found(page: Page, inputs: int, *, mask: bool) -> _Found:
    lowered, known, script = page.lowered, page.words, page.script
    stop = negative_part(page)
    place = None
    if page.language not in _PLAINLY or opens_order(lowered) or not known.isdisjoint(GIVEN_WORDS):
        place = read_operation(lowered, known, script, page.language)
    edit = place is not None or inputs > 0 or mask
    # Short prompts are mostly plain English without a quote; most readers have no word to begin with there.
    plain = page.latin_only and not page.quoted and not page.json
    none = plain and known.isdisjoint(LETTERING_WORDS)
    lettering = NO_LETTERING if none else read_lettering(page, stop, edit=edit)
    capabilities = read_capabilities(
        lowered,
        known,
        script=script,
        edit=edit,
        inputs=inputs,
        lettering_characters=lettering.characters,
        stop=stop,
        digit=page.digit,
    )
    aspect = None
    if page.digit or script != "latin" or not known.isdisjoint(ASPECT_WORDS):
        aspect = read_aspect(lowered, known, script, digit=page.digit)
    cultures: list[tuple[int, int, str]] = []
    if script != "latin" or not known.isdisjoint(CULTURE_WORDS):
        named = {start for start, _, _ in lettering.spans}
        cultures = list(find_cultures(lowered, known, script, named))
    return edit, place, lettering, capabilities, aspect, cultures


def _needs(page: Page, inputs: int, wrapped: Unwrapped | None, *, mask: bool) -> Needs:
    edit, place, lettering, capabilities, aspect, cultures = _found(page, inputs, mask=mask)
    if not (edit or capabilities or aspect or cultures or lettering.spans) and page.language in _PLAIN:
        return _PLAIN[page.language]
    spans = lettering.spans.copy()
    for name, (start, end) in capabilities.items():
        if end:
            spans.append((start, end, f"capability.{name}"))
    for start, end, name in cultures:
        spans.append((start, end, f"culture.{name}"))
    if place:
        spans.append((*place, "operation"))
    if aspect:
        spans.append((aspect[0], aspect[1], "size"))
    if wrapped:
        origin, origin_of_end = wrapped.origin, wrapped.origin_of_end
        spans = [(origin(start), origin_of_end(end), fact) for start, end, fact in spans]
    spans.sort()
    return Needs(
        operation="edit" if edit else "generate",
        language=page.language,
        lettering=lettering.scripts,
        lettering_characters=lettering.characters,
        capabilities=frozenset(capabilities),
        culture=frozenset([name for _, _, name in cultures]) if cultures else frozenset(),
        size_hint=aspect[2] if aspect else None,
        spans=tuple(starmap(_span, spans)),
    )


@lru_cache(maxsize=4096)
def _span(start: int, end: int, fact: str) -> Span:
    """A span; in short prompts the same ones come again and again, and making one takes longer than finding it."""
    return Span(start=start, end=end, fact=fact)
