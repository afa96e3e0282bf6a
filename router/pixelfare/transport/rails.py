"""The three ways a call is paid for: over x402, by a key, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pixelfare.errors import BadRequest
from pixelfare.x402.values import HiddenText, Signer, Terms

__all__ = ["FREE", "X402", "Bearer", "Free", "Rail"]

_LONGEST_KEY = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Nothing is paid from here.

    Args:
        metered: Somebody is charged all the same, as by a proxy on this machine that holds a wallet of its own.
    """

    metered: bool = False


FREE = Free()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A key whose account is charged. There is no nonce, so a call whose fate is unknown is never repeated.

    Args:
        key: The key; in no `repr`.

    Raises:
        BadRequest: It cannot be a header's value.
    """

    key: str = field(repr=False)

    def __post_init__(self) -> None:
        if not (0 < len(self.key) <= _LONGEST_KEY and self.key.isascii() and self.key.isprintable()):
            raise BadRequest("a gateway's key is printable ASCII text")

    @property
    def credentials(self) -> tuple[tuple[str, str], ...]:
        """The header that goes with every request to the gateway."""
        return (("authorization", HiddenText(f"Bearer {self.key}")),)


@dataclass(frozen=True, slots=True, kw_only=True)
class X402:
    """A payment per call, signed for one order with one nonce.

    Args:
        signer: Who signs.
        network: The network that may be paid on, by CAIP-2 name.
        quoted: The order's exact quote, micro-USD.
        cap: What a call may cost at most, micro-USD, whatever the catalog says.
        nonce: The order's own, 32 bytes.
        pay_to: Who was paid at this origin before; `None` where nobody was.
        pin: Called with who is to be paid, before it is signed; remembers it for the next time.
        known: Terms this gateway asked for a moment ago, for the same thing: they are answered at once. Where they have
            changed meanwhile, the gateway refuses, and the order is not signed anew.
        remember: Called with terms that passed every check, for the next time.
        clock: Unix seconds.
    """

    signer: Signer
    network: str
    quoted: int
    cap: int
    nonce: bytes = field(repr=False)
    pay_to: str | None = None
    pin: Callable[[str], object] = field(default=lambda _pay_to: None, repr=False)
    known: Terms | None = field(default=None, repr=False)
    remember: Callable[[Terms], object] = field(default=lambda _terms: None, repr=False)
    clock: Callable[[], float] = field(default=time.time, repr=False)


Rail = Free | Bearer | X402
