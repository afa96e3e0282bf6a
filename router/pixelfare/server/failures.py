"""Errors as clients of OpenAI's API expect them: a status, a body of one shape, and whether to try again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.responses import Response

from pixelfare.errors import (
    BadCount,
    BadPrompt,
    BadRequest,
    BadSize,
    CannotPay,
    CannotStore,
    FileError,
    GatewayError,
    GatewayRefused,
    KeyReused,
    LedgerError,
    NoOffer,
    OrderOpen,
    OverBudget,
    PixelfareError,
    QuoteRefused,
    TermsRefused,
    UnknownModel,
    UnknownName,
    UnknownQuality,
    WalletError,
)
from pixelfare.settings import config_folder, data_folder
from pixelfare.shelf import pictures_folder

__all__ = ["HOUSEHOLD", "Refused", "answer_failure", "may_repeat", "without_folders"]

_PARAMETERS: tuple[tuple[type[PixelfareError], str], ...] = (
    (UnknownModel, "model"),
    (UnknownQuality, "quality"),
    (BadSize, "size"),
    (BadPrompt, "prompt"),
    (BadCount, "n"),
)
_NOT_SPENT = ("none", "unpaid")
_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_LOOP = 508
_MOST_HELP = 3
HOUSEHOLD = (CannotStore, FileError, LedgerError, WalletError)
"""What is wrong with this machine and not with the request: its owner's to know, with the names of files."""


class Refused(Exception):
    """A request that this server does not take, with the HTTP status that says so.

    Args:
        again: Whether a program may try the same again; nothing: as the status says.
    """

    def __init__(
        self, status: int, message: str, *, code: str, param: str | None = None, headers: dict[str, str] | None = None,
        again: bool | None = None,
    ) -> None:  # fmt: skip
        self.status, self.code, self.param, self.headers = status, code, param, headers or {}
        self.again = status in _TRANSIENT if again is None else again
        super().__init__(message)


def answer_failure(failure: Exception, *, request_id: str = "", owner: bool = True) -> Response:
    """The answer for an error.

    `x-should-retry` is understood by OpenAI's clients, which otherwise repeat every 429 and 5xx by themselves: it is
    `true` only where it is known that no money moved.

    Args:
        failure: What was raised; what is none of ours gives away nothing but a request id.
        request_id: By which the log knows the request.
        owner: Whether the owner of this machine asks; others learn nothing of its files.
    """
    if isinstance(failure, Refused):
        body = _body(str(failure), _kind(failure.status), failure.code, failure.param)
        return _answer(failure.status, body, again=may_repeat(failure), headers=failure.headers)
    if not isinstance(failure, PixelfareError):
        text = f"a mistake in pixelfare itself; the server's log has it under request {request_id}"
        return _answer(500, _body(text, "server_error", "internal-error"), again=False)
    status, again = _status(failure)
    param = next((name for kind, name in _PARAMETERS if isinstance(failure, kind)), None)
    code = "model_not_found" if isinstance(failure, UnknownModel) else failure.code
    kind = "insufficient_quota" if isinstance(failure, OverBudget) else _kind(status)
    text, details = str(failure), failure.to_dict()
    if isinstance(failure, NoOffer) and failure.relax:  # most clients show the message, and nothing else
        text = f"{text}. What would help: {'; '.join(failure.relax[:_MOST_HELP])}"
    if not owner and isinstance(failure, HOUSEHOLD):
        text = f"something is wrong with this server; its owner's log has it under request {request_id}"
        details = {"error": failure.code, "message": text}
    elif not owner and isinstance(failure, OverBudget) and " of " not in failure.limit:  # not its own label's
        # How much others have spent, and what they may, is none of a caller's business.
        text = f"this would pass a limit of this server ({failure.limit}). Nothing was signed."
        details = {"error": failure.code, "message": text}
    elif not owner:
        text, details = without_folders(text), without_folders(details)
    body = _body(text, kind, code, param, details=details)
    headers = {}
    if isinstance(failure, GatewayRefused) and failure.retry_after and again:
        headers["retry-after"] = str(failure.retry_after)
    if isinstance(failure, GatewayError) and failure.order:
        headers["x-pixelfare-order"] = failure.order
    return _answer(status, body, again=again, headers=headers)


