"""`pixelfare generate`: choose, call the gateway, and save the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.prompts import find_source
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.commands.views import decision_view, headline, notices_view
from pixelfare.errors import BadCount

if TYPE_CHECKING:
    from pathlib import Path

    from pixelfare.picture import Picture
    from pixelfare.policy import Decision

__all__ = ["EXAMPLES", "generate"]

EXAMPLES = (
    'pixelfare generate "a lighthouse at dusk" --gateway sandbox',
    'pixelfare generate "霓虹招牌上写着“欢迎光临”" -g sandbox --size 3:2 --out sign.png',
    'pixelfare generate "paint it blue" --image bicycle.png -g sandbox --out pictures/',
    'pixelfare generate "a lighthouse at dusk" --max-usd 0.05 --dry-run',
)


def generate(
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
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where a sandbox runs already.")] = None,
    max_usd: o.MaxUsd = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    lettering: o.Lettering = None,
    capability: o.Capabilities = None,
    operation: o.Operation = None,
    language: o.Language = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="FILE|DIR", help="Where to save it; by default in the user's data folder."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be bought, and call nobody.")] = False,
    as_json: o.AsJson = False,
    explain: o.Explain = False,
    with_prompt: o.WithPrompt = False,
) -> int:
    """Choose a model, call its gateway, and save the picture. The order is sent once and never again.

    The gateway `sandbox` draws a test card and costs nothing; gateways that want a payment are refused in this version.
    """
    text = find_source(prompt, file).one()
    wish = o.Request(
        intent=intent, policy=policy, size=size, quality=quality, n=number, gateway=gateway, max_usd=max_usd,
        as_of=as_of, images=image, mask=mask, catalog=catalog, lettering=lettering, capability=capability,
        operation=operation, language=language,
    )  # fmt: skip
    arguments = wish.arguments()
    if dry_run:
        from pixelfare.routing import route

        _announce(route(text, **arguments), as_json=as_json, explain=explain, with_prompt=with_prompt)
        return 0
    from pixelfare.client import Router

    with Router(gateway=arguments.pop("gateway", None), url=url) as router, _waiting(shown=not as_json):
        try:
            picture = router.generate(text, out=out, **arguments)
        except BadCount as failure:
            if image or "input picture" not in str(failure):
                raise
            raise BadCount("this is an edit and needs the picture to be edited: --image FILE") from None
    if as_json:
        print_json(_picture_dict(picture, with_prompt=with_prompt))
    else:
        _show(picture, explain=explain)
    return 0


def _waiting(*, shown: bool) -> Any:
    """A spinner on stderr while the gateway draws, where somebody can watch it."""
    from contextlib import nullcontext

    err = console(stderr=True)
    return err.status("drawing") if shown and err.is_terminal else nullcontext()


def _announce(decision: Decision, *, as_json: bool, explain: bool, with_prompt: bool) -> None:
    if as_json:
        print_json({"dry_run": True, "decision": decision.to_dict(include_prompt=with_prompt)})
        return
    out = console()
    out.print(decision_view(decision, full=explain))
    out.print(Text("\nnothing was bought (--dry-run)", "yellow"))


def _show(picture: Picture, *, explain: bool) -> None:
    out = console()
    for one in picture.pictures:
        saved = Text.assemble(("saved ", "bold green"), (safe(str(one.path)), "bold"))
        odd = "" if one.size == picture.decision.size else f", {one.size}"
        out.print(saved.append(f"  {one.media_type}, {_kilobytes(one.path)}{odd}", "dim"), soft_wrap=True)
    out.print()
    out.print(decision_view(picture.decision, full=True) if explain else headline(picture.decision))
    notices = tuple(dict.fromkeys((*picture.decision.warnings, *(n for one in picture.pictures for n in one.notices))))
    if notices:
        out.print()
        out.print(Padding(notices_view(notices), (0, 0, 0, 2)))


def _kilobytes(path: Path) -> str:
    try:
        return f"{max(path.stat().st_size // 1024, 1):,} KB"
    except OSError:
        return "gone already"


def _picture_dict(picture: Picture, *, with_prompt: bool) -> dict[str, Any]:
    def one(found: Picture) -> dict[str, Any]:
        return {
            "path": str(found.path),
            "size": str(found.size),
            "media_type": found.media_type,
            "sha256": found.sha256,
            "notices": [{"code": n.code, "message": n.message} for n in found.notices],
        }

    decision = picture.decision.to_dict(include_prompt=with_prompt)
    return {**one(picture), "pictures": [one(found) for found in picture.pictures], "decision": decision}
