"""Options that the verbs on traces share, and the progress they show."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
from rich.text import Text

from pixelfare.commands import extras
from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.simulate.engines import Progress
    from pixelfare.simulate.tally import Tally

__all__ = [
    "Asked", "Columns", "Engine", "Format", "Gateways", "Rejects", "Report", "TraceFile", "WhatIf", "Workers", "Zone",
    "need_extra", "parse_columns", "progress", "rejects_file", "saved", "show_rejects", "spread",
]  # fmt: skip

_TRACE, _HOW, _ASSUMED, _OUTPUT = "Trace", "How", "Assumptions", "Output"

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


Policy = Annotated[
    str,
    typer.Option("--policy", "-p", metavar="NAME|FILE", help="Which offers are possible: those it leaves."),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FOLDER", help="Write report.html, .json, .csv, .png and .svg there.",
        rich_help_panel=_OUTPUT,
    ),
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is divided: a trace, the offers that are possible, and how it is read. The verbs on budgets share it."""

    trace: TraceFile
    policy: Policy = "auto"
    gateway: Gateways = None
    as_of: o.AsOf = None
    catalog: o.Catalogs = None
    scores: o.Scores = None
    what_if: WhatIf = None
    format: Format = None
    column: Columns = None
    rejects: Rejects = None
    workers: Workers = None
    engine: Engine = "local"
    report: Report = None
    as_json: o.AsJson = False


def spread(verb: Callable[..., int]) -> Callable[..., int]:
    """A verb that takes an `Asked` first, as one that takes each of its fields: the command line reads signatures."""
    kinds = get_type_hints(Asked, include_extras=True)
    shared = [
        inspect.Parameter(
            one.name, inspect.Parameter.KEYWORD_ONLY, annotation=kinds[one.name],
            default=inspect.Parameter.empty if one.default is MISSING else one.default,
        )
        for one in fields(Asked)
    ]  # fmt: skip
    _, *own = inspect.signature(verb, eval_str=True).parameters.values()

    @functools.wraps(verb)
    def taken(**given: Any) -> int:
        return verb(Asked(**{one.name: given.pop(one.name) for one in shared}), **given)

    every = [shared[0], *own, *shared[1:]]
    taken.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]  # what `inspect` looks for first
    taken.__annotations__ = {one.name: one.annotation for one in every}
    return taken


def saved(paths: Iterable[Path], *, stderr: bool = False) -> None:
    """Say where files are."""
    for path in paths:
        console(stderr=stderr).print(f"saved {safe(str(path))}", soft_wrap=True)


def need_extra(*also: str) -> None:
    """Say which extra to install where one is missing.

    Raises:
        BadRequest: It is.
    """
    extras.need_extra("simulate", "numpy", "pyarrow", *also)


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
            share = done.share if done.total is None else None  # of text, only bytes are known beforehand
            bar.update(
                task,
                completed=done.rows if share is None else share,
                total=done.total if share is None else 1,
                told=told,
            )

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
