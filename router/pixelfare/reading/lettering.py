"""The text that is to be drawn in the picture: its scripts and about how much of it there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pixelfare.reading.cues import first_cue, gated, late
from pixelfare.reading.implying_words import IMPLYING
from pixelfare.reading.implying_words_east import IMPLYING_EAST
from pixelfare.reading.named_languages import LANGUAGE_WORDS, OTHER_IN, named_scripts
from pixelfare.reading.no_text_words import NEGATED_EAST, NEGATING, NEGATION_BEFORE, NO_TEXT
from pixelfare.reading.page import Page, Places
from pixelfare.reading.scripts import count_scripts, lettering_in
from pixelfare.reading.targets import UNQUOTED_HINTS, covers, foreign_targets, quoted_targets, unquoted_targets

__all__ = ["LETTERING_WORDS", "NO_LETTERING", "Lettering", "read_lettering"]


class Lettering(NamedTuple):
    """What was read of the text to be drawn.

    Args:
        scripts: Names of `LETTERING`.
        characters: About how many characters there are; 0 where the text is not given.
        spans: Start, end and fact of every place that says so, positions in the text of the page.
    """

    scripts: frozenset[str]
    characters: int
    spans: list[tuple[int, int, str]]


_IMPLYING_WORDS = frozenset(IMPLYING)
_NAMING = LANGUAGE_WORDS | OTHER_IN
NO_LETTERING = Lettering(frozenset(), 0, [])
"""What is read where no text is to be drawn."""
LETTERING_WORDS = _IMPLYING_WORDS | UNQUOTED_HINTS | _NAMING | NO_TEXT.words | {"negative"}
"""Words in Latin letters without which no text to be drawn is read, quoted text apart."""

_KEY_END = re.compile(r"[\w -]{0,30}\"\s{0,3}:")
_NOT_WANTED = (" free", "-free", ": none", '": "none', '":"none')
_FACT = "lettering."
_WRITTEN = re.compile(r"[^\W_]")
_FIGURES = gated(
    r"\d{1,4}\s?(?:年(?!代|级|前|后|後|轻|以)|月|日(?!本)|元(?!素)|円|원|块|塊|℃|°c|㎡|kcal|大卡|千卡|월|년(?!대))"
    r"|(?<![\d:：])(?!9[:：]16|9[:：]21|1[:：]85|2[:：]3|3[:：]20)\d{1,2}[:：]\d\d(?!\s?(?:的|比|比例|画|横|竖|縦|비율)|[:：\d])"
    r"|温度|气温|氣溫|気温|기온|价格|價格|価格|値段|가격|卡路里|热量|熱量|カロリー|칼로리|日期(?!感)|时间戳|日付|날짜"
    r"|时刻表|時刻表|拼音|音标|[学學]名|数学[题題]|算式|金[额額]|百分比|直[径徑]|年份|电话|電話|車票|车票|中英|双语"
    r"|수학 문제|数学の問題|寸法|㎡"
)
"""Figures that cannot be left out, such as dates, prices and temperatures: they are drawn as Latin."""
_GLYPH = late(
    r"\b(?:characters?|kanji|hanzi|glyphs?|ideograms?|symbols?|words?|letters?|syllables?"
    r"|calligraphy) [\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0400-\u052f\u0600-\u06ff]"
)
_EMPTY = ("blank ", "empty ", "unbranded ", "empty the ", "leave the ", "leave the existing ")
_KEPT = late(
    r"[^.;\n]{0,40}\b(?:must not|not be (?:altered|changed)|unchanged|untouched|intact|as (?:it is|they are|is)\b"
    r"|should not be|not be visible|too small to"
    r"|cropped out|sharper|out of focus)"
)
_KEPT_BEFORE = late(
    r"\b(?:keep|keeping|kept|preserv\w+|leave|leaving|retain\w*) (?:the |his |her |their |its |all "
    r"|any )?(?:[\w-]+ ){0,1}(?:and the )?(?:[\w-]+ )?$"
)
"""What stands around words of writing where the text is kept from a given picture, or cannot be read."""
_UNWANTED = late(
    r'"[^"]{0,30}(?:avoid|exclu|negative|forbid|prohibit|must_not|do_not|don\'t|禁止|避免|不要|禁忌)[^"]{0,30}"\s{0,3}:\s{0,3}'
    r'(?:\[[^\]]{0,800}\]|"[^"]{0,800}")'
)
"""JSON that says what is not wanted."""
_TRIES, _REACH, _ENOUGH = 12, 60, 8
_SHORT = 300  # characters; in a longer prompt a figure is mostly no text


def read_lettering(page: Page, stop: int, *, edit: bool = False) -> Lettering:
    """The scripts and the amount of the text that a prompt wants drawn.

    Args:
        page: The prompt, made ready.
        stop: Where it begins to say what is not wanted.
        edit: Whether a given picture is to be changed, which may have text that is kept.

    Returns:
        Scripts, characters and the places they were read from.

    Example:
        >>> from pixelfare.reading import read
        >>> sorted(read("a mug with the word START").lettering)
        ['latin']
    """
    refused = _refused(page)
    implied = _implied(page, stop, refused, edit=edit, any_one=bool(page.quoted))
    none = first_cue(page.lowered, page.words, NO_TEXT)
    if none:
        refused.append(none)
    named: list[tuple[int, int, str]] = []
    if page.script != "latin" or not _NAMING.isdisjoint(page.words):
        named = [name for name in named_scripts(page.lowered, page.words, page.script) if name[0] < stop]
    targets = _targets(page, stop, refused, implied=bool(implied), named=bool(named))
    if not (targets or named or implied or refused):
        return NO_LETTERING
    characters = sum([len(page.text[start:end].strip()) for start, end in targets])
    spans = list(_drawn(page, targets, named))
    scripts = {fact.removeprefix(_FACT) for _, _, fact in spans}
    if named and (scripts or implied or not refused):
        scripts.update(script for _, _, script in named)
        spans += [(start, end, _FACT + script) for start, end, script in named]
    elif implied and not scripts and not refused:
        implied = _implied(page, stop, refused, edit=edit) if page.quoted else implied
        scripts.add(page.script)
        spans += [(start, end, _FACT + page.script) for start, end in implied[:3]]
    if scripts and "latin" not in scripts and len(page.text) < _SHORT:
        figures = _FIGURES.search(page.lowered)
        if figures:
            scripts.add("latin")
            spans.append((*figures.span(), _FACT + "latin"))
    if not scripts:
        spans += [(start, end, _FACT + "none") for start, end in refused]
    return Lettering(frozenset(scripts), characters if scripts else 0, spans)


def _refused(page: Page) -> Places:
    """The stretches that say that no text is wanted."""
    places: Places = []
    if page.script in IMPLYING_EAST:
        places = [match.span() for match in NEGATED_EAST.finditer(page.lowered)]
    if page.json:
        places += [match.span() for match in _UNWANTED.finditer(page.lowered)]
        places.sort()
    return places


def _targets(page: Page, stop: int, refused: Places, *, implied: bool, named: bool) -> Places:
    """The stretches of the prompt that are to be drawn, in order."""
    targets = quoted_targets(page, stop, implied=implied) if page.quoted else []
    if refused and page.json:
        targets = [place for place in targets if not covers(refused, place[0])]
    if page.script in IMPLYING_EAST or not UNQUOTED_HINTS.isdisjoint(page.words):
        targets += unquoted_targets(page, targets)
        targets.sort()
    if not page.latin_only and page.script == "latin" and (implied or named or _GLYPH.search(page.lowered)):
        targets += foreign_targets(page, targets, stop)
        targets.sort()
    return targets


def _drawn(page: Page, targets: Places, named: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The fact of every script of every text to be drawn."""
    if page.latin_only:
        for start, end in targets:
            if _WRITTEN.search(page.text, start, end):
                yield start, end, _FACT + "latin"
    elif targets:
        han = _han_of(page, targets, named)
        for start, end in targets:
            for script in sorted(lettering_in(page.text[start:end].strip(), han)):
                yield start, end, _FACT + script


