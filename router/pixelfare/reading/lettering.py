"""The text that is to be drawn in the picture: its scripts and about how much of it there is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import NamedTuple

from pixelfare.reading.cues import first_cue
from pixelfare.reading.named_languages import LANGUAGE_WORDS, OTHER_IN, named_scripts
from pixelfare.reading.quotes import Quoted
from pixelfare.reading.scripts import count_scripts, lettering_in
from pixelfare.reading.unwrap import SLOT_OPEN
from pixelfare.reading.writing_words import (
    AFTER_QUOTE,
    BEFORE_QUOTE,
    IMPLYING,
    IMPLYING_EAST,
    NEGATED_EAST,
    NEGATION_BEFORE,
    NO_TEXT,
    NO_TEXT_AFTER,
    NO_TEXT_BEFORE,
    TEXT_KEY,
    UNQUOTED,
    UNQUOTED_EAST,
)

__all__ = ["LETTERING_WORDS", "Lettering", "Page", "negative_part", "read_lettering"]


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
    """

    text: str
    lowered: str
    words: Set[str]
    latin_only: bool
    json: bool
    quoted: list[Quoted]
    slots: Mapping[int, str]
    script: str
    language: str


class Lettering(NamedTuple):
    """What was read of the text to be drawn."""

    scripts: frozenset[str]
    characters: int
    spans: list[tuple[int, int, str]]


_IMPLYING_WORDS = frozenset(IMPLYING)
_UNQUOTED_HINTS = frozenset(
    "says say saying reads reading spells spelling spell spelled written writing writes write wrote word words letters letter "
    "text texts phrase initials number numbers digit digits message slogan logo printed engraved embroidered carved painted "
    "stitched tattooed inscribed embossed stamped plate monogram clock timer scoreboard display counter speedometer screen tag calendar".split()
)
_NAMING = LANGUAGE_WORDS | OTHER_IN
LETTERING_WORDS = _IMPLYING_WORDS | _UNQUOTED_HINTS | LANGUAGE_WORDS | OTHER_IN | NO_TEXT.words | {"negative"}
"""Words in Latin letters without which no text to be drawn is read, quoted text apart."""

_NEGATIVE_PART = re.compile(r"negative[ _-]?prompts?|(?<![a-z])negatives?\s?[\"']?:|负面提示|負面提示|反向提示|负向提示|ネガティブプロンプト|네거티브")
_BREAK = re.compile(r"[.!?;。！？；\n](?=\s|$|[一-龥ぁ-ん])")
_LIST_GAP = re.compile(r"[\"”'’」』»\s,;/&+|·•・、，和与及跟或と와과—–()\d.:-]{0,16}(?:and|or|then|y|et|und|e|i|и|و|और|および)?[\"“'‘「『«\s,:]{0,6}$")
_FOREIGN = re.compile(r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f]"
                      r"(?:[^\x00-\x7f“”‘’]|[ :\-/~!?&\d])*")  # fmt: skip


def read_lettering(page: Page, stop: int) -> Lettering:
    """The scripts and the amount of the text that a prompt wants drawn.

    Args:
        page: The prompt, made ready.
        stop: Where it begins to say what is not wanted.

    Returns:
        Scripts, characters (0 where the text is not given) and the places they were read from, positions in `page.text`.

    Example:
        >>> from pixelfare.reading import read
        >>> sorted(read("a mug with the word START").lettering)
        ['latin']
    """
    implied = _implied(page, stop)
    none = _negated(page)
    targets = [q for q in _targets(page, bool(implied), stop)]
    targets += _unquoted(page, targets)
    named: list[tuple[int, int, str]] = []
    if page.script != "latin" or not _NAMING.isdisjoint(page.words):
        named = [n for n in named_scripts(page.lowered, page.words, page.script) if n[0] < stop]
    foreign = _foreign(page, targets, bool(implied or named), stop)
    targets += foreign
    spans: list[tuple[int, int, str]] = []
    scripts: set[str] = set()
    characters = 0
    han = _han_of(page, targets, named)
    for start, end in sorted(targets):
        target = page.text[start:end].strip()
        found = lettering_in(target, han)
        scripts |= found
        characters += len(target)
        spans += [(start, end, f"lettering.{script}") for script in sorted(found)]
    wanted = bool(scripts or implied)
    if named and (wanted or not none):
        for start, end, script in named:
            spans.append((start, end, f"lettering.{script}"))
        names = {script for _, _, script in named}
        scripts |= names
    elif implied and not scripts and not none:
        scripts.add(page.script)
        spans += [(start, end, f"lettering.{page.script}") for start, end in implied[:3]]
    if none and not scripts:
        spans += [(start, end, "lettering.none") for start, end in none]
    return Lettering(frozenset(scripts), characters if scripts else 0, spans)


