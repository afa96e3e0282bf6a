"""The desk where orders are made: ledger, budget, means and manners of one router."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pixelfare.client.hooks import Hook, details_of, tell
from pixelfare.client.means import Means
from pixelfare.client.resting import Rests
from pixelfare.ledger.budget import Budget
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import Order

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every order of a router has in common.

    Args:
        patience: Seconds to wait for a slow job.
        rpc_url: A node of the chain that can prove what became of a payment; empty where there is none.
        clock: Unix seconds.
        process: The process it is in; a fork of it must not touch the orders under way.
    """

    ledger: Ledger
    budget: Budget
    means: Means
    rests: Rests = field(default_factory=Rests)
    hooks: tuple[Hook, ...] = ()
    patience: float = 600.0
    rpc_url: str = ""
    clock: Callable[[], float] = time.time
    process: int = field(default_factory=os.getpid)

    def tell(self, event: str, order: Order, error: BaseException | None = None) -> None:
        """Tell the hooks about an order."""
        if self.hooks:
            name = "" if error is None else type(error).__name__
            tell(self.hooks, details_of(event, order, now=self.clock(), error=name))
