"""Pictures are told by their bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelfare.size import Size
from pixelfare.transport.media import look_at


def encoded(form: str, width: int, height: int, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form, **options)
    return out.getvalue()


FORMS = [
    ("PNG", "image/png", {}),
    ("JPEG", "image/jpeg", {}),
    ("JPEG", "image/jpeg", {"progressive": True}),
    ("JPEG", "image/jpeg", {"comment": b"x" * 60_000}),
    ("WEBP", "image/webp", {}),
    ("WEBP", "image/webp", {"lossless": True}),
    ("WEBP", "image/webp", {"exif": b"Exif\0\0"}),
    ("GIF", "image/gif", {}),
]


@pytest.mark.parametrize(("form", "type_", "options"), FORMS)
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (1000, 3)])
def test_form_and_size(form: str, type_: str, options: dict[str, object], size: tuple[int, int]) -> None:
    media = look_at(encoded(form, *size, **options))
    assert media is not None
    assert (media.type, media.size, media.whole) == (type_, Size(*size), True)


def test_avif() -> None:
    head = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0\0\0\x14ispe\0\0\0\0" + bytes.fromhex("0000028000000168")
    media = look_at(head)
    assert media is not None
    assert (media.type, media.size) == ("image/avif", Size(640, 360))


@pytest.mark.parametrize(("form", "type_", "options"), FORMS)
def test_the_missing_end_is_seen(form: str, type_: str, options: dict[str, object]) -> None:
    media = look_at(encoded(form, 300, 300, **options)[:-30])
    assert media is not None
    assert (media.type, media.whole) == (type_, False)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG", b"<html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM" + bytes(60), b"RIFF1234WAVE"],
)
def test_everything_else_is_no_picture(data: bytes) -> None:
    assert look_at(data) is None


def test_a_size_of_nothing_is_no_size() -> None:
    data = bytearray(encoded("PNG", 2, 2))
    data[16:20] = bytes(4)
    media = look_at(bytes(data))
    assert media is not None
    assert media.size is None


@given(
    st.sampled_from([encoded(form, 64, 48, **options) for form, _, options in FORMS]),
    st.integers(0, 400),
    st.binary(max_size=40),
)
def test_no_broken_file_is_an_error(data: bytes, keep: int, rest: bytes) -> None:
    look_at(data[:keep] + rest)