def negative_part(page: Page) -> int:
    """Where a prompt begins to say what is not wanted (`Negative prompt: ...`); its end where it does not."""
    if "negative" in page.lowered or not page.latin_only:
        found = _NEGATIVE_PART.search(page.lowered)
        if found is not None and found.start() > 0:
            return found.start()
    return len(page.text)


def _implied(page: Page, stop: int) -> list[tuple[int, int]]:
    lowered = page.lowered
    found: list[tuple[int, int]] = []
    for word in page.words & _IMPLYING_WORDS:
        pattern = IMPLYING[word]
        at = lowered.find(word)
        for _ in range(12):
            if at < 0 or at >= stop:
                break
            end = at + len(word)
            if (
                not lowered[end : end + 1].isalpha()
                and not lowered[at - 1 : at].isalpha()
                and pattern.match(lowered, at)
                and not (page.json and _KEY_END.match(lowered, end))
                and not NEGATION_BEFORE.search(lowered, max(0, at - 60), at)
                and not lowered.startswith((" free", "-free", ": none", '": "none', '":"none'), end)
            ):
                found.append((at, end))
                break
            at = lowered.find(word, end)
    east = IMPLYING_EAST.get(page.script)
    if east is not None:
        negated = [(n.start(), n.end()) for n in NEGATED_EAST.finditer(lowered)]
        for hint in east.finditer(lowered, 0, stop):
            if not any(start <= hint.start() < end for start, end in negated):
                found.append(hint.span())
                if len(found) > 8:
                    break
    found.sort()
    return found


def _negated(page: Page) -> list[tuple[int, int]]:
    none = first_cue(page.lowered, page.words, NO_TEXT)
    found = [none] if none else []
    if page.script in IMPLYING_EAST:
        found += [n.span() for n in NEGATED_EAST.finditer(page.lowered)]
    return found


def _targets(page: Page, implied: bool, stop: int) -> list[tuple[int, int]]:
    """The quoted stretches that are to be drawn; what names a style, a film or a character is not."""
    found: list[tuple[int, int]] = []
    last_end, last_is_target = -100, False
    covered = -1
    for quote in page.quoted:
        if quote.start >= stop:
            continue
        if quote.kind == "{":
            verdict = _json_value_is_target(page, quote)
            if verdict:
                found.append(_shown(page, quote))
            continue
        if quote.end <= covered:
            continue
        verdict = _is_target(page, quote, implied, last_end, last_is_target)
        last_end, last_is_target = quote.end, verdict
        if verdict:
            covered = quote.end
            found.append((quote.start, quote.end))
    return found


def _window(page: Page, start: int) -> str:
    window = page.lowered[max(0, start - 90) : start]
    cut = 0
    for stop in _BREAK.finditer(window):
        cut = stop.end()
    return window[cut:]


def _is_target(page: Page, quote: Quoted, implied: bool, last_end: int, last_is_target: bool) -> bool:
    text = page.text
    start, end, kind, key = quote
    inside = text[start:end].strip()
    if not inside or (len(inside) == 1 and inside.isascii() and not inside.isalnum()):
        return False
    if kind in "\"“" and start < _HEAD and len(inside) > 30 and not text[: start - 1].strip() and not text[end + 1 :].strip():
        return False  # the whole prompt stands in quotes
    if inside[0] == SLOT_OPEN and inside[-1] == "\ue00d" and key == "":
        inside = inside[1:-1]
    after = page.lowered[end + 1 : end + 60]
    before = _window(page, start - 1)
    if kind == SLOT_OPEN:
        if page.lowered[start - 2 : start - 1] in "\"“”'‘" and page.lowered[start - 2 : start - 1]:
            return False  # the quotes around it have been judged
        return bool(TEXT_KEY.search(key) or _SAYS.search(before) or (not inside.isascii() and implied and _capital(inside, page)))
    gap = start - last_end
    if 0 <= gap <= 24 and _LIST_GAP.match(page.lowered[last_end : start]) is not None:
        return last_is_target
    says = _SAYS.search(before) is not None
    if says:
        return True
    if NO_TEXT_AFTER.match(after):
        return False
    if AFTER_QUOTE.match(after):
        return True
    if kind in "《〈":
        return False
    beside = BEFORE_QUOTE.search(before) is not None
    if NO_TEXT_BEFORE.search(before[-40:]):
        return beside and _OBJECT.search(before) is not None
    if beside:
        return True
    if kind == "'" and not _capital(inside, page):
        return False
    if page.script in ("zh", "ja", "ko") and kind in "“\"「『‘'":
        return implied and (not inside.isascii() or _capital(inside, page)) and len(inside) > 1 and gap < 400 and last_is_target
    return _capital(inside, page) and (implied or len(text) < 300)


