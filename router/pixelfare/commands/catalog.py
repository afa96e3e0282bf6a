"""`pixelfare catalog show | check | diff`: the catalog itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, grid, one_line, print_json, safe, table
from pixelfare.errors import BadRequest, CatalogError, QuoteRefused

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.values import Gateway

__all__ = ["CHECK_EXAMPLES", "DIFF_EXAMPLES", "EXAMPLES", "SHOW_EXAMPLES", "check", "diff", "show"]

SHOW_EXAMPLES = ("pixelfare catalog show", "pixelfare catalog show --as-of 2026-05-01 --json")
CHECK_EXAMPLES = ("pixelfare catalog check", "pixelfare catalog check my-prices/")
DIFF_EXAMPLES = (
    "pixelfare catalog diff 2026-05-01 2026-11-22",
    "pixelfare catalog diff shipped my-prices/",
    "pixelfare catalog diff ../yesterday/catalog catalog --json",
)
EXAMPLES = (SHOW_EXAMPLES[0], CHECK_EXAMPLES[1], DIFF_EXAMPLES[0])
SHIPPED = "shipped"


def show(*, as_of: o.AsOf = None, catalog: o.Catalogs = None, as_json: o.AsJson = False) -> int:
    """Show what the catalog is made of: its digest, gateways with their charges, and the sources of its figures."""
    book = o.load_catalog(as_of, catalog)
    cited = _cited(book)
    if as_json:
        sources = [{"id": s.id, "what": s.what, "date": s.date, "kind": s.kind} for s in book.sources.values()]
        gateways = [_gateway_dict(book, gateway) for gateway in book.gateways.values()]
        counts = {"models": len(book.models), "offers": len(book.offers())}
        print_json(
            {"digest": book.digest, "as_of": book.as_of.isoformat(), **counts, "gateways": gateways, "sources": sources}
        )
        return 0
    out = console()
    what = f"{len(book.models)} models, {len(book.offers())} offers at {len(book.gateways)} gateways"
    out.print(grid(("catalog", Text(book.digest)), ("day", str(book.as_of)), ("holds", what)))
    made = table(
        ("gateway", {"no_wrap": True}), ("pays", {"no_wrap": True}), "charges", ("offers", {"justify": "right"}), ""
    )
    for gateway in book.gateways.values():
        kind = "listed only" if gateway.reference else "for tests" if gateway.test else ""
        offers = "?" if gateway.unknown_offers else str(len(book.offers(gateway=gateway.id)))
        style = "dim" if gateway.reference else "cyan"
        made.add_row(
            Text(gateway.id, style), Text(gateway.pays), Text(_charges(book, gateway)), offers, Text(kind, "dim")
        )
    out.print()
    out.print(made)
    fixed = {"no_wrap": True}
    made = table(("source", fixed), ("date", fixed), ("cited", {**fixed, "justify": "right"}), "what it is")
    room = max(out.width - 13 - sum(max(len(getattr(s, k)) for s in book.sources.values()) for k in ("id", "date")), 8)
    for source in sorted(book.sources.values(), key=lambda s: s.date, reverse=True):
        said = Text(one_line(source.what, room), "dim")
        made.add_row(Text(source.id), Text(source.date), str(cited[source.id]), said)
    out.print()
    out.print(made)
    return 0


def _charges(book: Catalog, gateway: Gateway) -> str:
    charge = book.charge(gateway.id)
    if charge is None:
        return "unknown"
    begun = [f for f in charge.fees if f.since is None or f.since <= book.as_of]
    fee = f" + ${begun[-1].usd}" if begun and begun[-1].usd else ""
    return f"list{f' + {(charge.markup * 100).normalize():f}%' if charge.markup else ''}{fee}"


def _gateway_dict(book: Catalog, gateway: Gateway) -> dict[str, Any]:
    plain = ("id", "name", "url", "speaks", "pays", "network", "mirrors", "reference", "test")
    charge = book.charge(gateway.id)
    found: dict[str, Any] = {name: getattr(gateway, name) for name in plain}
    found["markup"] = None if charge is None else str(charge.markup)
    found["fees"] = [
        {"since": fee.since.isoformat() if fee.since else None, "usd": str(fee.usd)}
        for fee in (charge.fees if charge else ())
    ]
    return found


def _cited(book: Catalog) -> Counter[str]:
    """How often each source is cited for a price, an ability, a fact or an event."""
    cited = Counter(s.source for offer in book.offers() for price in offer.prices for s in price.seen)
    for model in book.models.values():
        abilities = (*model.lettering.values(), *model.capabilities.values())
        cited.update(s.source for seen in (*(a.seen for a in abilities), *(f[1] for f in model.facts)) for s in seen)
        cited.update(s.source for event in model.lifecycle for s in event.seen)
    return cited


def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR]...", help="Folders of your own over the shipped catalog.", show_default=False),
    ] = None,
    *,
    as_of: o.AsOf = None,
    as_json: o.AsJson = False,
) -> int:
    """Check every rule on the shipped catalog, your own folders and those named; the first broken one ends with 4."""
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.load import load_book, shipped_documents
    from pixelfare.settings import user_folders

    shipped_documents(use_snapshot=False)

    paths = (*user_folders("catalog"), *(folders or ()))
    today = o.load_catalog(as_of)
    book = Catalog(load_book(paths), today.as_of)
    stale, unpriced = _doubts(book)
    counts = {"models": len(book.models), "offers": len(book.offers()), "gateways": len(book.gateways)}
    if as_json:
        print_json({"ok": True, "digest": book.digest, **counts, "folders": [str(p) for p in paths], "stale": stale,
                    "unpriced": unpriced})  # fmt: skip
        return 0
    out = console()
    total = ", ".join(f"{n} {name}" for name, n in counts.items())
    out.print(Text.assemble(("ok", "bold green"), f"  {total}", (f"  {book.digest[:12]}", "dim")))
    for path in paths:
        out.print(Text(f"    with {safe(str(path))}", "dim"))
    if stale:
        out.print(Text(f"    {len(stale)} prices were last seen more than 90 days before {book.as_of}", "yellow"))
    if unpriced:
        out.print(
            Text(f"    {len(unpriced)} offers have no exact price (sizes or figures unknown, or by output)", "dim")
        )
    return 0


def _doubts(book: Catalog) -> tuple[list[str], list[str]]:
    """The offers whose prices are old, and those that have none, of those that can be bought."""
    stale, unpriced = [], []
    for offer in book.offers():
        if book.gateway(offer.gateway).reference or book.standing(offer).refusal:
            continue
        notices: set[str] = set()
        priced = False
        for size in offer.sizes:
            try:
                notices |= {notice.code for notice in book.price(offer, size, None).notices}
                priced = True
            except QuoteRefused:
                continue
        stale += [offer.id] * ("stale-price" in notices)
        unpriced += [offer.id] * (not priced)
    return stale, unpriced


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A date, a folder, or `shipped`.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Likewise.")],
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day for folders (today by default).")
    ] = None,
    catalog: o.Catalogs = None,
    everything: Annotated[bool, typer.Option("--all", "-a", help="Each charge that only a fee moved, too.")] = False,
    as_json: o.AsJson = False,
) -> int:
    """Compare two days of the catalog, or two catalogs.

    A folder with sources.yaml, gateways/ and models/ is a whole catalog; any other is laid over the shipped one.
    """
    from pixelfare.catalog.diff import diff_catalogs
    from pixelfare.commands.diff_view import show_changes

    one, other = (_one(side, as_of, catalog) for side in (before, after))
    changes = diff_catalogs(one, other)
    if as_json:
        sides = [{"as_of": side.as_of.isoformat(), "catalog": side.digest} for side in (one, other)]
        print_json({"before": sides[0], "after": sides[1], "changes": [change.to_dict() for change in changes]})
    else:
        show_changes(console(), changes, everything=everything)
    return 0


def _one(side: str, as_of: str | None, folders: list[Path] | None) -> Catalog:
    """One side of a comparison."""
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.load import load_book_alone
    from pixelfare.errors import BadDate

    if side == SHIPPED:
        return Catalog.load(as_of=as_of or o.load_catalog().as_of)
    path = Path(side)
    if path.is_dir():
        whole = (path / "sources.yaml").is_file() and (path / "gateways").is_dir() and (path / "models").is_dir()
        if not whole:
            return o.load_catalog(as_of, [*(folders or ()), path])
        return Catalog(load_book_alone(path), o.load_catalog(as_of).as_of)
    if path.exists():
        raise CatalogError("is not a folder", file=path)
    try:
        return o.load_catalog(side, folders)
    except BadDate:
        raise BadRequest(
            f"{side[:100]!r} is neither a date such as 2026-11-22, nor a folder, nor {SHIPPED!r}"
        ) from None
