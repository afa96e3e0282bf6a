"""The paying flow: what is signed, written, sent, and sent again, against a gateway that follows a script."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from pixelfare.errors import BadAnswer, CannotPay, GatewayRefused, GatewayUnreachable, TermsRefused
from pixelfare.transport.answer import Answer
from pixelfare.transport.flow import job_flow, picture_flow, resume_flow, stored_flow
from pixelfare.transport.ordering import RESENDS, Reply
from pixelfare.transport.rails import Bearer, Free
from scripted import (
    TRANSACTION,
    Clock,
    Recorded,
    Signer,
    answered,
    call,
    carry_out,
    demand,
    job,
    lost,
    picture,
    rail,
    settled,
)  # fmt: skip

if TYPE_CHECKING:
    from pixelfare.transport.messages import HttpRequest, HttpResponse


def paid_of(request: HttpRequest) -> str | None:
    return next((value for name, value in request.headers if name.lower() == "payment-signature"), None)


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def buy(signer: Signer, clock: Clock, script: list[Any], **parts: Any) -> tuple[Any, list[HttpRequest], Recorded]:
    journal = Recorded()

    def written_before(request: HttpRequest) -> None:
        if paid_of(request):
            assert journal.steps[-1] in ("sending", "job") or "job" in journal.steps, journal.steps
            assert journal.payment is not None
            assert journal.payment.secret == paid_of(request)

    flow = picture_flow(call(**parts), rail(signer, clock), journal)
    found, requests, _ = carry_out(flow, script, clock, written_before)
    return found, requests, journal


def test_a_paid_picture_takes_two_round_trips(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(), picture()])
    assert isinstance(found, Answer)
    assert [bool(paid_of(r)) for r in requests] == [False, True]
    assert requests[0].body == requests[1].body
    assert requests[0].url == requests[1].url
    assert journal.steps == ["asking", "signed", "sending", "answered 200", "settled 16750 0xabab"]
    assert (signer.signatures, journal.amount) == (1, 16750)


def test_the_payment_says_what_was_asked(signer: Signer, clock: Clock) -> None:
    _, requests, _ = buy(signer, clock, [demand(), picture()])
    payload = json.loads(base64.b64decode(paid_of(requests[1]) or ""))
    assert payload["accepted"]["amount"] == payload["payload"]["authorization"]["value"] == "16750"
    assert payload["payload"]["authorization"]["nonce"] == "0x" + "11" * 32
    assert int(payload["payload"]["authorization"]["validBefore"]) >= clock.now + 860


def test_known_terms_take_one_round_trip(signer: Signer, clock: Clock) -> None:
    from pixelfare.x402.terms import read_terms  # noqa: PLC0415

    terms = read_terms(demand().headers, b"{}")
    journal = Recorded()
    flow = picture_flow(call(), rail(signer, clock, known=terms), journal)
    found, requests, _ = carry_out(flow, [picture()], clock)
    assert isinstance(found, Answer)
    assert len(requests) == 1


@pytest.mark.parametrize("failure", [lost(), answered(500), answered(502, b"<html>"), answered(504), answered(524)])
def test_a_lost_answer_is_asked_for_with_the_same_header(signer: Signer, clock: Clock, failure: Any) -> None:
    found, requests, journal = buy(signer, clock, [demand(), failure, failure, picture()])
    assert isinstance(found, Answer)
    headers = {paid_of(r) for r in requests[1:]}
    assert len(headers) == 1
    assert len({r.body for r in requests}) == 1
    assert signer.signatures == 1
    assert journal.steps.count("sending") == 3


def test_what_never_answers_is_unknown_and_signed_once(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(), *[lost() for _ in range(len(RESENDS) + 1)]])
    assert isinstance(found, GatewayUnreachable)
    assert found.money == "unknown"
    assert journal.steps[-1] == "unknown"
    assert len({paid_of(r) for r in requests[1:]}) == 1
    assert signer.signatures == 1


def test_nothing_is_sent_after_the_authorization_died(signer: Signer, clock: Clock) -> None:
    class Slow(GatewayUnreachable):
        """Time passes while nobody answers."""

    journal = Recorded()
    flow = picture_flow(call(), rail(signer, clock), journal)

    def passes(request: HttpRequest) -> None:
        if paid_of(request):
            clock.now += 1_000

    found, requests, _ = carry_out(flow, [demand(), lost()], clock, passes)
    assert isinstance(found, GatewayUnreachable)
    assert len(requests) == 2
    assert journal.steps[-1] == "unknown"


@pytest.mark.parametrize("second", [demand(), demand(20_000), answered(402, {"error": "Payment verification failed"})])
def test_a_402_to_a_payment_is_never_signed_again(signer: Signer, clock: Clock, second: HttpResponse) -> None:
    found, requests, journal = buy(signer, clock, [demand(), second])
    assert isinstance(found, GatewayRefused)
    assert (found.status, found.money) == (402, "unknown")
    assert signer.signatures == 1
    assert len(requests) == 2
    assert journal.steps[-1] == "unknown"


def test_a_402_that_names_a_transaction_was_paid(signer: Signer, clock: Clock) -> None:
    found, _, journal = buy(signer, clock, [demand(), answered(402, {}, settled())])
    assert isinstance(found, GatewayRefused)
    assert found.money == "paid"
    assert journal.steps[-1] == "settled 16750 0xabab"


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_refusal_after_paying_proves_nothing(signer: Signer, clock: Clock, status: int) -> None:
    found, _, journal = buy(signer, clock, [demand(), answered(status, {"error": "no"})])
    assert isinstance(found, GatewayRefused)
    assert found.money == "unknown"
    assert journal.steps[-1] == "unknown"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_before_paying_costs_nothing(signer: Signer, clock: Clock, status: int) -> None:
    found, requests, journal = buy(signer, clock, [answered(status, {"error": "no"})])
    assert isinstance(found, GatewayRefused)
    assert found.money == "none"
    assert (signer.signatures, len(requests)) == (0, 1)
    assert journal.steps == ["asking", "refused"]


def test_asking_without_a_payment_may_be_repeated(signer: Signer, clock: Clock) -> None:
    found, requests, _ = buy(signer, clock, [lost(), answered(503), demand(), picture()])
    assert isinstance(found, Answer)
    assert [bool(paid_of(r)) for r in requests] == [False, False, False, True]


def test_retry_after_is_honoured(signer: Signer, clock: Clock) -> None:
    began = clock.now
    busy = answered(429, {"error": "Rate limited"}, [("retry-after", "7")])
    found, _, _ = buy(signer, clock, [busy, demand(), busy, picture()])
    assert isinstance(found, Answer)
    assert clock.now - began == 14


def test_terms_that_ask_for_more_are_refused_before_a_signature(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(16_751)])
    assert isinstance(found, TermsRefused)
    assert found.rule == "price"
    assert (signer.signatures, len(requests)) == (0, 1)
    assert "signed" not in journal.steps


def test_a_slow_job_is_polled_with_the_same_header(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(), job(), job("in_progress"), picture(status="completed")])
    assert isinstance(found, Answer)
    assert [r.method for r in requests] == ["POST", "POST", "GET", "GET"]
    assert len({paid_of(r) for r in requests[1:]}) == 1
    assert journal.steps == [
        "asking", "signed", "sending", "answered 202", "job", "answered 200", "settled 16750 0xabab",
    ]  # fmt: skip


def test_a_failed_job_that_was_not_charged_is_proved_unpaid(signer: Signer, clock: Clock) -> None:
    failed = answered(200, {"status": "failed", "error": "the model fell over", "payment_status": "not_charged"})
    found, _, journal = buy(signer, clock, [demand(), job(), failed])
    assert isinstance(found, GatewayRefused)
    assert found.money == "unpaid"
    assert journal.steps[-1] == "unpaid"


def test_a_failed_job_that_says_nothing_is_unknown(signer: Signer, clock: Clock) -> None:
    found, _, journal = buy(signer, clock, [demand(), job(), answered(200, {"status": "failed"})])
    assert isinstance(found, GatewayRefused)
    assert found.money == "unknown"
    assert journal.steps[-1] == "unknown"


def test_a_job_somewhere_else_is_never_asked_for(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(), job(poll_url="https://evil.example/img_1")])
    assert isinstance(found, BadAnswer)
    assert found.money == "unknown"
    assert len(requests) == 2
    assert journal.steps[-1] == "unknown"


def test_patience_leaves_the_job_open(signer: Signer, clock: Clock) -> None:
    found, _, journal = buy(signer, clock, [demand(), job(), job("in_progress"), job("in_progress")], patience=6.0)
    assert isinstance(found, GatewayUnreachable)
    assert journal.steps[-1] == "job"


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"", b"{}", b'{"data": []}', b'{"choices": []}'])
def test_a_success_without_a_picture_is_unknown(signer: Signer, clock: Clock, body: bytes) -> None:
    found, _, journal = buy(signer, clock, [demand(), answered(200, body)])
    assert isinstance(found, BadAnswer)
    assert found.money == "unknown"
    assert journal.steps[-1] == "unknown"


def test_a_402_that_cannot_be_read_is_refused(signer: Signer, clock: Clock) -> None:
    found, _, _ = buy(signer, clock, [answered(402, {"error": "pay", "price": {"amount": "0.015"}})])
    assert isinstance(found, CannotPay)
    assert signer.signatures == 0


def test_a_free_answer_needs_no_payment(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [picture()])
    assert isinstance(found, Answer)
    assert signer.signatures == 0
    assert len(requests) == 1
    assert journal.steps[-1].startswith("settled 0")


# --- keys, and nothing at all


def test_a_key_goes_with_the_order_and_the_polls() -> None:
    journal = Recorded()
    found, requests, _ = carry_out(picture_flow(call(), Bearer(key="brk_x"), journal), [job(), picture()])
    assert isinstance(found, Answer)
    assert all(("authorization", "Bearer brk_x") in r.headers for r in requests)
    assert "brk_x" not in repr(requests) + repr(Bearer(key="brk_x"))


@pytest.mark.parametrize("failure", [lost(), answered(500), answered(504), answered(200, b"<html>")])
def test_an_unclear_answer_to_a_key_is_never_repeated(failure: Any) -> None:
    journal = Recorded()
    found, requests, _ = carry_out(picture_flow(call(), Bearer(key="brk_x"), journal), [failure])
    assert found.money == "unknown"
    assert len(requests) == 1
    assert journal.steps[-1] == "unknown"


def test_a_local_proxy_is_treated_alike() -> None:
    journal = Recorded()
    found, requests, _ = carry_out(picture_flow(call(), Free(metered=True), journal), [lost()])
    assert found.money == "unknown"
    assert len(requests) == 1


def test_no_connection_at_all_costs_nothing() -> None:
    journal = Recorded()
    found, _, _ = carry_out(picture_flow(call(), Bearer(key="brk_x"), journal), [lost().unsent()])
    assert found.money == "none"
    assert journal.steps[-1] == "refused"


def test_a_busy_account_is_asked_again() -> None:
    busy = answered(429, {}, [("retry-after", "3")])
    found, requests, waits = carry_out(picture_flow(call(), Bearer(key="k"), Recorded()), [busy, picture()])
    assert isinstance(found, Answer)
    assert waits == [3]
    assert len(requests) == 2


# --- going on


def test_resuming_sends_the_same_bytes_and_header(signer: Signer, clock: Clock) -> None:
    journal = Recorded()
    flow = picture_flow(call(), rail(signer, clock), journal)
    _, requests, _ = carry_out(flow, [demand(), *[lost() for _ in range(len(RESENDS) + 1)]], clock)
    again = Recorded()
    assert journal.payment is not None
    resumed = resume_flow(call(), requests[0], journal.payment, again, clock=clock)
    found, later, _ = carry_out(resumed, [picture()], clock)
    assert isinstance(found, Answer)
    assert (paid_of(later[0]), later[0].body) == (paid_of(requests[1]), requests[1].body)
    assert signer.signatures == 1
    assert again.steps == ["sending", "answered 200", "settled 16750 0xabab"]


def test_resuming_a_job_polls_it(signer: Signer, clock: Clock) -> None:
    journal = Recorded()
    flow = picture_flow(call(patience=1.0), rail(signer, clock), journal)
    _, requests, _ = carry_out(flow, [demand(), job()], clock)
    place = "https://gateway.example/api/v1/images/generations/img_1"
    assert journal.payment is not None
    credentials = ((journal.payment.header, journal.payment.secret),)
    resumed = job_flow(call(), place, journal.payment, credentials, journal)
    found, later, _ = carry_out(resumed, [picture(status="completed")], clock)
    assert isinstance(found, Answer)
    assert (later[0].method, later[0].url, paid_of(later[0])) == ("GET", place, paid_of(requests[1]))


def test_an_answer_on_disk_is_judged_as_if_it_had_just_come(clock: Clock) -> None:
    journal = Recorded()
    reply = Reply(response=picture(), metered=True)
    found, requests, _ = carry_out(stored_flow(call(), call().url, reply, journal, clock), [])
    assert isinstance(found, Answer)
    assert requests == []
    assert journal.steps == [f"settled None {TRANSACTION[:6]}"]


def test_no_secret_is_shown(signer: Signer, clock: Clock) -> None:
    found, requests, journal = buy(signer, clock, [demand(), answered(402, {})])
    secret = paid_of(requests[1])
    assert secret
    shown = repr([found, requests, journal, journal.payment, vars(found)]) + str(found)
    assert secret[:24] not in shown
    assert "a red bicycle" not in shown
