"""Languages that a prompt names for the text to be drawn: `bold Chinese text`, `in Japanese`, `英文标题`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

__all__ = ["LANGUAGE_WORDS", "named_scripts"]

_NAMED = {
    "latin": "english french spanish german italian portuguese latin vietnamese turkish polish dutch swedish indonesian",
    "zh": "chinese mandarin hanzi cantonese", "ja": "japanese kanji hiragana katakana", "ko": "korean hangul",
    "cyrillic": "russian ukrainian bulgarian cyrillic", "greek": "greek", "arabic": "arabic persian farsi urdu",
    "hebrew": "hebrew", "devanagari": "hindi devanagari sanskrit marathi nepali", "bengali": "bengali", "tamil": "tamil",
    "telugu": "telugu", "thai": "thai", "georgian": "georgian", "armenian": "armenian", "ethiopic": "amharic",
    "gujarati": "gujarati", "gurmukhi": "punjabi gurmukhi", "kannada": "kannada", "malayalam": "malayalam",
    "sinhala": "sinhala", "khmer": "khmer", "burmese": "burmese", "lao": "lao", "tibetan": "tibetan",
}  # fmt: skip
_SCRIPT_OF = {word: script for script, words in _NAMED.items() for word in words.split()}
# Names of a script are never a culture, so they need no word of writing beside them.
_ALONE = frozenset("kanji hiragana katakana hanzi hangul cyrillic devanagari".split())
LANGUAGE_WORDS = frozenset(_SCRIPT_OF)
"""English names of languages and scripts, in lower case."""

_TEXT_NOUN = (
    r"texts?|lettering|letters|characters|calligraphy|typography|titles?|headlines?|captions?|labels?|words?|scripts?|kanji|copy|"
    r"signs?|signage|signboards?|key points|slogans?|fonts?|writing|subtitles?|annotations?|handwriting|phrases?|inscriptions?|"
    r"couplets?|typefaces?|headings?|glyphs|sub-?headlines?|taglines?|name|lines?|explanations?|descriptions?|notes|menus?|watermark|seal script"
)
_AFTER = re.compile(rf"(?:[- ]language)?\s+(?:(?!text|style|culture)[\w/&-]{{1,16}},?\s+){{0,3}}?(?:{_TEXT_NOUN})\b(?!\s+(?:style|brush))")
_IN_FRONT = re.compile(
    r"(?:\b(?:in|into|to|use|using|language(?: is| changed to|s?\W{1,4})?|must be|should be|be|with|only|entirely in|and|or|,)"
    r"\s+\W?(?:(?:simplified|traditional|natural|clear|legible|correct|proper|fluent|elegant|modern|bold|plain|only|both) ){0,2})$"
    r"|language\W{1,6}(?:simplified |traditional )?$"
)
_NOT_AFTER = re.compile(
    r"[- ](?:[\w-]{1,14} )?(?:style|styled|culture|dress|attire|clothing|costume|architecture|garden|town|village|ink|painting|food|"
    r"cuisine|restaurant|woman|man|girl|boy|women|men|people|city|street|house|home|art|aesthetic|fashion|landscape|mythology|temple|"
    r"palace|dynasty|new year|lantern|dragon|festival|tradition|idol|model|anime|manga|beauty|makeup|skin|opera|watercolor|woodblock)\b"
)
_WRITING_NEAR = re.compile(
    r"\b(?:text|texts|titles?|headlines?|labels?|labell?ed|captions?|writt?en|write|words?|language|translat\w+|lettering|typography|"
    r"subtitles?|speech|bubbles?|says|reads|reading|saying|copy|font|annotat\w+|infographic|slide|poster|letters|calligraphy|sign|wording|content)\b"
)
_NEGATED = re.compile(r"\b(?:no|not|without|avoid|never|don't|any|instead of|from|replace)\s+(?:[\w-]{1,12}[ ,]){0,2}$")

_EAST = re.compile(
    r"(?P<no>(?:不要|没有|無|无|避免|不含|不出现|禁止|勿)[^，。；,.\n]{0,6})?"
    r"(?:(?P<zh>中文|[汉漢]字|[简簡][体體](?:中文|字)?|繁[体體](?:中文|字)?|中国語|중국어|한자)"
    r"|(?P<latin>英文|英[语語](?:で)?|拉丁|法[语語文]|德[语語文]|西班牙[语語文]|意大利[语語文]|拼音|字母|영어|영문|스페인어|프랑스어|독일어|アルファベット|ローマ字|フランス語|ドイツ語)"
    r"|(?P<ja>日文|日[语語](?!音)|日本語|日本语|假名|ひらがな|カタカナ|漢字で|일본어)"
    r"|(?P<ko>[韩韓](?:文|[语語])|[韩韓]国[语語]|[谚諺]文|韓国語|ハングル|한국어|한글)"
    r"|(?P<cyrillic>俄(?:文|[语語])|ロシア語|러시아어|по-русски|на русском|кириллиц|русск\w{1,3} (?:текст|язык|надпис)|українськ)"
    r"|(?P<arabic>阿拉伯(?:文|[语語])|アラビア語|아랍어|بالعربية|العربية|波斯文)"
    r"|(?P<devanagari>印地[语語文]|梵文|ヒンディー語|힌디어|हिंदी में|हिन्दी में)"
    r"|(?P<thai>泰(?:文|[语語])|タイ語|태국어|ภาษาไทย)"
    r"|(?P<greek>希[腊臘](?:文|[语語]|字母))|(?P<hebrew>希伯来[语語文]))"
    r"(?!版|[系圈课課学學])"
)
_LATIN_WORDS = re.compile(
    r"(?:\ben|\bem|\bin|\bauf|\ben idioma|\btexto en|\btexto em) (?:(?P<zh>chino|chinois|chin[eê]s|cinese|chinesisch\w*)|"
    r"(?P<ja>japon[eé]s|japonais|japanisch\w*|giapponese)|(?P<ko>coreano|cor[eé]en|koreanisch\w*)|"
    r"(?P<latin>ingl[eé]s|anglais|englisch\w*|inglese|espa[nñ]ol|fran[cç]ais|deutsch\w*|italiano|portugu[eê]s)|"
    r"(?P<arabic>[aá]rabe|arabisch\w*|arabo)|(?P<cyrillic>ruso|russe|russisch\w*|russo))\b"
    r"|(?:на|по-?)\s?(?:(?P<zh2>китайск\w+)|(?P<latin2>английск\w+)|(?P<ja2>японск\w+)|(?P<ko2>корейск\w+)|(?P<arabic2>арабск\w+))"
)


def named_scripts(lowered: str, words: Set[str], latin_only: bool) -> Iterator[tuple[int, int, str]]:
    """Where a prompt names the language of a text to be drawn.

    Args:
        lowered: The prompt in lower case.
        words: Its words.
        latin_only: Whether it has Latin letters only.

    Yields:
        Start, end and script of each place; a culture that is only depicted is none.

    Example:
        >>> list(named_scripts("bold chinese text", {"bold", "chinese", "text"}, True))
        [(5, 12, 'zh')]
    """
    for word in LANGUAGE_WORDS & words:
        script = _SCRIPT_OF[word]
        at = lowered.find(word)
        tries = 0
        while at >= 0 and tries < 12:
            end = at + len(word)
            if _names_text(lowered, at, end, word):
                yield at, end, script
                break
            at = lowered.find(word, end)
            tries += 1
    if not latin_only:
        for found in _EAST.finditer(lowered):
            if found.group("no") is None:
                yield found.start(found.lastgroup or 0), found.end(), str(found.lastgroup)
    if not latin_only or not words.isdisjoint(_PREPOSITIONS):
        for found in _LATIN_WORDS.finditer(lowered):
            yield found.start(), found.end(), str(found.lastgroup).rstrip("2")


_PREPOSITIONS = frozenset(("en", "em", "auf"))


def _names_text(lowered: str, at: int, end: int, word: str) -> bool:
    if lowered[at - 1 : at].isalpha() or lowered[end : end + 1].isalpha():
        return False
    before = lowered[max(0, at - 48) : at]
    if _NEGATED.search(before):
        return False
    if word in _ALONE:
        return True
    if _AFTER.match(lowered, end, end + 70):
        return word != "english" or True
    if _NOT_AFTER.match(lowered, end, end + 40):
        return False
    return bool(_IN_FRONT.search(before) and _WRITING_NEAR.search(lowered, max(0, at - 110), end + 60)
                and not _FOLLOWS_NOUN.match(lowered, end, end + 24))  # fmt: skip


_FOLLOWS_NOUN = re.compile(r"\s+(?!and\b|or\b|with\b|on\b|at\b|in\b|for\b|only\b|to\b|using\b|that\b|as\b|from\b|but\b|language\b|below\b|above\b)[a-z]{3,}")
