"""Help pages: typer's own, and under it the examples, each on a line that can be copied."""

from __future__ import annotations

from typing import Any

import typer
import typer.core
from rich.text import Text

from pixelfare.commands.exits import MEANINGS
from pixelfare.commands.terminal import console

__all__ = ["Group", "ReaderGone", "Verb"]


# typer carries click inside or beside it, depending on its version.
_Misuse: Any = typer.BadParameter.__mro__[1]


class ReaderGone(Exception):
    """Whoever read the output went away; not an OSError, which typer would end the process for."""


class Verb(typer.core.TyperCommand):
    """A command whose epilog is its examples, one on each line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; what is wrong with it is said to be this command's."""
        try:
            return list(super().parse_args(ctx, args))
        except _Misuse as misuse:
            misuse.ctx = misuse.ctx or ctx
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help, then the examples."""
        _with_examples(self, super().format_help, ctx, formatter)


class Group(typer.core.TyperGroup):
    """A command that holds others; its epilog likewise."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help, then the examples, and under the outermost one the exit codes."""
        _with_examples(self, super().format_help, ctx, formatter)
        if ctx.parent is None:
            out = console()
            out.print(Text("\n Exit codes", "bold"))
            for code, meaning in MEANINGS.items():
                out.print(Text.assemble(f"{code:>6}  ", (meaning, "dim")))

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for; where the reader went away, say so in a way that typer leaves alone."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as failure:
            raise ReaderGone from failure


def _with_examples(command: Any, format_help: Any, ctx: Any, formatter: Any) -> None:
    for parameter in command.get_params(ctx):
        if getattr(parameter, "is_flag", False) and parameter.metavar is None:
            parameter.metavar = ""  # no <bool>, which reads as if a value were wanted
    examples, command.epilog = command.epilog, None
    try:
        format_help(ctx, formatter)
    finally:
        command.epilog = examples
    if examples:
        out = console()
        out.print(Text(" Examples", "bold"))
        for line in examples.splitlines():
            out.print(Text(f"   {line}", "cyan"), soft_wrap=True)
