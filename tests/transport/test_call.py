"""What goes into a call is checked before anything is sent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pixelfare.errors import BadCount, BadPrompt, BadRequest
from pixelfare.size import Size
from pixelfare.transport import Call, read_image
from pixelfare.transport.call import MOST_INPUT_BYTES


def encoded(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(("form", "type_"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_pictures_from_bytes_and_files(tmp_path: Path, form: str, type_: str) -> None:
    data = encoded(form)
    file = tmp_path / "misnamed.txt"
    file.write_bytes(data)
    for given in (data, bytearray(data), memoryview(data), file, str(file)):
        image = read_image(given)
        assert (image.data, image.media_type, image.size) == (data, type_, Size(20, 10))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "not a PNG"),
        (b"hello", "not a PNG"),
        (encoded("GIF"), "not a PNG"),
        (encoded()[:-20], "cut off"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_INPUT_BYTES), "at most"),
        ("/nowhere/at/all.png", "no file"),
        ("/", "no file"),
        ("a\0b", "no file|not a path"),
        ("\ud800", "no file|not a path"),
        ("https://example.org/cat.png", "as a URL"),
        ("data:image/png;base64,AAAA", "as a URL"),
        (7, "not int"),
        (None, "not NoneType"),
    ],
)
def test_bad_pictures(given: Any, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        read_image(given)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://blockrun.ai/api/", "https://blockrun.ai/api"),
        ("http://127.0.0.1:8402", "http://127.0.0.1:8402"),
        ("http://[::1]:8402/", "http://[::1]:8402"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_good_places(url: str, kept: str) -> None:
    assert Call(url=url, model="m", prompt="p", size=Size(8, 8)).url == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://blockrun.ai", "ftp://blockrun.ai", "blockrun.ai", "", "https://", "https://a@blockrun.ai",
        "https://blockrun.ai/?a=b", "https://blockrun.ai/#a", "http://localhost.evil.example", "http://0.0.0.0:1",
        "https://bl\u00f6ckrun.ai", "http://127.0.0.1.evil.example",
    ],
)  # fmt: skip
def test_bad_places(url: str) -> None:
    with pytest.raises(BadRequest):
        Call(url=url, model="m", prompt="p", size=Size(8, 8))


def test_half_a_character_cannot_be_sent() -> None:
    with pytest.raises(BadPrompt, match="position 2") as caught:
        Call(url="https://a.example", model="m", prompt="ab\ud800", size=Size(8, 8))
    assert "ab" not in str(caught.value).replace("about", "")


def test_a_mask_goes_with_one_picture() -> None:
    image = read_image(encoded())
    for images in ((), (image, image)):
        with pytest.raises(BadCount, match="exactly one"):
            Call(url="https://a.example", model="m", prompt="p", size=Size(8, 8), images=images, mask=image)
