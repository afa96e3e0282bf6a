"""`pixelfare spend` and `pixelfare budget`: what was spent, what it saved, and what the limits leave."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.orders import Label, Since, moment
from pixelfare.commands.terminal import console, grid, print_json, safe, table
from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.ledger.burn_rate import BurnRate
    from pixelfare.ledger.report import Row, Savings
    from pixelfare.ledger.spending import Window

__all__ = ["BUDGET_EXAMPLES", "EXAMPLES", "budget", "spend"]

EXAMPLES = ("pixelfare spend", "pixelfare spend --by model --baseline dearest", "pixelfare spend --by label --json")
BUDGET_EXAMPLES = ("pixelfare budget", "pixelfare budget --label agent-7 --json")


def spend(
    *,
    by: Annotated[str, typer.Option("--by", metavar="WHAT", help="day, label, model or gateway.")] = "day",
    since: Since = None,
    label: Label = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="NAME", help="Savings against always this model; or against the dearest."),
    ] = None,
    test: Annotated[bool, typer.Option("--test", help="Orders with test money instead.")] = False,
    ledger: p.LedgerFile = None,
    as_json: o.AsJson = False,
) -> int:
    """Sum up what was spent, and what is held for orders whose payment is not known."""
    from pixelfare.ledger.report import savings, spending

    since_when = moment(since)
    with p.open_ledger(ledger) as book:
        found = book.groups(since=since_when, label=label, test=test, baseline=baseline or "")
        known = book.baselines(since=since_when, label=label, test=test) if baseline else ()
        others = [] if test else book.groups(since=since_when, label=label, test=True)
    left_out = sum(group.orders for group in others)
    rows = spending(found, by)
    saved = None if baseline is None else savings(found, baseline, known)
    if as_json:
        print_json({
            "by": by, "rows": [row.to_dict() for row in rows], "savings": None if saved is None else saved.to_dict()
        })  # fmt: skip
    else:
        _show(rows, by, saved)
        if left_out:
            console().print(f"\nleft out: {left_out} with test money, shown by --test", style="dim")
    return 0


def budget(
    *,
    budget: p.Budgets = None,
    label: Annotated[str, typer.Option("--label", metavar="NAME", help="Its own limits, too.")] = "",
    test: Annotated[bool, typer.Option("--test", help="Of test money.")] = False,
    ledger: p.LedgerFile = None,
    as_json: o.AsJson = False,
) -> int:
    """Show the limits, where they come from, what each leaves, and when it is used up if buying goes on as lately."""
    from pixelfare.ledger import Budget

    limits = Budget.find(budget)
    with p.open_ledger(ledger) as book:
        windows = book.windows(limits, label=label, test=test)
        found = book.burn_rates(limits, labels=["", label] if label else [""], test=test)
    rates = {(rate.window.label, rate.window.name): rate for rate in found}
    if as_json:
        rows = [_window_dict(window, rates.get((window.label, window.name))) for window in windows]
        print_json({"source": limits.source, "limits": limits.to_dict(), "windows": rows})
        return 0
    out = console()
    out.print(grid(("limits", f"from {limits.source}"), ("a call", _usd(limits.call))))
    right: dict[str, Any] = {"justify": "right", "no_wrap": True}
    columns = ("limit", "spent or held", "left", "a day, lately")
    made = table("window", *((name, right) for name in columns), ("used up at this pace", {"no_wrap": True}))
    for window in windows:
        name = f"{window.name}{f' of {window.label}' if window.label else ''}"
        style = "yellow" if window.left is not None and window.most and window.left * 10 < window.most else ""
        rate = rates.get((window.label, window.name))
        lately, until = ("", "") if rate is None else (str(usd(rate.micro_usd_a_day)), _until(rate))
        made.add_row(
            safe(name), _usd(window.most), str(usd(window.spent)), Text(_usd(window.left), style), lately, until
        )  # fmt: skip
    out.print(made)
    return 0


def _usd(micro_usd: int | None) -> str:
    return "none" if micro_usd is None else str(usd(micro_usd))


def _until(rate: BurnRate) -> str:
    if not rate.has_room:
        until = "" if rate.room is None else f" until {_moment(rate.room)}"
        return f"too little for {usd(rate.one_more)}{until}"
    return "no" if rate.full is None else _moment(rate.full)


def _moment(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"


def _window_dict(window: Window, rate: BurnRate | None) -> dict[str, Any]:
    amounts = {"most_usd": window.most, "spent_usd": window.spent, "left_usd": window.left}
    shown = {name: None if amount is None else str(usd(amount)) for name, amount in amounts.items()}
    burning = None if rate is None else rate.to_dict()
    return {"window": window.name, "label": window.label, **shown, "burn_rate": burning}


def _show(rows: list[Row], by: str, saved: Savings | None) -> None:
    out = console()
    right: dict[str, Any] = {"justify": "right", "no_wrap": True}
    made = table(by, ("orders", right), ("pictures", right), ("paid USD", right), ("held USD", right))
    for row in rows:
        style = "bold" if row.name == "total" else ""
        cells = (str(row.orders), str(row.pictures), str(usd(row.paid)), str(usd(row.held)))
        made.add_row(*(Text(safe(cell), style) for cell in (row.name, *cells)))
    out.print(made)
    if saved is not None and not saved.orders:
        out.print(f"\nnothing to compare with {safe(saved.baseline)}: no picture was paid for")
    elif saved is not None:
        more = f"; {saved.without} orders have no such price" if saved.without else ""
        cost = f"{usd(saved.would_have_cost)} USD with {saved.baseline}, {usd(saved.paid)} paid"
        out.print(f"\nsaved {usd(saved.saved)} USD on {saved.orders} orders: {cost}{more}")
