"""`pixelfare generate` and `pixelfare edit`: choose, pay, and save the picture; one, or many from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixelfare.commands import options as o
from pixelfare.commands import paying as p
from pixelfare.commands.batch import generate_batch
from pixelfare.commands.picture_view import picture_dict, show_picture
from pixelfare.commands.prompts import find_source
from pixelfare.commands.rehearsal import show_rehearsal
from pixelfare.commands.terminal import print_json
from pixelfare.commands.unfinished import Unfinished
from pixelfare.errors import BadCount

if TYPE_CHECKING:
    from pixelfare.client import Router

__all__ = ["EDIT_EXAMPLES", "EXAMPLES", "edit", "generate"]

EXAMPLES = (
    'pixelfare generate "a lighthouse at dusk" --gateway sandbox',
    'pixelfare generate "霓虹招牌上写着“欢迎光临”" -g sandbox --size 3:2 --out sign.png',
    'pixelfare generate "a lighthouse at dusk" --max-usd 0.05 --key lighthouse-1 --dry-run',
    "pixelfare generate --file prompts.jsonl -g sandbox --out pictures/ --at-once 4",
)
EDIT_EXAMPLES = (
    'pixelfare edit "paint it blue" --image bicycle.png -g sandbox --out pictures/',
    'pixelfare edit "put a hat on it" --image https://example.com/cat.png --dry-run',
)

Out = Annotated[
    str | None,
    typer.Option("--out", "-o", metavar="FILE|DIR", help="Where to save it; by default in the user's data folder."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be bought, and call nobody.")]


def generate(
    prompt: o.Prompt = None,
    *,
    file: o.FromFile = None,
    lines: o.Lines = False,
    jsonl: o.Jsonl = False,
    image: o.Images = None,
    mask: o.Mask = None,
    intent: o.Intent = None,
    policy: o.PolicyFile = None,
    size: o.SizeWish = None,
    quality: o.Quality = None,
    number: o.Number = None,
    gateway: o.Gateways = None,
    url: p.Url = None,
    max_usd: o.MaxUsd = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    lettering: o.Lettering = None,
    capability: o.Capabilities = None,
    operation: o.Operation = None,
    language: o.Language = None,
    tolerance: o.Tolerance = None,
    min_quality: o.MinQuality = None,
    conservative: o.Conservative = False,
    weight: o.Weights = None,
    scores: o.Scores = None,
    out: Out = None,
    key: p.Key = None,
    label: p.Label = None,
    wallet: p.WalletFile = None,
    budget: p.Budgets = None,
    ledger: p.LedgerFile = None,
    rpc_url: p.RpcUrl = None,
    patience: p.Patience = 600.0,
    at_once: p.AtOnce = 4,
    dry_run: DryRun = False,
    as_json: o.AsJson = False,
    explain: o.Explain = False,
    with_prompt: o.WithPrompt = False,
) -> int:
    """Choose a model, pay for the call, and save the picture.

    What is bought is written to the ledger before it is sent, and no order is ever paid twice: `pixelfare orders` lists
    them, `pixelfare recover` goes on with one that was interrupted. The gateway `sandbox` draws a test card and costs
    nothing. --lines, --jsonl or a .jsonl file make many pictures.
    """
    source = find_source(prompt, file, lines=lines, jsonl=jsonl)
    wish = o.Request(
        intent=intent, policy=policy, size=size, quality=quality, n=number, gateway=gateway, max_usd=max_usd,
        as_of=as_of, images=image, mask=mask, catalog=catalog, lettering=lettering, capability=capability,
        operation=operation, language=language, tolerance=tolerance, min_quality=min_quality,
        conservative=conservative, weights=weight, scores=scores,
    )  # fmt: skip
    arguments = wish.arguments()
    unfinished = Unfinished()
    watched = not (as_json or source.many or dry_run)
    with unfinished.told(as_json=as_json), p.spinner(shown=watched) as status, p.open_router(
        gateway=arguments.pop("gateway", None), url=url, wallet=wallet, budget=budget, ledger=ledger, label=label,
        rpc_url=rpc_url, patience=patience, status=status, hooks=[unfinished],
    ) as router:  # fmt: skip
        if source.many:
            return generate_batch(
                router, source, arguments, out=out, key=key, at_once=at_once, dry_run=dry_run, as_json=as_json
            )  # fmt: skip
        if dry_run:
            rehearsal = router.dry_run(source.one(), key=key, **arguments)
            show_rehearsal(rehearsal, as_json=as_json, explain=explain, with_prompt=with_prompt)
            return 0
        return _make(
            router, source.one(), arguments, out, key, status, as_json=as_json, explain=explain, prompted=with_prompt
        )


def edit(
    prompt: o.Prompt = None,
    *,
    file: o.FromFile = None,
    image: o.Images = None,
    mask: o.Mask = None,
    intent: o.Intent = None,
    policy: o.PolicyFile = None,
    size: o.SizeWish = None,
    quality: o.Quality = None,
    number: o.Number = None,
    gateway: o.Gateways = None,
    url: p.Url = None,
    max_usd: o.MaxUsd = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    out: Out = None,
    key: p.Key = None,
    label: p.Label = None,
    wallet: p.WalletFile = None,
    budget: p.Budgets = None,
    ledger: p.LedgerFile = None,
    rpc_url: p.RpcUrl = None,
    patience: p.Patience = 600.0,
    dry_run: DryRun = False,
    as_json: o.AsJson = False,
    explain: o.Explain = False,
    with_prompt: o.WithPrompt = False,
) -> int:
    """Change a picture, or make a new one from several: `generate` with at least one --image.

    A mask says which part to change: transparent and white there, opaque and black elsewhere.
    """
    if not image:
        raise BadCount("this is an edit and needs the picture to be edited: --image FILE")
    return generate(
        prompt, file=file, image=image, mask=mask, intent=intent, policy=policy, size=size, quality=quality,
        number=number, gateway=gateway, url=url, max_usd=max_usd, as_of=as_of, catalog=catalog, out=out, key=key,
        label=label, wallet=wallet, budget=budget, ledger=ledger, rpc_url=rpc_url, patience=patience, dry_run=dry_run,
        as_json=as_json, explain=explain, with_prompt=with_prompt, operation="edit",
    )  # fmt: skip


def _make(
    router: Router, text: str, arguments: dict[str, Any], out: str | None, key: str | None, status: Any, *,
    as_json: bool, explain: bool, prompted: bool,
) -> int:  # fmt: skip
    try:
        picture = router.generate(text, out=out, key=key, **arguments)
    except BadCount as failure:
        if arguments.get("images") or "input picture" not in str(failure):
            raise
        raise BadCount("this is an edit and needs the picture to be edited: --image FILE") from None
    if status is not None:
        status.stop()  # or it would be drawn between the lines that follow
    if as_json:
        print_json(picture_dict(picture, with_prompt=prompted))
    else:
        show_picture(picture, explain=explain)
    return 0
