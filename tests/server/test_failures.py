"""Every error as an HTTP answer: its status, its type, and that only what cost nothing says 'try again'."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from pixelfare import errors
from pixelfare.errors import (
    BadAnswer,
    BadRequest,
    CannotPay,
    FileError,
    GatewayError,
    GatewayRefused,
    GatewayUnreachable,
    KeyReused,
    LedgerError,
    NoOffer,
    OrderOpen,
    OverBudget,
    PixelfareError,
    QuoteRefused,
    TermsRefused,
    UnknownModel,
    WalletError,
)
from pixelfare.server.failures import answer_failure, without_folders
from pixelfare.settings import data_folder


def refused(status: int, money: str = "none", retry_after: int = 0) -> GatewayError:
    return GatewayRefused("no", status=status, retry_after=retry_after).of("ord_1", money)


CASES: list[tuple[PixelfareError, int, str, bool]] = [
    (BadRequest("x"), 400, "invalid_request_error", False),
    (UnknownModel("x", ["y"]), 404, "invalid_request_error", False),
    (KeyReused("x"), 422, "invalid_request_error", False),
    (OverBudget("day", most=1, spent=1, asked=1), 403, "insufficient_quota", False),
    (WalletError("x"), 503, "server_error", False),
    (LedgerError("x"), 503, "server_error", False),
    (CannotPay("x"), 503, "server_error", False),
    (FileError("x", file=Path("x")), 500, "server_error", False),
    (GatewayUnreachable("x"), 502, "server_error", True),
    (GatewayUnreachable("x").of("o", "unknown"), 502, "server_error", False),
    (BadAnswer("x").of("o", "paid"), 502, "server_error", False),
    (BadAnswer("x").of("o", "unpaid"), 502, "server_error", True),
    (OrderOpen("x").of("o", "unknown"), 504, "server_error", False),
    (refused(429), 429, "rate_limit_error", True),
    (refused(429, "unknown"), 502, "server_error", False),
    (refused(400), 400, "invalid_request_error", False),
    (refused(403), 400, "invalid_request_error", False),
    (refused(500), 502, "server_error", True),
    (refused(500, "paid"), 502, "server_error", False),
    (refused(404), 502, "server_error", False),
    (refused(508), 508, "server_error", False),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: type(case[0]).__name__)
def test_cases(case: tuple[PixelfareError, int, str, bool]) -> None:
    failure, status, kind, again = case
    answer = answer_failure(failure, request_id="req_1")
    error = json.loads(bytes(answer.body))["error"]
    assert (answer.status_code, error["type"], answer.headers["x-should-retry"]) == (status, kind, str(again).lower())
    assert error["pixelfare"]["error"] == failure.code
    if isinstance(failure, GatewayError) and failure.order:
        assert answer.headers["x-pixelfare-order"] == failure.order


def test_no_class_is_forgotten() -> None:
    """Each class has a case, or is answered as the class above it; none says 'again' where money may have moved."""
    shown = {type(case[0]) for case in CASES} | {NoOffer, QuoteRefused, TermsRefused}
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, PixelfareError)]
    for kind in kinds:
        assert any(issubclass(kind, one) for one in shown | {PixelfareError})
    for kind in (GatewayError, GatewayUnreachable, BadAnswer, OrderOpen):
        for money in ("paid", "unknown"):
            assert answer_failure(kind("x").of("o", money)).headers["x-should-retry"] == "false"


def test_retry_after_is_passed_on() -> None:
    assert answer_failure(refused(429, retry_after=7)).headers["retry-after"] == "7"
    assert "retry-after" not in answer_failure(refused(429, "unknown", retry_after=7)).headers


def test_folders_are_the_owners() -> None:
    home = str(Path.home())
    said = BadRequest(f"'{home}/pictures/x.png' cannot be written")
    assert home in json.loads(bytes(answer_failure(said).body))["error"]["message"]
    assert home not in bytes(answer_failure(said, owner=False).body).decode()
    for household in (FileError("broken", file=Path(home) / "a"), LedgerError(f"{home}/l"), WalletError(f"{home}/w")):
        text = bytes(answer_failure(household, request_id="req_9", owner=False).body).decode()
        assert home not in text
        assert "req_9" in text


def test_what_is_told_of_folders_stays_with_the_owner(home: object) -> None:  # noqa: ARG001  where the folders are
    said = [{"code": "stored-elsewhere", "message": f"it is kept as {data_folder() / 'pictures' / 'a.png'}"}]
    assert str(data_folder()) not in str(without_folders(said))
    assert without_folders(said)[0]["code"] == "stored-elsewhere"
