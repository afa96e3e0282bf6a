"""Options of the verbs that pay, and the router they come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixelfare.commands.terminal import console
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.client import Router
    from pixelfare.client.hooks import Details, Hook
    from pixelfare.ledger import Ledger

__all__ = [
    "AtOnce",
    "Budgets",
    "Key",
    "Label",
    "LedgerFile",
    "Patience",
    "RpcUrl",
    "Url",
    "WalletFile",
    "open_ledger",
    "open_router",
    "spinner",
]

_PAYING = "Paying"

Key = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help="The same key never buys twice.", rich_help_panel=_PAYING),
]
Label = Annotated[
    str | None,
    typer.Option("--label", metavar="NAME", help="Whose spending this is.", rich_help_panel=_PAYING),
]
WalletFile = Annotated[
    Path | None,
    typer.Option("--wallet", metavar="FILE", help="A key file or keystore to pay from.", rich_help_panel=_PAYING),
]
Budgets = Annotated[
    str | None,
    typer.Option(
        "--budget", metavar="LIMITS", help="Such as call=0.10,day=2; without any, $0.25 a call and $1 a day.",
        rich_help_panel=_PAYING,
    ),
]  # fmt: skip
LedgerFile = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="FILE", help="A ledger other than the user's own.", rich_help_panel=_PAYING),
]
RpcUrl = Annotated[
    str | None,
    typer.Option(
        "--rpc-url", metavar="URL", help="A node of the chain, to prove what became of a payment.",
        rich_help_panel=_PAYING,
    ),
]  # fmt: skip
Patience = Annotated[
    float,
    typer.Option("--patience", metavar="SECONDS", help="How long to wait for a slow job.", rich_help_panel=_PAYING),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", metavar="URL", help="Where the one gateway named runs: a sandbox, a proxy.", rich_help_panel=_PAYING
    ),
]
AtOnce = Annotated[
    int,
    typer.Option("--at-once", metavar="N", help="Of many prompts, how many at the same time.", rich_help_panel=_PAYING),
]

_SAYINGS = {
    "signed": "paying",
    "sent": "drawing",
    "job": "drawing (a slow job)",
    "settled": "paid, fetching the picture",
    "fallback": "trying another model",
}


def open_router(
    *,
    gateway: Any = None,
    url: str | None = None,
    wallet: Path | None = None,
    budget: str | None = None,
    ledger: Path | None = None,
    label: str | None = None,
    rpc_url: str | None = None,
    patience: float = 600.0,
    status: Any = None,
    hooks: Sequence[Hook] = (),
    via: str = "",
) -> Router:
    """A router from options; `status` is a spinner that says what is going on.

    Raises:
        BadRequest: The label is empty.
    """
    if label == "":
        raise BadRequest("the label given is empty: name somebody, or leave --label out")
    from pixelfare.client import Router
    from pixelfare.x402.wallet import Wallet

    def show(details: Details) -> None:
        if status is not None and details.event in _SAYINGS:
            status.update(f"{_SAYINGS[details.event]} · {details.model}")

    return Router(
        gateway=gateway, wallet=None if wallet is None else Wallet.from_file(wallet), budget=budget, ledger=ledger,
        label=label or "", url=url, rpc_url=rpc_url, patience=patience, hooks=[show, *hooks], via=via,
    )  # fmt: skip


def open_ledger(path: Path | None) -> Ledger:
    """The ledger to be looked at: the user's own, or one that is there.

    Raises:
        BadRequest: There is none at that path.
    """
    from pixelfare.ledger import Ledger

    if path is not None and not path.exists():
        raise BadRequest(f"there is no ledger {str(path)!r}")
    return Ledger(path)


def spinner(*, shown: bool) -> Any:
    """A spinner on stderr, where somebody can watch it; else nothing."""
    from contextlib import nullcontext

    err = console(stderr=True)
    return err.status("asking") if shown and err.is_terminal else nullcontext()
