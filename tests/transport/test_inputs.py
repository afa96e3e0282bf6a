"""Input pictures from URLs: what is asked, what is followed, and what is refused before anyone is asked."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from pixelfare.errors import BadAnswer, BadRequest, GatewayUnreachable
from pixelfare.size import Size
from pixelfare.transport import HttpResponse, InputImage
from pixelfare.transport.call import MOST_INPUT_BYTES
from pixelfare.transport.inputs import MOST_REDIRECTS, fetch_flow, is_url
from scripted import carry_out

URL = "https://pictures.example/cat.png?token=secret"


def encoded(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(out, form)
    return out.getvalue()


def came(status: int = 200, body: bytes = b"", **headers: str) -> HttpResponse:
    return HttpResponse(status=status, headers=tuple((k.replace("_", "-"), v) for k, v in headers.items()), body=body)


def image(**headers: str) -> HttpResponse:
    return came(body=encoded(), **{"content_type": "image/png", **headers})


def fetched(*answers: Any, url: str = URL) -> tuple[InputImage, list[Any]]:
    outcome, asked, _ = carry_out(fetch_flow(url, what="input picture 1"), answers)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome, asked


def test_a_picture_is_fetched_as_nobody() -> None:
    result, (request,) = fetched(image())
    assert (result.data, result.media_type, result.size) == (encoded(), "image/png", Size(20, 10))
    assert (request.method, request.url, request.body, request.public) == ("GET", URL, b"", True)
    assert request.max_bytes == MOST_INPUT_BYTES
    assert {name for name, _ in request.headers} == {"accept", "accept-encoding", "user-agent"}


@pytest.mark.parametrize("given", ["https://a.example", "HTTPS://a.example", "http://a.example"])
def test_urls(given: str) -> None:
    assert is_url(given)


@pytest.mark.parametrize(
    "given", ["cat.png", "folder/https://a", "data:image/png;base64,AA", "httpsfile", "ftp://a.example", ""]
)
def test_no_urls(given: str) -> None:
    assert not is_url(given)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_each_is_guarded(status: int) -> None:
    _, asked = fetched(came(status, location="/b.png"), came(status, location="https://cdn.example/c.png"), image())
    assert [request.url for request in asked[1:]] == ["https://pictures.example/b.png", "https://cdn.example/c.png"]
    assert all(request.public for request in asked)


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://cdn.example/c.png", "is not https"),
        ("http://127.0.0.1/c.png", "is not https"),
        ("https://127.0.0.1/c.png", "private network"),
        ("https://[::1]/c.png", "private network"),
        ("https://[64:ff9b::7f00:1]/c.png", "private network"),
        ("https://localhost/c.png", "private network"),
        ("https://metadata.google.internal/c.png", "private network"),
        ("https://printer.local./c.png", "private network"),
        ("https://0x7f000001/c.png", "is no URL"),
        ("https://127.1/c.png", "is no URL"),
        ("https://a:b@cdn.example/c.png", "a name or a password"),
        ("file:///etc/passwd", "is no URL"),
        ("https://[nonsense/c.png", "is no URL"),
        ("https://cdn.example:99999/c.png", "is no URL"),
    ],
)
def test_where_no_redirect_leads(location: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        fetched(came(302, location=location))
    if "nonsense" not in location:
        with pytest.raises(BadRequest, match=said):
            fetched(url=location)


@pytest.mark.parametrize("location", ["/again", ""])
def test_redirects_end(location: str) -> None:
    answers = [came(302, location=location)] * (MOST_REDIRECTS + 1)
    with pytest.raises(BadRequest, match="one redirect after the other"):
        fetched(*answers)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (came(404), "answered 404"),
        (came(206, encoded(), content_type="image/png"), "answered 206"),
        (came(200, encoded()), "no media type"),
        (came(200, b"<html>", content_type="text/html; charset=utf-8"), "has 'text/html', not a picture"),
        (came(200, b"<svg/>", content_type="image/svg+xml"), "not a PNG, JPEG or WebP"),
        (came(200, encoded("GIF"), content_type="image/png"), "not a PNG, JPEG or WebP"),
        (came(200, encoded()[:-20], content_type="image/png"), "cut off"),
        (GatewayUnreachable("https://pictures.example/cat.png: no answer within 60 s"), "could not be fetched: .*60 s"),
        (BadAnswer("the answer has more than 12,000,000 bytes"), "could not be fetched: .*more than"),
    ],
)
def test_what_is_no_input_picture(answer: Any, said: str) -> None:
    with pytest.raises(BadRequest, match=f"input picture 1.*{said}") as caught:
        fetched(answer)
    assert "secret" not in str(caught.value)


def test_the_bytes_say_what_it_is() -> None:
    result, _ = fetched(came(200, encoded("JPEG"), content_type="IMAGE/PNG ; q=1"))
    assert result.media_type == "image/jpeg"
