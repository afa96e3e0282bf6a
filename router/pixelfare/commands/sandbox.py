"""`pixelfare sandbox`: the embedded gateway, for trying things out."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, print_json, safe

__all__ = ["EXAMPLES", "sandbox"]

EXAMPLES = (
    "pixelfare sandbox",
    "pixelfare sandbox --port 8475 --slow --polls 3",
    "pixelfare sandbox --as-of 2026-05-01 --form jpeg",
)


def sandbox(
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="A loopback address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="0 for any free port.")] = 0,
    slow: Annotated[
        bool | None,
        typer.Option("--slow/--fast", help="Answer with a job to poll, or at once; by default as the model does."),
    ] = None,
    polls: Annotated[int, typer.Option("--polls", metavar="N", help="How many polls find a slow job running.")] = 1,
    results: Annotated[
        str, typer.Option("--results", metavar="HOW", help="documented, url or data: how pictures are handed over.")
    ] = "documented",
    form: Annotated[str, typer.Option("--form", metavar="FORM", help="png or jpeg.")] = "png",
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    as_json: o.AsJson = False,
) -> int:
    """Run a gateway on this machine that draws test cards at catalog prices. No money moves; Ctrl-C stops it."""
    from pixelfare.sandbox import serve

    book = o.load_catalog(as_of, catalog)

    def ready(url: str) -> None:
        if as_json:
            print_json({"url": url, "as_of": book.as_of.isoformat()})
        else:
            _welcome(url)
        console().file.flush()

    def log(line: str) -> None:
        console(stderr=True).print(Text(safe(line), "dim"))

    serve(
        host,
        port,
        ready=ready,
        catalog=book,
        slow=slow,
        polls=polls,
        results=results,
        form=form,
        log=None if as_json else log,
    )
    return 0


def _welcome(url: str) -> None:
    out = console()
    out.print(
        Text.assemble(("sandbox", "bold green"), " at ", (url, "bold cyan"), ("  Ctrl-C stops it", "dim")),
        soft_wrap=True,
    )
    body = '{"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "1024x1024"}'
    out.print(
        Text(f"\n  curl {url}/v1/images/generations \\\n    -H 'content-type: application/json' \\\n    -d '{body}'\n"),
        soft_wrap=True,
    )
    out.print(Text(f"  pixelfare generate 'a red bicycle' --gateway sandbox --url {url}", "dim"), soft_wrap=True)
