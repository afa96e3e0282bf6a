"""The sandbox's answers, without a socket: what it takes, what it refuses, and in which words."""

from __future__ import annotations

import base64
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelfare.catalog import Catalog
from pixelfare.errors import BadRequest
from pixelfare.sandbox.gateway import MOST_KEPT_BYTES, Gateway, Settings

DAY = "2026-11-22"
CATALOG = Catalog.load(DAY)
JSON = {"content-type": "application/json", "host": "127.0.0.1:1234"}
PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
COGVIEW = {"model": "zai/cogview-4", "prompt": "a lighthouse", "size": "512x512"}


def gateway(catalog: Catalog = CATALOG, **settings: Any) -> Gateway:
    return Gateway(catalog, Settings(**settings), clock=lambda: 1_780_000_000.5)


def post(at: Gateway, body: Any, *, edit: bool = False, **headers: str) -> tuple[int, dict[str, Any]]:
    path = "/v1/images/image2image" if edit else "/v1/images/generations"
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, _, answer = at.respond("POST", path, {**JSON, **headers}, content)
    return status, json.loads(answer)


def get(at: Gateway, path: str) -> tuple[int, str, bytes]:
    status, headers, answer = at.respond("GET", path, {"host": "127.0.0.1:1234"}, b"")
    return status, headers["content-type"], answer


def test_a_picture_by_url() -> None:
    at = gateway()
    status, body = post(at, COGVIEW)
    assert status == 200
    assert body["created"] == 1_780_000_000
    assert body["price"] == {"amount": "0.016750", "currency": "USD"}
    (entry,) = body["data"]
    assert entry["url"].startswith("http://127.0.0.1:1234/images/")
    assert entry["source_url"] == entry["url"]
    assert entry["backed_up"] is True
    status, media, picture = get(at, entry["url"].removeprefix("http://127.0.0.1:1234"))
    assert (status, media) == (200, "image/png")
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (512, 512)
        assert image.info["Title"] == "TEST CARD - not a generated picture"


def test_a_picture_as_data_uri() -> None:
    status, body = post(gateway(), {"model": "openai/gpt-image-2", "prompt": "a lighthouse"})
    assert status == 200
    assert set(body["data"][0]) == {"url"}
    assert body["data"][0]["url"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("results", "model", "inline"),
    [
        ("documented", "zai/cogview-4", False),
        ("documented", "google/nano-banana", False),
        ("data", "zai/cogview-4", True),
        ("url", "openai/gpt-image-2", False),
    ],
)
def test_how_pictures_are_handed_over(results: str, model: str, *, inline: bool) -> None:
    _, body = post(gateway(results=results), {"model": model, "prompt": "a"})
    assert body["data"][0]["url"].startswith("data:") == inline


def test_edits_by_google_come_as_data_uris() -> None:
    _, body = post(gateway(), {"model": "google/nano-banana", "prompt": "a", "image": PNG}, edit=True)
    assert body["data"][0]["url"].startswith("data:image/png;base64,")


def test_only_dall_e_3_rewrites_the_prompt() -> None:
    _, body = post(gateway(Catalog.load("2026-05-01")), {"model": "openai/dall-e-3", "prompt": "a lighthouse"})
    assert body["data"][0]["revised_prompt"] == "a lighthouse"
    assert body["price"]["amount"] == "0.044001"


def test_several_pictures_differ_and_cost_several_times() -> None:
    status, body = post(gateway(results="data"), {**COGVIEW, "n": 3})
    assert status == 200
    assert len({entry["url"] for entry in body["data"]}) == 3
    assert body["price"]["amount"] == "0.050250"


def test_the_same_request_gives_the_same_picture() -> None:
    one, other = (post(gateway(results="data"), COGVIEW)[1]["data"] for _ in range(2))
    assert one == other


def test_every_price_is_the_catalogs() -> None:
    at = gateway()
    _, _, answer = get(at, "/v1/models?format=json")
    rows = json.loads(answer)["data"]
    assert {"zai/cogview-4", "google/nano-banana-pro"} <= {row["id"] for row in rows}
    for row in rows:
        assert row["category"] == "image"
        for size, amount in row["price"].items():
            quote = CATALOG.quote(model=row["id"], gateway="sandbox", size=size)
            assert amount == str(quote.usd)


@pytest.mark.parametrize(("form", "kind"), [("png", "PNG"), ("jpeg", "JPEG")])
def test_output_format(form: str, kind: str) -> None:
    for settings, more in (({"form": form}, {}), ({}, {"output_format": form})):
        _, body = post(gateway(results="data", **settings), {**COGVIEW, **more})
        head, _, encoded = body["data"][0]["url"].partition(",")
        assert head == f"data:image/{form};base64"
        with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
            assert (image.format, image.size) == (kind, (512, 512))


