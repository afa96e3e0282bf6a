"""`pixelfare wallet pins` and `wallet forget-pin`: whom each origin is paid at."""

from __future__ import annotations

from typing import Annotated

import typer

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest

__all__ = ["FORGET_EXAMPLES", "PINS_EXAMPLES", "forget_pin", "pins"]

PINS_EXAMPLES = ("pixelfare wallet pins",)
FORGET_EXAMPLES = ("pixelfare wallet forget-pin https://blockrun.ai",)


def pins(*, ledger: p.LedgerFile = None, as_json: o.AsJson = False) -> int:
    """Show who is remembered as the payee of each origin, since its first payment."""
    with p.open_ledger(ledger) as book:
        found = book.pins()
    if as_json:
        print_json({"pins": [{"origin": row[0], "network": row[1], "pay_to": row[2]} for row in found]})
        return 0
    if not found:
        console().print("nobody was paid yet")
        return 0
    made = table("origin", "network", "paid at")
    for row in found:
        made.add_row(*map(safe, row))
    console().print(made)
    return 0


def forget_pin(
    origin: Annotated[str, typer.Argument(metavar="ORIGIN", help="Such as https://blockrun.ai.")],
    *,
    ledger: p.LedgerFile = None,
    as_json: o.AsJson = False,
) -> int:
    """Forget who is paid at an origin: the next payment may go to a new address, and is remembered.

    Only do this where the gateway itself announced the change.
    """
    with p.open_ledger(ledger) as book:
        known = [pin[0] for pin in book.pins()]
        count = book.forget_pin(origin.rstrip("/"))
    if as_json:
        print_json({"origin": origin, "forgotten": count})
    elif count:
        console().print(f"forgotten: the next payment to {safe(origin)} may go to a new address")
    elif known:
        raise BadRequest(f"nobody is remembered for {origin[:80]!r}; there are {', '.join(sorted(set(known)))}")
    else:
        console().print("nobody was paid yet, so nobody is remembered")
    return 0
