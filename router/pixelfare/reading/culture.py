"""The cultures a prompt depicts; never a reason to draw their script."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import gated

__all__ = ["CULTURE_WORDS", "find_cultures"]

_WORDS = {
    "chinese": (
        "chinese china hanfu qipao cheongsam dunhuang shanghai beijing guofeng wuxia xianxia mahjong chinoiserie hutong"
    ),
    "japanese": (
        "japanese japan kimono yukata sumi ukiyo samurai geisha tokyo kyoto shinto torii ninja sakura "
        "shinjuku shibuya onsen tatami"
    ),
    "korean": "korean korea hanbok seoul hanok kpop",
    "indian": "indian india sari saree diwali mughal rangoli bollywood mumbai delhi rajasthani punjabi",
    "arabic": "arabic arab arabian bedouin moroccan dubai islamic emirati saudi",
    "persian": "persian iranian",
    "turkish": "turkish ottoman istanbul",
    "egyptian": "egyptian pharaoh pharaonic cairo",
    "russian": "russian slavic moscow matryoshka",
    "greek": "greek hellenic athens",
    "roman": "roman",
    "mexican": "mexican mariachi",
    "african": "african maasai zulu yoruba",
    "thai": "thai bangkok",
    "vietnamese": "vietnamese hanoi",
    "tibetan": "tibetan",
    "mongolian": "mongolian",
    "nordic": "viking vikings nordic norse scandinavian",
    "mesoamerican": "aztec mayan",
    "french": "french paris parisian",
    "italian": "italian venetian venice",
    "spanish": "spanish flamenco",
    "german": "german bavarian",
    "british": "british victorian london",
    "celtic": "celtic",
    "american": "american",
}
_CULTURE_OF = {word: culture for culture, words in _WORDS.items() for word in words.split()}
CULTURE_WORDS = frozenset(_CULTURE_OF)
"""English words that name or show a culture."""

_EAST = gated(
    r"(?P<chinese>中式|中国(?!語|语)|中國|国风|國風|国潮|古风|古風|汉服|漢服|旗袍|水墨|工笔|唐[代朝]"
    r"|宋[代朝]|明[代朝]|清[代朝]|敦煌|武侠|仙侠|东方|東方|中華|中华|중국)"
    r"|(?P<japanese>日式|日系|日本(?!語|语)|和风|和風|浮世[绘絵繪]|着物|浴衣|江戸|戦国|侍|일본|기모노)"
    r"|(?P<korean>韩[系式国國](?![语文])|韓[国國系式](?!語)|한복|한국(?!어)|조선)"
    r"|(?P<indian>印度|インド|인도|भारत)|(?P<arabic>阿拉伯(?!文|语)|アラブ|아랍|عربي)"
)


def find_cultures(
    lowered: str, words: AbstractSet[str], script: str, lettering: AbstractSet[int]
) -> Iterator[tuple[int, int, str]]:
    """Where a prompt names or shows a culture.

    Args:
        lowered: The prompt in lower case.
        words: Its words.
        script: The script of its language.
        lettering: Places where a language of the text to be drawn is named; those are no culture.

    Yields:
        Start, end and culture.

    Example:
        >>> list(find_cultures("a traditional chinese town", {"chinese"}, "latin", set()))
        [(14, 21, 'chinese')]
    """
    seen: set[str] = set()
    for word in sorted(CULTURE_WORDS & words):
        culture = _CULTURE_OF[word]
        if culture in seen:
            continue
        place = lowered.find(word)
        while place >= 0 and (place in lettering or lowered[place - 1 : place].isalpha()):
            place = lowered.find(word, place + len(word))
        if place >= 0:
            seen.add(culture)
            yield place, place + len(word), culture
    if script != "latin":
        for found in _EAST.finditer(lowered):
            name = str(found.lastgroup)
            if name not in seen and found.start() not in lettering:
                seen.add(name)
                yield found.start(), found.end(), name