_SAYS = re.compile(
    r"(?:\b(?:says?|saying|reads?|reading|writt?en|labell?ed|label+ing|words?|text|phrase|titled|spelling|spells|captioned|lettering|headline|"
    r"inscription|inscribed with|slogan|tagline|dice|dit|steht|geschrieben|written|wording|title|message)|写着|寫著|写上|写道|写有|标题|標題|字样|文字|文案|题字|"
    r"надпис\w{0,3}|текст\w{0,2}|कहता|लिखा|مكتوب|نص|عبارة)"
    r"\s{0,2}(?:is|are|as|of|that|it|the|about|simply|clearly|boldly|on it|in (?:bold|white|black|red) (?:letters|text)|为|是|成|：|:)?\s{0,2}[:：,，=]?\s{0,2}[\"“”'‘「『«\ue00c\ue022(]{0,2}$"
)
_OBJECT = re.compile(
    r"\b(?:signs?|banners?|placards?|posters?|logos?|wordmark|brand|badges?|stickers?|covers?|books?|newspapers?|magazine|shirts?|t-shirts?|"
    r"labels?|stores?|shops?|cafe|café|restaurant|bar|ship|boat|headline|billboard|app|website|page|board|plaque|cup|mug)\b|海报|招牌|牌|店|封面|标[题志语]"
)


def _capital(inside: str, page: Page) -> bool:
    """Whether a quoted stretch looks like a text and not like a word used with care."""
    if not inside.isascii():
        return True
    return any(map(str.isupper, inside)) or any(map(str.isdigit, inside))


_KEY_END = re.compile(r"[\w -]{0,30}\"\s{0,3}:")
_HEAD = 40
_NONE = frozenset(("none", "no", "n/a", "no text", "false", "null"))


def _json_value_is_target(page: Page, quote: Quoted) -> bool:
    key = quote.key
    if not key or "negative" in key or "prompt" in key or TEXT_KEY.search(key) is None:
        return False
    if quote.start < _HEAD and key in ("title", "name"):
        return False  # the name of the document
    value = page.text[quote.start : quote.end]
    if not value.isascii():
        return True
    plain = value.islower() and not any(map(str.isdigit, value))
    # A value in small letters among values of another script describes the text: `"labels": ["small subtitle"]`.
    return not (plain and (not page.latin_only or value.count(" ") > 5 or value in _NONE))


def _shown(page: Page, quote: Quoted) -> tuple[int, int]:
    return quote.start, quote.end


def _unquoted(page: Page, targets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if page.script in ("zh", "ko"):
        taken = NEGATED_EAST.search(page.lowered)
        unquoted = [m.span(m.lastgroup or 0) for m in UNQUOTED_EAST.finditer(page.text)]
        return [(a, b) for a, b in unquoted if not (taken and a < taken.end() and b > taken.start())]
    if page.words.isdisjoint(_UNQUOTED_HINTS) or targets:
        return []
    found: list[tuple[int, int]] = []
    for match in UNQUOTED.finditer(page.text, 0, 6000):
        group = match.lastgroup or "a"
        start, end = match.span(group)
        if group in "ac" and match.group(group)[0].islower() and " reading " in match.group():
            continue
        found.append((start, start + len(page.text[start:end].rstrip())))
    return found


def _foreign(page: Page, targets: list[tuple[int, int]], wanted: bool, stop: int) -> list[tuple[int, int]]:
    """Text in another script inside a prompt in Latin letters: hardly ever anything but text to be drawn."""
    if page.latin_only or page.script != "latin" or not wanted:
        return []
    found: list[tuple[int, int]] = []
    for run in _FOREIGN.finditer(page.text, 0, stop):
        start, end = run.start(), run.start() + len(run.group().rstrip(" :-/"))
        if any(a <= start < b for a, b in targets):
            continue
        if page.text[start - 1 : start] in "(（" and page.text[start - 1 : start]:
            continue
        found.append((start, end))
    return found


def _han_of(page: Page, targets: list[tuple[int, int]], named: list[tuple[int, int, str]]) -> str:
    if page.language == "ja":
        return "ja"
    if page.latin_only or page.language.startswith("zh"):
        return "zh"
    names = {script for _, _, script in named}
    if "ja" in names or "zh" in names:
        return "zh" if "zh" in names else "ja"
    if "japanese" in page.words and "chinese" not in page.words:
        return "ja"
    return "ja" if any("kana" in count_scripts(page.text[a:b]) for a, b in targets) else "zh"

