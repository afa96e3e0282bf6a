"""Bodies, forms and heads that are made to break something: each is refused as what it is, and costs nothing."""

from __future__ import annotations

import base64
import json
import os
import socket
import tempfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("uvicorn", reason="the extra `server` is not installed")

from pixelfare.server import heads

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

PATHS = ("/v1/images/generations", "/v1/images/edits", "/v1/images/image2image", "/v1/route")
GENERATE, EDIT = PATHS[0], PATHS[1]
WISH = {"prompt": "a red bicycle", "model": "pixelfare/cheapest"}
JSON = {"content-type": "application/json"}
TOKEN = "pf-local-" + "0" * 43


@pytest.fixture
def well(shop: Any) -> Iterator[Any]:
    """A server that has to outlive the test without having bought anything, or made a mistake."""
    yield shop
    shop.is_well()


def refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    error: dict[str, Any] = answer.json()["error"]
    assert {"message", "type", "param", "code"} <= set(error)
    assert error["code"] != "internal-error"
    assert answer.headers["x-should-retry"] in ("true", "false")
    for inner in ("/home", "Traceback", "site-packages", TOKEN):
        assert inner not in answer.text
    return error


def test_numbers_names_and_texts_that_cannot_be_kept(well: Any) -> None:
    client = well.client()
    for content in (
        b'{"prompt": "a", "max_usd": 1e99999999999999999999}', b'{"prompt": "a", "max_usd": -1e-99999999999999999999}',
        b'{"prompt": "a", "tolerance": 1e999999}', b'{"prompt": "a", "n": ' + b"9" * 5_000 + b"}",
        b'{"prompt": "\\ud800"}', b'{"\\ud800": 1, "prompt": "a"}', b'{"prompt": "a", "needs": {"\\ud800": 1}}',
        b'{"prompt": "a", "weights": {"\\ud800": 1}}', b'{"prompt": "a", "label": "\\ud800"}',
        b'{"prompt": "a", "model": "\\ud800"}', b'{"prompt": "a", "gateway": "\\ud800"}',
        b'{"prompt": "a", "intent": "\\ud800"}', b'{"prompt": "a", "size": "\\ud800"}',
        b'{"prompt": "a", "image": "https://\\ud800"}', b'{"prompt": "a", "image": "data:image/png;base64,\\ud800"}',
        b'{"prompt": "a", "mask": "https://\\ud800", "image": "https://example.com/a.png"}',
    ):  # fmt: skip
        for path in PATHS:
            refused(client.post(path, content=content, headers=JSON), 400, 403, 404)


def test_no_part_means_what_it_should_not(well: Any) -> None:
    client = well.client()
    for parts in (
        {"max_usd": True}, {"max_usd": "-1"}, {"max_usd": "NaN"}, {"max_usd": "1e5"}, {"max_usd": "Infinity"},
        {"tolerance": 2}, {"tolerance": "NaN"}, {"tolerance": True}, {"min_quality": "x"}, {"min_quality": "sNaN"},
        {"weights": {"style": "NaN"}}, {"weights": {"style": -1}}, {"needs": {"lettering": {"x": [[]]}}},
        {"needs": {"operation": "/etc/passwd"}}, {"needs": {"size": 5}}, {"n": "1"}, {"n": True}, {"n": 1.0},
        {"model": "/etc/passwd"}, {"model": "a\r\nx-evil: 1"}, {"intent": "/etc/passwd.yaml", "model": None},
        {"model": "pixelfare/../x"}, {"key": "x"}, {"out": "/etc/passwd"}, {"policy": "/etc/passwd"},
        {"catalog": "x"}, {"image": "/etc/passwd"}, {"gateway": []}, {"gateway": ["any"]},
        {"gateway": ["sandbox", "x"]}, {"gateway": "clawrouter"}, {"label": "a\nb"}, {"label": "a" * 256},
        {"as_of": "2026-01-01"}, {"conservative": 1},
    ):  # fmt: skip
        refused(client.post(GENERATE, json={**WISH, **parts}), 400, 403, 404)


def form(*parts: bytes, boundary: bytes = b"x") -> dict[str, Any]:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return {"content": body, "headers": {"content-type": f"multipart/form-data; boundary={boundary.decode()}"}}


