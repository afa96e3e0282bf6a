"""The flow, played by hand: no socket, no clock, every answer made up."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from pixelfare.errors import BadAnswer, CannotPay, GatewayRefused, GatewayUnreachable
from pixelfare.size import Size
from pixelfare.transport import Answer, Call, HttpRequest, HttpResponse, InputImage, Wait, picture_flow
from pixelfare.transport.collecting import FETCHES
from pixelfare.transport.polling import MOST_FAILED_POLLS, PAUSES

GATEWAY = "https://gateway.example/api"
PROMPT = "a secret lighthouse at dusk"


def png(width: int = 8, height: int = 8) -> bytes:
    """A small PNG, packed by hand."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x10\x20\x30" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = png()
URI = "data:image/png;base64," + base64.b64encode(PNG).decode()


def call(**changes: Any) -> Call:
    return Call(**({"url": GATEWAY, "model": "zai/cogview-4", "prompt": PROMPT, "size": Size(8, 8)} | changes))


def answer(status: int = 200, body: Any = None, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(
        status=status, headers=tuple((k.replace("_", "-"), v) for k, v in headers.items()), body=content
    )


def done(*urls: str, **more: Any) -> HttpResponse:
    return answer(200, {"created": 1, "data": [{"url": url} for url in urls], **more})


def job(status: str = "queued", poll_url: str = "/api/v1/images/generations/img_1", **more: Any) -> HttpResponse:
    return answer(202, {"id": "img_1", "status": status, "poll_url": poll_url, "model": "zai/cogview-4", **more})


def play(order: Call, *answers: HttpResponse | Exception) -> tuple[Answer, list[HttpRequest], list[float]]:
    """Answer each request in turn, and note what was asked for and how long it waited."""
    flow, left = picture_flow(order), list(answers)
    asked: list[HttpRequest] = []
    waits: list[float] = []
    step = next(flow)
    while True:
        try:
            if isinstance(step, Wait):
                waits.append(step.seconds)
                step = flow.send(None)
                continue
            asked.append(step)
            reply = left.pop(0)
            step = flow.throw(reply) if isinstance(reply, Exception) else flow.send(reply)
        except StopIteration as end:
            assert not left, "answers that nobody asked for"
            return end.value, asked, waits


def test_the_order_as_it_is_sent() -> None:
    _, (request,), _ = play(call(n=2), done(URI, URI))
    assert request.method == "POST"
    assert request.url == "https://gateway.example/api/v1/images/generations"
    assert json.loads(request.body) == {"model": "zai/cogview-4", "prompt": PROMPT, "size": "8x8", "n": 2}
    assert ("content-type", "application/json") in request.headers


def test_quality_is_sent_only_where_there_is_one() -> None:
    _, (request,), _ = play(call(quality="high"), done(URI))
    assert json.loads(request.body)["quality"] == "high"


@pytest.mark.parametrize("count", [1, 3])
def test_edits_carry_data_uris(count: int) -> None:
    source = InputImage(data=PNG, media_type="image/png", size=Size(8, 8))
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    mask = InputImage(data=out.getvalue(), media_type="image/png", size=Size(8, 8)) if count == 1 else None
    _, (request,), _ = play(call(images=(source,) * count, mask=mask), done(URI))
    assert request.url.endswith("/v1/images/image2image")
    body = json.loads(request.body)
    assert body["image"] == (URI if count == 1 else [URI] * 3)
    encoded = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
    assert body.get("mask") == (encoded if count == 1 else None)


def test_a_data_uri_is_the_picture() -> None:
    result, asked, waits = play(call(), done(URI, price={"amount": "0.016750", "currency": "USD"}))
    (image,) = result.images
    assert (image.data, image.media_type, image.size) == (PNG, "image/png", Size(8, 8))
    assert result.price == "0.016750 USD"
    assert json.loads(result.raw)["created"] == 1
    assert (len(asked), waits, result.notices, image.notices) == (1, [], (), ())


def test_b64_json_is_accepted() -> None:
    result, _, _ = play(call(), answer(200, {"data": [{"b64_json": base64.b64encode(PNG).decode()}]}))
    assert result.images[0].data == PNG


def test_a_url_is_fetched_without_the_headers_of_the_order() -> None:
    entry = {"url": "https://cdn.example/a.jpg", "source_url": "https://maker.example/a", "backed_up": True}
    entry["revised_prompt"] = "a lighthouse"
    result, asked, _ = play(call(), answer(200, {"data": [entry]}), answer(200, PNG))
    assert [r.method for r in asked] == ["POST", "GET"]
    assert asked[1].url == "https://cdn.example/a.jpg"
    assert asked[1].body == b""
    (image,) = result.images
    assert (image.url, image.source_url, image.backed_up) == (entry["url"], entry["source_url"], True)
    assert image.revised_prompt == "a lighthouse"


def test_the_makers_copy_is_fetched_where_the_gateways_is_gone() -> None:
    entry = {"url": "https://cdn.example/a", "source_url": "https://maker.example/a"}
    result, asked, _ = play(call(), answer(200, {"data": [entry]}), answer(404, b""), answer(200, PNG))
    assert asked[2].url == "https://maker.example/a"
    assert result.images[0].data == PNG


def test_a_fetch_is_tried_again() -> None:
    gone = GatewayUnreachable("no answer")
    _, asked, waits = play(call(), done("https://cdn.example/a"), gone, answer(503, b""), answer(200, PNG))
    assert len(asked) == 4
    assert waits == [second for second in FETCHES if second]


def test_a_picture_that_cannot_be_had_does_not_lose_the_others() -> None:
    result, _, _ = play(call(n=2), done("https://cdn.example/a", URI), answer(403, b"no"))
    assert len(result.images) == 1
    assert [n.code for n in result.notices] == ["picture-missing"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://cdn.example/a.jpg", "not https"),
        ("https://127.0.0.1/a.jpg", "this machine"),
        ("https://localhost/a.jpg", "this machine"),
        ("https://a.localhost/a.jpg", "this machine"),
        ("https://10.0.0.7/a.jpg", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://[fd00::1]/a.jpg", "private network"),
        ("https://[::ffff:10.0.0.1]/a.jpg", "private network"),
        ("https://2130706433/a.jpg", "no URL"),
        ("https://127.1/a.jpg", "no URL"),
        ("https://0x7f.1/a.jpg", "no URL"),
        ("https://user:pass@cdn.example/a.jpg", "a name or a password"),
        ("file:///etc/passwd", "no URL"),
        ("https://cdn.example\\@evil.example/", "no URL"),
        ("https://cdn.example/a b", "no URL"),
        ("https://cdn.example:99999/", "no URL"),
        ("https://" + "a" * 9000, "no URL"),
    ],
)
def test_results_are_fetched_from_proper_places_only(url: str, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        play(call(), done(url))


def test_a_gateway_on_this_machine_may_point_to_this_machine() -> None:
    result, _, _ = play(call(url="http://127.0.0.1:8"), done("http://127.0.0.1:8/images/a.png"), answer(200, PNG))
    assert result.images[0].url.startswith("http://127.0.0.1:8/")


# --- slow jobs


def test_a_slow_job_is_asked_for_until_it_is_done() -> None:
    result, asked, waits = play(call(), job(), job("in_progress"), answer(504, b""), done(URI, status="completed"))
    assert [r.method for r in asked] == ["POST", "GET", "GET", "GET"]
    assert asked[1].url == "https://gateway.example/api/v1/images/generations/img_1"
    assert waits == list(PAUSES[:3])
    assert result.images[0].data == PNG


def test_polling_goes_on_after_a_lost_poll() -> None:
    result, asked, _ = play(call(), job(), GatewayUnreachable("lost"), done(URI))
    assert len(asked) == 3
    assert result.images


def test_a_job_that_a_proxy_passes_on_as_a_success_is_a_job() -> None:
    envelope = {"status": "queued", "poll_url": "/job"}
    result, asked, _ = play(call(), answer(200, envelope), answer(200, {"status": "in_progress"}), done(URI))
    assert [r.url for r in asked[1:]] == ["https://gateway.example/job"] * 2
    assert result.images


def test_failures_count_only_in_a_row() -> None:
    lost = [GatewayUnreachable("lost")] * (MOST_FAILED_POLLS - 1)
    result, _, _ = play(call(), job(), *lost, job("in_progress"), *lost, done(URI))
    assert result.images


def test_a_gateway_that_stays_away_is_given_up() -> None:
    with pytest.raises(GatewayUnreachable, match="lost"):
        play(call(), job(), *(GatewayUnreachable("lost") for _ in range(MOST_FAILED_POLLS)))


def test_a_gateway_that_keeps_failing_is_given_up() -> None:
    with pytest.raises(GatewayRefused, match="504"):
        play(call(), job(), *(answer(504, b"") for _ in range(MOST_FAILED_POLLS + 1)))


def test_retry_after_is_honoured() -> None:
    _, _, waits = play(call(), job(), answer(429, {"error": "Rate limited"}, retry_after="30"), done(URI))
    assert waits == [PAUSES[0], 30.0]


def test_patience_ends() -> None:
    with pytest.raises(GatewayUnreachable, match="not done after 5 s"):
        play(call(patience=6), job(), job(), job())


def test_time_that_polls_take_counts() -> None:
    slow = HttpResponse(status=202, body=job().body, seconds=500.0)
    with pytest.raises(GatewayUnreachable, match="not done"):
        play(call(patience=500), job(), slow)


def test_a_failed_job_says_so() -> None:
    with pytest.raises(GatewayRefused, match="the job failed: content was filtered") as caught:
        play(call(), job(), answer(200, {"status": "failed", "error": "content was filtered"}))
    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("poll_url", "said"),
    [
        ("https://evil.example/job", "another place"),
        ("//evil.example/job", "another place"),
        ("http://gateway.example/job", "not https"),
        ("https://gateway.example:8443/job", "another place"),
        ("https://user@gateway.example/job", "a name or a password"),
        ("file:///etc/passwd", "no URL"),
        ("https://[", "no URL"),
        ("", "did not say where"),
        (7, "did not say where"),
    ],
)
def test_a_foreign_poll_url_is_never_called(poll_url: Any, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        play(call(), job(poll_url=poll_url))


def test_an_absolute_poll_url_of_the_same_origin_is_fine() -> None:
    _, asked, _ = play(call(), job(poll_url="https://GATEWAY.example:443/api/v1/j"), done(URI))
    assert asked[1].url == "https://GATEWAY.example:443/api/v1/j"


def test_another_model_in_the_envelope_is_noticed() -> None:
    result, _, _ = play(call(), job(model="openai/gpt-image-2"), done(URI))
    assert [n.code for n in result.notices] == ["model-differs"]


def test_a_job_without_json() -> None:
    with pytest.raises(BadAnswer, match="did not say which"):
        play(call(), answer(202, b"<html>"))


# --- answers that are no pictures


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "nothing"),
        (b"<!DOCTYPE html><html>edge error</html>", "HTML"),
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no JSON"),
        ({}, "without a picture"),
        ({"data": []}, "without a picture"),
        ({"data": {}}, "without a picture"),
        ({"data": [7]}, "without bytes or URL"),
        ({"data": [{"url": None}]}, "without bytes or URL"),
        ({"data": [{"url": "data:image/png;base64,%%%"}]}, "without bytes or URL"),
        ({"data": [{"url": "data:text/html;base64,aGVsbG8="}]}, "without bytes or URL"),
        ({"data": [{"url": "data:image/png;base64,aGVsbG8="}]}, "no picture"),
        ({"id": "img_1", "status": "queued"}, "did not say where"),
        ({"id": "img_1", "status": "completed"}, "without a picture"),
    ],
)
def test_a_success_that_is_no_picture(body: Any, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        play(call(), answer(200, body))


def test_html_where_a_picture_was_announced() -> None:
    with pytest.raises(BadAnswer, match="no picture"):
        play(call(), done("https://cdn.example/a.png"), answer(200, b"<html>gone</html>"))


def test_a_redirected_result_is_not_followed() -> None:
    with pytest.raises(GatewayRefused, match="302"):
        play(call(), done("https://cdn.example/a"), answer(302, b"", location="https://evil.example/"))


@pytest.mark.parametrize(
    ("picture", "code"), [(png(8, 9), "size-differs"), (PNG[:20], "size-unread"), (PNG[:-12], "picture-cut-off")]
)
def test_what_does_not_fit_the_order_is_on_the_picture(picture: bytes, code: str) -> None:
    uri = "data:image/png;base64," + base64.b64encode(picture).decode()
    result, _, _ = play(call(), done(uri))
    assert code in [n.code for n in result.images[0].notices]


@pytest.mark.parametrize("came", [1, 3])
def test_more_or_fewer_pictures_than_ordered(came: int) -> None:
    result, _, _ = play(call(n=2), done(*[URI] * came))
    assert len(result.images) == came
    assert [n.code for n in result.notices] == ["count-differs"]


def test_a_demand_for_payment_stops_everything() -> None:
    with pytest.raises(CannotPay, match=r"it prints 0\.015000 USD.*nothing was signed"):
        play(call(), answer(402, {"error": "Payment Required", "price": {"amount": "0.015000", "currency": "USD"}}))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_of_the_order_are_never_followed(status: int) -> None:
    with pytest.raises(GatewayRefused, match="never followed"):
        play(call(), answer(status, b"", location="https://evil.example/"))


@pytest.mark.parametrize("status", [429, 500, 502, 504, 524])
def test_the_order_is_sent_once(status: int) -> None:
    with pytest.raises(GatewayRefused):
        play(call(), answer(status, b""))
    with pytest.raises(GatewayUnreachable):
        play(call(), GatewayUnreachable("lost"))


def test_nothing_shows_prompt_bytes_or_signed_urls() -> None:
    order = call(images=(InputImage(data=PNG, media_type="image/png", size=None),))
    signed = "https://cdn.example/a.png?signature=tops3cret"
    result, asked, _ = play(order, answer(200, {"data": [{"url": signed, "revised_prompt": PROMPT}]}), answer(200, PNG))
    shown = repr((order, result, asked, answer(200, {"a": "secret lighthouse"})))
    for secret in ("secret", "tops3cret", "IDAT"):
        assert secret not in shown
