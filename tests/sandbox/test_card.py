"""Test cards: the exact size, for every size that is sold and every prompt that is text."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelfare.catalog import Catalog
from pixelfare.sandbox import card as cards
from pixelfare.sandbox import fonts
from pixelfare.sandbox.card import Card, draw_card
from pixelfare.sandbox.lettering import fit, spell, width_of
from pixelfare.size import Size

SIZES = sorted({size for offer in Catalog.load("2026-11-22").offers(gateway="sandbox") for size in offer.sizes})
PROMPTS = [
    "a lighthouse",
    "霓虹招牌上写着“欢迎光临”，雨后的街道",
    "مقهى قديم في القاهرة مع لافتة",
    "נמל ישן",
    "ร้านกาแฟ हिन्दी 한국어 ქართული",
    "👩‍👩‍👧 family 🏳️‍🌈 café e\u0301\u0301\u0301",
    "left \u200f\u202eright\u202c\u2066 hidden \x00\x07\x1b[31m end\x7f",
    "\ufffe\U0010ffff\ue000\u2028\u2029",
    "\u0301 a mark first",
    "   \n\n\t ",
    "x" * 5_000,
    "word " * 20_000,
    "一" * 100_000,
    "a\n" * 3_000,
]


def card(size: Size, prompt: str = "a lighthouse", **more: object) -> Card:
    given = {"model": "zai/cogview-4", "size": size, "price": "0.016750", "prompt": prompt, "footer": "a footer"} | more
    return Card(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["png", "jpeg"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_size_that_is_sold(size: Size, form: str) -> None:
    data = draw_card(card(size), form=form)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert (image.format, image.size) == (form.upper(), (size.width, size.height))
        told = image.info if form == "png" else {"all": image.info["comment"].decode()}
    for word in ("pixelfare sandbox", "TEST CARD", "zai/cogview-4", str(size), "0.016750 USD", "1 of 1"):
        assert any(word in str(value) for value in told.values())
    assert b"lighthouse" not in data


@pytest.mark.parametrize("size", ["1x1", "3x1000", "1000x3", "64x64", "160x160", "300x2000", "2000x200"])
def test_odd_sizes(size: str) -> None:
    width, height = map(int, size.split("x"))
    with Image.open(io.BytesIO(draw_card(card(Size(width, height), n=10, details=("quality=high",))))) as image:
        assert image.size == (width, height)


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_prompts_of_all_kinds(prompt: str) -> None:
    for size in (Size(256, 256), Size(512, 768)):
        with Image.open(io.BytesIO(draw_card(card(size, prompt)))) as image:
            image.load()


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_prompt(prompt: str) -> None:
    assert draw_card(card(Size(200, 200), prompt)).startswith(b"\x89PNG")


def test_the_mark_is_drawn() -> None:
    """The band with the mark is there, whatever the prompt: dark, with signal-coloured letters on it."""
    for size in (Size(512, 512), Size(1344, 768), Size(768, 1344)):
        with Image.open(io.BytesIO(draw_card(card(size)))) as image:
            colours = {colour: count for count, colour in image.getcolors(maxcolors=1 << 24)}
        assert colours[20, 22, 31] > size.pixels / 50
        assert colours[255, 210, 63] > 100


def test_colours_come_from_prompt_model_and_number() -> None:
    one = card(Size(64, 64))
    same = card(Size(64, 64))
    others = [card(Size(64, 64), "b"), card(Size(64, 64), model="m"), card(Size(64, 64), index=2, n=2)]
    assert one.seed == same.seed
    assert len({one.seed, *(other.seed for other in others)}) == 4


def test_a_card_does_not_show_its_prompt() -> None:
    assert "lighthouse" not in repr(card(Size(8, 8)))


# --- text


def test_what_no_font_draws_is_boxed() -> None:
    pieces = spell("a\x00\u202e\ue123\U0001f3f3\ufe0f\u200db", bold=False)
    assert [piece.text for piece in pieces if piece.face is False][:3] == ["\x00", "\u202e", "\ue123"]
    assert pieces[0].face is not False
    assert "\u200d" not in {piece.text for piece in pieces}


def test_marks_stay_with_their_letters() -> None:
    assert [piece.text for piece in spell("e\u0301x")] == ["e\u0301", "x"]


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=300), st.integers(60, 400), st.integers(20, 300))
@settings(max_examples=60)
def test_fitted_lines_are_no_wider_than_the_room(text: str, width: int, height: int) -> None:
    style, lines = fit(text, width=width, height=height, largest=30, smallest=9)
    assert 9 <= style.pixels <= 30
    assert len(lines) <= max(1, height // style.leading)
    for line in lines:
        assert len(line) <= 2 or width_of(line, style) <= width


def test_nothing_is_lost_where_there_is_room() -> None:
    text = "the quick brown fox jumps over the lazy dog " * 3
    _, lines = fit(text.strip(), width=300, height=2_000, largest=20, smallest=9)
    assert " ".join("".join(piece.text for piece in line) for line in lines) == text.strip()


def test_what_does_not_fit_ends_in_dots() -> None:
    style, lines = fit("word " * 1_000, width=200, height=60, largest=20, smallest=10)
    assert "".join(piece.text for piece in lines[-1]).endswith("…")
    assert style.pixels == 10


def test_leading_spaces_and_blank_lines() -> None:
    _, lines = fit("  a  b\n\nc", width=500, height=500, largest=20, smallest=10)
    assert ["".join(piece.text for piece in line) for line in lines] == ["a  b", "", "c"]


def test_without_any_fonts_pillows_own_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "usual_folders", lambda: (tmp_path / "none",))
    fonts.faces.cache_clear()
    try:
        assert fonts.faces() == (None,)
        assert draw_card(card(Size(512, 512), "plain, 中文")).startswith(b"\x89PNG")
        assert spell("A中")[0].face is None
        assert spell("A中")[1].face is False
    finally:
        fonts.faces.cache_clear()


def test_broken_fonts_are_passed_over(tmp_path: Path) -> None:
    for name in ("arial.ttf", "freesans.otf"):
        (tmp_path / name).write_bytes(b"not a font")
    assert fonts.faces(folders=(tmp_path,)) == (None, tmp_path / "freesans.otf")
    assert not fonts.draws(tmp_path / "freesans.otf", "A")


def test_the_usual_folders_of_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    for system, part in (("darwin", "Library"), ("win32", "Fonts"), ("linux", "fonts")):
        monkeypatch.setattr(fonts.sys, "platform", system)
        assert any(part in str(folder) for folder in fonts.usual_folders())


# --- without Pillow


def unpacked(data: bytes) -> tuple[dict[bytes, list[bytes]], bytes]:
    """The chunks of a PNG, each with its checksum checked, and the packed rows laid out."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks: dict[bytes, list[bytes]] = {}
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + content)
        chunks.setdefault(kind, []).append(content)
        at += 12 + length
    return chunks, zlib.decompress(b"".join(chunks[b"IDAT"]))


@pytest.mark.parametrize("size", [Size(1, 1), Size(512, 512), Size(768, 1344), Size(4096, 4096)], ids=str)
def test_without_pillow_there_are_bars(monkeypatch: pytest.MonkeyPatch, size: Size) -> None:
    monkeypatch.setattr(cards, "can_draw", lambda: False)
    data = draw_card(card(size, "中文"))
    chunks, rows = unpacked(data)
    assert struct.unpack_from(">II", chunks[b"IHDR"][0]) == (size.width, size.height)
    assert len(rows) == size.height * (1 + 3 * size.width)
    texts = dict(text.split(b"\0", 1) for text in chunks[b"tEXt"])
    assert texts[b"Title"] == b"TEST CARD - not a generated picture"
    assert texts[b"Software"] == b"pixelfare sandbox"
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.size == (size.width, size.height)
