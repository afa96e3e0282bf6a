"""A purchase that is only rehearsed: what would be bought, who would pay, and what would stop it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pixelfare.client.asking import AsRoute, listed
from pixelfare.client.desk import Desk
from pixelfare.client.preparing import Preparation
from pixelfare.errors import PixelfareError
from pixelfare.money import usd
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.transport.call import read_image
from pixelfare.transport.inputs import is_url

__all__ = ["Rehearsal", "rehearse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a purchase would be.

    Args:
        decision: What would be bought.
        rail: `x402`, `bearer` or `none`.
        payer: The address that would pay; empty where none does.
        left: What the tightest limit still leaves, USD; `None` where nothing limits it.
        problems: What would stop it, one sentence each; empty where nothing is known that would.
    """

    decision: Decision
    rail: str
    payer: str
    left: Decimal | None
    problems: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "dry_run": True,
            "rail": self.rail,
            "payer": self.payer,
            "left_usd": None if self.left is None else str(self.left),
            "problems": list(self.problems),
            "decision": self.decision.to_dict(),
        }


def rehearse(
    preparation: Preparation, desk: Desk, prompt: str, intent: str, key: str | None, label: str, as_route: AsRoute
) -> Rehearsal:
    """Decide and check, and reserve nothing.

    Raises:
        BadRequest, NoOffer: It makes no sense, or nothing that is sold fits.
    """
    decision = preparation.route(prompt, intent, as_route)
    problems: list[str] = []
    gateway = preparation.gateway_of(decision, as_route)
    if why := preparation.means.why_not(gateway, named=True):
        problems.append(f"{gateway.id} cannot be paid: {why}")
    for number, image in enumerate(listed(as_route.get("images")), start=1):
        if not (isinstance(image, Picture) or (isinstance(image, str) and is_url(image))):
            try:
                read_image(image, what=f"input picture {number}")
            except PixelfareError as failure:
                problems.append(str(failure))
    left = None
    if preparation.means.metered(gateway):
        asked = decision.quote.micro_usd
        most = desk.ledger.left(desk.budget, label=label, test=gateway.test)
        left = None if most is None else usd(most)
        if most is not None and asked > most:
            problems.append(f"the budget leaves {left} USD, and it costs {decision.quote.usd}")
    if key is not None and (orders := desk.ledger.find_key(key)):
        problems.append(f"the key stands for order {orders[-1].id}, which is {orders[-1].state}")
    return Rehearsal(
        decision=decision, rail=preparation.means.rail_of(gateway), payer=preparation.means.payer_of(gateway),
        left=left, problems=tuple(problems),
    )  # fmt: skip
