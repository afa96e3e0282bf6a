"""Every shape of an error body that was seen in the field becomes one clear typed error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import CannotPay, GatewayRefused
from pixelfare.size import Size
from pixelfare.transport import Call, HttpResponse
from pixelfare.transport.refusals import refusal

PROMPT = "a lighthouse nobody may hear of"
CALL = Call(url="https://gateway.example", model="m", prompt=PROMPT, size=Size(8, 8))


def refused(status: int, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = tuple((k.replace("_", "-"), v) for k, v in headers.items())
    return refusal(CALL, HttpResponse(status=status, headers=named, body=content))


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, {"error": "Invalid size", "message": "use 1024x1024", "details": {}}, "Invalid size; use 1024x1024"),
        (400, {"error": "Bad", "details": {"message": "the size"}}, "Bad; the size"),
        (
            400,
            {"error": "Invalid request body", "details": [{"path": ["model"], "message": "Required"}]},
            "Invalid request body; model: Required",
        ),
        (
            400,
            {"error": {"message": "No such model", "type": "invalid", "code": "x", "param": "m"}},
            "No such model; x",
        ),
        (400, {"error": {"message": None, "type": "invalid"}}, "invalid"),
        (
            429,
            {
                "error": "Rate limited",
                "code": "RATE_LIMITED",
                "source": "up",
                "retry_after_seconds": 60,
                "details": "xai",
            },
            "Rate limited; xai; code RATE_LIMITED (ask again in 60 s)",
        ),
        (400, {"error": "Payment verification failed", "details": "Insufficient balance"}, "Insufficient balance"),
        (
            400,
            {"error": "Payment verification failed", "code": "PAYMENT_INVALID", "debug": "d"},
            "code PAYMENT_INVALID",
        ),
        (500, {"error": "Internal server error"}, "it failed: Internal server error"),
        (403, b"", "a content policy"),
        (524, b"<!DOCTYPE html><html>a timeout</html>", "its edge gave up waiting"),
        (503, b"\xff\xfe", "it is not available"),
        (418, {}, "did not answer with a picture"),
        (400, ["a"], "not accepted"),
        (400, {"error": 7, "details": [7, "seven"]}, "seven"),
    ],
)
def test_shapes(status: int, body: Any, said: str) -> None:
    error = refused(status, body)
    assert type(error) is GatewayRefused
    assert error.status == status
    assert str(error).startswith(f"the gateway answered {status}: ")
    assert said in str(error)
    if not isinstance(body, bytes):
        assert error.body == body


@pytest.mark.parametrize("body", [{}, b"", {"x402Version": 1, "accepts": []}, {"error": "Payment Required"}])
def test_402_is_a_demand_for_payment(body: Any) -> None:
    error = refused(402, body, payment_required="eyJ9")
    assert type(error) is CannotPay
    assert "no way to pay it; nothing was signed" in str(error)


def test_retry_after_is_said() -> None:
    assert "(ask again in 7 s)" in str(refused(429, {"error": "slow down"}, retry_after="7"))
    assert "ask again" not in str(refused(429, {"error": "slow down"}, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"))


@pytest.mark.parametrize(
    "message", [f"refused: {PROMPT}", f"bad prompt {PROMPT[:40]}...", f'{{"prompt": "{PROMPT}"}}', PROMPT]
)
def test_a_prompt_that_the_gateway_repeats_is_taken_out(message: str) -> None:
    error = refused(403, {"error": {"message": message}})
    assert "nobody may hear" not in str(error)
    assert "[the prompt]" in str(error)


def test_messages_are_one_short_printable_line() -> None:
    error = refused(500, {"error": "\x1b[31mred\n\u202etext\0 " + "x" * 5000})
    assert str(error).isprintable()
    assert len(str(error)) < 500


@given(st.binary(max_size=200), st.sampled_from([400, 403, 429, 500, 504, 599]))
def test_any_bytes_make_an_error(body: bytes, status: int) -> None:
    assert refused(status, body).status == status


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from("error message details code path retry_after_seconds price".split()), inner)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_json_makes_an_error(body: Any) -> None:
    assert str(refused(400, body)).isprintable()
