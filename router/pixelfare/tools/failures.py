"""A failure in words that a model can act on: what went wrong, what became of the money, and what to do next.

Nothing that only the owner can change is suggested to the model, and no path, key or traceback is shown to it.
"""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from pixelfare.errors import (
    BadRequest,
    CannotPay,
    FileError,
    GatewayError,
    KeyReused,
    LedgerError,
    NoOffer,
    OrderOpen,
    OverBudget,
    PixelfareError,
    TermsRefused,
    WalletError,
)

__all__ = ["in_words"]

_logger = logging.getLogger("pixelfare")
_SHOWN = 4
_LONGEST = 2_000
_MONEY = {
    "none": "Nothing was paid.",
    "unpaid": "It is proved that nothing was paid.",
    "paid": "It is paid for. Do not order it anew: call again with the same key, which brings the picture.",
    "unknown": "Whether it was paid is not known yet. Do not order it anew with another key: that could pay twice. "
    "Call again later with the same key, or look at it with spend.",
}
_WAIT = "It is still under way: wait, and do not retry with another key."
_OWNER = "Only the owner of this machine can change that; tell the user."


def in_words(failure: Exception, *, folder: Path, known: tuple[str, ...] = ()) -> str:
    """A failure as text for a model.

    Args:
        failure: What was raised.
        folder: The folder for pictures, which is named so and not by its path.
        known: The parameters that there are.

    Returns:
        At most 2,000 characters.
    """
    text = _arguments(failure, known) if isinstance(failure, ValidationError) else _said(failure)
    for place, name in ((folder, "the folder for pictures"), (Path.home(), "~")):
        text = text.replace(str(place), name)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _said(failure: Exception) -> str:
    match failure:
        case GatewayError():
            order = f" It is order {failure.order}." if failure.order else ""
            wait = f" {_WAIT}" if isinstance(failure, OrderOpen) else ""
            return f"{_ended(failure)}{order} {_MONEY.get(failure.money, _MONEY['unknown'])}{wait}"
        case CannotPay():
            return f"{_cannot_pay(failure)} {_OWNER}"
        case NoOffer():
            return _no_offer(failure)
        case KeyReused():
            return f"{_ended(failure)} Repeat a wish with the very same parameters, or give a new one a key of its own."
        case BadRequest():
            return f"{_ended(failure)} Nothing was bought."
        case FileError():
            return f"A file of the settings breaks its rules ({failure.code}); nothing was bought. {_OWNER}"
        case PixelfareError():
            return _ended(failure)
    _log(failure)
    return (
        f"Something unexpected went wrong ({type(failure).__name__}). Whether anything was bought, spend shows; if you "
        "call again, use the same key."
    )


def _cannot_pay(failure: CannotPay) -> str:
    """What stopped a payment, without the advice that is meant for the owner."""
    match failure:
        case OverBudget():
            said = str(failure).removesuffix(failure.allow).strip()
            return f"{said} Nothing was paid. A cheaper intent, a smaller n or size may fit."
        case TermsRefused():
            return str(failure).removesuffix(failure.allow).strip()
        case WalletError():
            return "There is no wallet that can pay for it. Nothing was signed, and nothing was paid."
        case LedgerError():
            return "The ledger cannot be read or written, so nothing was bought and nothing was paid."
    return "It cannot be paid for, so nothing was bought."


def _no_offer(failure: NoOffer) -> str:
    """Why nothing fits, and what would."""
    reasons = list(dict.fromkeys(f"{r.model or 'all models'}: {r.reason}" for r in failure.refusals))
    parts = [_ended(failure), "Nothing was paid."]
    if failure.relax:
        parts.append(f"What would help: {'; '.join(failure.relax[:_SHOWN])}.")
    if reasons:
        parts.append(f"Refused, among others: {'; '.join(reasons[:_SHOWN])}.")
    return " ".join(parts)


def _ended(failure: Exception) -> str:
    """What an error says, as a sentence."""
    text = str(failure)
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _arguments(failure: ValidationError, known: tuple[str, ...]) -> str:
    """What is wrong with the arguments, without the arguments themselves."""
    parts = []
    for error in failure.errors(include_url=False, include_input=False, include_context=False)[:_SHOWN]:
        name = ".".join(str(part) for part in error["loc"]) or "the arguments"
        if error["type"] == "extra_forbidden":
            parts.append(f"there is no parameter {name[:60]!r}; there are {', '.join(known)}")
        elif error["type"] == "missing":
            parts.append(f"{name} is missing")
        else:
            parts.append(f"{name}: {error['msg']}")
    return f"{'; '.join(parts)}. Nothing was bought."


def _log(failure: Exception) -> None:
    """Where it happened; the message may hold what belongs into no log."""
    trace = failure.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    _logger.error("a tool failed: %s%s", type(failure).__name__, where)
