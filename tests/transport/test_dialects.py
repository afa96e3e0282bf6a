"""Each gateway is spoken to as it speaks, and what it says of money and pictures is read without trust."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import BadAnswer, BadRequest, GatewayError
from pixelfare.transport import Answer, HttpRequest, HttpResponse
from pixelfare.transport.dialects import dialect_of
from pixelfare.transport.flow import picture_flow
from pixelfare.transport.messages import Flow
from pixelfare.transport.rails import Bearer, Free
from scripted import PNG, Recorded, answered, call, carry_out

BLOCKRUN, OPENAI = "blockrun-images", "openai-images"
B64 = base64.b64encode(PNG).decode()
LOCAL = "http://127.0.0.1:8402"


def played(flow: Flow[Answer], *answers: HttpResponse) -> tuple[Answer, list[HttpRequest]]:
    """Play a flow; raises what it raises."""
    outcome, asked, _ = carry_out(flow, answers)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome, asked


@pytest.mark.parametrize("speaks", ["fal", "", "OpenAI-Images", "azure-openai-images"])
def test_other_languages_are_refused(speaks: str) -> None:
    with pytest.raises(BadRequest, match="it speaks blockrun-images, openai-images"):
        dialect_of(speaks)


@pytest.mark.parametrize(
    ("speaks", "url", "place"),
    [
        (BLOCKRUN, "https://blockrun.ai/api", "https://blockrun.ai/api/v1/images/generations"),
        (OPENAI, "https://api.x.ai/v1", "https://api.x.ai/v1/images/generations"),
    ],
)
def test_where_an_order_goes(speaks: str, url: str, place: str) -> None:
    assert dialect_of(speaks).submit(call(url=url, speaks=speaks)).url == place


# What an account was charged.


@pytest.mark.parametrize(
    ("stated", "bill"),
    [
        ("0.052500", 52_500), ("0.0525", 52_500), (" 1 ", 1_000_000), ("0", 0), ("0.05250000", 52_500),
        ("999999999.999999", 999_999_999_999_999), ("", None), ("-1", None), ("$0.05", None), ("0.05 USD", None),
        ("5e-2", None), ("0.0525001", None), ("NaN", None), (".5", None), ("1.", None), ("0,05", None),
        ("1000000000", None), ("10000000000000", None), ("\u0661", None), ("0.05, 0.06", None),
    ],
)  # fmt: skip
def test_what_an_account_is_charged(stated: str, bill: int | None) -> None:
    response = answered(200, {}, [("x-blockrun-cost-usd", stated)])
    for speaks in (BLOCKRUN, OPENAI):
        assert dialect_of(speaks).bills(response) == bill


@given(st.text(max_size=30))
def test_no_statement_is_an_error(stated: str) -> None:
    dialect_of(BLOCKRUN).bills(answered(200, {}, [("x-blockrun-cost-usd", stated)]))


def test_no_statement_is_no_bill() -> None:
    assert dialect_of(BLOCKRUN).bills(answered(200, {"price": {"amount": "0.05", "currency": "USD"}})) is None


def test_the_bill_is_what_is_written_down() -> None:
    journal = Recorded()
    headers = [("x-blockrun-cost-usd", "0.052500")]
    flow = picture_flow(call(), Bearer(key="brk_x"), journal)
    answer, _ = played(flow, answered(200, {"data": [{"b64_json": B64}]}, headers))
    assert answer.images[0].data == PNG
    assert journal.steps[-1].split() == ["settled", "52500"]


# Pictures, in either dialect.


@pytest.mark.parametrize("speaks", [BLOCKRUN, OPENAI])
def test_answers_are_read_alike(speaks: str) -> None:
    read = dialect_of(speaks).entries
    (entry,) = read(answered(200, {"created": 1, "data": [{"b64_json": B64, "revised_prompt": "a bike"}]}))
    assert (entry.data, entry.revised_prompt) == (PNG, "a bike")
    (entry,) = read(answered(200, {"data": [{"url": "https://cdn.example/a.png", "b64_json": None}]}))
    assert (entry.data, entry.urls) == (None, ("https://cdn.example/a.png",))
    for bad in ({}, {"data": []}, {"data": None}, {"data": {}}, [], "x", None):
        with pytest.raises(BadAnswer):
            read(answered(200, bad))


# ClawRouter, a proxy on this machine that holds the wallet.


def test_a_proxys_results_are_fetched_from_this_machine() -> None:
    data = {"data": [{"url": "http://localhost:8402/images/abc.png"}]}
    answer, asked = played(picture_flow(call(url=LOCAL), Free()), answered(200, data), picture_file())
    assert [(request.method, request.url, request.public) for request in asked] == [
        ("POST", f"{LOCAL}/v1/images/generations", False),
        ("GET", "http://localhost:8402/images/abc.png", False),
    ]
    assert answer.images[0].data == PNG


def test_no_other_gateway_leads_to_this_machine() -> None:
    data = {"data": [{"url": "http://localhost:8402/images/abc.png"}]}
    with pytest.raises(BadAnswer, match="leads to this machine; it was not called"):
        played(picture_flow(call(), Free()), answered(200, data))


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_a_job_that_a_proxy_passes_on_as_a_success_is_followed(status: str) -> None:
    job = {"id": "img_1", "status": status, "poll_url": "/v1/images/generations/img_1"}
    done = answered(200, {"status": "completed", "data": [{"b64_json": B64}]})
    answer, asked = played(picture_flow(call(url=LOCAL), Free()), answered(200, job), answered(200, job), done)
    assert answer.images[0].data == PNG
    assert [request.url for request in asked[1:]] == [f"{LOCAL}/v1/images/generations/img_1"] * 2


@pytest.mark.parametrize(
    "body", [{"status": "done"}, {"created": 1}, b"", b"<html>", b"ok", {"data": [], "status": "queued"}]
)
def test_a_success_without_a_picture_is_none(body: Any) -> None:
    with pytest.raises(GatewayError):
        played(picture_flow(call(url=LOCAL), Free()), answered(200, body))


def picture_file() -> HttpResponse:
    return HttpResponse(status=200, headers=(("content-type", "image/png"),), body=PNG)


def test_an_order_is_json_that_others_read() -> None:
    request = dialect_of(BLOCKRUN).submit(call(prompt="“邀请函”"))
    assert isinstance(request, HttpRequest)
    assert json.loads(request.body)["prompt"] == "“邀请函”"
