"""Languages that a prompt names for the text to be drawn: `bold Chinese text`, `in Japanese`, `英文标题`."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import late

__all__ = ["LANGUAGE_WORDS", "OTHER_IN", "named_scripts"]

_NAMED = {
    "latin": (
        "english french spanish german italian portuguese latin vietnamese turkish polish dutch swedish indonesian"
    ),
    "zh": "chinese mandarin hanzi cantonese",
    "ja": "japanese kanji hiragana katakana",
    "ko": "korean hangul",
    "cyrillic": "russian ukrainian bulgarian cyrillic",
    "greek": "greek",
    "arabic": "arabic persian farsi urdu",
    "hebrew": "hebrew",
    "devanagari": "hindi devanagari sanskrit marathi nepali",
    "bengali": "bengali",
    "tamil": "tamil",
    "telugu": "telugu",
    "thai": "thai",
    "georgian": "georgian",
    "armenian": "armenian",
    "ethiopic": "amharic",
    "gujarati": "gujarati",
    "gurmukhi": "punjabi gurmukhi",
    "kannada": "kannada",
    "malayalam": "malayalam",
    "sinhala": "sinhala",
    "khmer": "khmer",
    "burmese": "burmese",
    "lao": "lao",
    "tibetan": "tibetan",
}
_TRIES = 12
_SCRIPT_OF = {word: script for script, words in _NAMED.items() for word in words.split()}
# Names of a script are never a culture, so they need no word of writing beside them.
_ALONE = frozenset("kanji hiragana katakana hanzi hangul cyrillic devanagari".split())
LANGUAGE_WORDS = frozenset(_SCRIPT_OF)
"""English names of languages and scripts, in lower case."""
OTHER_IN = frozenset(("en", "em", "auf", "idioma"))
"""The word for "in" before a language's name in Spanish, French, Portuguese and German."""

_TEXT_NOUN = (
    r"texts?|translations?|proverbs?|blessings?|greetings?|lettering|letters|characters|calligraphy|typography"
    r"|titles?|headlines?|captions?|labels?"
    r"|words?|scripts?|kanji|copy|"
    r"signs?|signage|signboards?|key points|slogans?|fonts?|writing|subtitles?|annotations?|handwriting"
    r"|phrases?|inscriptions?|"
    r"couplets?|typefaces?|headings?|glyphs|sub-?headlines?|taglines?|name|lines?|explanations?"
    r"|descriptions?|notes|menus?|watermark|seal script|comments?|accents|subtitling|lyrics|poems?"
    r"|verses?|newspaper|street signs|shop signs|neon signs?"
)
_AFTER = late(
    rf"(?:[- ]language)?\s+(?:(?!text|style"
    rf"|culture)[\w/&-]{{1,16}},?\s+){{0,3}}?(?:{_TEXT_NOUN})\b(?!\s+(?:style|brush))"
)
_IN_FRONT = late(
    r"(?:\b(?:in|into|to|use|using|language(?: is| changed to|s?\W{1,4})?|must be|should be|be|with|only"
    r"|entirely in|and|or|,)"
    r"\s+\W?(?:(?:simplified|traditional|natural|clear|legible|correct|proper|fluent|elegant|modern|bold"
    r"|plain|only|both) ){0,2})$"
    r"|language\W{1,6}(?:simplified |traditional )?$"
)
_NOT_AFTER = late(
    r"[- ](?:[\w-]{1,14} )?(?:style|styled|culture|dress|attire|clothing|costume|architecture|garden|town"
    r"|village|ink|painting|food|"
    r"cuisine|restaurant|woman|man|girl|boy|women|men|people|city|street|house|home|art|aesthetic|fashion"
    r"|landscape|mythology|temple|"
    r"palace|dynasty|new year|lantern|dragon|festival|tradition|idol|model|anime|manga|beauty|makeup|skin"
    r"|opera|watercolor|woodblock)\b"
)
_WRITING_NEAR = late(
    r"\b(?:text|texts|titles?|headlines?|labels?|labell?ed|captions?|writt?en|write|words?|language"
    r"|translat\w+|lettering|typography|"
    r"subtitles?|speech|bubbles?|says|reads|reading|saying|copy|font|annotat\w+|infographic|slide|poster"
    r"|letters|calligraphy|signs?|signage|billboards?|newspaper|menu|wording|content|names?|caption|blessing|cards?"
    r"|proverb|prayer|verse|wishes|greeting|motto|specials|translation"
    r"|poster)\b"
)
_WRITTEN = late(
    r"\b(?:handwritten|lettered|written in|printed in|typed|translated (?:in)?to|into"
    r")[- ](?:\w+[- ]){0,1}$(?<!into )"
)
_NEGATED = late(r"\b(?:no|not|without|avoid|never|don't|any|instead of|from|replace)\s+(?:[\w-]{1,12}[ ,]){0,2}$")

