"""How a dry run is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from pixelfare.commands.terminal import console, grid, print_json, safe
from pixelfare.commands.views import decision_view

if TYPE_CHECKING:
    from pixelfare.client import Rehearsal

__all__ = ["show_rehearsal"]


def show_rehearsal(rehearsal: Rehearsal, *, as_json: bool, explain: bool, with_prompt: bool) -> None:
    """What would be bought, who would pay, and what would stop it."""
    decision = rehearsal.decision
    if as_json:
        print_json({**rehearsal.to_dict(), "decision": decision.to_dict(include_prompt=with_prompt)})
        return
    out = console()
    out.print(decision_view(decision, full=explain))
    rows = [("paid by", rehearsal.payer or {"bearer": "a key", "none": "nobody"}.get(rehearsal.rail, "no wallet"))]
    if rehearsal.left is not None:
        rows.append(("budget", f"{rehearsal.left} USD left"))
    out.print()
    out.print(Padding(grid(*rows), (0, 0, 0, 2)))
    for problem in rehearsal.problems:
        out.print(Text.assemble(("  stops it: ", "yellow"), safe(problem)), soft_wrap=not out.is_terminal)
    out.print(Text("\nnothing was bought (--dry-run)", "yellow"))
