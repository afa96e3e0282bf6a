"""Scripts of the world: which writing systems a stretch of text is in, counted by Unicode ranges."""

from __future__ import annotations

import re

__all__ = ["LATIN_LETTERS", "LETTERING_OF", "count_scripts", "is_latin_only", "lettering_in"]

LATIN_LETTERS = bytes(c if chr(c).isalpha() else 32 for c in range(256))
"""Makes a space of every byte of Latin-1 that is no letter. Cutting a text into words by this table and `split` is
three times as fast as by a regular expression."""

_RANGES = (
    (
        "latin",
        (
            "A-Za-z\u2160-\u2188\U0001d400-\U0001d7cb\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-"
            "\u1eff\uff21-\uff3a\uff41-\uff5a"
        ),
    ),
    ("han", "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    # The middle dot U+30FB and the long mark U+30FC stand in Chinese text as well, so they are no kana here.
    ("kana", "\u3041-\u3096\u30a1-\u30fa\uff66-\uff6f\uff71-\uff9d"),
    ("ko", "\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e"),
    ("cyrillic", "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f"),
    ("greek", "\u0370-\u0373\u0376\u0377\u037b-\u037d\u0386\u0388-\u03ff\u1f00-\u1fff"),
    ("arabic", "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc"),
    ("hebrew", "\u05d0-\u05f2\ufb1d-\ufb4f"),
    ("devanagari", "\u0900-\u0963\u0971-\u097f"),
    ("bengali", "\u0980-\u09e3\u09f0\u09f1"),
    ("gurmukhi", "\u0a01-\u0a5e\u0a70-\u0a75"),
    ("gujarati", "\u0a81-\u0ae3"),
    ("tamil", "\u0b82-\u0bd7"),
    ("telugu", "\u0c00-\u0c63"),
    ("kannada", "\u0c80-\u0ce3"),
    ("malayalam", "\u0d00-\u0d63"),
    ("sinhala", "\u0d81-\u0df3"),
    ("thai", "\u0e01-\u0e4e"),
    ("lao", "\u0e81-\u0ece\u0edc-\u0edf"),
    ("tibetan", "\u0f00\u0f40-\u0fbc"),
    ("burmese", "\u1000-\u103f\u1050-\u109d"),
    ("georgian", "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d"),
    ("armenian", "\u0531-\u0587"),
    ("ethiopic", "\u1200-\u135a\u1380-\u138f\u2d80-\u2dde"),
    ("khmer", "\u1780-\u17d3\u17dc"),
    ("mongolian", "\u1820-\u18aa"),
)
_NAMES = (*(name for name, _ in _RANGES), "other")
# Punctuation, symbols and emoji come first: they are no letters, and trying every script for each would be slow.
_RUN = re.compile(
    "[\u2000-\u215f\u2190-\u2bff\u3000-\u3004\u3008-\u3040\uff01-\uff20\ufe00-\ufe0f\U0001f000-\U0001faff]+"
    + "".join(f"|([{ranges}]+)" for _, ranges in _RANGES)
    + r"|([^\W\d_])"
)
# Nearly all texts beyond Latin hold nothing but these, and need no run told from the next one by one.
_COMMON = re.compile(
    "[\u2000-\u215f\u2190-\u2bff\u3000-\u3005\u3007-\u3040\uff01-\uff20\ufe00-\ufe0f\U0001f000-\U0001faff\u4e00-\u9fff"
    "\u3041-\u3096\u30a1-\u30fc\uac00-\ud7a3\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00ff\ue000-\uf8ff]+"
)
_EASTERN = (
    ("han", re.compile("[\u4e00-\u9fff\u3005\u3007]+")),
    ("kana", re.compile("[\u3041-\u3096\u30a1-\u30fa]+")),
    ("ko", re.compile("[\uac00-\ud7a3]+")),
    ("latin", re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+")),
)
_WIDE = re.compile("[^\x00-\x7f]+")
_NOT_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())
_BEYOND_LATIN = re.compile(
    "[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u2dff\u3005-\u3007\u3041-\ud7ff\uf900-\ufdff\ufe70-\ufefc"
    "\uff66-\uffdc\U00010000-\U0001bfff\U0001e000-\U0001efff\U00020000-\U0003ffff]"
)
# Two ranges are looked through three times as fast as twelve, and most texts hold nothing but them.
_FAR = re.compile("[^\x00-\u036f\u1e00-\u1eff\u2000-\u2bff]")
_CHINESE_ONLY = re.compile("[\\s!-@\u00b7\u2014-\u2026\u3000-\u3004\u3008-\u3040\uff01-\uff20\u4e00-\u9fff]+")
_ENOUGH = 2  # letters of Latin beside another script
_DIGIT = re.compile(r"\d")

LETTERING_OF = {name: name for name in _NAMES} | {"han": "zh", "kana": "ja"}
"""The name in `LETTERING` of each counted script."""


def count_scripts(text: str) -> dict[str, int]:
    """How many letters of each script a text has; scripts it has none of are left out.

    Args:
        text: Any text.

    Returns:
        Letters per script: `latin`, `han`, `kana`, `ko` and the other names of `LETTERING`.

    Example:
        >>> count_scripts("Tokyo 東京タワー")  # the long mark is none
        {'latin': 5, 'han': 2, 'kana': 2}
    """
    counts: dict[str, int] = {}
    names = _NAMES
    ascii_letters = len(text.encode("ascii", "ignore").translate(None, _NOT_LETTERS))
    if ascii_letters:
        counts["latin"] = ascii_letters
    wide = "".join(_WIDE.findall(text))
    if not wide:
        return counts
    if _COMMON.fullmatch(wide):
        for name, letters in _EASTERN:
            found = sum(map(len, letters.findall(wide)))
            if found:
                counts[name] = counts.get(name, 0) + found
        return counts
    for run in _RUN.finditer(wide):
        if run.lastindex is None:
            continue
        name = names[run.lastindex - 1]
        if name == "other" and not _is_letter(run.group()):
            continue
        counts[name] = counts.get(name, 0) + run.end() - run.start()
    return counts


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in "\u30fc\u30fd\u30fe\uff70"  # the long and repeat marks of kana


def is_latin_only(text: str) -> bool:
    """Whether a text has no letter of a script other than Latin (signs, dashes and quotes are no letters)."""
    if text.isascii():
        return True
    far = _FAR.search(text)
    return far is None or _BEYOND_LATIN.search(text, far.start()) is None


def lettering_in(text: str, han: str = "zh") -> frozenset[str]:
    """The scripts a text needs when it is drawn, named as in `LETTERING`.

    Args:
        text: The text to be drawn.
        han: What Chinese characters without kana beside them stand for: `zh`, or `ja` where the context is Japanese.

    Returns:
        Names of `LETTERING`. Digits count as Latin where nothing else is to be drawn; one Latin letter among others
        (`A区`) counts as nothing.

    Example:
        >>> sorted(lettering_in("Claude 解説"))
        ['latin', 'zh']
    """
    if text.isascii():
        return _LATIN if any(map(str.isalnum, text)) else _NOTHING
    if _CHINESE_ONLY.fullmatch(text) and _HAN.search(text):
        return _OF_HAN[han]
    counts = count_scripts(text)
    if not counts:
        return _LATIN if _DIGIT.search(text) else _NOTHING
    if len(counts) > 1 and counts.get("latin", _ENOUGH) < _ENOUGH:
        del counts["latin"]
    if "kana" in counts:
        han = "ja"
    return frozenset(han if name == "han" else LETTERING_OF[name] for name in counts)


_LATIN = frozenset(("latin",))
_NOTHING: frozenset[str] = frozenset()
_HAN = re.compile("[\u4e00-\u9fff]")
_OF_HAN = {"zh": frozenset(("zh",)), "ja": frozenset(("ja",))}
