"""Errors of paying and calling: what happened, and what happened to the money."""

from __future__ import annotations

from typing import Any, Self

from pixelfare.errors.base import PixelfareError

__all__ = [
    "BadAnswer",
    "CannotPay",
    "GatewayError",
    "GatewayRefused",
    "GatewayUnreachable",
    "LedgerError",
    "OrderOpen",
    "OverBudget",
    "TermsRefused",
    "WalletError",
]


def _usd(micro_usd: int) -> str:
    return f"{micro_usd // 1_000_000}.{micro_usd % 1_000_000:06}"


class CannotPay(PixelfareError):
    """No payment was signed, so nothing can have been paid."""

    code = "cannot-pay"


class WalletError(CannotPay):
    """No key, or one that cannot be used safely."""

    code = "wallet"


class TermsRefused(CannotPay):
    """The gateway's payment terms broke a rule, and nothing was signed.

    Args:
        rule: A stable word: `price`, `cap`, `network`, `pay-to`, `window`, `amount`, ...
        message: What was wrong, in a sentence.
        asked: What the gateway asked for.
        expected: What would have been accepted.
        allow: How to allow it, where that can be sensible.
    """

    code = "terms-refused"

    def __init__(self, rule: str, message: str, *, asked: str = "", expected: str = "", allow: str = "") -> None:
        self.rule = rule
        self.asked = asked
        self.expected = expected
        self.allow = allow
        compared = f" It asked for {asked}; expected was {expected}." if asked and expected else ""
        super().__init__(f"{message}{compared} Nothing was signed.{f' {allow}' if allow else ''}")

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        parts = {"rule": self.rule, "asked": self.asked, "expected": self.expected, "allow": self.allow}
        return {**super().to_dict(), **parts}


class OverBudget(CannotPay):
    """A limit would be passed, and nothing was signed.

    Args:
        limit: Which: `call`, `hour`, `day`, `month` or `total`; for a label's, `day of agent-7`.
        most: The limit, micro-USD.
        spent: What is spent or held against it, micro-USD.
        asked: What the order would add, micro-USD.
        allow: How to raise it.
    """

    code = "over-budget"

    def __init__(self, limit: str, *, most: int, spent: int, asked: int, allow: str = "") -> None:
        self.limit = limit
        self.most = most
        self.spent = spent
        self.asked = asked
        self.allow = allow
        used = "" if limit.startswith("call") else f"; {_usd(spent)} USD of it are spent or held"
        each = "in" if limit.startswith("total") else "an" if limit.startswith("hour") else "a"
        text = f"{_usd(asked)} USD would pass the limit of {_usd(most)} USD {each} {limit}{used}. Nothing was signed."
        super().__init__(f"{text}{f' {allow}' if allow else ''}")

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        parts = {"limit": self.limit, "allow": self.allow}
        amounts = {"most_usd": self.most, "spent_usd": self.spent, "asked_usd": self.asked}
        return {**super().to_dict(), **parts, **{key: _usd(value) for key, value in amounts.items()}}


class LedgerError(CannotPay):
    """The ledger cannot be read or written, so nothing is bought."""

    code = "ledger"


class GatewayError(PixelfareError):
    """A gateway was called and no picture came back.

    Attributes:
        order: The order's id in the ledger; empty where there is none.
        money: What happened to the money: `none` (nothing was signed), `unpaid` (that is proved), `paid`, or
            `unknown` (a payment was signed and sent, and nothing proves either; it stays charged to its budget).
    """

    code = "gateway-error"
    order = ""
    money = "none"

    def of(self, order: str, money: str, remark: str = "") -> Self:
        """The same error, with the order it belongs to and what happened to the money."""
        self.order, self.money = order, money
        if remark:
            self.args = (f"{self.args[0] if self.args else ''}. {remark}".removeprefix(". "), *self.args[1:])
        return self

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "order": self.order, "money": self.money}


class GatewayUnreachable(GatewayError):
    """No answer: the connection, TLS or time.

    Attributes:
        sent: Whether the request may have reached the gateway; `False` where there was no connection at all.
    """

    code = "gateway-unreachable"
    sent = True

    def unsent(self) -> Self:
        """The same error, where nothing can have reached the gateway."""
        self.sent = False
        return self


class GatewayRefused(GatewayError):
    """An HTTP error.

    Args:
        message: What the gateway said.
        status: HTTP status.
        body: The answer as far as it could be read.
        retry_after: Seconds after which the gateway says to ask again; 0 where it says nothing.
    """

    code = "gateway-refused"

    def __init__(self, message: str, *, status: int, body: object = None, retry_after: int = 0) -> None:
        self.status = status
        self.body = body
        self.retry_after = retry_after
        super().__init__(message)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, its parts included."""
        return {**super().to_dict(), "status": self.status, "retry_after": self.retry_after}


class BadAnswer(GatewayError):
    """An answer that is not a picture."""

    code = "bad-answer"


class OrderOpen(GatewayError):
    """The order is not finished: another process works on it, or whether it was paid is not known."""

    code = "order-open"
