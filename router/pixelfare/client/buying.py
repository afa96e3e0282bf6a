"""From what a caller says to a picture: inputs fetched, purchase prepared, what was left behind tidied, then bought."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from pixelfare.client.asking import AsRoute, Image, listed
from pixelfare.client.desk import Desk
from pixelfare.client.preparing import Preparation
from pixelfare.client.purchase import purchase_flow
from pixelfare.client.recovery import QUICK_PATIENCE, left_behind, recover_flow
from pixelfare.ledger.values import OPEN
from pixelfare.picture import Picture
from pixelfare.request import check_prompt
from pixelfare.transport.call import InputImage, read_image
from pixelfare.transport.inputs import fetch_flow, is_url
from pixelfare.transport.messages import Flow

__all__ = ["buy_flow"]

_logger = logging.getLogger("pixelfare")

MOST_TIDIED = 8
"""Orders that a new start looks after before it does what it was asked for."""


def buy_flow(
    preparation: Preparation, desk_of: Callable[[], Desk], prompt: str, intent: str, *, key: str | None, label: str,
    out: str | os.PathLike[str] | None, as_route: AsRoute, tidy: bool,
) -> Flow[Picture]:  # fmt: skip
    """Everything between a call of `generate` and its picture.

    Args:
        preparation: The router's settings.
        desk_of: Opens the ledger, once everything else is known to make sense.
        prompt: As for `Router.generate`, like the rest.
        intent: A wish by name.
        key: Idempotency key.
        label: Whose spending it is.
        out: Where the pictures go.
        as_route: As for `route`.
        tidy: Whether this is the router's first purchase: then open orders of earlier processes are looked after.
    """
    check_prompt(prompt)
    images: list[InputImage] = []
    for number, given in enumerate(listed(as_route.get("images")), start=1):
        images.append((yield from _input(given, f"input picture {number}")))
    given_mask = as_route.get("mask")
    mask = None if given_mask is None else (yield from _input(given_mask, "the mask"))
    purchase = preparation.purchase(
        prompt, intent, images=tuple(images), mask=mask, out=out, key=key, label=label, as_route=as_route
    )
    desk = desk_of()
    if tidy:
        yield from recover_flow(replace(desk, patience=QUICK_PATIENCE), left_behind(desk)[:MOST_TIDIED])
        if left := [order.id for order in desk.ledger.orders(states=OPEN) if not desk.ledger.is_held(order.id)]:
            _logger.warning(
                "orders of an earlier time are open: %d, such as %s; see 'pixelfare recover'", len(left), left[0]
            )
    return (yield from purchase_flow(desk, purchase))


def _input(given: Image, what: str) -> Flow[InputImage]:
    if isinstance(given, str) and is_url(given):
        return (yield from fetch_flow(given, what=what))
    return read_image(given.data if isinstance(given, Picture) else given, what=what)
