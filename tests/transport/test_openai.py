"""Requests as openai-python sends them: JSON for a new picture, a form for an edit."""

from __future__ import annotations

import io
import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest
from PIL import Image

from pixelfare.size import Size
from pixelfare.transport import Call, HttpRequest, read_image
from pixelfare.transport.openai import submit

PROMPT = 'a “café”, 邀请函 🎉, "quoted"\r\nand a second line'


def encoded(form: str = "PNG", mode: str = "RGB", colour: Any = 0) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (8, 8), colour).save(out, form)
    return out.getvalue()


def call(**parts: Any) -> Call:
    given = {"url": "https://api.openai.com/v1/", "model": "gpt-image-1.5", "prompt": PROMPT, "size": Size(1536, 1024)}
    return Call(**{**given, "speaks": "openai-images", **parts})


def form(request: HttpRequest) -> list[tuple[str, bytes, str, str]]:
    """Name, data, file name and media type of each field, as another parser reads them."""
    head = dict(request.headers)["content-type"]
    message = BytesParser(policy=HTTP).parsebytes(f"content-type: {head}\r\n\r\n".encode() + request.body)
    found = []
    for part in message.iter_parts():  # type: ignore[attr-defined]
        name = part.get_param("name", header="content-disposition")
        kind = part.get_content_type() if "content-type" in part else ""
        found.append((name, part.get_payload(decode=True), part.get_filename(""), kind))
    return found


def test_a_new_picture_is_json() -> None:
    request = submit(call(n=2, quality="high"))
    assert (request.method, request.url) == ("POST", "https://api.openai.com/v1/images/generations")
    assert dict(request.headers)["content-type"] == "application/json"
    assert json.loads(request.body) == {
        "model": "gpt-image-1.5", "prompt": PROMPT, "n": 2, "size": "1536x1024", "quality": "high",
    }  # fmt: skip


def test_no_quality_is_not_sent() -> None:
    assert "quality" not in json.loads(submit(call()).body)
    assert "quality" not in [name for name, *_ in form(submit(call(images=(read_image(encoded()),))))]


@pytest.mark.parametrize(
    ("model", "asks"),
    [
        ("gpt-image-1.5", False), ("openai/gpt-image-2", False), ("chatgpt-image-latest", False),
        ("dall-e-3", True), ("grok-imagine-image-2.0", True), ("xai/grok-imagine-image", True),
    ],
)  # fmt: skip
def test_base64_is_asked_for_where_urls_would_come(model: str, asks: bool) -> None:  # noqa: FBT001
    body = json.loads(submit(call(model=model)).body)
    assert body.get("response_format") == ("b64_json" if asks else None)
    fields = {name: data for name, data, *_ in form(submit(call(model=model, images=(read_image(encoded()),))))}
    assert fields.get("response_format") == (b"b64_json" if asks else None)


def test_an_edit_of_one_picture() -> None:
    data = encoded("JPEG")
    request = submit(call(images=(read_image(data),), n=3, quality="low"))
    assert request.url == "https://api.openai.com/v1/images/edits"
    assert form(request) == [
        ("model", b"gpt-image-1.5", "", ""), ("prompt", PROMPT.encode(), "", ""), ("n", b"3", "", ""),
        ("size", b"1536x1024", "", ""), ("quality", b"low", "", ""), ("image", data, "image-1.jpg", "image/jpeg"),
    ]  # fmt: skip


def test_an_edit_of_several_pictures() -> None:
    pictures = [encoded("PNG"), encoded("WEBP"), encoded("JPEG")]
    request = submit(call(images=tuple(read_image(data) for data in pictures)))
    assert [field for field in form(request) if field[2]] == [
        ("image[]", pictures[0], "image-1.png", "image/png"),
        ("image[]", pictures[1], "image-2.webp", "image/webp"),
        ("image[]", pictures[2], "image-3.jpg", "image/jpeg"),
    ]


def test_a_mask_is_a_file() -> None:
    mask = encoded("PNG", "RGBA")
    request = submit(call(images=(read_image(encoded()),), mask=read_image(mask)))
    assert form(request)[-1] == ("mask", mask, "mask.png", "image/png")


def test_the_same_call_is_the_same_bytes() -> None:
    images = (read_image(encoded()),)
    assert submit(call(images=images)) == submit(call(images=images))


def test_nothing_of_it_is_shown() -> None:
    assert "café" not in repr(submit(call()))
    assert "café" not in repr(call())
