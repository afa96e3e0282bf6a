"""The guard: what a demand for payment must fulfil before anybody signs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pixelfare.errors import TermsRefused
from pixelfare.money import usd
from pixelfare.x402.addresses import checksummed
from pixelfare.x402.networks import find_network
from pixelfare.x402.origins import is_loopback_host, same_origin
from pixelfare.x402.values import Approval, Network, PaymentOffer, Terms

__all__ = ["MOST_SKEW", "Expectation", "approve"]

MOST_SKEW = 120
"""Seconds that a gateway's clock may differ from ours; more, and the window would mean something else to each."""
BEFORE = 600
"""Seconds before now from which an authorization holds, for clocks that are behind."""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_NEAREST = (
    "offer", "scheme", "network", "asset", "method", "flow", "amount", "window", "resource", "pay-to", "cap", "price",
    "pay-to-changed",
)  # fmt: skip
"""Rules in the order in which offers fail them: the one that came furthest is the one to report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a payment is expected to be.

    Args:
        url: The URL that was asked.
        network: The network that may be paid on, by CAIP-2 name.
        quoted: Our own exact quote, micro-USD; `None` where there is no catalog behind the call.
        tolerance: Micro-USD by which the quote may be passed.
        cap: Most that is ever signed for one call, micro-USD.
        payer: Who pays.
        pay_to: Who was paid at this origin before; `None` where nobody was.
        now: Our clock, Unix seconds.
        server_date: The answer's `Date` header.
        least_window: Seconds that the authorization has to outlive.
        most_window: Seconds that it may live at most.
    """

    url: str
    network: str
    quoted: int | None
    cap: int
    payer: str
    now: float
    tolerance: int = 0
    pay_to: str | None = None
    server_date: str = ""
    least_window: int = 600
    most_window: int = 3_600


def approve(terms: Terms, expected: Expectation) -> Approval:
    """Choose the cheapest offer that passes every check.

    Raises:
        TermsRefused: None does; the error has the rule that the nearest one broke.
    """
    _check_place(terms, expected)
    _check_clock(expected)
    failures: list[TermsRefused] = []
    fit: list[tuple[int, int, PaymentOffer, Network]] = []
    for number, offer in enumerate(terms.offers):
        failure = next(_failures(offer, terms, expected), None)
        network = find_network(offer.network)
        if failure is None and network is not None:
            fit.append((offer.amount, number, offer, network))
        elif failure is not None:
            failures.append(failure)
    if not fit:
        raise max(failures, key=lambda failure: _NEAREST.index(failure.rule))
    _, _, offer, network = min(fit, key=lambda found: found[:2])
    now = int(expected.now)
    window = min(max(offer.max_timeout, expected.least_window), expected.most_window)
    return Approval(
        terms=terms, offer=offer, network=network, value=offer.amount, pay_to=checksummed(offer.pay_to),
        payer=checksummed(expected.payer), valid_after=now - BEFORE, valid_before=now + window,
    )  # fmt: skip


def _check_place(terms: Terms, expected: Expectation) -> None:
    parts = urlsplit(expected.url)
    if parts.scheme != "https" and not is_loopback_host(parts.hostname or ""):
        raise TermsRefused(
            "https", "payments go over https only, or to this machine", asked=f"{parts.scheme} to {parts.hostname}",
            expected="https",
        )  # fmt: skip
    for url in filter(None, (terms.resource_url,)):
        _check_resource(url, expected)


def _check_resource(url: str, expected: Expectation) -> None:
    if not same_origin(url, expected.url):
        raise TermsRefused(
            "resource", "the terms are for something at another place than the one that was asked",
            asked=_shown(url), expected=_shown(expected.url),
        )  # fmt: skip


