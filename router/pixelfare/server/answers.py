"""What callers get for a purchase: OpenAI's form, and ours beside it."""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request

from pixelfare.notices import Notice
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.policy.explain import why
from pixelfare.server.failures import without_folders
from pixelfare.server.service import caller_of, service_of

__all__ = ["answer_dict", "answer_headers", "in_short"]


def answer_dict(request: Request, picture: Picture, *, inline: bool, created: int) -> dict[str, Any]:
    """A purchase as OpenAI's Images API answers it, with `pixelfare` beside.

    Args:
        request: What asked.
        picture: The first picture.
        inline: Whether to hand pictures over as base64 instead of links.
        created: Unix seconds.
    """
    receipt, decision = picture.receipt, picture.decision
    notices = dict.fromkeys((*decision.warnings, *(n for one in picture.pictures for n in one.notices)))
    said = [_notice(notice) for notice in notices]
    return {
        "created": created,
        "size": str(picture.size),
        "output_format": picture.media_type.rpartition("/")[2],
        "data": [_handed_over(request, one, number, inline=inline) for number, one in enumerate(picture.pictures, 1)],
        "pixelfare": {
            **in_short(decision),
            "paid": {"usd": None if receipt.paid_usd is None else str(receipt.paid_usd), "money": receipt.money},
            "order": receipt.order,
            "purchase": receipt.purchase,
            "transaction": receipt.transaction,
            "label": receipt.label,
            "notices": said if caller_of(request).owner else without_folders(said),
        },
    }


def in_short(decision: Decision) -> dict[str, Any]:
    """A decision's main facts."""
    return {
        "model": decision.model,
        "gateway": decision.gateway,
        "size": str(decision.size),
        "quality": decision.quality,
        "n": decision.n,
        "intent": decision.intent,
        "policy": decision.ranking.policy,
        "quote": {"usd": str(decision.usd), "micro_usd": decision.quote.micro_usd, "as_of": decision.as_of.isoformat()},
        "why": why(decision),
    }


def answer_headers(picture: Picture) -> dict[str, str]:
    """The facts that a program may want without reading the body."""
    paid = picture.receipt.paid_usd
    said = {"x-pixelfare-order": picture.receipt.order, "x-pixelfare-model": picture.decision.model}
    return said if paid is None else {**said, "x-pixelfare-paid-usd": str(paid)}


def _handed_over(request: Request, picture: Picture, number: int, *, inline: bool) -> dict[str, str]:
    if inline:
        return {"b64_json": base64.b64encode(picture.data).decode("ascii")}
    service = service_of(request)
    path = service.links.path(picture.receipt.order, number, picture.media_type)
    return {"url": service.base(request) + path}


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}
