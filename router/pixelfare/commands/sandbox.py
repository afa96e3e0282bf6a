"""`pixelfare sandbox`: the embedded gateway, for trying things out."""

from __future__ import annotations

from pathlib import Path
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
    "pixelfare sandbox --pays x402 --fault 504:2 --fault reset-after --books books.jsonl",
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
    pays: Annotated[
        str, typer.Option("--pays", metavar="HOW", help="none, x402 (test money, on its own books) or bearer (a key).")
    ] = "none",
    network: Annotated[
        str, typer.Option("--network", metavar="NAME", help="What is paid on: eip155:84532 or eip155:8453.")
    ] = "eip155:84532",
    pay_to: Annotated[str | None, typer.Option("--pay-to", metavar="ADDRESS", help="Who is paid.")] = None,
    key: Annotated[
        str, typer.Option("--key", metavar="KEY", help="The key that bearer wants.", envvar="PIXELFARE_SANDBOX_KEY")
    ] = "sandbox-key",
    speaks: Annotated[
        str, typer.Option("--speaks", metavar="DIALECT", help="blockrun-images or openai-images.")
    ] = "blockrun-images",
    version: Annotated[int, typer.Option("--x402-version", metavar="1|2", help="Version of the payment terms.")] = 2,
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="KIND[@STAGE][:TIMES]", help="Let this go wrong, in order; may be repeated."),
    ] = None,
    fault_rate: Annotated[
        float, typer.Option("--fault-rate", metavar="SHARE", help="And so many of the rest, drawn from --seed.")
    ] = 0.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="For --fault-rate.")] = 0,
    books: Annotated[
        Path | None, typer.Option("--books", metavar="FILE", help="Write every settlement to it, as JSON lines.")
    ] = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    as_json: o.AsJson = False,
) -> int:
    """Run a gateway on this machine that draws test cards at catalog prices. No money moves; Ctrl-C stops it.

    With --pays x402 it asks to be paid as the real ones do, checks the signature, and settles on its own books.
    `--fault list` shows what can go wrong.
    """
    from pixelfare.sandbox import Books, Faults, serve
    from pixelfare.sandbox.cashier import PAY_TO
    from pixelfare.sandbox.faults import ATTACKS, KINDS

    if fault == ["list"]:
        for kind, stage in sorted(KINDS.items()):
            console().print(f"{kind:<20} {stage:<5} {ATTACKS.get(kind, '')}".rstrip())
        return 0
    book = o.load_catalog(as_of, catalog)
    kept = Books(books)

    def ready(url: str) -> None:
        if as_json:
            more = {"pays": pays, "network": network, "pay_to": pay_to or PAY_TO} if pays == "x402" else {"pays": pays}
            print_json({"url": url, "as_of": book.as_of.isoformat(), **more})
        else:
            _welcome(url, pays)
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
        pays=pays,
        network=network,
        pay_to=pay_to or PAY_TO,
        key=key,
        speaks=speaks,
        version=version,
        faults=Faults(fault or (), seed=seed, rate=fault_rate),
        books=kept,
        log=None if as_json else log,
    )
    kept.close()
    return 0


def _welcome(url: str, pays: str) -> None:
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
    wallet = " --wallet KEYFILE" if pays == "x402" else ""
    line = f"  pixelfare generate 'a red bicycle' --gateway sandbox --url {url}{wallet}"
    out.print(Text(line, "dim"), soft_wrap=True)
