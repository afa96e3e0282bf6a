"""`pixelfare orders` and `pixelfare receipt`: what was ordered, and what became of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.terminal import console, one_line, print_json, safe, table, usd_text
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.ledger import Ledger, Order

__all__ = ["EXAMPLES", "RECEIPT_EXAMPLES", "Label", "Since", "moment", "orders", "receipt"]

EXAMPLES = (
    "pixelfare orders",
    "pixelfare orders --open --json",
    "pixelfare orders --since 2026-11-01 --label agent-7 --csv orders.csv",
)
RECEIPT_EXAMPLES = ("pixelfare receipt last", "pixelfare receipt last --json")
LAST = "last"
_SHORT = 18
"""`ord_`, ten characters of time, and four of chance to tell apart what was bought in one millisecond."""
COLOURS = {"paid": "green", "free": "green", "unpaid": "cyan", "none": "dim", "unknown": "yellow"}

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Begun on this day or later (UTC), or at this ISO time.")
]
Label = Annotated[str | None, typer.Option("--label", metavar="NAME", help="Only this label's.")]


def orders(
    *,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="delivered, unknown, ...; may be repeated.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Only those that something is still to be done about.")] = False,
    label: Label = None,
    gateway: Annotated[str | None, typer.Option("--gateway", "-g", metavar="NAME", help="Only at this one.")] = None,
    since: Since = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Begun before this day.")] = None,
    test: Annotated[
        bool | None, typer.Option("--test/--real", help="Only with test money, or only with real; both by default.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="The newest so many.", min=1)] = 50,
    ledger: p.LedgerFile = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write all of them to a new file; - for the screen.")
    ] = None,
    as_json: o.AsJson = False,
) -> int:
    """List orders, the newest first: when, what, for how much, and what became of the money."""
    from pixelfare.ledger.values import OPEN, STATES

    if strange := [name for name in state or () if name not in STATES]:
        raise BadRequest(f"no order is {strange[0]!r}; the states are {', '.join(STATES)}")
    states = OPEN if open_ else state
    with p.open_ledger(ledger) as book:
        found = book.orders(
            states=states, label=label, gateway=gateway, since=moment(since), until=moment(until), test=test,
            limit=None if csv else limit,
        )  # fmt: skip
    if csv is not None:
        return _write(found, csv)
    if as_json:
        from pixelfare.ledger import Receipt

        for order in found:
            print_json(Receipt.of(order).to_dict())
    else:
        _show(found)
    return 0


def receipt(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Its id or the beginning of it; last for the newest.")],
    *,
    ledger: p.LedgerFile = None,
    as_json: o.AsJson = False,
) -> int:
    """Show one order whole: quoted, paid, to whom, by which transaction, and how that is known."""
    from pixelfare.ledger import Receipt

    with p.open_ledger(ledger) as book:
        found = Receipt.of(_find(book, order))
    if as_json:
        print_json(found.to_dict())
    else:
        console().print(Text(safe(str(found))), soft_wrap=True)
    return 0


def moment(text: str | None) -> float | None:
    """A day or an ISO time as Unix seconds.

    Raises:
        BadRequest: It is neither.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{text[:40]!r} is no day such as 2026-11-22, and no ISO time") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _find(book: Ledger, name: str) -> Order:
    from pixelfare.ledger.ledger import AmbiguousOrder, UnknownOrder

    newest = book.orders(limit=1)
    if not newest:
        raise BadRequest("the ledger has no order yet")
    if name == LAST:
        return newest[0]
    try:
        return book.order(name)
    except UnknownOrder:
        if newest[0].id.startswith(name):
            raise AmbiguousOrder(
                f"many orders begin with {name!r}: give more of the id, or last for the newest"
            ) from None
        raise


def _write(found: list[Order], csv: str) -> int:
    from pixelfare.ledger.export import write_csv

    if csv == "-":
        write_csv(found, sys.stdout)
        return 0
    try:
        with Path(csv).open("x", encoding="utf-8", newline="") as file:
            count = write_csv(found, file)
    except FileExistsError:
        raise BadRequest(f"{csv!r} is already there; name another file") from None
    console().print(f"{count} orders written to {csv}")
    return 0


def _show(found: list[Order]) -> None:
    from pixelfare.ledger.receipt import money_of
    from pixelfare.money import usd

    out = console()
    if not found:
        out.print("no orders")
        return
    fixed: dict[str, Any] = {"no_wrap": True}
    made = table(
        ("order", fixed), ("when", fixed), "what", ("USD", {**fixed, "justify": "right"}), ("state", fixed), "money"
    )
    for order in found:
        when = datetime.fromtimestamp(order.created, UTC).strftime("%m-%d %H:%M")
        what = f"{order.model.rpartition('/')[2]} @ {order.gateway} {order.size}{f' x{order.n}' if order.n > 1 else ''}"
        money = money_of(order)
        # what an order would have cost is not to be taken for what it did cost
        amount = (
            usd_text(usd(order.charged), style="") if order.charged else Text(f"quoted ${usd(order.quoted)}", "dim")
        )
        said = "free" if money == "none" and order.state == "delivered" else money
        made.add_row(
            Text(order.id[:_SHORT], "cyan"), Text(when, "dim"), Text(one_line(what, 60)), amount, order.state,
            Text(said, COLOURS.get(said, "")),
        )  # fmt: skip
    out.print(made)
