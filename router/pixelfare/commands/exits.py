"""Exit codes: what each means, and which error ends with which."""

from __future__ import annotations

from pixelfare.errors import (
    BadRequest,
    CannotPay,
    FileError,
    GatewayError,
    NoOffer,
    PixelfareError,
    QuoteRefused,
)

__all__ = ["BROKEN_PIPE", "BUG", "FILE", "INTERRUPTED", "MEANINGS", "OK", "USAGE", "exit_code"]

OK, BUG, USAGE, FILE = 0, 1, 2, 4
INTERRUPTED, BROKEN_PIPE = 130, 141

MEANINGS = {
    0: "done",
    1: "a mistake in pixelfare itself",
    2: "the request or the command line makes no sense",
    3: "nothing that is sold fits",
    4: "a file breaks its rules, or cannot be read or written",
    5: "no exact price can be given",
    6: "no payment was signed: no wallet, a limit, terms that broke a rule, a ledger that cannot be used",
    7: "the gateway was called and no picture came back, or an order stays open",
    130: "stopped with Ctrl-C",
    141: "whoever was reading the output went away",
}

_OF_ERRORS: tuple[tuple[type[PixelfareError], int], ...] = (
    (BadRequest, USAGE),
    (NoOffer, 3),
    (FileError, FILE),
    (QuoteRefused, 5),
    (CannotPay, 6),
    (GatewayError, 7),
)


def exit_code(failure: BaseException) -> int:
    """The exit code that an error ends with."""
    if isinstance(failure, BrokenPipeError):
        return BROKEN_PIPE
    if isinstance(failure, OSError):
        return FILE
    return next((code for kind, code in _OF_ERRORS if isinstance(failure, kind)), BUG)
