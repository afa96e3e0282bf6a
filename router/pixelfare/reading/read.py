"""Reading a prompt: `read` puts the answers of the separate readers together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pixelfare.reading.language import language_of, latin_language
from pixelfare.reading.lettering import Page, read_lettering
from pixelfare.reading.needs import Needs, Span
from pixelfare.reading.operation import read_operation
from pixelfare.reading.quotes import find_quoted, looks_like_json
from pixelfare.reading.scripts import count_scripts, is_latin_only
from pixelfare.reading.unwrap import unwrap

__all__ = ["read"]

_WORDS_ASCII = re.compile(r"[a-z]+")
_WORDS = re.compile(r"[^\W\d_]+")
_SCRIPT_OF_LANGUAGE = {
    "zh": "zh", "zh-Hant": "zh", "ja": "ja", "ko": "ko", "ru": "cyrillic", "uk": "cyrillic", "el": "greek", "ar": "arabic",
    "fa": "arabic", "ur": "arabic", "he": "hebrew", "hi": "devanagari", "bn": "bengali", "pa": "gurmukhi", "gu": "gujarati",
    "ta": "tamil", "te": "telugu", "kn": "kannada", "ml": "malayalam", "si": "sinhala", "th": "thai", "lo": "lao",
    "bo": "tibetan", "my": "burmese", "ka": "georgian", "hy": "armenian", "am": "ethiopic", "km": "khmer", "mn": "mongolian",
}  # fmt: skip
_QUOTE = re.compile(r"[\"'`“”„‘’『「《〈«»‹＂＇〝\ue022\ue00c]")


def read(prompt: str, images: Sequence[object] = (), *, mask: bool = False) -> Needs:
    """What a prompt needs of a picture model.

    Args:
        prompt: The prompt; any text, however odd.
        images: The pictures given with it; what they are is not looked at, only how many.
        mask: Whether a mask is given.

    Returns:
        The needs, each with the words it was read from.

    Example:
        >>> sorted(read("霓虹招牌上写着“欢迎光临”").lettering)
        ['zh']
    """
    wrapped = unwrap(prompt) if "\\" in prompt or "{" in prompt else None
    text = wrapped.text if wrapped else prompt
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    ascii_only = text.isascii()
    latin_only = ascii_only or is_latin_only(text)
    words = set((_WORDS_ASCII if ascii_only else _WORDS).findall(lowered))
    slots = wrapped.slots if wrapped else {}
    json = looks_like_json(text)
    quoted = list(find_quoted(text, slots, json)) if _QUOTE.search(text) else []
    if latin_only:
        language = latin_language(words, "" if ascii_only else lowered) if words else "und"
    else:
        outside = lowered
        if quoted and not json:
            pieces, at = [], 0
            for quote in quoted:
                if quote.start >= at and quote.kind not in "《〈":
                    pieces.append(lowered[at : quote.start])
                    at = quote.end
            pieces.append(lowered[at:])
            outside = " ".join(pieces)
        counts = count_scripts(outside)
        if sum(counts.values()) < 4:
            counts, outside = count_scripts(lowered), lowered
        language = language_of(counts, outside, words)
    script = _SCRIPT_OF_LANGUAGE.get(language, "latin")
    page = Page(text, lowered, words, latin_only, json, quoted, slots, script, language)
    lettering = read_lettering(page)
    spans = list(lettering.spans)
    place = read_operation(lowered, words, latin_only, language)
    if place:
        spans.append((*place, "operation"))
    if wrapped:
        spans = [(wrapped.origin(start), wrapped.origin_of_end(end), fact) for start, end, fact in spans]
    return Needs(
        operation="edit" if images or mask or place else "generate",
        language=language,
        lettering=lettering.scripts,
        lettering_characters=lettering.characters,
        spans=tuple(Span(start=start, end=end, fact=fact) for start, end, fact in sorted(spans)),
    )