def _implied(page: Page, stop: int, refused: Places, *, edit: bool, any_one: bool = False) -> Places:
    """Words that imply text in the picture, those apart that say it is not wanted."""
    lowered = page.lowered
    found: Places = []
    for word in page.words & _IMPLYING_WORDS:
        at = lowered.find(word, 0, stop)
        for _ in range(_TRIES):
            if at < 0:
                break
            end = at + len(word)
            if not covers(refused, at) and _implies(page, word, at, end, edit=edit):
                found.append((at, end))
                if any_one:
                    return found
                break
            at = lowered.find(word, end, stop)
    east = IMPLYING_EAST.get(page.script)
    if east is not None:
        for hint in east.finditer(lowered, 0, stop):
            if not covers(refused, hint.start()):
                found.append(hint.span())
                if any_one or len(found) > _ENOUGH:
                    break
    found.sort()
    return found


def _implies(page: Page, word: str, at: int, end: int, *, edit: bool) -> bool:
    lowered = page.lowered
    if lowered[end : end + 1].isalpha() or lowered[at - 1 : at].isalpha() or not IMPLYING[word].match(lowered, at):
        return False
    if page.json and _KEY_END.match(lowered, end):
        return False
    if lowered.startswith(_NOT_WANTED, end):
        return False
    before = lowered[max(0, at - _REACH) : at]
    if before.endswith(_EMPTY) or _KEPT.match(lowered, end) or (edit and _KEPT_BEFORE.search(before)):
        return False
    return NEGATING.search(before) is None or NEGATION_BEFORE.search(before) is None


def _han_of(page: Page, targets: Places, named: list[tuple[int, int, str]]) -> str:
    """What Chinese characters without kana stand for here: `zh`, or `ja` where the context is Japanese."""
    if page.language == "ja" or page.language.startswith("zh"):
        return "ja" if page.language == "ja" else "zh"
    names = {script for _, _, script in named}
    if names & {"zh", "ja"}:
        return "zh" if "zh" in names else "ja"
    if "japanese" in page.words and "chinese" not in page.words:
        return "ja"
    return "ja" if any("kana" in count_scripts(page.text[start:end]) for start, end in targets) else "zh"