_WIDE_NAMES = {
    "zh": "中文 汉字 漢字 简体 簡體 繁体 繁體 中国語 汉语 漢語 중국어 한자",
    "latin": "英文 英訳 英译 英譯 英语 英語 拉丁 法语 法語 法文 德语 德語 德文 西班牙语 "
    "西班牙文 西班牙語 意大利语 意大利文 "
    "拼音 "
    "英字 영어 영문 스페인어 프랑스어 독일어 "
    "アルファベット ローマ字 フランス語 ドイツ語 スペイン語 イタリア語 по-английски английском английский английские",
    "ja": "日文 日语 日語 日本語 日本语 假名 ひらがな カタカナ 일본어 японском японский по-японски",
    "ko": "韩文 韓文 韩语 韓語 谚文 韓国語 韩国语 ハングル 한국어 한글 корейском",
    "cyrillic": "俄文 俄语 俄語 ロシア語 러시아어 по-русски русском кириллиц русскими русский українськ",
    "arabic": "阿拉伯文 阿拉伯语 阿拉伯語 アラビア語 아랍어 العربية بالعربية 波斯文",
    "devanagari": "印地语 印地語 印地文 梵文 ヒンディー語 힌디어 हिंदी हिन्दी",
    "thai": "泰文 泰语 泰語 タイ語 태국어 ภาษาไทย",
    "greek": "希腊文 希腊语 希臘文 希腊字母",
    "hebrew": "希伯来语 希伯来文 עברית",
}
_SCRIPT_OF_WIDE = {name: script for script, names in _WIDE_NAMES.items() for name in names.split()}
_EAST = late("|".join(sorted(_SCRIPT_OF_WIDE, key=len, reverse=True)))
_EAST_NEGATED = late(r"(?:不要|没有|無|无|避免|不含|不出现|禁止|勿|없이|без)[^，。；,.\n]{0,14}$")
_EAST_NOT = late(
    r"(?:を|를|을|の[^。、\n]{0,8}を)[^。、\n]{0,14}(?:に|へ|로|成)|的(?:流程|[图圖]|漫|海[报報]|菜[单單]|截[图圖]|照"
    r"|[标標]牌)|로 된|의 (?:만화|메뉴)|の(?:漫画|画像|ポスター"
    r"|メニュー|レシート|看板を)|版(?:コミック|の漫画)|"
    r"[版系圈课課学學音]|で(?:説明|回答|教え)|から|에서|[^，。、\n]{0,8}(?:翻成|翻译|翻譯|译成|譯成|换成|改成)"
)
_LATIN_WORDS = late(
    r"(?:\ben|\bem|\bin|\bauf|\ben idioma|\btexto en|\btexto em) (?:(?P<zh>chino|chinois|chin[eê]s|cinese"
    r"|chinesisch\w*)|"
    r"(?P<ja>japon[eé]s|japonais|japanisch\w*|giapponese)|(?P<ko>coreano|cor[eé]en|koreanisch\w*)|"
    r"(?P<latin>ingl[eé]s|anglais|englisch\w*|inglese|espa[nñ]ol|fran[cç]ais|deutsch\w*|italiano|portugu[eê]s)|"
    r"(?P<arabic>[aá]rabe|arabisch\w*|arabo)|(?P<cyrillic>ruso|russe|russisch\w*|russo))\b"
)


def named_scripts(lowered: str, words: AbstractSet[str], script: str) -> Iterator[tuple[int, int, str]]:
    """Where a prompt names the language of a text to be drawn.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.
        script: The script of its language.

    Yields:
        Start, end and script of each place; a culture that is only depicted is none.

    Example:
        >>> list(named_scripts("bold chinese text", {"chinese"}, "latin"))
        [(5, 12, 'zh')]
    """
    for word in LANGUAGE_WORDS & words:
        script = _SCRIPT_OF[word]
        at = lowered.find(word)
        for _ in range(_TRIES):
            if at < 0:
                break
            end = at + len(word)
            if _names_text(lowered, at, end, word):
                yield at, end, script
                break
            at = lowered.find(word, end)
    if script != "latin":
        for found in _EAST.finditer(lowered):
            start, end = found.span()
            if not _EAST_NOT.match(lowered, end) and not _EAST_NEGATED.search(lowered, max(0, start - 18), start):
                yield start, end, _SCRIPT_OF_WIDE[found.group()]
    if not words.isdisjoint(OTHER_IN):
        for found in _LATIN_WORDS.finditer(lowered):
            yield found.start(), found.end(), str(found.lastgroup)


def _names_text(lowered: str, at: int, end: int, word: str) -> bool:
    if lowered[at - 1 : at].isalpha() or lowered[end : end + 1].isalpha():
        return False
    before = lowered[max(0, at - 48) : at]
    if _NEGATED.search(before):
        return False
    if word in _ALONE:
        return True
    if _AFTER.match(lowered, end, end + 70) or _WRITTEN.search(before):
        return True
    if _NOT_AFTER.match(lowered, end, end + 40):
        return False
    if _AT_END.match(lowered, end) and before.endswith(("in ", "in simplified ", "in traditional ", "into ")):
        return True
    return bool(
        _IN_FRONT.search(before)
        and _WRITING_NEAR.search(lowered, max(0, at - 110), end + 60)
        and not _FOLLOWS_NOUN.match(lowered, end, end + 24)
    )


_AT_END = late(r"[.!\"')\]}\s]{0,8}$")
_FOLLOWS_NOUN = late(
    r"\s+(?!and\b|or\b|with\b|on\b|at\b|in\b|for\b|only\b|to\b|using\b|that\b|as\b|from\b|but\b"
    r"|language\b|below\b|above\b)[a-z]{3,}"
)
