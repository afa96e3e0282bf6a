"""The stretches of a prompt that are to be drawn: quoted, given as JSON values, marked by words alone, or foreign."""

from __future__ import annotations

from bisect import bisect_right

from pixelfare.reading.cues import gated, late
from pixelfare.reading.no_text_words import NEGATED_EAST
from pixelfare.reading.page import Page, Places
from pixelfare.reading.quote_words import (
    AFTER_QUOTE,
    BEFORE_QUOTE,
    BEFORE_QUOTE_EAST,
    NO_TEXT_AFTER,
    NO_TEXT_BEFORE,
    is_text_key,
)
from pixelfare.reading.quotes import Quoted
from pixelfare.reading.scripts import LATIN_LETTERS
from pixelfare.reading.unquoted_words import LATIN_BEFORE, LATIN_IN_EAST, UNQUOTED, UNQUOTED_EAST, WRITING_EAST
from pixelfare.reading.unwrap import SLOT_OPEN

__all__ = ["UNQUOTED_HINTS", "covers", "foreign_targets", "quoted_targets", "unquoted_targets"]

UNQUOTED_HINTS = frozenset(
    "says say saying reads reading spells spelling spell spelled written writing writes write wrote word "
    "words letters letter "
    "text texts phrase initials number numbers digit digits message slogan logo printed engraved "
    "embroidered carved painted "
    "stitched tattooed inscribed embossed stamped plate monogram clock timer scoreboard display counter "
    "speedometer screen tag calendar name names "
    "sign signs neon banner placard gravestone tombstone headstone plaque billboard sampler sticker mug note "
    "tiles odometer "
    "thermometer date dates est dept role brand tagline headline called named box can bottle tin jar "
    "tags labels stamps badges stickers signs piped iced sewn etched burned cover "
    "aufschrift schriftzug wort dice diga diz texto palabra scritta palavra dit texte mot inscription".split()
)
"""Words in Latin letters without which no text to be drawn is read where nothing is quoted."""

_BREAK = late(r"[.!?;。！？；\n](?=\s|$|[一-龥ぁ-ん])")
_LIST_GAP = late(
    r"[\"”'’」』»\s,;/&+|·•・、，和与及跟或と와과—–()\d.:-]{0,16}(?:and|or|then|y|et|und|e|i|и|و|और"
    r"|および)?[\"“'‘「『«\s,:]{0,6}$"
)
_FOREIGN = late(
    r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f]"
    r"(?:[^\x00-\x7f“”‘’]|[ :\-/~!?&\d])*"
)
_THEN = (
    r"\s{0,2}(?:is|are|as|of|that|it|the|about|simply|clearly|boldly|on it|in (?:bold|white|black"
    r"|red) (?:letters|text)|为|是|成|：|:)?\s{0,2}[:：,，=]?\s{0,2}[\"“”'‘「『«\ue00c\ue022(]{0,2}$"
)
_SAYS = late(
    r"(?:\b(?:says?|saying|reads?|reading|writt?en|labell?ed|label+ing|words?|text|phrase|titled|spelling"
    r"|spells|captioned|lettering|headline|"
    r"inscription|inscribed with|slogan|tagline|dice|dit|steht|geschrieben|written|wording|title|message)"
    rf"){_THEN}"
)
_SAYS_EAST = gated(
    r"(?:写着|寫著|写上|写道|写有|标题|標題|字样|文字|文案|题字"
    rf"|надпис\w{{0,3}}|текст\w{{0,2}}|कहता|लिखा|مكتوب|نص|عبارة){_THEN}"
)
_SAYING = frozenset(
    "say says saying read reads reading write writen written label labeled labelled labeling labelling labellling "
    "word words text phrase titled spelling spells captioned lettering headline inscription inscribed slogan tagline "
    "dice dit steht geschrieben wording title message".split()
)
_OBJECT = late(
    r"\b(?:signs?|banners?|placards?|posters?|logos?|wordmark|brand|badges?|stickers?|covers?|books?"
    r"|newspapers?|magazine|shirts?|t-shirts?|"
    r"labels?|stores?|shops?|cafe|café|restaurant|bar|ship|boat|headline|billboard|app|website|page|board"
    r"|plaque|cup|mug)\b|海报|招牌|牌|店|封面|标[题志语]"
)
_TITLED = late(r"(?:海[报報]|封面|[专專][辑輯]|[杂雜][志誌]|ポスター|表紙|포스터|표지)[:：，,为為の\s]{0,2}[《〈]?$")
_TITLE = 6
_KEY_AT_HEAD = frozenset(
    "title name vibe_title prompt_title scene_title style_title project_title concept_title".split()
)
_ANNOTATED = '"category"'
_NO_VALUE_BEGINS = ("none.", "none,", "none ", "no text", "no visible", "no readable")
_NO_VALUE = frozenset(("none", "no", "n/a", "no text", "false", "null"))
_SO_CALLED = ("so-called ", "so called ", "所谓的", "所谓", "いわゆる", "소위 ")
_QUOTE_MARKS = frozenset("\"“”'‘")