def _check_clock(expected: Expectation) -> None:
    if not expected.server_date:
        return
    try:
        theirs = parsedate_to_datetime(expected.server_date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return
    if abs(theirs - expected.now) > MOST_SKEW:
        raise TermsRefused(
            "clock", "the gateway's clock and this machine's do not agree",
            asked=f"a time {abs(theirs - expected.now):.0f} s {'ahead' if theirs > expected.now else 'behind'}",
            expected=f"at most {MOST_SKEW} s", allow="Set this machine's clock.",
        )  # fmt: skip


def _failures(offer: PaymentOffer, terms: Terms, expected: Expectation) -> Iterator[TermsRefused]:  # noqa: C901, PLR0912  a list of rules
    """What is wrong with one offer; the first is enough."""
    network = find_network(offer.network)
    if offer.problem is not None and offer.problem[0] == "offer":
        yield TermsRefused("offer", f"an offer cannot be read: {offer.problem[1]}.")
    if offer.scheme != "exact":
        yield TermsRefused("scheme", "only exact amounts are signed", asked=_shown(offer.scheme), expected="exact")
    if network is None or network.id != expected.network or (terms.version == 2) != (offer.network == network.id):  # noqa: PLR2004  a version
        yield TermsRefused(
            "network", "the payment is asked for on another network", asked=_shown(offer.network),
            expected=expected.network,
        )  # fmt: skip
    if network is not None and offer.asset.lower() != network.asset.lower():
        yield TermsRefused(
            "asset", "the payment is asked for in another token", asked=_shown(offer.asset), expected=network.asset
        )  # fmt: skip
    if offer.method not in ("", "eip3009"):
        yield TermsRefused(
            "method", "only EIP-3009 transfers are signed", asked=_shown(offer.method), expected="eip3009"
        )
    if offer.flow not in ("", "authorization"):
        yield TermsRefused(
            "flow", "the money would move before the work is done", asked=_shown(offer.flow), expected="authorization"
        )  # fmt: skip
    if offer.problem is not None:
        yield TermsRefused(offer.problem[0], f"an offer cannot be read: {offer.problem[1]}.")
    if offer.amount <= 0:
        yield TermsRefused("amount", "the amount is zero", asked="0", expected="an amount above zero")
    if offer.max_timeout <= 0:
        yield TermsRefused("window", "the offer gives no time to pay", asked="0 s", expected="some seconds")
    if offer.resource_url and not same_origin(offer.resource_url, expected.url):
        yield TermsRefused(
            "resource", "the terms are for something at another place than the one that was asked",
            asked=_shown(offer.resource_url), expected=_shown(expected.url),
        )  # fmt: skip
    yield from _payee_failures(offer, network, expected)
    if offer.amount > expected.cap:
        yield TermsRefused(
            "cap", "the amount is above what one call may cost", asked=_usd(offer.amount),
            expected=f"at most {_usd(expected.cap)}", allow="Raise the limit of a call to allow it.",
        )  # fmt: skip
    if expected.quoted is not None and offer.amount > expected.quoted + expected.tolerance:
        yield TermsRefused(
            "price", "the amount is above the quote", asked=_usd(offer.amount),
            expected=f"at most {_usd(expected.quoted + expected.tolerance)}",
            allow="If its prices have changed, correct the catalog: 'pixelfare catalog audit' shows the drift.",
        )  # fmt: skip
    if expected.pay_to is not None and offer.pay_to.lower() != expected.pay_to.lower():
        yield TermsRefused(
            "pay-to-changed", "somebody else is to be paid than before at this origin", asked=_shown(offer.pay_to),
            expected=expected.pay_to,
            allow="If the gateway announced it, forget the old address: pixelfare wallet forget-pin ORIGIN.",
        )  # fmt: skip


def _payee_failures(offer: PaymentOffer, network: Network | None, expected: Expectation) -> Iterator[TermsRefused]:
    payee = offer.pay_to
    well_formed = _ADDRESS.fullmatch(payee) is not None
    digits = payee[2:]
    if well_formed and not digits.islower() and not digits.isupper() and not digits.isdigit():
        well_formed = payee == checksummed(payee)
    if not well_formed:
        yield TermsRefused("pay-to", "the address to be paid is none", asked=_shown(payee), expected="an address")
        return
    forbidden = {"0x" + "0" * 40: "nobody", expected.payer.lower(): "the payer"}
    if network is not None:
        forbidden[network.asset.lower()] = "the token itself"
    if payee.lower() in forbidden:
        yield TermsRefused(
            "pay-to", f"the address to be paid is {forbidden[payee.lower()]}", asked=_shown(payee), expected="a payee"
        )  # fmt: skip


def _usd(micro_usd: int) -> str:
    return f"{usd(micro_usd)} USD" if micro_usd < 10**18 else f"{micro_usd} base units"


def _shown(text: str) -> str:
    """A stranger's text, short and printable."""
    return ascii(text)[1:-1][:80] or "nothing"
