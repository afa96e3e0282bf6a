"""How a picture that was made is shown, or written as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from pixelfare.commands.terminal import console, safe
from pixelfare.commands.views import decision_view, headline, notices_view

if TYPE_CHECKING:
    from pathlib import Path

    from pixelfare.picture import Picture

__all__ = ["picture_dict", "show_picture"]


def show_picture(picture: Picture, *, explain: bool) -> None:
    """Where it was saved, what was paid, and what to know about it."""
    out = console()
    for one in picture.pictures:
        saved = Text.assemble(("saved ", "bold green"), (safe(str(one.path)), "bold"))
        odd = "" if one.size == picture.decision.size else f", {one.size}"
        out.print(saved.append(f"  {one.media_type}, {_kilobytes(one.path)}{odd}", "dim"), soft_wrap=True)
    receipt = picture.receipt
    if receipt.paid_usd:
        via = f", transaction {receipt.transaction}" if receipt.transaction else ""
        paid = Text.assemble(("paid ", "bold green"), (f"{receipt.paid_usd} USD", "bold"))
        out.print(paid.append(f"  order {receipt.order}{via}", "dim"), soft_wrap=True)
    out.print()
    free = receipt.money == "none"
    out.print(
        decision_view(picture.decision, full=True, free=free) if explain else headline(picture.decision, free=free)
    )
    notices = tuple(dict.fromkeys((*picture.decision.warnings, *(n for one in picture.pictures for n in one.notices))))
    if notices:
        out.print()
        out.print(Padding(notices_view(notices), (0, 0, 0, 2)))


def picture_dict(picture: Picture, *, with_prompt: bool) -> dict[str, Any]:
    """A picture as plain JSON values, with its receipt and decision."""

    def one(found: Picture) -> dict[str, Any]:
        return {
            "path": str(found.path),
            "size": str(found.size),
            "media_type": found.media_type,
            "sha256": found.sha256,
            "notices": [{"code": n.code, "message": n.message} for n in found.notices],
        }

    return {
        **one(picture),
        "pictures": [one(found) for found in picture.pictures],
        "receipt": picture.receipt.to_dict(),
        "decision": picture.decision.to_dict(include_prompt=with_prompt),
    }


def _kilobytes(path: Path) -> str:
    try:
        return f"{max(path.stat().st_size // 1024, 1):,} KB"
    except OSError:
        return "gone already"
