"""The aspect a prompt asks for: `16:9`, `--ar 2:3`, `1024x1536`, `vertical format`, `phone wallpaper`, `竖版`."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from fractions import Fraction
from math import gcd

from pixelfare.reading.cues import cues_of, find_cues, late

__all__ = ["ASPECT_WORDS", "read_aspect"]

_KNOWN = (
    "1:1 16:9 9:16 4:3 3:4 3:2 2:3 4:5 5:4 21:9 9:21 2:1 1:2 16:10 10:16 5:7 7:5 3:1 1:3 4:1 1:4 18:9 9:18 9:19 9:20 "
    "20:9 19:9 32:9 1:8 8:1"
).split()
# Film and web formats with a fraction are named by their nearest small whole numbers.
_WITH_FRACTION = {"2.35:1": "21:9", "2.39:1": "12:5", "2.4:1": "12:5", "1.85:1": "13:7", "1.91:1": "21:11"}
_SIDES = {
    tuple(map(float, written.split(":"))): name
    for written, name in (*zip(_KNOWN, _KNOWN, strict=True), *_WITH_FRACTION.items())
}
# Nobody writes a time or a score like these.
_CERTAIN = frozenset("16:9 21:9 9:21 16:10 10:16 32:9 12:5 13:7 21:11".split())

_PAIR = late(r"[0-9](?<![0-9][0-9])[0-9]{0,5}(?:\.[0-9]{1,4})?\s?(?:px|pixels)?\s?[:：∶比대x×✕*]\s?(?=[0-9])")
_RATIO = late(
    r"([0-9](?<![\d:./：]\d)(?<!\d,\d)\d?(?:\.\d{1,2})?)\s?[:：∶比대]\s?(\d{1,2}(?:\.\d)?)(?![\d:：]|\.\d|\s?(?:am"
    r"|pm|a\.m|p\.m|scale|o'clock|%|degrees|seconds|people|persons))"
)
_PIXELS = late(r"([0-9](?<![\d.]\d)\d{2,4})\s?(?:px|pixels)?\s?[x×✕*]\s?(\d{3,5})(?!\d)")
_CONTEXT_BEFORE = late(
    r"(?:aspect|ratio|format|vertical|horizontal|portrait|landscape|square|layout|canvas|composition|-ar"
    r"|\bar|frame|framing|crop|orientation|"
    r"wide|widescreen|size|resolution|dimensions?|cinematic|formato|proporción|seitenverhältnis|format"
    r"|relación|rapport|соотношени\w+|формат\w*|"
    r"比例|尺寸|画幅|畫幅|竖版?|豎版?|横版?|橫版?|宽高比|寬高比|长宽比|长宽|构图|構圖|版面|アスペクト比?"
    r"|比率|縦横比|縦|横|サイズ|縦型|비율|세로|가로|크기)"
    r"[\"']?[\s:：=\-(\[（是为為をは]{0,4}(?:of|is|should be|about|approximately|接近|约|選|in|at|a"
    r"|an)?\s{0,2}[\"'(（]?$"
)
_CONTEXT_AFTER = late(
    r"[\"')）\]]{0,2}[\s\-–,]{0,2}(?:aspect|ratio|format|vertical|horizontal|portrait|landscape|square"
    r"|layout|canvas|composition|frame|framing|crop|"
    r"orientation|wide|widescreen|size|cinematic|image|poster|photo|picture|video|grid image|resolution|screen|"
    r"比例|尺寸|画幅|畫幅|竖|豎|横|橫|构图|構圖|的(?:图|比例|[竖横])|の(?:画像|ポスター|比率|縦|横"
    r"|アスペクト)|で(?:生成|作成|お願い)|비율|세로|가로|크기)"
)
_NO_ASPECT = late(
    r"(?:scale|score|scored|won|lost|beat|beaten|leading|clock|time|times|john|genesis|psalms?|matthew"
    r"|mark|luke|romans|exodus|isaiah|proverbs|"
    r"corinthians|verse|chapter|odds|at|until|till|from|by|比分|缩放|第|时间|時間|スケール|章|mix|mixed"
    r"|dilut\w+|gear|map)\W{0,3}(?:of |is |was |shows |reads |to )?$"
)
_ALONE_BEFORE = late(r"(?:^|[,.;\n|，。、；)\]])\s*$")
_ALONE_AFTER = late(r"\s*(?:$|[,.;\n|，。、；\[(])|\s(?:--|no\b|8k|4k|hd|ultra)")

_THING = (
    r"(?:format|orientation|aspect|composition|image|poster|layout|frame|framing|canvas|crop|video|photo"
    r"|photograph|picture|banner|illustration|"
    r"ratio|design|infographic|portrait|shot|card|page|wallpaper|graphic|collage|cover|mode|advert\w*"
    r"|screenshot|scene|print|painting)"
)
_WORDED = cues_of(
    [
        (
            "9:16",
            "phone mobile smartphone iphone android lock",
            "",
            r"(?: ?screen)? (?:lock ?screen )?(?:wallpaper|background)\b",
        ),
        ("9:16", "wallpaper", "", r" for (?:my |a |your )?(?:phone|iphone|mobile|smartphone)\b"),
        ("9:16", "instagram facebook media ig", "", r" (?:story|stories|reels?)\b"),
        ("9:16", "tiktok reel reels shorts", "", r" (?:format|video|cover|size)\b"),
        ("1:1", "square", "", rf"(?: \(?1:1\)?)?,? (?:\w+ )?{_THING}\b"),
        ("1:1", "square", r"\b(?:in|as) (?:a )?", r"(?=[\s,.]*(?:$|[,.]))"),
        ("1:1", "quadratisches", "", " format"),
        ("1:1", "formato", "", r" (?:cuadrado|quadrato|quadrado)"),
        ("1:1", "format", "", " carré"),
        ("16:9", "widescreen", "", ""),
        ("16:9", "wide", "", r"[- ]screen\b"),
        ("16:9", "desktop pc laptop computer", "", r" (?:wallpaper|background)\b"),
        ("16:9", "wallpaper", "", r" for (?:my |a |your )?(?:desktop|pc|computer|laptop)\b"),
        ("16:9", "thumbnail", r"\byoutube(?:-style)? (?:\w+ ){0,2}", ""),
        ("16:9", "ultrawide ultra", "", r"(?:-?wide)? (?:format|aspect|image|banner|composition)\b"),
        ("16:9", "panoramaformat", "", ""),
        (
            "3:1",
            "banner",
            r"\b(?:web|website|header|twitter|linkedin|facebook|email|etsy|shopify|site) (?:header )?",
            "",
        ),
        ("3:1", "banner", "", r" (?:ad\b|image\b|for (?:a |my |our )?(?:website|site|blog|homepage))"),
        ("3:4", "vertical vertically", "", rf"(?:[- ]oriented)?,? (?:\w+[ -]){{0,3}}?{_THING}\b"),
        ("3:4", "portrait", "", r" (?:orientation|format|mode|aspect|layout)\b"),
        ("3:4", "upright tall", "", r" format\b"),
        ("3:4", "hochformat", "", ""),
        ("3:4", "formato format", "", r" (?:vertical|verticale|retrato|portrait)\b"),
        ("3:4", "вертикальный вертикальное вертикальная вертикальном", "", ""),
        ("4:3", "horizontal horizontally", "", rf"(?:[- ]oriented)?,? (?:\w+[ -]){{0,2}}?{_THING}\b"),
        ("4:3", "landscape", "", r" (?:orientation|format|mode|aspect|layout)\b"),
        ("4:3", "querformat", "", ""),
        ("4:3", "formato format", "", r" (?:horizontal|apaisado|paysage|orizzontale|paisagem)\b"),
        ("4:3", "горизонтальный горизонтальное горизонтальная", "", ""),
    ]
)
_EAST = {
    "zh": late(r"(?P<a9_16>手机壁纸|手機桌布|手机竖屏|竖屏|手机屏幕比例)"
        r"|(?P<a1_1>正方形|方形(?:构图|画面|图)|方图)"
    r"|(?P<a16_9>横版|横图|橫版|橫圖|横屏|横幅(?:构图|画面|图)|横向构图|宽屏|寬屏|电脑壁纸|電腦桌布)"
    r"|(?P<a3_4>竖版|竖图|竖幅|竖构图|竖向|豎版|豎圖|直幅|直式)"),
    "ja": late(r"(?P<a9_16>待ち受け|スマホ(?:の)?壁紙)|(?P<a1_1>正方形|スクエア)"
        r"|(?P<a16_9>横構図|横長|横向き|横位置"
    r"|ワイド画面|pcの?壁紙)|(?P<a3_4>縦長|縦型|縦構図|縦向き|縦位置)"),
    "ko": late(r"(?P<a9_16>휴대폰 ?배경|폰 ?배경|스마트폰 배경)|(?P<a1_1>정사각형|정방형)|(?P<a16_9>가로형"
    r"|가로 ?방향|가로로|와이드)|(?P<a3_4>세로형|세로 ?방향|세로로)"),
}  # fmt: skip
ASPECT_WORDS = _WORDED.words
"""Words without which no aspect is named in words, in Latin letters."""


def read_aspect(
    lowered: str, words: AbstractSet[str], script: str, *, digit: bool = True
) -> tuple[int, int, str] | None:
    """The aspect a prompt asks for.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.
        script: The script of its language.
        digit: Whether it has any digit.

    Returns:
        Start, end and the aspect as `W:H`; None where none is asked for. Numbers come before words.

    Example:
        >>> read_aspect("a cat, aspect ratio 3:4", {"aspect"}, "latin")
        (20, 23, '3:4')
    """
    if digit:
        numbers = _in_numbers(lowered)
        if numbers:
            return numbers
    worded = find_cues(lowered, words, _WORDED, len(lowered))
    for name in _ORDER:
        if name in worded:
            return (*worded[name], name)
    east = _EAST.get(script)
    if east is not None and (found := east.search(lowered)):
        return found.start(), found.end(), str(found.lastgroup)[1:].replace("_", ":")
    return None


_LEAST, _MOST = 200, 16384
_SMALL = 99
_TOLERANCE = 0.02  # that of a size given as `W:H`
_ORDER = ("9:16", "1:1", "16:9", "3:1", "3:4", "4:3")


def _in_numbers(lowered: str) -> tuple[int, int, str] | None:
    """The first ratio that is an aspect; else the first size in pixels."""
    size: tuple[int, int, str] | None = None
    for pair in _PAIR.finditer(lowered):
        ratio = _RATIO.match(lowered, pair.start())
        if ratio:
            name = _SIDES.get((float(ratio.group(1)), float(ratio.group(2))))
            if name is not None and _is_aspect(lowered, ratio.start(), ratio.end(), name):
                return ratio.start(), ratio.end(), name
        elif size is None and (pixels := _PIXELS.match(lowered, pair.start())):
            width, height = int(pixels.group(1)), int(pixels.group(2))
            if _LEAST <= width <= _MOST and _LEAST <= height <= _MOST and width <= 8 * height and height <= 8 * width:
                size = pixels.start(), pixels.end(), _reduced(width, height)
    return size


def _is_aspect(lowered: str, start: int, end: int, name: str) -> bool:
    before = lowered[max(0, start - 40) : start]
    if name in _CERTAIN and "scale" not in before:
        return True
    if lowered[end : end + 8].lstrip().startswith("scale") or _NO_ASPECT.search(before):
        return False
    if name in _CERTAIN or _CONTEXT_BEFORE.search(before) or _CONTEXT_AFTER.match(lowered, end, end + 30):
        return True
    return _ALONE_BEFORE.search(before) is not None and _ALONE_AFTER.match(lowered, end, end + 12) is not None


def _reduced(width: int, height: int) -> str:
    """A size in pixels as a known aspect within the tolerance; else as its nearest small whole numbers."""
    for (wide, high), name in _SIDES.items():
        if abs(width * high / (height * wide) - 1) <= _TOLERANCE and gcd(int(wide), int(high)) == 1:
            return name
    nearest = Fraction(width, height).limit_denominator(_SMALL)
    return f"{nearest.numerator}:{nearest.denominator}"
