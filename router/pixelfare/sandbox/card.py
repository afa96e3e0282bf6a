"""The test card: what the sandbox hands out in place of a generated picture, in its exact size."""

from __future__ import annotations

import hashlib
import io
from colorsys import hls_to_rgb
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pixelfare.sandbox.lettering import Line, Style, fit, spell, width_of, write
from pixelfare.sandbox.plain import draw_plain
from pixelfare.size import Size

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

__all__ = ["MARK", "MOST_PIXELS", "Card", "can_draw", "draw_card"]

MARK = "TEST CARD – not a generated picture"
MOST_PIXELS = 68_000_000
"""Most that is drawn, 200 MB of memory: a size beyond this is a mistake in somebody's catalog."""
_READ = 1_500
"""Characters of a prompt that can matter: more do not fit on any card."""
_INK, _SOFT, _PAPER, _BAND, _SIGNAL = "#14161f", "#5d6475", "#fbfaf6", "#14161f", "#ffd23f"
_BARS = 9
_LEGIBLE = 160
"""Pixels of the shorter side from which on words can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is written on one card.

    Args:
        price: USD for this one picture, as text.
        index: Which one of `n` pictures, from 1.
        details: Further words: quality, what was edited.
        footer: Who drew it, from which catalog.
    """

    model: str
    size: Size
    price: str
    prompt: str = field(repr=False)
    index: int = 1
    n: int = 1
    details: tuple[str, ...] = ()
    footer: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What is written into the file beside the picture; never the prompt."""
        return {
            "Software": "pixelfare sandbox",
            "Title": "TEST CARD - not a generated picture",
            "Model": self.model,
            "Size": str(self.size),
            "Price": f"{self.price} USD",
            "Index": f"{self.index} of {self.n}",
        }

    @property
    def seed(self) -> bytes:
        """What its colours come from."""
        return hashlib.sha256(f"{self.model}\0{self.prompt}\0{self.index}".encode()).digest()


@cache
def can_draw() -> bool:
    """Whether Pillow is there. Without it cards are colour bars, as PNG only."""
    return find_spec("PIL") is not None


def draw_card(card: Card, *, form: str = "png") -> bytes:
    """Draw a card.

    Args:
        card: What to draw.
        form: `png`, or `jpeg` where Pillow is there.

    Returns:
        The file's bytes; the picture has exactly the card's size.
    """
    colours = _colours(card.seed)
    if not can_draw():
        return draw_plain(card.size, colours, card.facts)
    from PIL import ImageDraw  # noqa: PLC0415  Pillow is an extra

    width, height = card.size.width, card.size.height
    image = _bars(colours, width, height)
    draw = ImageDraw.Draw(image)
    if min(width, height) >= _LEGIBLE:
        _steps(draw, width, height)
        _marks(draw, width, height)
        _panel(image, draw, card)
    else:
        _hazard(draw, width, height)
    out = io.BytesIO()
    if form == "jpeg":
        comment = "; ".join(f"{key}: {value}" for key, value in card.facts.items())
        image.save(out, "JPEG", quality=90, comment=comment.encode())
    else:
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415  Pillow is an extra

        info = PngInfo()
        for key, value in card.facts.items():
            info.add_text(key, value)
        image.save(out, "PNG", compress_level=1, pnginfo=info)
    del draw
    image.close()
    return out.getvalue()


def _colours(seed: bytes) -> list[tuple[int, int, int]]:
    """Bars that lead from one hue to another, lighter towards the middle."""
    start, turn = seed[0] / 256, (0.18 + seed[1] / 256 * 0.3) * (1 if seed[2] % 2 else -1)
    saturation = 0.4 + seed[3] / 256 * 0.25
    colours = []
    for i in range(_BARS):
        along = i / (_BARS - 1)
        light = 0.66 - 0.22 * abs(along - 0.5) * 2
        red, green, blue = hls_to_rgb((start + turn * along) % 1, light, saturation)
        colours.append((round(red * 255), round(green * 255), round(blue * 255)))
    return colours


def _bars(colours: list[tuple[int, int, int]], width: int, height: int) -> Image.Image:
    from PIL import Image  # noqa: PLC0415  Pillow is an extra

    shades = (1.12, 1.06, 0.98, 0.86, 0.68)
    small = Image.new("RGB", (len(colours), len(shades)))
    for y, shade in enumerate(shades):
        for x, colour in enumerate(colours):
            red, green, blue = (min(255, round(channel * shade)) for channel in colour)
            small.putpixel((x, y), (red, green, blue))
    tall = small.resize((len(colours), height), Image.Resampling.BICUBIC)
    return tall.resize((width, height), Image.Resampling.NEAREST)


def _steps(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """A staircase of greys along the lower edge."""
    top = height - max(6, min(width, height) // 28)
    count = 12
    for i in range(count):
        grey = round(255 * i / (count - 1))
        draw.rectangle((width * i // count, top, width * (i + 1) // count - 1, height), fill=(grey, grey, grey))


def _hazard(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Black and yellow across the middle: the mark of a card too small for words."""
    step = max(1, min(width, height) // 12)
    for x in range(0, width, step):
        stripe = (x, height * 45 // 100, min(width, x + step) - 1, max(height * 45 // 100, height * 55 // 100 - 1))
        draw.rectangle(stripe, fill=_SIGNAL if x // step % 2 else _BAND)


def _marks(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Corner marks at the safe margin."""
    side = min(width, height)
    gap, arm, thick = round(side * 0.025), round(side * 0.045), max(1, side // 320)
    bottom = height - max(6, side // 28) - gap
    for x, across in ((gap, 1), (width - 1 - gap, -1)):
        for y, down in ((gap, 1), (bottom, -1)):
            for dx, dy in ((arm, thick), (thick, arm)):
                xs, ys = sorted((x, x + across * dx)), sorted((y, y + down * dy))
                draw.rectangle((xs[0], ys[0], xs[1], ys[1]), fill="white")


def _panel(image: Image.Image, draw: ImageDraw.ImageDraw, card: Card) -> None:
    width, height = card.size.width, card.size.height
    side = min(width, height)
    unit = side / 100
    left, right = round(width * 0.5 - min(width * 0.42, side * 0.62)), 0
    right = width - left
    top, bottom = round(height * 0.09), round(height * 0.895)
    top = max(top, round(height * 0.5 - side * 0.62))
    bottom = min(bottom, round(height * 0.5 + side * 0.62))
    _rounded(image, (left, top, right, bottom), round(unit * 2.2), _PAPER)
    band = top + round(unit * 10)
    _rounded(image, (left, top, right, band), round(unit * 2.2), _BAND)
    draw.rectangle((left, band - round(unit * 3), right - 1, band), fill=_BAND)
    inner_left, inner_right = left + round(unit * 5), right - round(unit * 5)
    room = inner_right - inner_left

    style, (mark, *_) = fit(MARK, width=room, height=round(unit * 6), largest=round(unit * 4.6), smallest=7, bold=True)
    text_top = top + (band - top - style.leading) / 2
    write(draw, mark, style, left=(left + right - width_of(mark, style)) / 2, top=text_top, fill=_SIGNAL)

    y = band + round(unit * 4)
    style, lines = fit(card.model, width=room, height=round(unit * 8), largest=round(unit * 6), smallest=8, bold=True)
    y = _lines(draw, lines, style, inner_left, inner_right, y, _INK) + round(unit * 2)
    y = _facts(draw, card, inner_left, room, y, unit) + round(unit * 3)
    draw.rectangle((inner_left, y, inner_right, y + max(1, round(unit * 0.25))), fill="#d9d6cc")
    y += round(unit * 3)

    foot = Style(pixels=max(9, round(unit * 2.1)))
    footer, missing = spell(card.footer), any(piece.face is False for piece in spell(card.prompt[:_READ]))
    note = spell("Boxed codes are characters that no font here draws.") if missing else ()
    last = bottom - round(unit * 3.4) - foot.leading
    if footer and width_of(footer, foot) <= room:
        write(draw, footer, foot, left=inner_left, top=last, fill=_SOFT)
        last -= foot.leading
    if note and width_of(note, foot) <= room:
        write(draw, note, foot, left=inner_left, top=last, fill=_SOFT)
        last -= foot.leading
    space = last + foot.leading - round(unit * 2) - y
    prompt = card.prompt[:_READ].strip()
    style, lines = fit(prompt, width=room, height=space, largest=round(unit * 5.4), smallest=max(9, round(unit * 2.3)))
    _lines(draw, lines, style, inner_left, inner_right, y, _INK)


def _lines(
    draw: ImageDraw.ImageDraw, lines: list[Line], style: Style, left: int, right: int, y: float, fill: str
) -> int:
    for line in lines:
        write(draw, line, style, left=left, top=y, fill=fill, right=right)
        y += style.leading
    return round(y)


def _facts(draw: ImageDraw.ImageDraw, card: Card, left: int, room: int, y: int, unit: float) -> int:
    """Columns of a small word over a figure."""
    small, plain = Style(pixels=max(8, round(unit * 2.1))), Style(pixels=max(9, round(unit * 3.2)), bold=True)
    columns = [
        ("SIZE", f"{card.size.width} × {card.size.height}"),
        ("PRICE", f"{card.price} USD"),
        ("PICTURE", f"{card.index} of {card.n}"),
        *((f"{kind.upper()}", value) for kind, _, value in (d.partition("=") for d in card.details)),
    ]
    x = left
    for word, figure in columns:
        label, value = spell(word), spell(figure, bold=True)
        wide = round(max(width_of(label, small), width_of(value, plain)))
        if x > left and x + wide > left + room:
            x, y = left, y + small.leading + plain.leading + round(unit * 1.2)
        write(draw, label, small, left=x, top=y, fill=_SOFT)
        write(draw, value, plain, left=x, top=y + small.leading, fill=_INK)
        x += wide + round(unit * 5)
    return y + small.leading + plain.leading


def _rounded(image: Image.Image, box: tuple[int, int, int, int], radius: int, fill: str) -> None:
    """A filled box with smooth corners."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  Pillow is an extra

    left, top, right, bottom = box
    fine = 4
    corner = Image.new("L", (radius * fine, radius * fine))
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * radius * fine - 1, 2 * radius * fine - 1), fill=255)
    corner = corner.resize((radius, radius), Image.Resampling.LANCZOS)
    mask = Image.new("L", (right - left, bottom - top), 255)
    for x, y, turns in ((0, 0, 0), (0, 1, 1), (1, 1, 2), (1, 0, 3)):
        place = (x * (right - left - radius), y * (bottom - top - radius))
        mask.paste(corner.rotate(90 * turns), place)
    image.paste(fill, (left, top), mask)
