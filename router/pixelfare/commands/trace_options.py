"""Options that the verbs on traces share, and the progress they show."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.simulate.engines import Progress
    from pixelfare.simulate.tally import Tally

__all__ = [
    "Columns", "Engine", "Format", "Gateways", "Rejects", "TraceFile", "WhatIf", "Workers", "Zone", "need_extra",
    "parse_columns", "progress", "rejects_file", "show_rejects",
]  # fmt: skip

_TRACE, _HOW, _ASSUMED = "Trace", "How", "Assumptions"

TraceFile = Annotated[
    str,
    typer.Argument(
        metavar="TRACE", show_default=False,
        help="A .parquet, .csv or .jsonl file, a folder, a glob, - for stdin, or ledger for what you bought.",
    ),
]  # fmt: skip
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="csv, tsv, jsonl, parquet or ledger.", rich_help_panel=_TRACE),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="NAME=COLUMN", help="Where a column is called otherwise: prompt=text; may be repeated.",
        rich_help_panel=_TRACE,
    ),
]  # fmt: skip
Zone = Annotated[
    str, typer.Option("--zone", metavar="ZONE", help="Where days begin: UTC, Asia/Shanghai.", rich_help_panel=_TRACE)
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects", metavar="FILE", help="Where rows go that cannot be read (TRACE.rejects.jsonl by default).",
        rich_help_panel=_TRACE,
    ),
]  # fmt: skip
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", help="Processes; all cores by default.", min=1, rich_help_panel=_HOW),
]
Engine = Annotated[
    str, typer.Option("--engine", metavar="NAME", help="local, or dask (an extra).", rich_help_panel=_HOW)
]
Gateways = Annotated[
    list[str] | None,
    typer.Option(
        "--gateway", "-g", metavar="NAME", help="Where to buy (blockrun by default); may be repeated; any for all.",
        rich_help_panel=_ASSUMED,
    ),
]  # fmt: skip
WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if", metavar="CHANGE", rich_help_panel=_ASSUMED,
        help="'gpt-image-2 -20%', 'gpt-image-2 $0.04' or 'retire MODEL DATE'; may be repeated.",
    ),
]  # fmt: skip


def need_extra(*also: str) -> None:
    """Say which extra to install where one is missing.

    Raises:
        BadRequest: It is.
    """
    if missing := [name for name in ("numpy", "pyarrow", *also) if importlib.util.find_spec(name) is None]:
        raise BadRequest(f"this needs {' and '.join(missing)}: pip install 'pixelfare[simulate]'")


def parse_columns(given: list[str] | None) -> dict[str, str]:
    """Columns as they are named on the command line.

    Raises:
        BadRequest: One has no name.
    """
    found = {}
    for text in given or ():
        name, sign, column = text.partition("=")
        if not sign or not column:
            raise BadRequest(f"{text!r} names no column; it is NAME=COLUMN, such as prompt=text")
        found[name.strip()] = column
    return found


def rejects_file(trace: str, given: Path | None) -> Path:
    """Where rejected rows go: a file in the current folder that is named after the trace."""
    if given is not None:
        return given
    name = "stdin" if trace == "-" else re.sub(r"[^\w.-]+", "_", Path(trace).name).strip("._") or "trace"
    return Path(f"{name}.rejects.jsonl")


@contextmanager
def progress(what: str, *, shown: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on the terminal with rows, rate and the time that is left; nothing where nobody looks."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    err = console(stderr=True)
    if not (shown and err.is_terminal):
        yield None
        return
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=None, told="")

        def show(done: Progress) -> None:
            left = "" if done.left is None else f", {done.left:,.0f} s left"
            odd = f", {done.rejected:,} rejected" if done.rejected else ""
            told = f"{done.rows:,} rows, {done.rate:,.0f}/s{left}{odd}"
            bar.update(task, completed=done.rows, total=done.total, told=told)

        yield show


def show_rejects(tally: Tally, file: Path, *, as_json: bool) -> None:
    """Say loudly what could not be read."""
    rejected = sum(tally.rejected.values())
    if not rejected:
        return
    if as_json:
        print_json({"rejected": dict(sorted(tally.rejected.items())), "file": str(file)}, stderr=True)
        return
    err = console(stderr=True)
    codes = ", ".join(f"{many:,} {code}" for code, many in sorted(tally.rejected.items()))
    err.print(Text(f"{rejected:,} of {tally.rows:,} rows are rejected: {codes}", "bold red"))
    for reject in tally.rejects[:5]:
        err.print(Text(f"  {safe(reject.file)}:{reject.line}: {safe(reject.message)}"), soft_wrap=True)
    err.print(f"all of them are in {safe(str(file))}", soft_wrap=True)
