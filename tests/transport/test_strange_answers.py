"""Whatever a gateway answers, and when: a typed error or a picture, one signature, and the truth about the money."""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import CannotPay, GatewayError
from pixelfare.transport.answer import Answer
from pixelfare.transport.flow import picture_flow
from pixelfare.transport.messages import HttpRequest, HttpResponse, Wait
from pixelfare.transport.rails import Bearer, Free
from scripted import Clock, Recorded, Signer, answered, call, demand, job, lost, picture, rail, settled

SIGNER = Signer()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = (
    "data url b64_json status error message details poll_url price amount payment tx_hash payment_status code model id "
    "retry_after_seconds accepts x402Version source_url backed_up"
).split()
VALUES = ["failed", "completed", "queued", "not_charged", "settled", "data:image/png;base64,AAAA"]
LIKELY = st.recursive(
    SCALARS | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=12,
)
NAMES = (
    "payment-response x-payment-response x-payment-receipt retry-after payment-required x-blockrun-cost-usd date "
    "location"
).split()
ENCODED = JSON.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode())
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=30) | ENCODED), max_size=3)
BODIES = st.binary(max_size=40) | (JSON | LIKELY).map(lambda value: json.dumps(value).encode())
STRANGE = st.builds(
    lambda status, headers, body: HttpResponse(status=status, headers=tuple(headers), body=body),
    st.sampled_from([200, 200, 200, 202, 202, 204, 301, 307, 400, 402, 402, 403, 404, 409, 429, 500, 503, 524, 599]),
    HEADERS,
    BODIES,
)
KNOWN = st.sampled_from([
    demand(), picture(), job(), job("in_progress"), picture(status="completed"), answered(402, {}, settled()),
    answered(200, {"status": "failed", "payment_status": "not_charged"}), answered(500), answered(429),
])  # fmt: skip
SAID = st.one_of(STRANGE, KNOWN, st.builds(lost))


def play(flow: Any, said: list[Any], clock: Clock) -> tuple[Any, list[HttpRequest]]:
    """Carry a flow out; when nothing is left to say, nobody answers any more."""
    requests: list[HttpRequest] = []
    left, outcome = list(said), None
    try:
        while True:
            step = flow.throw(outcome) if isinstance(outcome, Exception) else flow.send(outcome)
            if isinstance(step, Wait):
                clock.now += step.seconds
                outcome = None
                continue
            requests.append(step)
            assert len(requests) < 500
            outcome = left.pop(0) if left else lost()
    except StopIteration as end:
        return end.value, requests
    except (GatewayError, CannotPay) as failure:
        return failure, requests


def payments(requests: list[HttpRequest]) -> set[str]:
    return {value for r in requests for name, value in r.headers if name.lower() == "payment-signature"}


@given(said=st.lists(SAID, max_size=8), first=st.booleans())
def test_over_x402(said: list[Any], first: bool) -> None:  # noqa: FBT001  hypothesis calls it so
    clock, journal = Clock(), Recorded()
    before = SIGNER.signatures
    script = [demand(), *said] if first else said
    found, requests = play(picture_flow(call(patience=20.0), rail(SIGNER, clock), journal), script, clock)
    assert SIGNER.signatures - before == (journal.payment is not None)
    assert len(payments(requests)) <= 1
    assert all(request.url.startswith("https://gateway.example/") for request in requests if request.method == "POST")
    for request in requests:  # a payment goes to the gateway and to nobody else
        assert not payments([request]) or request.url.startswith("https://gateway.example/")
    last = [step for step in journal.steps if not step.startswith(("asking", "answered", "sending", "job"))]
    if isinstance(found, Answer):
        assert last[-1].startswith("settled")
    elif isinstance(found, CannotPay):
        assert journal.payment is None
    elif journal.payment is None:
        assert found.money in ("none", "paid") or not first
    else:
        assert found.money in ("unknown", "unpaid", "paid")
        if found.money == "unpaid":
            assert last[-1] == "unpaid"
        if found.money == "paid":
            assert last[-1].startswith("settled")
    for secret in payments(requests):
        assert secret[:50] not in repr(found) + repr(journal) + str(found)


@given(said=st.lists(SAID, max_size=6))
def test_with_a_key(said: list[Any]) -> None:
    journal = Recorded()
    found, requests = play(picture_flow(call(patience=20.0), Bearer(key="brk_k"), journal), said, Clock())
    posts = [request for request in requests if request.method == "POST"]
    busy = sum(isinstance(one, HttpResponse) and one.status == 429 for one in said)
    assert 1 <= len(posts) <= 1 + min(busy, 2)
    assert isinstance(found, Answer | GatewayError | CannotPay)
    if isinstance(found, GatewayError):
        assert found.money in ("none", "unknown", "paid", "unpaid")


@given(said=st.lists(SAID, max_size=6))
def test_for_nothing(said: list[Any]) -> None:
    found, requests = play(picture_flow(call(patience=20.0), Free(), Recorded()), said, Clock())
    assert sum(request.method == "POST" for request in requests) == 1
    if isinstance(found, GatewayError):
        assert found.money in ("none", "unpaid")