def part(name: str, value: bytes = b"x", more: str = "") -> bytes:
    return f'content-disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


def test_forms_that_are_made_to_break_something(well: Any) -> None:
    client = well.client()
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for sent in (
        {"content": b"--x\r\n" + b"a: b\r\n" * 20_000, "headers": kind},
        {"content": b"--x\r\n" + b"a" * 500_000, "headers": kind},
        {"content": b"--x\r\n", "headers": {"content-type": "multipart/form-data; boundary="}},
        form(part("prompt"), part("n", b"9" * 5_000)),
        form(part("prompt"), part("n", "٣".encode())),
        form(part("prompt"), part("weights", b"[" * 100_000)),
        form(part("prompt"), part("needs", b'{"a": NaN}')),
        form(part("prompt"), part("needs", b'{"a": 1e99999999999999999999}')),
        form(part("prompt", b"x" * 1_100_000)),
        form(part("prompt", b"\xff\xfe")),
        form(*(part(f"f{number}") for number in range(1_000))),
        form(*(part("image", more='; filename="a"') for _ in range(30))),
        form(part("prompt"), part("image", b"GIF89a", more='; filename="../../../etc/passwd"')),
        form(part("prompt"), part("image", b"/etc/passwd")),
        form(b"content-disposition: form-data\r\n\r\nx"),
    ):  # fmt: skip
        refused(client.post(EDIT, **sent), 400)


def test_only_what_is_said_to_be_json_is_read(well: Any) -> None:
    """What a page of another site can send without asking first is not JSON."""
    client, content = well.client(), json.dumps(WISH)
    for path in PATHS:
        for kind in ("", "text/plain", "application/x-www-form-urlencoded", "application/json5", "text/json"):
            refused(client.post(path, content=content, headers={"content-type": kind}), 415)
    packed = zlib.compress(b" " * 10_000_000)
    for encoding in ("gzip", "deflate", "br", "identity, gzip"):
        refused(client.post(GENERATE, content=packed, headers={**JSON, "content-encoding": encoding}), 415)


def request(*headers: str, target: str = GENERATE, body: bytes = b"") -> bytes:
    lines = [f"POST {target} HTTP/1.1", *headers, f"authorization: Bearer {TOKEN}", "connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


BYTES = json.dumps(WISH).encode()
SAID = (*(f"{name}: {kind}" for name, kind in JSON.items()), f"content-length: {len(BYTES)}")
HOST = "host: 127.0.0.1"


def test_heads_that_are_read_in_two_ways(well: Any) -> None:
    """By a proxy in front, and by this server; or that are too large for anybody."""
    both = (HOST, "content-type: application/json", f"content-length: {len(BYTES)}", "transfer-encoding: chunked")
    chunked = f"{len(BYTES):x}\r\n".encode() + BYTES + b"\r\n0\r\n\r\n"
    for sent, status in (
        (request(*both, body=chunked), b"400"),
        (request(*both, body=chunked) + request(HOST, *SAID, body=BYTES), b"400"),
        (request(HOST, *SAID, "x: " + "a" * 70_000, body=BYTES), b"4"),
        (request(HOST, *SAID, *(f"x{n}: {'a' * 90}" for n in range(400)), body=BYTES), b"4"),
        (request(HOST, "content-length: 5", "content-length: 50", body=BYTES), b"400"),
        (request(HOST, "transfer-encoding: xchunked", body=BYTES), b"4"),
        (request(HOST, *SAID, "x y: 1", body=BYTES), b"400"),
        (request(HOST, "host: evil.example", *SAID, body=BYTES), b"4"),
        (request(HOST, *SAID, target="http://evil.example" + GENERATE, body=BYTES), b"404"),
        (request(HOST, *SAID, target="/page/.." + GENERATE, body=BYTES), b"404"),
        (request(HOST, *SAID, target="/page/%2e%2e" + GENERATE, body=BYTES), b"404"),
        (request(HOST, *SAID, target="/pictures/%2e%2e" + GENERATE, body=BYTES), b"404"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, b"400"),
    ):  # fmt: skip
        assert well.raw(sent).split(b" ")[1].startswith(status), sent[:200]


def test_a_head_that_never_ends_is_not_waited_for(well: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.2)
    first = b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    for sent in (b"", b"GET /healthz HTTP/1.1\r\nx: ", first + b"GET /heal", first):
        with socket.create_connection(well.address, timeout=10) as line:
            line.sendall(sent)
            got = b""
            while more := line.recv(65_536):
                got += more
        assert got.count(b"200 OK") == sent.count(first)


def test_a_slow_purchase_is_no_slow_head(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.05)
    shop.open.clear()
    client = shop.client()
    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):
            asked = pool.submit(client.post, GENERATE, json=WISH)
            assert not wait([asked], timeout=0.3).done
            shop.open.set()
            assert asked.result().status_code == 200
            shop.open.clear()
        shop.open.set()
    shop.is_well(settled=2)