_EAST = ("zh", "ja", "ko")
_AT_HEAD = 2  # the quotes themselves
_NOUN_BEHIND = late(r" (?!(?:in|on|as|by|at|is|are|written|painted|with)\b)[a-z]")
_HEAD = 40  # characters at the beginning of a prompt
_WINDOW = 90  # characters before a quote that are looked at, at most
_NEAR = 44  # those next to it
_NEXT = 26  # and the last of them
_AFTER = 60  # and those behind it
_LIST = 24  # between two items of one list of quotes
_PROSE = 30  # a quote that is longer and the whole prompt is no target
_SHORT = 300  # in a prompt this short, a capitalised quote is a target without any word of writing
_SPACES = 5  # a JSON value in small letters with more of them is a description
_TRIES, _REACH, _WORD = 12, 64, 24


def covers(places: Places, position: int) -> bool:
    """Whether a position lies in one of some places, which are sorted and do not overlap."""
    piece = bisect_right(places, (position, 1 << 60)) - 1
    return piece >= 0 and position < places[piece][1]


def quoted_targets(page: Page, stop: int, *, implied: bool) -> Places:
    """The quoted stretches that are to be drawn; what names a style, a film or a character is not.

    Args:
        page: The prompt, made ready.
        stop: Where it begins to say what is not wanted.
        implied: Whether words of writing stand anywhere in the prompt.

    Returns:
        Their places, in order.

    Example:
        >>> from pixelfare.reading import read
        >>> sorted(read("a poster for 'Dune'").lettering), sorted(read("a scene from the film 'Dune'").lettering)
        (['latin'], [])
    """
    found: Places = []
    last_end, last_is_target, covered = -1000, False, -1
    for quote in page.quoted:
        if quote.start >= stop:
            continue
        if quote.kind == "{":
            if _is_drawn_value(page, quote):
                found.append((quote.start, quote.end))
        elif quote.end > covered:
            gap = quote.start - last_end
            if 0 <= gap <= _LIST and quote.kind != SLOT_OPEN and _LIST_GAP.match(page.lowered[last_end : quote.start]):
                is_target = last_is_target
            elif quote.kind == SLOT_OPEN:
                is_target = _is_drawn_slot(page, quote, implied=implied)
            else:
                is_target = _is_target(page, quote, implied=implied, follows=last_is_target)
            last_end, last_is_target = quote.end, is_target
            if is_target:
                covered = quote.end
                found.append((quote.start, quote.end))
    found.sort()
    return found


def _before(page: Page, start: int) -> str:
    """The words before a quote, back to the end of the sentence before."""
    window = page.lowered[max(0, start - _WINDOW) : start]
    cut = 0
    if window.isascii() and not ("." in window or "!" in window or "?" in window or ";" in window or "\n" in window):
        return window
    for stop in _BREAK.finditer(window):
        cut = stop.end()
    return window[cut:]


def _is_target(page: Page, quote: Quoted, *, implied: bool, follows: bool) -> bool:
    start, end, kind, _ = quote
    inside = page.text[start:end].strip()
    if not any(map(str.isalnum, inside)) or _is_whole_prompt(page, quote, inside):
        return False
    before = _before(page, start - 1)
    words = _latin_words(before)
    if _says(before, words):
        return True
    after = page.lowered[end + 1 : end + _AFTER]
    if NO_TEXT_AFTER.match(after) or before.endswith(_SO_CALLED):
        return False
    if AFTER_QUOTE.match(after):
        return True
    if kind in "《〈":
        return _TITLED.search(before[-_TITLE:]) is not None
    beside = _is_beside(before, words)
    if NO_TEXT_BEFORE.search(before[-_NEXT:]):
        return beside and _OBJECT.search(before) is not None
    return beside or _looks_drawn(
        page,
        inside,
        implied=implied,
        follows=follows,
        begins=start <= _AT_HEAD and _NOUN_BEHIND.match(after) is not None,
    )


def _is_whole_prompt(page: Page, quote: Quoted, inside: str) -> bool:
    if quote.kind not in '"“' or quote.start > _HEAD or len(inside) <= _PROSE:
        return False
    return not page.text[: quote.start - 1].strip() and not page.text[quote.end + 1 :].strip()


def _looks_drawn(page: Page, inside: str, *, implied: bool, follows: bool, begins: bool) -> bool:
    """Whether a quote with no telling word beside it looks like a text and not like a word used with care.

    A quote that begins the prompt and has a noun behind it (`"Quiet luxury" living room`) names a style.
    """
    if page.script in _EAST:
        return implied and follows and len(inside) > 1 and (not inside.isascii() or _is_written_large(inside))
    return _is_written_large(inside) and (implied or (len(page.text) < _SHORT and not begins))


def _is_written_large(inside: str) -> bool:
    return not inside.isascii() or any(map(str.isupper, inside)) or any(map(str.isdigit, inside))