def may_repeat(failure: BaseException) -> bool:
    """Whether a caller's library is told to try again by itself: it is known that no money moved."""
    if isinstance(failure, Refused):
        return failure.again
    return isinstance(failure, PixelfareError) and _status(failure)[1]


def _status(failure: PixelfareError) -> tuple[int, bool]:
    """The HTTP status of an error, and whether the same request may be tried again by a program."""
    if isinstance(failure, KeyReused | NoOffer | QuoteRefused):
        return HTTPStatus.UNPROCESSABLE_ENTITY, False
    if isinstance(failure, UnknownModel) or (isinstance(failure, UnknownName) and failure.code == "unknown-order"):
        return HTTPStatus.NOT_FOUND, False
    if isinstance(failure, CannotStore):
        return HTTPStatus.INSUFFICIENT_STORAGE, False
    if isinstance(failure, BadRequest):
        return HTTPStatus.BAD_REQUEST, False
    if isinstance(failure, OverBudget):
        return HTTPStatus.FORBIDDEN, False
    if isinstance(failure, TermsRefused):
        return HTTPStatus.BAD_GATEWAY, False
    if isinstance(failure, CannotPay):
        return HTTPStatus.SERVICE_UNAVAILABLE, False
    if isinstance(failure, OrderOpen):
        return HTTPStatus.GATEWAY_TIMEOUT, False
    if isinstance(failure, GatewayError):
        return _status_of_call(failure)
    return HTTPStatus.INTERNAL_SERVER_ERROR, False


def _status_of_call(failure: GatewayError) -> tuple[int, bool]:
    if failure.money not in _NOT_SPENT:
        return HTTPStatus.BAD_GATEWAY, False
    if isinstance(failure, GatewayRefused):
        if failure.status == _LOOP:
            return HTTPStatus.LOOP_DETECTED, False
        if failure.status == HTTPStatus.TOO_MANY_REQUESTS:
            return HTTPStatus.TOO_MANY_REQUESTS, True
        if failure.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN):
            return HTTPStatus.BAD_REQUEST, False
        return HTTPStatus.BAD_GATEWAY, failure.status in _TRANSIENT
    return HTTPStatus.BAD_GATEWAY, True


def _kind(status: int) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        return "authentication_error"
    if status == HTTPStatus.FORBIDDEN:
        return "permission_error"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate_limit_error"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"


def _body(
    message: str, kind: str, code: str, param: str | None = None, details: dict[str, Any] | None = None
) -> dict[str, Any]:
    error = {"message": message, "type": kind, "param": param, "code": code}
    return {"error": error if details is None else {**error, "pixelfare": details}}


def _answer(status: int, body: dict[str, Any], *, again: bool, headers: dict[str, str] | None = None) -> Response:
    said = {"x-should-retry": "true" if again else "false", **(headers or {})}
    # In ASCII: what was sent may hold half a character, which cannot be written otherwise.
    return Response(json.dumps(body), status_code=int(status), headers=said, media_type="application/json")


def without_folders(said: Any) -> Any:
    """The same without the names of this machine's folders, which some texts say for its owner."""
    if isinstance(said, dict):
        return {name: without_folders(part) for name, part in said.items()}
    if isinstance(said, list | tuple):
        return [without_folders(part) for part in said]
    if not isinstance(said, str):
        return said
    for folder in _folders():
        said = said.replace(folder, "...")
    return said


def _folders() -> Iterable[str]:
    ours = (pictures_folder(), data_folder(), config_folder(), Path(tempfile.gettempdir()), Path.home())
    return sorted({str(path) for path in ours if len(path.parts) > 1}, key=len, reverse=True)