def test_two_keys_are_none(well: Any) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    refused(well.client().post(GENERATE, json=WISH, headers=headers), 400)


def test_picture_urls_of_private_places(well: Any, network_attempts: list[str]) -> None:
    client, card = well.client(), "data:image/png;base64," + base64.b64encode(b"x").decode()
    for place in (
        "127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "2130706433", "0x7f.1", "0177.0.0.1", "127.1",
        "user:pw@10.0.0.1", "192.168.0.1:22", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "%31%32%37.0.0.1", "", "0",
        "１２７.0.0.1",
    ):  # fmt: skip
        for body in ({"image": f"https://{place}/a.png"}, {"image": card, "mask": f"https://{place}/a.png"}):
            refused(client.post(EDIT, json={"prompt": "paint it blue", **body}), 400)
    assert network_attempts == []


def test_what_others_spend_is_not_told(open_shop: Callable[..., Any]) -> None:
    shop = open_shop(router={"budget": "call=1,day=0.02"})
    assert shop.client().post(GENERATE, json=WISH).status_code == 200
    answer = shop.agent("ann").post(GENERATE, json=WISH)
    assert refused(answer, 403)["code"] == "over-budget"
    for figure in ("0.02", "0.01", "usd"):
        assert figure not in answer.text
    assert "day" in answer.json()["error"]["message"]
    shop.is_well(settled=1)


def test_what_a_label_of_ones_own_may_spend_is_told(open_shop: Callable[..., Any]) -> None:
    limits = {"call": "1", "day": "5", "labels": {"ann": {"day": "0.01"}}}
    shop = open_shop(router={"budget": limits})
    error = refused(shop.agent("ann").post(GENERATE, json=WISH), 403)
    assert (error["pixelfare"]["limit"], error["pixelfare"]["most_usd"]) == ("day of ann", "0.010000")
    shop.is_well()


def test_whether_others_have_orders_is_not_told(shop: Any) -> None:
    for _ in range(2):
        shop.client().post(GENERATE, json=WISH)
    first, second = (order.id for order in shop.ledger.orders())
    alike = next(n for n, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)
    for client in (shop.client(), shop.agent("ann")):
        for beginning in (first[:alike], first[:-1]):
            answers = [client.get(f"/v1/orders/{beginning}"), client.get("/v1/orders", params={"before": beginning})]
            assert [answer.status_code for answer in answers] == [404, 404]
    assert shop.agent("bob").get(f"/v1/orders/{first}").status_code == 404
    shop.is_well(settled=2)


