"""`pixelfare serve` and `pixelfare keys`: the server, and who may call it from elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.extras import need_extra
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.server.settings import ServerSettings

__all__ = [
    "EXAMPLES",
    "KEYS_EXAMPLES",
    "LIST_EXAMPLES",
    "NEW_EXAMPLES",
    "REVOKE_EXAMPLES",
    "list_",
    "new",
    "revoke",
    "serve",
]

EXAMPLES = (
    "pixelfare serve --gateway sandbox",
    "pixelfare serve --budget call=0.10,day=2 --label agents",
    "pixelfare serve --host 0.0.0.0 --allow-host pictures.example.com --public-url https://pictures.example.com",
)
KEYS_EXAMPLES = ("pixelfare keys new agent-7", "pixelfare keys list", "pixelfare keys revoke agent-7")
NEW_EXAMPLES = ("pixelfare keys new agent-7",)
LIST_EXAMPLES = ("pixelfare keys list",)
REVOKE_EXAMPLES = ("pixelfare keys revoke agent-7",)

_LISTENING = "Listening"


def serve(
    *,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Other than this machine's own, callers need keys.",
            rich_help_panel=_LISTENING,
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", help="0 for any free port.", rich_help_panel=_LISTENING)
    ] = 8403,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A further name that requests may be addressed to; may be repeated.",
            rich_help_panel=_LISTENING,
        ),
    ] = None,
    public_url: Annotated[
        str,
        typer.Option(
            "--public-url",
            metavar="URL",
            help="How callers reach it, for links to pictures.",
            rich_help_panel=_LISTENING,
        ),
    ] = "",
    at_once: Annotated[
        int,
        typer.Option("--at-once", metavar="N", help="How many purchases may be under way.", rich_help_panel=_LISTENING),
    ] = 256,
    stop_seconds: Annotated[
        float,
        typer.Option(
            "--stop-seconds",
            metavar="SECONDS",
            help="How long a stop waits for purchases under way.",
            rich_help_panel=_LISTENING,
        ),
    ] = 30.0,
    gateway: o.Gateways = None,
    url: p.Url = None,
    wallet: p.WalletFile = None,
    budget: p.Budgets = None,
    label: p.Label = None,
    ledger: p.LedgerFile = None,
    rpc_url: p.RpcUrl = None,
    patience: p.Patience = 600.0,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line for each request.")] = False,
    as_json: o.AsJson = False,
) -> int:
    """Serve OpenAI's Images API on this machine: point any client at it, and it chooses, pays and keeps the books.

    Every request that can spend needs the token that is printed here. Whatever is asked for stays within the budget,
    and an order goes on to its end when its caller hangs up. Ctrl-C finishes what is under way.
    """
    need_extra("server", "starlette", "uvicorn", "prometheus_client", "python_multipart")
    from pixelfare.request import gateway_names
    from pixelfare.server.settings import ServerSettings
    from pixelfare.server.tokens import KeyRing, local_token, read_keys

    settings = ServerSettings(
        host=host, port=port, hosts=tuple(allow_host or ()), public_url=public_url, at_once=at_once,
        stop_seconds=stop_seconds,
    )  # fmt: skip
    token = local_token() if settings.local else ""
    if not settings.local and not read_keys():
        raise BadRequest(f"on {host} callers need keys, and there are none: make one with 'pixelfare keys new NAME'")
    from pixelfare.server.app import create_app
    from pixelfare.server.running import serve as run

    names = gateway_names(gateway) if gateway else ("blockrun",)
    _refuse_itself(names, url, settings)

    def router_of(**parts: Any) -> Any:
        return p.open_router(
            gateway=gateway, url=url, wallet=wallet, budget=budget, ledger=ledger, label=label, rpc_url=rpc_url,
            patience=patience, **parts,
        )  # fmt: skip

    def log(line: str) -> None:
        if not quiet:  # written plainly: rich ends the process where nobody reads any more
            print(safe(line), file=sys.stderr, flush=True)

    app = create_app(router_of, KeyRing(token), settings, served=names or None, log=log)
    run(app, settings, ready=lambda at: _welcome(at, token, as_json=as_json))
    return 0


def new(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Whose key it is; its spending goes by this label.")],
    *,
    as_json: o.AsJson = False,
) -> int:
    """Make a key for a caller from elsewhere. It is shown once; only a digest of it is kept."""
    from pixelfare.server.tokens import new_key

    key = new_key(label)
    if as_json:
        print_json({"label": label, "key": key})
    else:
        console().print(Text(key, "bold"), soft_wrap=True)
        console(stderr=True).print(Text("It is shown this once. Send it as 'Authorization: Bearer ...'.", "dim"))
    return 0


def list_(*, as_json: o.AsJson = False) -> int:
    """List who has a key, and since when."""
    from pixelfare.server.tokens import read_keys

    keys = read_keys()
    if as_json:
        for key in keys:
            print_json({"label": key.label, "created": key.created})
        return 0
    if not keys:
        console().print("no keys")
        return 0
    made = table("label", "since")
    for key in keys:
        made.add_row(Text(safe(key.label)), Text(key.created, "dim"))
    console().print(made)
    return 0


def revoke(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Whose key is to be forgotten.")],
    *,
    as_json: o.AsJson = False,
) -> int:
    """Forget a key. A server that runs refuses it from now on."""
    from pixelfare.server.tokens import revoke_key

    revoke_key(label)
    if as_json:
        print_json({"label": label, "revoked": True})
    else:
        console().print(f"the key of {safe(label)} is forgotten")
    return 0


def _refuse_itself(names: tuple[str, ...], url: str | None, settings: ServerSettings) -> None:
    """A gateway that is this very server would ask itself for ever."""
    from pixelfare.routing import default_catalog
    from pixelfare.server.settings import is_local

    catalog = default_catalog()
    for name in names or catalog.gateways:
        place = urlsplit(url or catalog.gateway(name).url)
        host = place.hostname or ""
        if settings.port and place.port == settings.port and (is_local(host) or host == settings.host):
            raise BadRequest(f"gateway {name} is at port {place.port}, where this would listen: give another --port")


def _welcome(url: str, token: str, *, as_json: bool) -> None:
    out = console()
    if as_json:
        print_json({"url": url, "token": token or None})
        out.file.flush()
        return
    out.print(
        Text.assemble(("pixelfare", "bold green"), " at ", (url, "bold cyan"), ("  Ctrl-C stops it", "dim")),
        soft_wrap=True,
    )
    if token:
        out.print(Text(f"\n  page    {url}/#token={token}"), soft_wrap=True)
        out.print(Text(f"  client  base_url={url}/v1  api_key={token}"), soft_wrap=True)
        body = '{"prompt": "a red bicycle"}'
        out.print(
            Text(
                f"\n  curl {url}/v1/images/generations \\\n    -H 'authorization: Bearer {token}' \\\n"
                f"    -H 'content-type: application/json' \\\n    -d '{body}'\n", "dim"
            ), soft_wrap=True,
        )  # fmt: skip
    else:
        out.print(Text("  callers need a key of 'pixelfare keys new NAME'", "dim"), soft_wrap=True)
    out.file.flush()