def _latin_words(before: str) -> list[str]:
    return before.encode("latin-1", "replace").translate(LATIN_LETTERS).decode("latin-1").split()


def _says(before: str, words: list[str]) -> bool:
    """Whether the words before a quote end with one that says what stands somewhere."""
    near = before[-_NEAR:]
    if not _SAYING.isdisjoint(words) and _SAYS.search(near):
        return True
    return not near.isascii() and _SAYS_EAST.search(near) is not None


def _is_beside(before: str, words: list[str]) -> bool:
    """Whether a word of writing stands among the words before a quote."""
    return not BEFORE_QUOTE.isdisjoint(words) or (not before.isascii() and BEFORE_QUOTE_EAST.search(before) is not None)


def _is_drawn_slot(page: Page, quote: Quoted, *, implied: bool) -> bool:
    """Whether the default of a placeholder is drawn; quotes around it have been judged before."""
    if page.lowered[quote.start - 2 : quote.start - 1] in _QUOTE_MARKS:
        return False
    if is_text_key(quote.key):
        return True
    before = _before(page, quote.start - 1)
    if _says(before, _latin_words(before)):
        return True
    return implied and not page.text[quote.start : quote.end].isascii()


def _is_drawn_value(page: Page, quote: Quoted) -> bool:
    key = quote.key
    if not is_text_key(key) or "negative" in key or "prompt" in key:
        return False
    if key in _KEY_AT_HEAD and (quote.start < _HEAD or quote is page.quoted[0]):
        return False  # the name of the document
    if key == "label" and _ANNOTATED in page.lowered:
        return False  # the name of a thing in a list of what the picture shows
    value = page.text[quote.start : quote.end]
    if value.lower().startswith(_NO_VALUE_BEGINS):
        return False
    if value.islower() and "," in value and value.isascii():
        return False  # a description: `"label": "weathered, half peeled off"`
    if not value.isascii() or not value.islower() or any(map(str.isdigit, value)):
        return True
    # A value in small letters among values of another script describes the text: `"labels": ["small subtitle"]`.
    return page.latin_only and value.count(" ") <= _SPACES and value not in _NO_VALUE


def unquoted_targets(page: Page, targets: Places) -> Places:
    """Texts to be drawn that no quotes mark, as in `a sign that says Stop`.

    Args:
        page: The prompt, made ready.
        targets: The quoted ones; in Latin letters nothing more is looked for where there are any.

    Returns:
        Their places.
    """
    if page.script in _EAST and not targets:
        latin = _latin_in_east(page)
        if latin:
            return latin
    if page.script == "zh":
        negated = NEGATED_EAST.search(page.lowered)
        low, high = negated.span() if negated else (0, 0)
        places = [match.span(match.lastgroup or 0) for match in UNQUOTED_EAST.finditer(page.text)]
        return [(start, end) for start, end in places if start >= high or end <= low]
    found: Places = []
    if targets:
        return found
    for begin, stop in _around(page):
        for match in UNQUOTED.finditer(page.text, begin, stop):
            start, end = match.span(match.lastgroup or 0)
            found.append((start, start + len(page.text[start:end].rstrip())))
    return found


def _latin_in_east(page: Page) -> Places:
    """Texts in Latin letters beside a word of writing, in a prompt in Chinese, Japanese or Korean."""
    found = [match.span("a") for match in LATIN_IN_EAST.finditer(page.text)]
    for word in WRITING_EAST.finditer(page.text):
        begin = max(0, word.start() - _REACH)
        before = LATIN_BEFORE.search(page.text[begin : word.start()])
        if before:
            found.append((begin + before.start("b"), begin + before.end("b")))
    return sorted(set(found))


def _around(page: Page) -> Places:
    """The stretches around words that may tell of a text; overlapping ones are put together."""
    places: Places = []
    for hint in page.words & UNQUOTED_HINTS:
        at = page.lowered.find(hint)
        for _ in range(_TRIES):
            if at < 0:
                break
            begin = page.text.rfind(" ", max(0, at - _REACH - _WORD), max(0, at - _REACH)) + 1
            places.append((begin or max(0, at - _REACH), at + _REACH + len(hint)))
            at = page.lowered.find(hint, at + len(hint))
    places.sort()
    joined: Places = []
    for begin, stop in places:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((begin, stop))
    return joined


def foreign_targets(page: Page, targets: Places, stop: int) -> Places:
    """Text in another script inside a prompt in Latin letters: hardly ever anything but text to be drawn.

    Args:
        page: The prompt, made ready.
        targets: The targets already found, sorted.
        stop: Where the prompt begins to say what is not wanted.

    Returns:
        The places that are in none of those; a translation in brackets is left out.
    """
    found: Places = []
    for run in _FOREIGN.finditer(page.text, 0, stop):
        start = run.start()
        if not covers(targets, start) and (start == 0 or page.text[start - 1] not in "(（"):
            found.append((start, start + len(run.group().rstrip(" :-/"))))
    return found