# --- refusals


def test_the_refusal_of_a_missing_field_has_the_documented_shape() -> None:
    status, body = post(gateway(), {"prompt": "a"})
    assert status == 400
    assert body == {"error": "Invalid request body", "details": [{"path": ["model"], "message": "Required"}]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "zai/cogview-5"}, "Unknown model"),
        ({"model": "cogview-4"}, "Unknown model"),
        ({"model": "openai/dall-e-3"}, "retired"),
        ({"model": "black-forest/flux-1.1-pro"}, "delisted"),
        ({"model": "openai/gpt-image-2.5-flare"}, "sizes"),
        ({"model": 7}, "received integer"),
        ({"prompt": ""}, "at least 1"),
        ({"prompt": " \n"}, "at least 1"),
        ({"prompt": None}, "received null"),
        ({"prompt": ["a"]}, "received array"),
        ({"size": "1000x1000"}, "not supported"),
        ({"size": "512X512"}, "not supported"),
        ({"size": "512 x 512"}, "not supported"),
        ({"size": "auto"}, "not supported"),
        ({"size": "99999x99999"}, "not supported"),
        ({"size": "0x512"}, "not supported"),
        ({"size": 512}, "received integer"),
        ({"n": 0}, "between 1 and 10"),
        ({"n": 11}, "between 1 and 10"),
        ({"n": "2"}, "received string"),
        ({"n": 1.0}, "received number"),
        ({"n": True}, "received boolean"),
        ({"n": None}, "received null"),
        ({"quality": "standard"}, "takes no quality"),
        ({"quality": "hd"}, "takes no quality"),
        ({"quality": None}, "received null"),
        ({"output_format": "webp"}, "png or jpeg"),
    ],
)
def test_bad_orders(change: dict[str, Any], said: str) -> None:
    status, body = post(gateway(), {**COGVIEW, **change})
    assert status == 400
    assert said in json.dumps(body)
    assert "lighthouse" not in json.dumps(body)


def test_a_size_between_the_listed_ones_is_taken_at_the_dearer_price() -> None:
    _, body = post(gateway(results="data"), {**COGVIEW, "size": "640x1024"})
    assert body["price"]["amount"] == "0.022001"
    assert post(gateway(), {**COGVIEW, "size": "641x1024"})[0] == 400


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"7", b"null", b'"a"', b"\xff", b'{"n": NaN}', b"[" * 200_000,
        b'{"model": "zai/cogview-4", "prompt": "\\ud83d", "size": "512x512"}',
        b'{"model": "\\ud83d", "prompt": "a"}',
        b'{"model": "zai/cogview-4", "prompt": "a", "size": "\\ud83d"}',
        b'{"n": 1' + b"0" * 5000 + b"}",
    ],
)  # fmt: skip
def test_bodies_that_are_no_orders(content: bytes) -> None:
    status, body = post(gateway(), content)
    assert status == 400
    assert body["error"]


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert post(gateway(), content)[0] == 400


_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(max_size=3))


@given(st.dictionaries(st.sampled_from("prompt size n quality image mask output_format".split()), _VALUES))
def test_any_fields_are_answered(fields: dict[str, Any]) -> None:
    for edit in (False, True):
        model = "openai/gpt-image-2" if edit else "zai/cogview-4"
        assert post(gateway(), {"size": "64x64", **fields, "model": model}, edit=edit)[0] == 400


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"image": None}, "received null"),
        ({"image": []}, "at least 1"),
        ({"image": "https://example.org/a.png"}, "data URI"),
        ({"image": "data:text/plain;base64,aGk="}, "data URI"),
        ({"image": "data:image/png;base64,%%"}, "base64"),
        ({"image": "data:image/png;base64,aGk="}, "Not an image"),
        ({"image": [PNG] * 5}, "up to 4"),
        ({"image": [PNG, 7]}, "received integer"),
        ({"image": [PNG, PNG], "mask": PNG}, "single source"),
        ({"image": [PNG], "mask": PNG}, "single source"),
        ({"mask": "nothing"}, "data URI"),
        ({"model": "google/nano-banana", "mask": PNG}, "takes no mask"),
        ({"model": "google/nano-banana", "image": [PNG] * 4}, "up to 3"),
        ({"model": "zai/cogview-4"}, "does not edit"),
        ({"model": "xai/grok-imagine-image"}, "does not edit"),
    ],
)
def test_bad_edits(change: dict[str, Any], said: str) -> None:
    status, body = post(gateway(), {"model": "openai/gpt-image-2", "prompt": "a", "image": PNG, **change}, edit=True)
    assert status == 400
    assert said in json.dumps(body)


