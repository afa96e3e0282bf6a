"""`pixelfare catalog audit`: are the catalog's prices what gateways ask for, and does it sell what they list?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.terminal import console, print_json, table
from pixelfare.errors import BadRequest
from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog
    from pixelfare.client.audit import Drift

__all__ = ["AUDIT_EXAMPLES", "audit"]

AUDIT_EXAMPLES = (
    "pixelfare catalog audit",
    "pixelfare catalog audit --gateway blockrun --json",
)
_DRIFTED = 4
_SAID = {"only_listed": "listed there, not in the catalog", "not_listed": "in the catalog, not listed there"}


def audit(
    *,
    gateway: Annotated[str | None, typer.Option("--gateway", "-g", metavar="NAME", help="Only this gateway.")] = None,
    models: Annotated[
        Path | None,
        typer.Option("--models", metavar="FILE", help="A gateway's answer to /v1/models, kept in a file."),
    ] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Ask the gateway for that answer now.")] = False,
    url: p.Url = None,
    ledger: p.LedgerFile = None,
    catalog: o.Catalogs = None,
    as_of: o.AsOf = None,
    as_json: o.AsJson = False,
) -> int:
    """Compare quotes with the amounts that were demanded and settled, and the catalog with what a gateway lists.

    Drift is reported, never absorbed: a price is changed in the catalog's YAML. It ends with 4 where anything differs.
    """
    from pixelfare.client.audit import audit_orders

    with p.open_ledger(ledger) as book:
        rows = audit_orders(book.orders(gateway=gateway))
    listed = None if models is None and not fetch else _listed(models, gateway or "blockrun", url, as_of, catalog)
    if as_json:
        print_json({"orders": [row.to_dict() for row in rows], "listed": listed})
    else:
        _show(rows, listed)
    differs = any(row.drifted for row in rows) or bool(listed and (listed["only_listed"] or listed["not_listed"]))
    return _DRIFTED if differs else 0


def _listed(
    file: Path | None, gateway: str, url: str | None, as_of: str | None, catalog: list[Path] | None
) -> dict[str, Any]:
    from pixelfare.transport.listing import listing_flow, read_listing

    book = o.load_catalog(as_of, catalog)
    if file is not None:
        try:
            rows = read_listing(json.loads(file.read_bytes()))
        except ValueError:
            raise BadRequest(f"{file} is no JSON") from None
    else:
        from pixelfare.transport.shells import new_client, run

        place = url or book.gateway(gateway).url
        if not place:
            raise BadRequest(f"{gateway} has no URL to ask: give --url or --models")
        with new_client() as client:
            rows = run(listing_flow(place), client)
    return _compared(book, gateway, {row["id"] for row in rows})


def _compared(book: Catalog, gateway: str, listed: set[str]) -> dict[str, Any]:
    book.gateway(gateway)
    offers = book.offers(gateway=gateway)
    sold = {offer.sold_as for offer in offers if offer.sizes and not book.standing(offer).refusal}
    known = {offer.sold_as for offer in offers}
    return {"gateway": gateway, "only_listed": sorted(listed - known), "not_listed": sorted(sold - listed)}


def _show(rows: tuple[Drift, ...], listed: dict[str, Any] | None) -> None:
    out = console()
    if rows:
        right = {"justify": "right", "no_wrap": True}
        made = table("offer", "size", ("orders", right), ("quoted", right), ("demanded", right), ("settled", right))
        for row in rows:
            style = "yellow" if row.drifted else ""
            cells = (", ".join(str(usd(a)) for a in amounts) for amounts in (row.demanded, row.settled))
            what = f"{row.model} @ {row.gateway}{f' {row.quality}' if row.quality else ''}"
            size = row.size if row.n == 1 else f"{row.n} x {row.size}"
            made.add_row(Text(what, style), size, str(row.orders), str(usd(row.quoted)), *cells)
        out.print(made)
    else:
        out.print("the ledger has no order yet that was asked to pay")
    if listed is not None:
        for name, what in _SAID.items():
            for model in listed[name]:
                out.print(Text.assemble((f"  {model}", "cyan"), f"  {what}"))
        if not (listed["only_listed"] or listed["not_listed"]):
            out.print(f"the catalog has exactly what {listed['gateway']} lists")
