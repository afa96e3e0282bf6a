"""`pixelfare recover`: go on with orders that were interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.client import Recovered, Router

__all__ = ["EXAMPLES", "recover"]

EXAMPLES = (
    "pixelfare recover",
    "pixelfare recover --rpc-url https://rpc.example --json",
)
_COLOURS = {"paid": "green", "unpaid": "cyan", "none": "cyan", "unknown": "yellow"}
_STILL_OPEN = 7


def recover(
    order: Annotated[
        str | None, typer.Argument(metavar="[ORDER]", help="One order's id or its beginning; without, all open ones.")
    ] = None,
    *,
    write_off: Annotated[
        bool,
        typer.Option(
            "--write-off", help="Declare the ORDER unpaid on your own word, and free what it holds of the budget."
        ),
    ] = False,
    url: p.Url = None,
    gateway: o.Gateways = None,
    wallet: p.WalletFile = None,
    ledger: p.LedgerFile = None,
    rpc_url: p.RpcUrl = None,
    patience: p.Patience = 600.0,
    as_json: o.AsJson = False,
) -> int:
    """Finish orders that a crash, a stop or impatience left behind, or prove them unpaid, or say what is not known.

    Nothing is ever signed here: the same payment is sent again while it is valid, a slow job is asked for, an answer on
    disk is opened. With --rpc-url the chain is asked what became of a payment. It ends with 7 where one stays open.
    """
    if write_off and order is None:
        raise BadRequest("one order is written off at a time: pixelfare recover ORDER --write-off")
    with p.open_router(
        gateway=gateway, url=url, wallet=wallet, ledger=ledger, rpc_url=rpc_url, patience=patience
    ) as router:
        found = [router.write_off(order)] if write_off and order else _recovered(router, order, as_json=as_json)
    for one in found:
        if as_json:
            receipt = one.receipt.to_dict()
            path = None if one.picture is None else str(one.picture.path)
            print_json({"receipt": receipt, "picture": path, "problem": one.problem})
        else:
            _show(one)
    if not found and not as_json:
        console().print("no order is open")
    return _STILL_OPEN if any(one.problem for one in found) else 0


def _recovered(router: Router, order: str | None, *, as_json: bool) -> list[Recovered]:
    with p.spinner(shown=not as_json):
        return router.recover(order)


def _show(one: Recovered) -> None:
    receipt = one.receipt
    out = console()
    money = Text.assemble((receipt.state, "bold"), "  money: ", (receipt.money, _COLOURS.get(receipt.money, "red")))
    out.print(Text.assemble((receipt.order, "cyan"), "  ", money), soft_wrap=True)
    if one.picture is not None:
        out.print(Text.assemble("  saved ", (safe(str(one.picture.path)), "bold")), soft_wrap=True)
    if one.problem:
        out.print(Text(f"  {one.problem}", "yellow"), soft_wrap=not out.is_terminal)
