"""A picture is really decoded, but never one that would cost too much; a damaged one is kept and remarked on."""

from __future__ import annotations

import io
import random
import struct
import sys
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from pixelfare.errors import BadAnswer
from pixelfare.size import Size
from pixelfare.transport import Call
from pixelfare.transport.blockrun import Entry
from pixelfare.transport.collecting import collected
from pixelfare.transport.decode import MOST_PIXELS, examine
from pixelfare.transport.media import Media, look_at

FORMS = ["PNG", "JPEG", "WEBP", "GIF", *(["AVIF"] if features.check("avif") else [])]


def noise(form: str, side: int = 96) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3)).save(out, form)  # noqa: S311
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def claimed(width: int, height: int, rows: bytes = b"", depth: int = 8, kind: int = 6) -> bytes:
    """A PNG whose header says what it likes."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def codes(data: bytes) -> list[str]:
    media = look_at(data)
    assert media is not None
    return [notice.code for notice in examine(data, media)]


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_picture_has_nothing_to_remark(form: str) -> None:
    assert codes(noise(form)) == []


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_picture_that_is_cut_off(form: str, share: float) -> None:
    data = noise(form)
    assert codes(data[: int(len(data) * share)]) == ["not-decodable"]


def test_an_end_that_is_there_hides_no_missing_middle() -> None:
    data = noise("PNG")
    cut = data[: len(data) // 2] + data[-12:]
    media = look_at(cut)
    assert media is not None
    assert media.whole
    assert codes(cut) == ["not-decodable"]


def test_a_wrong_checksum_is_seen() -> None:
    data = bytearray(noise("PNG"))
    data[len(data) // 2] ^= 0xFF
    assert codes(bytes(data)) == ["not-decodable"]


def test_a_checksum_that_is_wrong_over_good_data_is_seen() -> None:
    data = claimed(4, 4, bytes(4 * 17))
    assert codes(data) == []
    at = data.index(b"IEND") - 8
    assert codes(data[:at] + bytes(4) + data[at + 4 :]) == ["not-decodable"]


def test_either_header_can_be_too_large() -> None:
    for data, said in ((noise("PNG") + bytes(1_000_000), Size(8_001, 8_000)), (claimed(8_001, 8_000), Size(4, 4))):
        (notice,) = examine(data, Media(type="image/png", size=said))
        assert notice.code == "not-decoded"
        assert "pixels" in notice.message


@pytest.mark.parametrize(
    ("width", "height"), [(8_001, 8_000), (60_000, 60_000), (65_535, 2), (70_000, 10), (0, 5), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_not_decoded(width: int, height: int) -> None:
    few = width * height <= MOST_PIXELS and 0 < width <= 65_536
    assert codes(claimed(width, height)) == (["not-decodable"] if few else ["not-decoded"])


@pytest.mark.parametrize(("depth", "kind", "row"), [(8, 6, 4 * 8_000), (8, 0, 8_000), (1, 0, 1_000)])
def test_a_bomb_costs_no_memory(depth: int, kind: int, row: int) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(row + 1)) for _ in range(7_999)) + packer.compress(bytes(row + 1))
    packed += packer.flush()
    head = struct.pack(">IIBBBBB", 8_000, 8_000, depth, kind, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    codes(noise("PNG"))  # Pillow is loaded
    loaded: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("PIL.ImageFile.ImageFile.load", loaded.append)
        tracemalloc.start()
        found = codes(bomb)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (found, loaded) == (["not-decoded"], [])
    assert peak < 10_000_000


def test_more_pixel_data_than_announced_is_not_unpacked() -> None:
    """The header says 4x4, and the data behind it unpacks to 200 MB."""
    bomb = claimed(4, 4, bytes(200_000_000))
    tracemalloc.start()
    codes(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_flat_picture_of_a_usual_size_is_decoded() -> None:
    out = io.BytesIO()
    Image.new("RGB", (2048, 2048), "teal").save(out, "PNG")
    assert codes(out.getvalue()) == []


def test_pillows_own_limit_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (4_000, 6_000):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", most)
        assert codes(noise("PNG")) == ["not-decoded"]


def test_without_pillow_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    data = noise("PNG")
    monkeypatch.setitem(sys.modules, "PIL", None)
    (notice,) = examine(data, Media(type="image/png", size=Size(96, 96)))
    assert notice.code == "not-decoded"
    assert "pip install 'pixelfare[images]'" in notice.message


def test_a_form_that_this_pillow_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = noise("PNG")
    Image.init()
    monkeypatch.delitem(Image.OPEN, "PNG")
    assert codes(data) == ["not-decoded"]


@given(st.sampled_from([noise(form, 16) for form in FORMS]), st.integers(0, 2_000), st.binary(min_size=1, max_size=20))
def test_no_broken_file_is_an_error(data: bytes, at: int, change: bytes) -> None:
    broken = data[:at] + change + data[at + len(change) :]
    media = look_at(broken)
    if media is not None:
        assert {notice.code for notice in examine(broken, media)} <= {"not-decodable", "not-decoded"}


def taken(data: bytes) -> Any:
    flow = collected(Call(url="https://g.example", model="m", prompt="p", size=Size(96, 96)), (Entry(data=data),), [])
    with pytest.raises(StopIteration) as end:
        next(flow)
    return end.value.value[0]


def test_a_damaged_picture_is_kept_for_it_was_paid_for() -> None:
    data = noise("JPEG")[:-200]
    image = taken(data)
    assert image.data == data
    assert [notice.code for notice in image.notices] == ["picture-cut-off", "not-decodable"]
    assert taken(noise("JPEG")).notices == ()


def test_what_is_no_picture_at_all_is_refused() -> None:
    call = Call(url="https://g.example", model="m", prompt="p", size=Size(96, 96))
    with pytest.raises(BadAnswer, match="no picture"):
        next(collected(call, (Entry(data=b"<html>"),), []))
