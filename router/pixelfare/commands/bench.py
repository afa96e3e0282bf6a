"""`pixelfare bench`: routers side by side on labelled prompts, published figures and exact prices."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixelfare.commands import options as o
from pixelfare.commands.bench_view import show, show_by_trust, show_steadiness, why_nothing
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.bench.outcome import OnSet, Report
    from pixelfare.bench.robustness import Steadiness

__all__ = ["EXAMPLES", "bench"]

EXAMPLES = (
    "pixelfare bench",
    "pixelfare bench --set labelled_unseen --set dpg_bench --router auto --router always:gpt-image-2",
    "pixelfare bench --plot bench.png --trust upper_bound --as-of 2026-05-01",
    "pixelfare bench --router auto --router random --json > report.json",
)
_PLOTS = (".png", ".svg", ".pdf")


def bench(
    *,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME|FILE", help="A set of prompts, or a JSONL of your own; may be repeated."),
    ] = None,
    routers: Annotated[
        list[str] | None,
        typer.Option(
            "--router",
            "-r",
            metavar="NAME",
            help="A policy, a baseline, always:MODEL, cmd:COMMAND, python:module:object, an http URL; may be repeated.",
        ),
    ] = None,
    gateway: Annotated[
        str, typer.Option("--gateway", "-g", metavar="NAME", help="Where pictures are bought.")
    ] = "blockrun",
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    scores: o.Scores = None,
    trust: Annotated[
        str | None,
        typer.Option(
            "--trust",
            metavar="BASIS",
            help="Only measured, or only upper_bound: figures of dearer levels, too. Default: measured, then both.",
            show_default=False,
        ),
    ] = None,
    resamples: Annotated[
        int,
        typer.Option("--resamples", metavar="N", help="Bootstrap samples behind each interval.", min=0, max=100_000),
    ] = 1000,
    robustness: Annotated[
        bool, typer.Option("--robustness/--no-robustness", help="Whether prompts said otherwise are routed alike.")
    ] = True,
    timeout: Annotated[
        int,
        typer.Option(
            "--timeout", metavar="SECONDS", help="What a cmd: router may take for one set.", min=1, max=86_400
        ),
    ] = 600,
    every: Annotated[bool, typer.Option("--every", help="Each set and each setting, not only all together.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw cost against quality: .png, .svg or .pdf.")
    ] = None,
    as_json: o.AsJson = False,
) -> int:
    """Compare routers: how much of the best expected quality each keeps, and for how much money.

    Quality is expected quality from published figures, not from pictures drawn here. Every single model, the line that
    mixing them reaches, and an oracle that knows every figure stand beside the routers.
    """
    if missing := [name for name in ("numpy", "matplotlib") if importlib.util.find_spec(name) is None]:
        raise BadRequest(f"the bench needs {' and '.join(missing)}: pip install 'pixelfare[bench]'")
    from pixelfare.bench.matrix import TRUST, Matrix
    from pixelfare.bench.report import ask, judge, report_dict
    from pixelfare.bench.robustness import steadiness
    from pixelfare.bench.routers import BASELINES, BY_FIGURES, find_router
    from pixelfare.bench.sets import load_sets

    if trust not in (None, *TRUST):
        raise BadRequest(f"trust is {' or '.join(TRUST)}, not {trust!r}")
    if plot is not None:
        _check_plot(plot)
    book = o.load_catalog(as_of, catalog)
    book = book if scores is None else book.with_scores(scores)
    matrix = Matrix(catalog=book, gateway=book.gateway(gateway).id, trust=trust or TRUST[0])
    chosen = load_sets(sets or ())
    names = routers or ["auto", *BASELINES]
    compared = [find_router(name, matrix, timeout=timeout) for name in names]
    answers = ask(chosen, compared, matrix)
    report = judge(chosen, answers, matrix, resamples=resamples)
    together = {report.trust: report.sets[-1]}
    if trust is None:
        looser = Matrix(catalog=book, gateway=matrix.gateway, trust=TRUST[1])
        again = ask(chosen, [find_router(name, looser) for name in names if name in BY_FIGURES], looser)
        both = judge(chosen, {**answers, **again}, looser, resamples=resamples, each=False)
        together[both.trust] = both.sets[-1]
    steady: list[Steadiness] = []
    if robustness:
        first, items = compared[0], [item for each in chosen.values() for item in each]
        setting = "0.05" if "0.05" in first.settings else first.settings[0]
        steady = steadiness(first, items, setting)
    if as_json:
        shares = [{"variant": s.variant, "pairs": s.pairs, "alike": s.alike} for s in steady]
        by_trust = {basis: asdict(on_set) for basis, on_set in together.items()}
        print_json({**report_dict(report), "by_trust": by_trust, "robustness": shares})
    else:
        show(report, compared[0].name, every=every)
        for basis, on_set in list(together.items())[1:]:
            if on_set.prompts:
                show_by_trust(basis, on_set)
        show_steadiness(steady, compared[0].name)
    if plot is not None:
        _save(plot, report, report.sets[-1])
    return 0


def _check_plot(plot: Path) -> None:
    """Refuse before the work what cannot be written after it."""
    if plot.suffix not in _PLOTS:
        raise BadRequest(f"{plot}: a plot ends in .png, .svg or .pdf")
    if not plot.parent.is_dir():
        raise BadRequest(f"{plot}: cannot be written: there is no folder {plot.parent}")
    if plot.is_dir() or not os.access(plot if plot.exists() else plot.parent, os.W_OK):
        raise BadRequest(f"{plot}: cannot be written: name a file in a folder of your own")


def _save(plot: Path, report: Report, on_set: OnSet) -> None:
    from pixelfare.bench.plot import draw

    out = console(stderr=True)
    if not on_set.prompts:
        out.print(f"no plot is saved: {safe(why_nothing(on_set))}")
        return
    try:
        draw(report, on_set, plot)
    except OSError as failure:
        raise BadRequest(f"{plot}: cannot be written: {failure.strerror}") from None
    out.print(f"saved {safe(str(plot))}")
