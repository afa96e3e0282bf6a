"""How an error is shown: a sentence and what would help, or one line of JSON; always on stderr."""

from __future__ import annotations

import contextlib
from typing import Any

from rich.padding import Padding
from rich.text import Text

from pixelfare.commands.exits import exit_code
from pixelfare.commands.hints import hint_of
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.commands.views import refusal_table
from pixelfare.errors import NoOffer, PixelfareError

__all__ = ["report", "show_failure"]


def report(failure: PixelfareError, *, as_json: bool, **where: Any) -> int:
    """Print an error of ours.

    Args:
        failure: The error.
        as_json: As one line of JSON.
        where: What else belongs to it, such as the line of the input.

    Returns:
        Its exit code.
    """
    hint = hint_of(failure)
    data = {**failure.to_dict(), **({"hint": hint} if hint else {}), **where}
    return show_failure(data, exit_code(failure), as_json=as_json, failure=failure)


def show_failure(data: dict[str, Any], code: int, *, as_json: bool, failure: PixelfareError | None = None) -> int:
    """Print what went wrong on stderr, and give the code back; a stderr that is gone is no further failure."""
    with contextlib.suppress(OSError):
        if as_json:
            print_json(data, stderr=True)
        else:
            _print_failure(data, failure)
    return code


def _print_failure(data: dict[str, Any], failure: PixelfareError | None) -> None:
    out = console(stderr=True)
    where = f"line {data['line']}: " if isinstance(data.get("line"), int) and "file" not in data else ""
    out.print(
        Text.assemble(("error", "bold red"), " ", safe(f"{where}{data['message']}")), soft_wrap=not out.is_terminal
    )
    if isinstance(failure, NoOffer) and not where:
        out.print()
        out.print(Padding(refusal_table(failure.refusals), (0, 0, 1, 2)))
    for hint in data.get("relax", ()):
        out.print(Text.assemble(("  try ", "cyan"), safe(hint)))
    if "hint" in data:
        out.print(Text(f"  {data['hint']}", "dim"))
    if "help" in data:
        out.print(Text(f"  see {data['help']}", "dim"))
