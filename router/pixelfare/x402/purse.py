"""What a paying transport knows and decides, without a socket: one for sync and async alike."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from pixelfare.errors import BadRequest, OverBudget, TermsRefused
from pixelfare.money import parse_usd
from pixelfare.x402.guard import MOST_SKEW, Expectation, approve
from pixelfare.x402.networks import find_network
from pixelfare.x402.nonce import random_nonce
from pixelfare.x402.origins import origin_of
from pixelfare.x402.payment import build_payment
from pixelfare.x402.terms import read_terms
from pixelfare.x402.values import Network, SignedPayment, Signer

__all__ = ["HEADERS", "Attempt", "Purse", "fingerprint", "refuse_elsewhere"]

HEADERS = ("payment-signature", "x-payment")
TIMES_CAP = 10
"""Without a total, a transport pays at most ten times what it may pay at once."""
LEAST_WINDOW = 300
MOST_WINDOW = 3_600
_MOST_REMEMBERED = 10_000
_UNDECIDED = frozenset({402, 408, 425, 429})
_SERVER_ERROR = 500


@dataclass(slots=True, eq=False)
class Attempt:
    """One payment of one request: under way, or lost and to be sent again.

    Args:
        payment: What goes along.
        dies: Unix second from which it can no longer be taken.
        ended: Told when its answer has been read whole, with the status; or, with nothing, that it was lost.
    """

    payment: SignedPayment
    dies: int
    ended: Callable[[int | None], None]
    signed_at: float
    lives: float
    under_way: bool = True


class Purse:
    """Pays for requests within limits, and remembers what it paid for; threads may share it.

    Args:
        signer: Who pays.
        cap: USD that one payment may be.
        total: USD in all; ten times the cap where nothing is said.
        network: What is paid on: `base`, `base-sepolia`, or a CAIP-2 name.
        pay_to: Who may be paid; where nothing is said, whoever is first paid at an origin.
        clock: Unix seconds.

    Raises:
        BadAmount, BadRequest: A limit or the network cannot be read.
    """

    def __init__(
        self,
        signer: Signer,
        cap: str | int | Decimal,
        *,
        total: str | int | Decimal | None = None,
        network: str = "base",
        pay_to: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._signer = signer
        self._cap = parse_usd(cap, what="cap")
        self._total = self._cap * TIMES_CAP if total is None else parse_usd(total, what="total")
        found = find_network(network)
        if found is None:
            raise BadRequest(f"network is base, base-sepolia or their CAIP-2 names, not {network!r}")
        self._network: Network = found
        self._pay_to = pay_to
        self._clock = clock
        self._lock = threading.Lock()
        self._pins: dict[str, str] = {}
        self._paid: dict[str, list[Attempt]] = {}
        self.signed = 0
        """Micro-USD signed for so far. What was signed counts, whether or not it was ever taken."""

    def __repr__(self) -> str:
        network = getattr(self, "_network", None)
        return f"<Purse of {self._signer.address} on {'no network yet' if network is None else network.name}>"

    def lost(self, key: str) -> Attempt | None:
        """A payment that was signed for a request before, is not under way, and may still be taken.

        It is sent again, never another, until it is certainly dead: by this machine's clock, and by the time gone by.
        """
        with self._lock:
            for attempt in list(self._paid.get(key, ())):
                if attempt.under_way:
                    continue
                if self._is_dead(attempt):
                    self._forget(key, attempt)
                    continue
                attempt.under_way = True
                return attempt
            return None

    def _is_dead(self, attempt: Attempt) -> bool:
        over = self._clock() >= attempt.dies + MOST_SKEW
        if self._clock is not time.time:
            return over
        return over and time.monotonic() - attempt.signed_at >= attempt.lives

    def _forget(self, key: str, attempt: Attempt) -> None:
        left = [other for other in self._paid.get(key, ()) if other is not attempt]
        if left:
            self._paid[key] = left
        else:
            self._paid.pop(key, None)

    def pay(self, key: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> Attempt:
        """Sign what a 402 asks for. A request that is under way twice at once is bought twice.

        Args:
            key: The request's fingerprint.
            url: What was asked.
            headers: Of the 402.
            body: Of the 402.

        Raises:
            TermsRefused: The terms broke a rule.
            OverBudget: The total would be passed.
            WalletError: It cannot be signed.
        """
        from pixelfare.x402.sign import sign  # noqa: PLC0415  loaded when somebody pays

        said = [(name.lower(), value) for name, value in headers]
        origin = origin_of(url)
        with self._lock:  # one at a time: two threads must not both take what the total leaves
            expected = Expectation(
                url=url, network=self._network.id, quoted=None, cap=self._cap, payer=self._signer.address,
                now=self._clock(), pay_to=self._pay_to or self._pins.get(origin),
                server_date=next((value for name, value in said if name == "date"), ""), least_window=LEAST_WINDOW,
                most_window=MOST_WINDOW,
            )  # fmt: skip
            approval = approve(read_terms(said, body), expected)
            if self.signed + approval.value > self._total:
                advice = "X402Transport(..., total=...) raises it."
                raise OverBudget("total", most=self._total, spent=self.signed, asked=approval.value, allow=advice)
            if sum(map(len, self._paid.values())) >= _MOST_REMEMBERED:
                raise OverBudget("total", most=self._total, spent=self.signed, asked=approval.value, allow="")
            authorization, signature = sign(approval, self._signer, random_nonce())
            payment = build_payment(approval, authorization, signature)
            self._pins.setdefault(origin, approval.pay_to)
            self.signed += approval.value
            attempt = Attempt(
                payment, approval.valid_before, lambda status: self._ended(key, attempt, status), time.monotonic(),
                approval.valid_before - expected.now + MOST_SKEW,
            )  # fmt: skip
            self._paid.setdefault(key, []).append(attempt)
            return attempt

    def _ended(self, key: str, attempt: Attempt, status: int | None) -> None:
        """Forget a payment whose request was plainly answered; what may still be taken is kept."""
        plain = status is not None and status not in _UNDECIDED and status < _SERVER_ERROR and status // 100 != 3  # noqa: PLR2004  a redirect
        with self._lock:
            attempt.under_way = False
            if plain:
                self._forget(key, attempt)


def fingerprint(method: str, url: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(f"{method} {url}\n".encode() + hashlib.sha256(body).digest()).hexdigest()


def refuse_elsewhere(first: str, url: str) -> None:
    """Refuse to pay for what a redirect leads to.

    Raises:
        TermsRefused: It is not the URL that was asked.
    """
    if first != url:
        raise TermsRefused(
            "redirect", "a redirect led to something that wants to be paid", asked=origin_of(url),
            expected=origin_of(first),
        )  # fmt: skip
