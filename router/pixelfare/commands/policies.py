"""`pixelfare policies`: the intents there are, and the rules behind one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, print_json, safe, table

if TYPE_CHECKING:
    from pixelfare.policy import Policy

__all__ = ["EXAMPLES", "policies"]

EXAMPLES = (
    "pixelfare policies",
    "pixelfare policies chinese-text",
    "pixelfare policies auto > mine.yaml",
)
_OTHERWISE = {"refuse": "nothing is chosen", "relax": "what nobody can do is left out"}


def _names(incomplete: str) -> Iterator[str]:
    from pixelfare.policy.load import load_policies
    from pixelfare.settings import user_folders

    return (name for name in load_policies(user_folders("policies")) if name.startswith(incomplete))


def policies(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="Show the rules of one, as YAML.", autocompletion=_names, show_default=False
        ),
    ] = None,
    *,
    as_json: o.AsJson = False,
) -> int:
    """List the intents, each of which is a policy; or show the YAML of one, ready to be copied and changed."""
    from pixelfare.policy.load import find_policy, load_policies
    from pixelfare.settings import user_folders

    folders = user_folders("policies")
    if name is not None:
        found = find_policy(name, folders)
        if as_json:
            print_json(found.to_dict())
        else:
            _show(found)
        return 0
    known = load_policies(folders)
    if as_json:
        print_json({"policies": [policy.to_dict() for policy in known.values()]})
        return 0
    out = console()
    made = table(("intent", {"no_wrap": True}), "what it chooses")
    for policy in known.values():
        says = Text(safe(policy.says))
        if demands := _demands(policy):
            says.append(f"\nrequires {demands}; else {_OTHERWISE[policy.otherwise]}", "dim")
        made.add_row(Text(policy.id, "bold cyan"), says)
    out.print(made)
    if out.is_terminal:
        out.print(Text("\npixelfare policies NAME shows the rules of one", "dim"))
    return 0


def _demands(policy: Policy) -> str:
    require = policy.to_dict().get("require", {})
    parts = [f"{k} {', '.join(v) if isinstance(v, list) else v}" for k, v in require.items()]
    return safe("; ".join(parts)).replace(" needs", " as needed")


def _show(policy: Policy) -> None:
    out = console()
    text = safe(policy.to_yaml())
    if not out.is_terminal:
        print(text, end="")
        return
    from rich.syntax import Syntax

    out.print(Syntax(text, "yaml", background_color="default", word_wrap=True))
