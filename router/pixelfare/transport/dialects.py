"""The wire dialects: how a call is written, and how its answer is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pixelfare.errors import BadRequest
from pixelfare.money import parse_usd
from pixelfare.transport import blockrun, openai
from pixelfare.transport.blockrun import Entry
from pixelfare.transport.call import Call
from pixelfare.transport.messages import HttpRequest, HttpResponse

__all__ = ["Dialect", "dialect_of"]

_COST = "x-blockrun-cost-usd"
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(?:(?<=\.[0-9]{6})0{1,12})?", re.ASCII)
"""USD to the micro-USD; zeros may follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one kind of gateway is spoken to.

    Args:
        submit: The request that places a call.
        entries: The pictures that a success announces.
        price_of: The price as printed in an answer's body.
    """

    submit: Callable[[Call], HttpRequest]
    entries: Callable[[HttpResponse], tuple[Entry, ...]]
    price_of: Callable[[Mapping[str, Any]], str]

    def bills(self, response: HttpResponse) -> int | None:
        """Micro-USD that the answer says were charged to the account; `None` where it does not say."""
        stated = _AMOUNT.fullmatch(response.header(_COST).strip())
        return None if stated is None else parse_usd(stated[1])


_DIALECTS = {
    "blockrun-images": Dialect(submit=blockrun.submit, entries=blockrun.entries, price_of=blockrun.price_of),
    "openai-images": Dialect(submit=openai.submit, entries=blockrun.entries, price_of=blockrun.price_of),
}


def dialect_of(speaks: str) -> Dialect:
    """The dialect of a gateway.

    Raises:
        BadRequest: pixelfare does not speak it.
    """
    found = _DIALECTS.get(speaks)
    if found is None:
        raise BadRequest(f"pixelfare does not speak {speaks!r}; it speaks {', '.join(_DIALECTS)}")
    return found
