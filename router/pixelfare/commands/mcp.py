"""`pixelfare mcp`: the tools for language models, over the Model Context Protocol."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.extras import need_extra
from pixelfare.commands.terminal import console, print_json
from pixelfare.errors import BadRequest

__all__ = ["EXAMPLES", "mcp"]

EXAMPLES = (
    "pixelfare mcp --gateway sandbox",
    "pixelfare mcp --budget call=0.10,day=1 --folder ~/Pictures/agent",
    "pixelfare mcp --http --port 8404 --gateway sandbox",
    "pixelfare mcp --read-only",
)
_AT_ONCE = 8
_HOST, _PORT = "127.0.0.1", 8404
_WAITING = (
    "waiting for a client on standard input. Usually the client starts this by itself: put the command pixelfare, with "
    "the argument mcp and its options, into the client's configuration. Ctrl-C stops it."
)


def mcp(
    *,
    http: Annotated[
        bool, typer.Option("--http", help="Streamable HTTP on this machine instead of standard input and output.")
    ] = False,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="ADDRESS", help=f"A loopback address, for --http; {_HOST} by default."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="PORT", help=f"For --http; 0 for any free port, {_PORT} by default."),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only the tools that cannot spend.")] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where pictures are saved, and the only one that edits may read."),
    ] = None,
    gateway: o.Gateways = None,
    url: p.Url = None,
    label: p.Label = "mcp",
    wallet: p.WalletFile = None,
    budget: p.Budgets = None,
    ledger: p.LedgerFile = None,
    rpc_url: p.RpcUrl = None,
    patience: p.Patience = 600.0,
    as_json: o.AsJson = False,
) -> int:
    """Offer the tools to a language model: choose, price, make and edit pictures, and see what was spent.

    A client such as a desktop assistant or an editor starts this and talks to it over standard input and output. What
    may be spent, and from what, is said here and by nobody else: no tool takes a gateway, a wallet, a limit or a path
    outside the folder. With --http, callers send the token of this machine, which --json shows.
    """
    if not http and (host is not None or port is not None):
        raise BadRequest("--host and --port are for HTTP: add --http, or leave them out for standard input and output")
    need_extra("mcp", "mcp")
    import asyncio
    import logging
    import signal
    from concurrent.futures import ThreadPoolExecutor

    from pixelfare import __version__
    from pixelfare.request import gateway_names
    from pixelfare.shelf import Shelf
    from pixelfare.tools import PictureTools, picture_tools
    from pixelfare.tools.mcp_server import build_server, serve_stdio
    from pixelfare.tools.progress import tell_watcher

    # Standard output belongs to the protocol.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    with p.open_router(
        gateway=gateway, url=url, wallet=wallet, budget=budget, ledger=ledger, label=label, rpc_url=rpc_url,
        patience=patience, hooks=[tell_watcher],
    ) as router, ThreadPoolExecutor(_AT_ONCE, "pixelfare-mcp") as executor:  # fmt: skip
        pictures = PictureTools(router, folder=folder)
        # A model cannot mend these: whoever starts the server is told, and not each call.
        for name in gateway_names(gateway):
            router.catalog.gateway(name)
        if not read_only:
            Shelf(folder=pictures.folder).prepare()
        tools = picture_tools(pictures, read_only=read_only)
        server = build_server(tools, lambda: router.catalog, executor, version=__version__)
        if http:
            _serve_http(server, _HOST if host is None else host, _PORT if port is None else port, as_json=as_json)
        else:
            # A thread waits for input, and nothing wakes it: Ctrl-C ends the process at once, as SIGTERM does. What
            # was under way is in the ledger.
            if not as_json and sys.stdin is not None and sys.stdin.isatty():
                console(stderr=True).print(Text(_WAITING, "dim"))
            usual = signal.signal(signal.SIGINT, signal.SIG_DFL)
            try:
                asyncio.run(serve_stdio(server))
            finally:
                signal.signal(signal.SIGINT, usual)
    return 0


def _serve_http(server: Any, host: str, port: int, *, as_json: bool) -> None:
    from pixelfare.server.heads import patient
    from pixelfare.server.tokens import local_token
    from pixelfare.tools.mcp_http import listen, serve_http

    token = local_token()

    def ready(url: str) -> None:
        if as_json:
            print_json({"url": url, "token": token})
        else:
            out = console()
            out.print(Text.assemble(("mcp", "bold green"), " at ", (url, "bold cyan"), ("  Ctrl-C stops it", "dim")))
            out.print(Text(f"\n  Authorization: Bearer {token}\n"), soft_wrap=True)
        console().file.flush()

    serve_http(server, listen(host, port), token, ready=ready, protocol=patient(_AT_ONCE))