def test_good_edits() -> None:
    for fields in ({"image": PNG}, {"image": [PNG] * 4}, {"image": PNG, "mask": PNG}, {"image": PNG, "model": None}):
        body = {"model": "openai/gpt-image-2", "prompt": "a", **fields}
        if body["model"] is None:
            del body["model"]  # the documented default
        status, answer = post(gateway(), body, edit=True)
        assert status == 200, answer
        assert answer["price"]["amount"] == "0.064000"


def test_an_edit_before_it_was_known_to_edit() -> None:
    day = Catalog.load("2026-05-01")
    assert post(gateway(day), {"model": "google/nano-banana", "prompt": "a", "image": PNG}, edit=True)[0] == 400


def test_a_source_may_have_twelve_megabytes_and_no_more() -> None:
    large = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(12_000_000)).decode()
    status, _ = post(gateway(), {"model": "openai/gpt-image-2", "prompt": "a", "image": large}, edit=True)
    assert status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/images", 404),
        ("GET", "/v1/images/generations/img_nobody", 404),
        ("GET", "/images/nobody.png", 404),
        ("GET", "/images/../../etc/passwd", 404),
        ("GET", "/v1/images/generations", 405),
        ("POST", "/v1/models", 405),
        ("DELETE", "/health", 405),
        ("GET", "/api/health", 200),
        ("GET", "/api/v1/models", 200),
    ],
)
def test_places(method: str, path: str, status: int) -> None:
    assert gateway().respond(method, path, JSON, b"")[0] == status


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/mixed; boundary=x", "application/jsonp"])
def test_only_json_is_taken(kind: str) -> None:
    assert post(gateway(), COGVIEW, **{"content-type": kind})[0] == 415
    assert post(gateway(), COGVIEW, **{"content-type": "application/json; charset=utf-8"})[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "[fd00::1]:1", ""]
)
def test_a_page_on_the_web_cannot_use_it(host: str) -> None:
    assert post(gateway(), COGVIEW, host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.1.2.3:9", "[::1]:1", "[::1]"])
def test_this_machine_can(host: str) -> None:
    assert post(gateway(), COGVIEW, host=host)[0] == 200


# --- slow jobs


def test_a_slow_job() -> None:
    at = gateway(slow=True, polls=2)
    status, body = post(at, COGVIEW)
    assert status == 202
    assert body["status"] == "queued"
    assert (body["model"], body["size"], body["n"]) == ("zai/cogview-4", "512x512", 1)
    assert body["poll_url"] == f"/api/v1/images/generations/{body['id']}"
    answers = [get(at, body["poll_url"]) for _ in range(4)]
    assert [status for status, _, _ in answers] == [202, 202, 200, 200]
    states = [json.loads(content)["status"] for _, _, content in answers]
    assert states == ["in_progress", "in_progress", "completed", "completed"]
    assert answers[2] == answers[3]
    assert json.loads(answers[2][2])["data"][0]["url"]


def test_seedream_is_always_slow_and_others_are_not() -> None:
    seedream = {"model": "bytedance/seedream-5-pro", "prompt": "a"}
    assert post(gateway(), seedream)[0] == 202
    assert post(gateway(slow=False), seedream)[0] == 200
    assert post(gateway(), COGVIEW)[0] == 200


def test_old_jobs_are_forgotten() -> None:
    at = gateway(slow=True)
    first = post(at, COGVIEW)[1]["poll_url"]
    for _ in range(1_000):
        post(at, COGVIEW)
    assert get(at, first)[0] == 404


def test_old_pictures_are_forgotten() -> None:
    at = gateway()
    names = [at._pictures._keep(bytes([i]) * (MOST_KEPT_BYTES // 4 + 1), "png") for i in range(4)]
    assert [get(at, f"/images/{name}")[0] for name in names] == [404, 200, 200, 200]


def test_settings_are_checked() -> None:
    for bad in ({"results": "both"}, {"form": "webp"}, {"polls": -1}, {"polls": 1.5}):
        with pytest.raises(BadRequest):
            Settings(**bad)  # type: ignore[arg-type]


def test_time_travel() -> None:
    assert Gateway(CATALOG.at(date(2026, 5, 1))).catalog.as_of == date(2026, 5, 1)
    _, body = post(gateway(Catalog.load("2026-05-01")), COGVIEW)
    assert body["price"]["amount"] == "0.017751"
