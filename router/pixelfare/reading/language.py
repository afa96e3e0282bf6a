"""The language a prompt is written in, told by its script; Latin-script languages only where small words tell."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

__all__ = ["SMALL_WORDS", "language_of", "latin_language"]

# Characters of one tradition only. They decide between simplified, traditional and Japanese where no kana do.
_SIMPLIFIED = frozenset(
    "这们吗说对时为图张请给让边还过样页设风个间颜钟东车书红绿蓝银标题语级线纸织细动场长门头发见观视觉现实质贴员从众"
    "带汉马鱼鸟龙乐电话难欢买卖读观听兰凤华丽战术艺业专极层轻转换辑饰满滤镜环绕构叠释评义务网页详绘"
)
_TRADITIONAL = frozenset(
    "這們嗎說對時為寫圖張請給讓邊還過樣頁設風個間顏鐘東車書紅綠藍銀標題語級線紙織細動場長門頭發見觀視覺現實質貼員從眾"
    "帶漢馬魚鳥龍樂電話難歡買賣讀聽蘭鳳華麗戰術藝業專極層輕轉換輯飾滿濾鏡環繞構疊釋評義務網頁詳繪"
)
_SHINJITAI = frozenset("図実円広気売読駅鉄桜様対発変県込働峠枠単価検総覧挙栄戦辺関闘竜亀滝沢択")

_BY_SCRIPT = {
    "ko": "ko", "greek": "el", "hebrew": "he", "devanagari": "hi", "bengali": "bn", "gurmukhi": "pa", "gujarati": "gu",
    "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si", "thai": "th", "lao": "lo",
    "tibetan": "bo", "burmese": "my", "georgian": "ka", "armenian": "hy", "ethiopic": "am", "khmer": "km",
    "mongolian": "mn", "other": "und",
}  # fmt: skip

_ENGLISH = frozenset("a an the of with and in on at by from is are to for this that".split())
_SMALL_WORDS = {
    "es": frozenset("el los las una un con del que en para y una por sobre dice estilo fondo imagen".split()),
    "fr": frozenset("le les une un des avec du et dans sur pour qui est au aux cette ce son sa ses fond".split()),
    "de": frozenset(
        "der die das ein eine einen einem einer mit und auf im den dem von für ist dieses diesem sie".split()
    ),
    "pt": frozenset("um uma com do da em no na para os que ao imagem e fundo estilo".split()),
    "it": frozenset("il lo gli una un con di della del nel che su per uno sfondo immagine stile".split()),
}
SMALL_WORDS = _ENGLISH.union(*_SMALL_WORDS.values())
"""Words that tell languages in Latin letters apart."""
_TELLING = 2  # small words of a language other than English
_VIETNAMESE = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


def latin_language(words: AbstractSet[str], text: str = "") -> str:
    """The language of a prompt in Latin letters: English unless two small words of one other language stand in it.

    Args:
        words: The prompt's words in lower case.
        text: The prompt in lower case, where it has letters with marks.

    Returns:
        `en`, `es`, `fr`, `de`, `pt`, `it` or `vi`.

    Example:
        >>> latin_language({"ein", "hund", "mit", "hut"})
        'de'
    """
    if len(_ENGLISH & words) > 1:
        return "en"
    if text and not _VIETNAMESE.isdisjoint(text):
        return "vi"
    if len(words) < _TELLING:
        return "en"
    best, most, tie = "en", 1, False
    for name, small in _SMALL_WORDS.items():
        found = len(small & words)
        if found > most:
            best, most, tie = name, found, False
        elif found == most:
            tie = True
    return "en" if tie and most == 1 else best


def language_of(counts: Mapping[str, int], text: str, words: AbstractSet[str]) -> str:
    """The language of a prompt that holds letters beyond Latin.

    Args:
        counts: Letters per script, of the words that are not quoted.
        text: The same words, in lower case.
        words: Its words in lower case, looked at where it is mostly Latin.

    Returns:
        A BCP 47 tag; `und` without letters.

    Example:
        >>> language_of({"han": 4, "kana": 1}, "東京の夜景", frozenset())
        'ja'
    """
    latin = counts.get("latin", 0)
    east = counts.get("han", 0) + counts.get("kana", 0)
    best, most = "latin", latin
    for name, count in counts.items():
        if name in ("latin", "han", "kana"):
            continue
        weighted = 2 * count if name == "ko" else count
        if weighted > most:
            best, most = name, weighted
    if 3 * east > most:  # one Chinese character or kana says about as much as three letters
        return _chinese_or_japanese(counts.get("kana", 0), text)
    if best == "latin":
        return latin_language(words, text) if latin else "und"
    if best == "cyrillic":
        return "uk" if not _UKRAINIAN.isdisjoint(text) else "ru"
    if best == "arabic":
        return "ur" if not _URDU.isdisjoint(text) else "fa" if not _PERSIAN.isdisjoint(text) else "ar"
    return _BY_SCRIPT[best]


_UKRAINIAN = frozenset("іїєґ")
_PERSIAN = frozenset("پچژگ")
_URDU = frozenset("ٹڈڑںے")


def _chinese_or_japanese(kana: int, text: str) -> str:
    simplified = sum(map(_SIMPLIFIED.__contains__, text))
    if kana and simplified <= kana and not (simplified and kana == 1 and "の" in text):
        return "ja"
    if simplified:
        return "zh" if simplified >= sum(map(_TRADITIONAL.__contains__, text)) else "zh-Hant"
    if not _SHINJITAI.isdisjoint(text):
        return "ja"
    return "zh-Hant" if not _TRADITIONAL.isdisjoint(text) else "zh"
