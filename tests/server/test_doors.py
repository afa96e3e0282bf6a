"""Attacks on the door: other sites' pages, rebound names, callers nobody knows, and requests that are two."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from pixelfare.server.tokens import keys_file

TOKEN = "pf-local-" + "0" * 43
BODY = json.dumps({"prompt": "a red bicycle", "model": "pixelfare/cheapest"}).encode()
POST = "POST /v1/images/generations HTTP/1.1"
JSON = (f"Content-Length: {len(BODY)}", "Content-Type: application/json")


def own(shop: Any) -> str:
    return f"{shop.address[0]}:{shop.address[1]}"


def ask(shop: Any, *lines: str, host: str | None = None, token: str = TOKEN) -> int:
    status, text = shop.ask(POST, f"Host: {host or own(shop)}", *JSON, *lines, body=BODY, token=token)
    assert "access-control-allow-origin" not in text.lower()
    assert len(token) < 20 or token not in text
    return int(status)


def test_pages_of_other_sites(shop: Any) -> None:
    port = shop.address[1]
    for lines in (
        ["Origin: https://evil.com"], ["Origin: null"], ["Origin: "], ["Origin: http://["],
        [f"Origin: http://127.0.0.1:{port + 1}"], [f"Origin: http://localhost:{port}"],
        [f"Origin: http://127.0.0.1:{port}@evil.com"], [f"Origin: ftp://127.0.0.1:{port}"],
        [f"Origin: http://127.0.0.1:{port}.evil.com"], ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
        [f"Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: nonsense"],
    ):  # fmt: skip
        assert ask(shop, *lines) == 403, lines
    shop.is_well()
    assert ask(shop, f"Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: same-origin") == 200
    shop.is_well(settled=1)


def test_preflights_are_not_answered(shop: Any) -> None:
    answer = shop.client("").options(
        "/v1/images/generations", headers={"origin": "https://evil.com", "access-control-request-method": "POST"}
    )
    assert answer.status_code == 403
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_rebound_names(shop: Any) -> None:
    port = shop.address[1]
    for host in (
        "evil.com", f"evil.com:{port}", f"127.0.0.1.evil.com:{port}", f"evil.com@127.0.0.1:{port}",
        f"127.0.0.1:{port}@evil.com", "127.0.0.1.", f"localhost.:{port}", "0.0.0.0", "[::ffff:127.0.0.1]", "127.1",  # noqa: S104
        "2130706433", f"127.0.0.1:{port}:{port}", "localhost evil.com",
    ):  # fmt: skip
        assert ask(shop, host=host) in (400, 421), host
    assert ask(shop, "Host: evil.com") == 400, "two of them"
    assert ask(shop, f"X-Forwarded-Host: {own(shop)}", "Forwarded: host=localhost", host="evil.com") == 421
    status, _ = shop.ask(f"POST http://{own(shop)}/v1/images/generations HTTP/1.1", "Host: evil.com", *JSON, body=BODY)
    assert status == 421, "absolute target"
    status, _ = shop.ask("POST http://evil.com/v1/images/generations HTTP/1.1", f"Host: {own(shop)}", *JSON, body=BODY)
    assert status == 404
    assert shop.ask("GET /healthz HTTP/1.0", token="")[0] == 421, "no host at all"
    shop.is_well()
    assert ask(shop, host=f"LOCALHOST:{port}") == 200


def test_callers_nobody_knows(shop: Any) -> None:
    for token in ("", "x", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "\xff" * 50, "null", "pf-local-"):
        assert ask(shop, token=token) == 401, token
    basic = base64.b64encode(f"me:{TOKEN}".encode()).decode()
    for lines in (
        ["Authorization: Bearer"], [f"Authorization: {TOKEN}"], [f"Authorization: Digest {TOKEN}"],
        ["Authorization: Basic %%%"], ["Authorization: Basic " + base64.b64encode(b"\xff:\xff").decode()],
        [f"Authorization: Basic {base64.b64encode(TOKEN.encode()).decode()}"], [f"Cookie: token={TOKEN}"],
        [f"X-Api-Key: {TOKEN}"],
    ):  # fmt: skip
        assert ask(shop, *lines, token="") == 401, lines
    status, text = shop.ask(f"GET /v1/models?token={TOKEN} HTTP/1.1", f"Host: {own(shop)}", token="")
    assert status == 401
    assert "www-authenticate: bearer" in text.lower(), "a browser must not ask for a password and keep it"
    shop.is_well()
    assert ask(shop, f"Authorization: Basic {basic}", token="") == 200
    assert not any(TOKEN in line or "bicycle" in line for line in shop.log)


def test_everything_else_wants_the_token(shop: Any) -> None:
    for path in ("/metrics", "/openapi.json", "/v1/models", "/v1/models/auto", "/nothing", "/page", "//healthz",
                 "/healthz/", "/HEALTHZ", "/v1/../healthz", "/page/../v1/models", "/page/..%2fv1/models"):  # fmt: skip
        status, text = shop.ask(f"GET {path} HTTP/1.1", f"Host: {own(shop)}", token="")
        assert status in (401, 404), path
        assert "cogview" not in text
    assert shop.client("").get("/healthz").headers["content-security-policy"].startswith("default-src 'none'")


def test_two_requests_in_one(shop: Any) -> None:
    host = f"Host: {own(shop)}"
    inner = f"{POST}\r\n{host}\r\n\r\n"
    for lines in (
        [POST, host, "Content-Length: 4", "Transfer-Encoding: chunked"], [POST, host, "Transfer-Encoding: chunked, x"],
        [POST, host, "Content-Length: 4", "Content-Length: 5"], [POST, host, "Content-Length: +4"],
        [POST, host, "Content-Length: -1"], [POST, host, "Content-Length: 4 4"],
        [POST, host, "Transfer-Encoding : chunked"],
        [POST, host, "X: a\nTransfer-Encoding: chunked"], [POST, host, "X: a\r Y: b"], [POST, host, " folded: x"],
        ["POST /v1/images/generations", host], ["POST /v1 images HTTP/1.1", host], ["\0 / HTTP/1.1", host],
    ):  # fmt: skip
        status, text = shop.ask(*lines, body=b"0\r\n\r\n" + inner.encode())
        assert status in (0, 400, 415, 421, 501), lines
        assert text.count("HTTP/1.1 ") <= 2
    shop.is_well()


def test_upgrades_and_other_protocols(shop: Any) -> None:
    upgrade = ["Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
    status, _ = shop.ask("GET /v1/models HTTP/1.1", f"Host: {own(shop)}", "Connection: Upgrade", *upgrade, token="")
    assert status in (400, 401)
    assert b"101" not in shop.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")[:20]
    assert b" 400 " in shop.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
    assert shop.ask("TRACE /healthz HTTP/1.1", f"Host: {own(shop)}")[0] == 405
    assert shop.ask("CONNECT evil.com:443 HTTP/1.1", f"Host: {own(shop)}")[0] in (400, 404)
    assert shop.ask("GET /healthz HTTP/1.1", f"Host: {own(shop)}", "X: " + "a" * 1_000_000)[0] in (0, 400, 431)
    shop.is_well()


@pytest.mark.parametrize("via", ["1.1 {}", "1.1 other, 1.1 {}", "HTTP/1.1 {} (pixelfare)"])
def test_it_knows_its_own_name(shop: Any, via: str) -> None:
    answer = shop.client().get("/healthz", headers={"via": via.format(shop.router._via)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (508, "loop")
    assert shop.client().get("/healthz", headers={"via": "1.1 pixelfare-0000"}).status_code == 200


@pytest.mark.parametrize("key", ["a\x00b", "", "k" * 256, "ключ", "\xa0"])
def test_keys_that_are_none(shop: Any, key: str) -> None:
    status, text = shop.ask(
        POST, f"Host: {own(shop)}", *JSON, f"Idempotency-Key: {key.encode().decode('latin-1')}", body=BODY
    )
    assert status in (200, 400), text
    assert shop.settled == (status == 200)


def test_a_header_cannot_be_smuggled_in(shop: Any) -> None:
    """Nothing that a caller says comes back in a header."""
    client = shop.client()
    for wish in (
        {"model": "x\r\nset-cookie: a=b"}, {"label": "x\r\nset-cookie: a=b"},
        {"intent": "x\r\nset-cookie: a", "model": None},
        {"gateway": "x\r\nset-cookie: a=b"}, {"label": "\u2028x"}, {"label": "\U0001f600"}, {"user": "a\r\nb"},
    ):  # fmt: skip
        body = {"prompt": "x", "model": "pixelfare/cheapest", **wish}
        answer = client.post("/v1/images/generations", json=body)
        assert answer.status_code in (200, 400, 403, 404), wish
        assert "set-cookie" not in answer.headers
    assert not any("\n" in line or "\r" in line for line in shop.log)


def test_other_addresses_know_keys_only(open_shop: Callable[..., Any]) -> None:
    shop = open_shop(token="", hosts=("pictures.example.com",))
    ann = shop.agent("ann")
    assert ask(shop, token=TOKEN) == 401
    assert ask(shop, token="") == 401
    assert ann.get("/v1/models", headers={"host": "pictures.example.com"}).status_code == 200
    page = {"host": "pictures.example.com", "origin": "https://pictures.example.com"}
    assert ann.get("/v1/models", headers=page).status_code == 200
    keys_file().write_text("{", "utf-8")
    answer = ann.get("/v1/models")
    assert (answer.status_code, answer.headers["x-should-retry"]) == (503, "false")
    assert str(keys_file()) not in answer.text
    assert any(str(keys_file()) in line for line in shop.log), "the owner learns which"
    assert shop.client("").get("/healthz").status_code == 200


def test_a_key_learns_nothing_of_this_machine(open_shop: Callable[..., Any], home: Any, monkeypatch: Any) -> None:
    folder = home / "secret-place"
    monkeypatch.setenv("PIXELFARE_PICTURES", str(folder))
    folder.write_text("a file, where a folder should be")
    shop = open_shop()
    for client, knows in ((shop.client(), True), (shop.agent("ann"), False)):
        answer = client.post("/v1/images/generations", json={"prompt": "x", "model": "pixelfare/cheapest"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (507, "cannot-store")
        assert answer.headers["x-should-retry"] == "false"
        assert ("secret-place" in answer.text) == knows
        assert (str(home) in answer.text) == knows
        assert any("cannot be written" in line and "secret-place" in line for line in shop.log)
    shop.is_well()


def test_a_broken_ledger_is_the_owners_to_know(shop: Any, monkeypatch: Any) -> None:
    ann = shop.agent("ann")
    ledger = shop.ledger.path

    def broken(*_: Any, **__: Any) -> Any:
        from pixelfare.errors import LedgerError  # noqa: PLC0415  only here

        raise LedgerError(f"the ledger {str(ledger)!r} is broken")

    monkeypatch.setattr(type(shop.ledger), "reserve", broken)
    answer = ann.post("/v1/images/generations", json={"prompt": "x", "model": "pixelfare/cheapest"})
    assert answer.status_code == 503
    assert str(ledger) not in answer.text
    shop.until(lambda: any(str(ledger) in line for line in shop.log))


def test_a_mistake_of_ours_is_answered_in_openais_form(shop: Any, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("a red bicycle")

    monkeypatch.setattr(type(shop.router), "agenerate", broken)
    answer = shop.client().post("/v1/images/generations", json={"prompt": "a red bicycle"})
    assert (answer.status_code, answer.headers["x-should-retry"]) == (500, "false")
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("server_error", "internal-error")
    assert answer.headers["x-request-id"] in error["message"]
    assert "bicycle" not in answer.text + "".join(shop.log)
    shop.until(lambda: any("ZeroDivisionError" in line for line in shop.log))
