"""What a router can pay with, and so which gateways it can call."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping

from pixelfare.catalog.values import Gateway
from pixelfare.errors import BadRequest, CannotPay, WalletError
from pixelfare.ledger.budget import Budget
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import Order
from pixelfare.transport.rails import X402, Bearer, Free, Rail
from pixelfare.x402.networks import find_network
from pixelfare.x402.nonce import order_nonce
from pixelfare.x402.origins import origin_of
from pixelfare.x402.values import HiddenText, Signer, Terms
from pixelfare.x402.wallet import Wallet

__all__ = ["SANDBOX", "SANDBOX_NETWORK", "Means", "WalletLike", "hidden"]

SANDBOX = "sandbox"
SPOKEN = frozenset({"blockrun-images", "openai-images"})
"""The dialects that `transport` speaks."""
SANDBOX_NETWORK = "eip155:84532"
"""A sandbox that wants to be paid asks for test money."""
_KEY_NAMES = {"blockrun-account": ("BLOCKRUN_API_KEY",), "openai": ("OPENAI_API_KEY",), "xai": ("XAI_API_KEY",)}
"""Further variables that hold a gateway's key: the vendors' own."""

TERMS_SECONDS = 120.0
"""How long terms are taken for known; prices change by the day, terms carry a price and an address."""
_MOST_TERMS = 1_024

WalletLike = Wallet | Signer | str | bytes
"""A wallet, anything that signs, or the text of a key."""


def hidden(keys: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """The same keys, each hiding itself wherever it is shown; what is no mapping of texts is left to be refused."""
    if not isinstance(keys, Mapping):
        return keys
    return {name: HiddenText(key) if isinstance(key, str) else key for name, key in keys.items()}


class Means:
    """A wallet, and keys by gateway; looked up when they are first needed.

    Args:
        wallet: A wallet, a signer, or a key; nothing: where `Wallet.find` looks.
        keys: Keys of bearer gateways by gateway id; nothing: `PIXELFARE_KEY_<GATEWAY>` or the vendor's own variable.
        named: The gateways the router was made for: a proxy that spends another's money is only used when named.
        clock: Unix seconds.
        presign: Whether terms of a moment ago are answered without asking again.
    """

    def __init__(
        self,
        wallet: WalletLike | None,
        keys: Mapping[str, str] | None,
        named: tuple[str, ...] | None,
        clock: Callable[[], float] = time.time,
        *,
        presign: bool = False,
    ) -> None:
        if keys is not None and not all(isinstance(name, str) and isinstance(key, str) for name, key in keys.items()):
            raise BadRequest("keys are texts by gateway id: keys={'openai': '...'}")
        self._given = None if wallet is None else Wallet.find(wallet)
        self._wallet: Wallet | None = self._given
        self._looked = wallet is not None
        self._keys = {name: HiddenText(key) for name, key in (keys or {}).items()}
        self._named = frozenset(named or ())
        self._clock = clock
        self._presign = presign
        self._terms: dict[tuple[object, ...], tuple[float, Terms]] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Means with {getattr(self, '_wallet', None) or 'no wallet yet'}>"

    @property
    def practises(self) -> bool:
        """Whether a wallet was given, so that the sandbox asks it to pay."""
        return self._given is not None

    def wallet(self) -> Wallet | None:
        """The wallet, looked for once.

        Raises:
            WalletError: There is one, and it cannot be used.
        """
        with self._lock:
            if not self._looked:
                self._wallet = Wallet.find()
                self._looked = True
            return self._wallet

    def can_call(self, gateway: Gateway, *, named: bool) -> bool:
        """Whether this gateway can be called and paid.

        Args:
            gateway: The gateway.
            named: Whether the caller named it.
        """
        return not self.why_not(gateway, named=named)

    def why_not(self, gateway: Gateway, *, named: bool) -> str:
        """Why a gateway cannot be called; empty where it can."""
        if gateway.reference or gateway.speaks not in SPOKEN:
            return "pixelfare does not speak its protocol"
        if not gateway.url and gateway.id != SANDBOX:
            return "its URL is not known"
        if gateway.pays == "none":
            proxy = gateway.mirrors is not None and gateway.id != SANDBOX
            return "it pays with a wallet of its own, so it is used only when named" if proxy and not named else ""
        if gateway.pays == "bearer":
            return "" if self._key(gateway.id) else f"it wants a key: set {_names(gateway.id)[0]}, or give keys="
        if gateway.pays != "x402" or find_network(gateway.network) is None:
            return f"pixelfare cannot pay by {gateway.pays} on {gateway.network or 'an unknown network'}"
        if self.wallet() is None:
            return (
                "it is paid from a wallet, and there is none: set PIXELFARE_WALLET_KEY, or run 'pixelfare wallet new'"
            )
        return ""

    def rail_of(self, gateway: Gateway) -> str:
        """`x402`, `bearer` or `none`."""
        return "x402" if gateway.id == SANDBOX and self.practises else gateway.pays

    def network_of(self, gateway: Gateway) -> str:
        """The network a gateway may be paid on; empty where it is not paid over x402."""
        if self.rail_of(gateway) != "x402":
            return ""
        return SANDBOX_NETWORK if gateway.id == SANDBOX else gateway.network

    def payer_of(self, gateway: Gateway) -> str:
        """The address that pays; empty where none does."""
        wallet = self.wallet() if self.rail_of(gateway) == "x402" else None
        return "" if wallet is None else wallet.address

    def metered(self, gateway: Gateway) -> bool:
        """Whether a call costs somebody anything."""
        return self.rail_of(gateway) != "none" or (gateway.mirrors is not None and gateway.id != SANDBOX)

    def rail(self, gateway: Gateway, order: Order, ledger: Ledger, budget: Budget) -> Rail:
        """How one order is paid.

        Raises:
            CannotPay: There is no way.
        """
        kind = self.rail_of(gateway)
        if kind == "none":
            return Free(metered=self.metered(gateway))
        if kind == "bearer":
            return Bearer(key=self._key(gateway.id))
        wallet = self.wallet()
        if wallet is None:
            raise WalletError("there is no wallet: set PIXELFARE_WALLET_KEY, or run 'pixelfare wallet new'")
        origin = origin_of(order.url)
        thing = _thing(order)
        cap = order.quoted if budget.call is None else budget.call
        return X402(
            signer=wallet, network=order.network, quoted=order.quoted, cap=cap,
            nonce=order_nonce(ledger.secret, order.id, origin, order.operation, order.body),
            pay_to=ledger.pin(origin, order.network),
            pin=lambda pay_to: self._pinned(ledger, origin, order.network, pay_to), clock=self._clock,
            known=self._known(thing), remember=lambda terms: self._remember(thing, terms),
        )  # fmt: skip

    def forget_terms(self, order: Order) -> None:
        """Ask again before the next order of the same thing."""
        with self._lock:
            self._terms.pop(_thing(order), None)

    def _known(self, thing: tuple[object, ...]) -> Terms | None:
        with self._lock:
            since, terms = self._terms.get(thing, (float("-inf"), None))
        return terms if self._presign and 0 <= self._clock() - since < TERMS_SECONDS else None

    def _remember(self, thing: tuple[object, ...], terms: Terms) -> None:
        with self._lock:
            if self._presign and len(self._terms) < _MOST_TERMS:
                self._terms[thing] = (self._clock(), terms)

    def credentials(self, gateway: str) -> tuple[tuple[str, str], ...]:
        """The header that a bearer gateway is asked with; nothing where there is no key."""
        key = self._key(gateway)
        return Bearer(key=key).credentials if key else ()

    @staticmethod
    def _pinned(ledger: Ledger, origin: str, network: str, pay_to: str) -> None:
        stored = ledger.set_pin(origin, network, pay_to)
        if stored.lower() != pay_to.lower():  # another process was first, and saw somebody else
            raise CannotPay(f"{origin} is paid at {stored} since another order a moment ago, not at {pay_to}")

    def _key(self, gateway: str) -> HiddenText:
        return self._keys.get(gateway) or HiddenText(next(filter(None, map(os.environ.get, _names(gateway))), ""))


def _thing(order: Order) -> tuple[object, ...]:
    """What has one price at one place, so that its terms can be known."""
    return order.url, order.sold_as, order.size, order.quality, order.n, order.operation, order.network


def _names(gateway: str) -> tuple[str, ...]:
    """The environment variables that hold a gateway's key."""
    return (f"PIXELFARE_KEY_{gateway.upper().replace('-', '_')}", *_KEY_NAMES.get(gateway, ()))
