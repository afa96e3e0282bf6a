"""`pixelfare quote`: the exact price of one model at one size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, grid, one_line, print_json, table, usd_text
from pixelfare.commands.views import notices_view

if TYPE_CHECKING:
    from pixelfare.catalog import Quote

__all__ = ["EXAMPLES", "quote", "quote_dict"]

EXAMPLES = (
    "pixelfare quote cogview-4",
    "pixelfare quote google/nano-banana-pro --size 4096x4096 -n 3",
    "pixelfare quote gpt-image-2 --as-of 2026-05-01 --json",
)


def _models(incomplete: str) -> Iterator[str]:
    return (name for name in o.load_catalog().models if incomplete in name)


def quote(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="Its id, or another name of it.", autocompletion=_models)
    ],
    *,
    gateway: Annotated[str, typer.Option("--gateway", "-g", metavar="NAME", help="Where to buy.")] = "blockrun",
    size: Annotated[str, typer.Option("--size", "-s", metavar="WxH", help="Its size.")] = "1024x1024",
    quality: Annotated[
        str | None, typer.Option("--quality", "-q", metavar="LEVEL", help="A level it takes; the dearest by default.")
    ] = None,
    number: Annotated[int, typer.Option("--number", "-n", metavar="N", help="How many pictures, 1 to 10.")] = 1,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    as_json: o.AsJson = False,
) -> int:
    """The exact price of a model at a size, how it is made up, and where the figures were seen."""
    book = o.load_catalog(as_of, catalog)
    found = book.quote(model=model, gateway=gateway, size=size, quality=quality, n=number)
    if as_json:
        print_json(quote_dict(found))
    else:
        _show(found, {s.id: s.what for s in book.sources.values()})
    return 0


def quote_dict(found: Quote) -> dict[str, Any]:
    """A quote as plain JSON values."""
    plain = ("model", "gateway", "sold_as", "quality", "n", "micro_usd", "base", "markup", "fee", "rounding")
    return {
        **{name: getattr(found, name) for name in plain},
        "usd": str(found.usd),
        "size": str(found.size),
        "as_of": found.as_of.isoformat(),
        "sources": [{"source": s.source, "on": s.on} for s in found.sources],
        "notices": [{"code": n.code, "message": n.message} for n in found.notices],
    }


def _show(found: Quote, titles: dict[str, str]) -> None:
    from pixelfare.money import usd

    out = console()
    dot = (" · ", "dim")
    quality = [(f" {found.quality}", "bold")] if found.quality else []
    number = [dot, (f"{found.n} pictures", "bold")] if found.n > 1 else []
    model, size = (found.model, "bold cyan"), (str(found.size), "bold")
    out.print(Text.assemble(model, dot, size, *quality, *number, dot, usd_text(found.usd)))
    out.print(Text(f"at {found.gateway} as {found.sold_as}, on {found.as_of}\n", "dim"))
    parts = [("list price", found.base), ("markup", found.markup), ("fee", found.fee), ("rounding", found.rounding)]
    rows = [(name, Text(f"{usd(value)}")) for name, value in parts if value or name == "list price"]
    out.print(Padding(grid(*rows, ("charged", usd_text(found.usd))), (0, 0, 0, 2)))
    if found.notices:
        out.print()
        out.print(Padding(notices_view(found.notices), (0, 0, 0, 2)))
    sources = table(("seen", {"no_wrap": True}), ("in", {"no_wrap": True}), "")
    room = max(out.width - 16 - max((len(seen.source) for seen in found.sources), default=0), 8)
    for seen in found.sources:
        sources.add_row(Text(seen.on), Text(seen.source), Text(one_line(titles.get(seen.source, ""), room), "dim"))
    out.print()
    out.print(Padding(sources, (0, 0, 0, 2)))
