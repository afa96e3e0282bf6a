"""Differences between two catalogs, as a table for each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands.terminal import safe, table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pixelfare.catalog.diff import Change

__all__ = ["show_changes"]

_TITLES = {
    "model": "Models",
    "gateway": "Gateways",
    "fee": "Markups and fees",
    "offer": "Offers",
    "life": "Can be bought",
    "price": "List prices",
    "charge": "Charges for one picture",
}
_OF_OFFERS = ("offer", "life", "price", "charge")
ROOMY = 100
_MONEY = ("price", "charge")


def show_changes(out: Console, changes: Iterable[Change], *, everything: bool) -> None:
    """Print changes; charges that moved by a fee alone are counted, unless `everything` is wanted."""
    groups: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.kind].append(change)
    if not groups:
        out.print(Text("no difference", "green"))
        return
    listed = {(change.of, change.what) for change in groups["price"]}
    first = True
    for kind, title in _TITLES.items():
        found = groups[kind]
        if kind == "charge" and not everything:
            found = [c for c in found if c.difference is None or (c.of, c.what) in listed]
        counted = len(groups[kind]) - len(found)
        if not groups[kind]:
            continue
        out.print(Text(title if first else f"\n{title}", "bold"))
        first = False
        if found:
            rows = _together(found) if kind in _OF_OFFERS else {c: [] for c in found}
            out.print(_table(kind, rows, name_width=29 if out.width >= ROOMY else 18))
        if counted:
            out.print(
                Text(f"{counted} {'more ' if found else ''}moved with a markup or fee alone (--all lists them)", "dim")
            )


def _together(changes: Iterable[Change]) -> Mapping[Change, list[str]]:
    """The same change of a model at several gateways is one row; its gateways are the values."""
    same: dict[tuple[str, str, str | None, str | None], tuple[Change, list[str]]] = {}
    for change in changes:
        model, _, gateway = change.of.partition(" @ ")
        same.setdefault((model, change.what, change.before, change.after), (change, []))[1].append(gateway)
    return dict(same.values())


def _table(kind: str, rows: Mapping[Change, list[str]], *, name_width: int) -> Table:
    right = {"justify": "right", "no_wrap": True}
    money, of_offers = kind in _MONEY, kind in _OF_OFFERS
    parts = kind != "life" and any(change.what for change in rows)
    ends = [("before", right), ("after", right), ("by", right)] if money else ["before", "after"]
    name = "model" if of_offers or kind == "model" else "gateway"
    columns: list[str | tuple[str, Mapping[str, Any]]] = [
        (name, {"min_width": name_width if of_offers else 10}),
        *(["at"] if of_offers else []),
        *([("what", {"min_width": 9})] if parts else []),
    ]
    made = table(*columns, *ends)
    last = ""
    for change, gateways in rows.items():
        model = change.of.partition(" @ ")[0]
        cells = [Text(safe(model) if model != last else "", "cyan")]
        last = model
        if of_offers:
            cells.append(Text(_places(gateways), "dim"))
        if parts:
            cells.append(Text(safe(change.what)))
        cells += [_end(change.before, change.what), _end(change.after, change.what)]
        if money:
            cells.append(_moved(change.difference))
        made.add_row(*cells)
    return made


def _places(gateways: list[str]) -> str:
    first = "blockrun" if "blockrun" in gateways else gateways[0]
    return f"{first} +{len(gateways) - 1}" if len(gateways) > 1 else first


def _end(text: str | None, what: str) -> Text:
    if text is None:
        return Text("-", "dim")
    return Text(safe(text) or "none", "" if what else "bold")


def _moved(difference: Decimal | None) -> Text:
    if difference is None:
        return Text()
    return Text(f"{difference:+}", "yellow" if difference > 0 else "green")