def test_connections_that_say_nothing_leave_room_for_those_that_do(
    open_shop: Callable[..., Any], monkeypatch: Any
) -> None:
    """A paid answer needs a file to be kept in, whoever holds how many connections open."""
    monkeypatch.setattr(heads, "allow_files", lambda: 0)  # so that as few connections as possible are let in
    shop = open_shop(at_once=4)
    shop.open.clear()
    client = shop.client()
    with ThreadPoolExecutor(1) as pool, ExitStack() as stack:
        asked = pool.submit(client.post, GENERATE, json=WISH)
        shop.until(shop.ledger.orders)
        silent = [stack.enter_context(socket.create_connection(shop.address, timeout=20)) for _ in range(60)]
        assert shop.client("").get("/healthz").status_code == 200
        for made in silent[:40]:  # the newest are still there
            with suppress(ConnectionResetError):
                assert made.recv(1) == b""
        silent[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert silent[-1].recv(4) == b"HTTP"
        shop.open.set()
        assert asked.result().status_code == 200
    shop.is_well(settled=1)


def test_an_answer_that_is_still_being_sent_is_not_cut_off(open_shop: Callable[..., Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(heads, "allow_files", lambda: 0)
    shop = open_shop(at_once=4)
    with ExitStack() as stack:
        slow = stack.enter_context(socket.create_connection(shop.address, timeout=20))
        asked = f"GET /v1/catalog HTTP/1.1\r\nHost: {shop.address[0]}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        slow.sendall(asked.encode() * 60)  # more than the sockets' buffers hold
        shop.until(lambda: len(shop.log) > 1)
        for _ in range(40):
            stack.enter_context(socket.create_connection(shop.address, timeout=20))
        assert shop.client("").get("/healthz").status_code == 200
        got = b""
        while got.count(b"HTTP/1.1 200 OK") < 60:
            more = slow.recv(1_000_000)
            assert more, f"cut off after {got.count(b'HTTP/1.1 200 OK')} answers"
            got += more
    shop.is_well()


def test_a_picture_that_had_to_be_kept_elsewhere_is_not_told_to_a_key(shop: Any, home: Any, monkeypatch: Any) -> None:
    from pixelfare.errors import CannotStore  # noqa: PLC0415  only here
    from pixelfare.shelf import Shelf, pictures_folder  # noqa: PLC0415  likewise

    monkeypatch.setattr(tempfile, "tempdir", str(home))
    put, usual = Shelf.put, pictures_folder()

    def full(self: Any, *rest: Any, **options: Any) -> Any:
        if self.folder == usual:
            raise CannotStore(f"{str(usual)!r} cannot be written: No space left on device")
        return put(self, *rest, **options)

    monkeypatch.setattr(Shelf, "put", full)
    for client, knows in ((shop.client(), True), (shop.agent("ann"), False)):
        answer = client.post(GENERATE, json=WISH)
        assert answer.status_code == 200, answer.text
        order = answer.json()["pixelfare"]["order"]
        for said in (answer, client.get(f"/v1/orders/{order}"), client.get("/v1/orders")):
            assert "stored-elsewhere" in said.text
            assert (str(home) in said.text) == knows


def test_figures_of_everybody_are_not_for_every_key(well: Any) -> None:
    assert well.client().get("/metrics").status_code == 200
    refused(well.agent("ann").get("/metrics"), 403)
    assert "pixelfare_requests_total" in well.agent("metrics").get("/metrics").text


def test_a_parameter_given_twice_is_refused(well: Any) -> None:
    for path in ("/v1/orders?label=a&label=b", "/v1/spend?by=day&by=label"):
        refused(well.client().get(path), 400)


@pytest.mark.skipif(os.name == "nt", reason="no pipes and links as files there")
def test_what_is_no_plain_file_any_more_is_neither_shown_nor_waited_for(shop: Any, tmp_path: Path) -> None:
    client = shop.client()
    bought = client.post(GENERATE, json=WISH, headers={"idempotency-key": "k"}).json()
    path = shop.ledger.order(bought["pixelfare"]["order"]).pictures[0].path
    elsewhere = tmp_path / "secret.png"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    refused(client.get(bought["data"][0]["url"]), 410)
    path.unlink()
    os.mkfifo(path)
    refused(client.get(bought["data"][0]["url"]), 410)
    assert client.post(GENERATE, json=WISH, headers={"idempotency-key": "k"}).status_code in (400, 410)
    shop.is_well(settled=1)


def test_dates_and_times_at_the_ends_of_the_calendar(well: Any) -> None:
    client = well.client()
    for text in ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "x", "\ud83d"):
        params = {"since": text.encode("utf-8", "replace").decode()}
        assert client.get("/v1/spend", params=params).status_code in (200, 400)
    for text in ("0001-01-01", "9999-12-31", "2026-02-30", "x", ""):
        assert client.post("/v1/route", json={**WISH, "as_of": text}).status_code in (200, 400, 422)
