"""The typer application: which verbs there are, in which order, each with its examples."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from pixelfare.commands import (
    allocate,
    audit,
    bench,
    catalog,
    evidence,
    generate,
    mcp,
    models,
    orders,
    pace,
    pins,
    policies,
    quote,
    read,
    recover,
    route,
    sandbox,
    serve,
    simulate,
    spend,
    trace,
    wallet,
)
from pixelfare.commands.help import Group, Verb

__all__ = ["app"]

_FIRST = (
    'pixelfare route "a lighthouse at dusk" --size 16:9',
    "pixelfare quote nano-banana-pro --size 4096x4096",
    'pixelfare generate "a lighthouse at dusk" --gateway sandbox --out lighthouse.png',
)

app = typer.Typer(
    cls=Group,
    name="pixelfare",
    help="The right image model, size and exact price for a prompt, and why.",
    epilog="\n".join(_FIRST),
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _show_version(asked: bool) -> None:  # noqa: FBT001  typer calls it so
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"pixelfare {version('pixelfare')}")
        except PackageNotFoundError:
            print("pixelfare, run from its sources")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def pixelfare(
    ctx: typer.Context,
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Show the help where no verb is given."""
    del version
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


def _add(to: typer.Typer, name: str, verb: Callable[..., Any], examples: tuple[str, ...]) -> None:
    to.command(name, cls=Verb, epilog="\n".join(examples), help=_paragraphs(verb))(verb)


def _paragraphs(verb: Callable[..., Any]) -> str:
    """What a verb's docstring says, each paragraph on one line: the terminal knows where lines end."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(verb.__doc__ or "").split("\n\n"))


_add(app, "route", route.route, route.EXAMPLES)
_add(app, "read", read.read, read.EXAMPLES)
_add(app, "quote", quote.quote, quote.EXAMPLES)
_add(app, "models", models.models, models.EXAMPLES)
_add(app, "policies", policies.policies, policies.EXAMPLES)
_add(app, "evidence", evidence.evidence, evidence.EXAMPLES)
_add(app, "generate", generate.generate, generate.EXAMPLES)
_add(app, "edit", generate.edit, generate.EDIT_EXAMPLES)
_add(app, "orders", orders.orders, orders.EXAMPLES)
_add(app, "receipt", orders.receipt, orders.RECEIPT_EXAMPLES)
_add(app, "spend", spend.spend, spend.EXAMPLES)
_add(app, "budget", spend.budget, spend.BUDGET_EXAMPLES)
_add(app, "recover", recover.recover, recover.EXAMPLES)
_add(app, "simulate", simulate.simulate, simulate.EXAMPLES)
_add(app, "allocate", allocate.allocate, allocate.EXAMPLES)
_add(app, "frontier", allocate.frontier, allocate.FRONTIER_EXAMPLES)
_add(app, "pace", pace.pace, pace.EXAMPLES)
_add(app, "bench", bench.bench, bench.EXAMPLES)
_add(app, "serve", serve.serve, serve.EXAMPLES)
_add(app, "sandbox", sandbox.sandbox, sandbox.EXAMPLES)
_add(app, "mcp", mcp.mcp, mcp.EXAMPLES)


def _group(name: str, says: str, examples: tuple[str, ...]) -> typer.Typer:
    """A verb that holds others, and shows its help where none of them is given."""
    made = typer.Typer(rich_markup_mode="rich")

    @made.callback(invoke_without_command=True, cls=Group, epilog="\n".join(examples), help=says)
    def show_help(ctx: typer.Context) -> None:
        if ctx.invoked_subcommand is None:
            print(ctx.get_help())

    app.add_typer(made, name=name)
    return made


_catalog = _group("catalog", "Look at the catalog, check it, compare two of them.", catalog.EXAMPLES)
_add(_catalog, "show", catalog.show, catalog.SHOW_EXAMPLES)
_add(_catalog, "check", catalog.check, catalog.CHECK_EXAMPLES)
_add(_catalog, "diff", catalog.diff, catalog.DIFF_EXAMPLES)
_add(_catalog, "audit", audit.audit, audit.AUDIT_EXAMPLES)

_wallet = _group("wallet", "Make a wallet, show its address, bring a key along, check it.", wallet.EXAMPLES)
_add(_wallet, "new", wallet.new, wallet.NEW_EXAMPLES)
_add(_wallet, "address", wallet.address, wallet.ADDRESS_EXAMPLES)
_add(_wallet, "import", wallet.bring, wallet.IMPORT_EXAMPLES)
_add(_wallet, "check", wallet.check, wallet.CHECK_EXAMPLES)
_add(_wallet, "pins", pins.pins, pins.PINS_EXAMPLES)
_add(_wallet, "forget-pin", pins.forget_pin, pins.FORGET_EXAMPLES)

_keys = _group("keys", "Who may call `pixelfare serve` from elsewhere.", serve.KEYS_EXAMPLES)
_add(_keys, "new", serve.new, serve.NEW_EXAMPLES)
_add(_keys, "list", serve.list_, serve.LIST_EXAMPLES)
_add(_keys, "revoke", serve.revoke, serve.REVOKE_EXAMPLES)

_trace = _group("trace", "Traces: what was asked for, to be simulated. Make one, or check one.", trace.EXAMPLES)
_add(_trace, "make", trace.make, trace.MAKE_EXAMPLES)
_add(_trace, "check", trace.check, trace.CHECK_EXAMPLES)
