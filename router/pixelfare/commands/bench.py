"""`pixelfare bench`: routers side by side on labelled prompts, published figures and exact prices."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.bench.report import OnSet, Outcome, Report
    from pixelfare.bench.robustness import Steadiness

__all__ = ["EXAMPLES", "bench"]

EXAMPLES = (
    "pixelfare bench",
    "pixelfare bench --set labelled_unseen --set dpg_bench --router auto --router always:gpt-image-2",
    "pixelfare bench --plot bench.png --trust upper_bound --as-of 2026-05-01",
    "pixelfare bench --router auto --router random --json > report.json",
)
_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_WHOLE: dict[str, Any] = {"no_wrap": True}
_SHOWN = ("", "0", "0.05", "0.1", "0.2")


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
        str, typer.Option("--trust", metavar="BASIS", help="measured, or upper_bound: figures of dearer levels, too.")
    ] = "measured",
    resamples: Annotated[
        int,
        typer.Option("--resamples", metavar="N", help="Bootstrap samples behind each interval.", min=0, max=100_000),
    ] = 1000,
    robustness: Annotated[
        bool, typer.Option("--robustness/--no-robustness", help="Whether prompts said otherwise are routed alike.")
    ] = True,
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
    from pixelfare.bench.report import report_dict, run_bench
    from pixelfare.bench.robustness import steadiness
    from pixelfare.bench.routers import BASELINES, find_router
    from pixelfare.bench.sets import load_sets

    if trust not in TRUST:
        raise BadRequest(f"trust is {' or '.join(TRUST)}, not {trust!r}")
    if plot is not None and plot.suffix not in (".png", ".svg", ".pdf"):
        raise BadRequest(f"{plot}: a plot ends in .png, .svg or .pdf")
    book = o.load_catalog(as_of, catalog)
    book = book if scores is None else book.with_scores(scores)
    matrix = Matrix(catalog=book, gateway=book.gateway(gateway).id, trust=trust)
    chosen = load_sets(sets or ())
    compared = [find_router(name, matrix) for name in routers or ("auto", *BASELINES)]
    report = run_bench(chosen, compared, matrix, resamples=resamples)
    steady: list[Steadiness] = []
    if robustness:
        first, items = compared[0], [item for each in chosen.values() for item in each]
        setting = "0.05" if "0.05" in first.settings else first.settings[0]
        steady = steadiness(first, items, setting)
    if plot is not None:
        from pixelfare.bench.plot import draw

        draw(report, report.sets[-1], plot)
    if as_json:
        shares = [{"variant": s.variant, "pairs": s.pairs, "alike": s.alike} for s in steady]
        print_json({**report_dict(report), "robustness": shares})
    else:
        _show(report, steady, compared[0].name, every=every)
        if plot is not None:
            console().print(f"\nsaved {safe(str(plot))}")
    return 0


def _show(report: Report, steady: list[Steadiness], router: str, *, every: bool) -> None:
    out = console()
    figures = f"{report.trust.replace('_', ' ')} figures only" if report.trust == "measured" else "upper bounds, too"
    out.print(Text(f"prices of {report.as_of} at {report.gateway}, {figures}, catalog {report.catalog[:12]}\n", "dim"))
    for on_set in report.sets if every else report.sets[-1:]:
        _show_set(on_set, every=every)
    if not every and len(report.sets) > 1:
        _show_sets(report)
    if steady:
        out.print(Text(f"\nrouted alike by {safe(router)}", "bold"))
        made = table("the same prompt", ("pairs", _RIGHT), ("alike", _RIGHT))
        for each in steady:
            made.add_row(each.variant, f"{each.pairs:,}", f"{each.share:.1%}")
        out.print(made)


def _show_set(on_set: OnSet, *, every: bool) -> None:
    out = console()
    out.print(Text.assemble((on_set.name, "bold cyan"), f"  {on_set.prompts:,} prompts"))
    if on_set.left_out:
        total = sum(n for _, n in on_set.left_out)
        kinds = "; ".join(f"{n} {needs}" for needs, n in on_set.left_out[:3])
        out.print(Text(f"left out for want of two models with figures: {total} ({kinds}, ...)", "dim"))
    made = table(
        ("router", _WHOLE), ("USD per 1,000", _RIGHT), ("kept", _RIGHT), ("95 %", _RIGHT), ("over hull", _RIGHT),
        ("95 %", _RIGHT), ("regret", _RIGHT), ("dearer", _RIGHT), ("AIQ", _RIGHT), ("APGR", _RIGHT),
        ("no figures", _RIGHT),
    )  # fmt: skip
    for outcome in on_set.outcomes:
        if every or outcome.setting in _SHOWN:
            made.add_row(*_cells(outcome, on_set))
    for single in sorted(on_set.singles, key=lambda s: s.usd):
        made.add_row(*_cells(single, on_set), style="dim")
    out.print(made)
    out.print()


def _cells(outcome: Outcome, on_set: OnSet) -> list[str]:
    name = outcome.name if "/" not in outcome.router else f"always {outcome.router.rpartition('/')[2]}"
    first = outcome.setting in ("", "0")
    aiq = f"{on_set.aiq[outcome.router]:.3f}" if first and outcome.router in on_set.aiq else ""
    apgr = on_set.apgr.get(outcome.router) if first else None
    return [
        safe(name), f"{outcome.usd:.2f}", f"{outcome.kept:.3f}",
        _interval(outcome.kept_interval), _signed(outcome.over_hull), _interval(outcome.over_hull_interval, sign="+"),
        _signed(outcome.regret, sign=False), "" if outcome.dearer is None else f"{outcome.dearer:.2f}", aiq,
        "" if apgr is None else f"{apgr:.2f}",
        f"{outcome.unpicked:.0%} not served" if outcome.unpicked else f"{outcome.uncovered:.0%}",
    ]  # fmt: skip


def _interval(ends: tuple[float, float] | None, *, sign: str = "") -> str:
    """The ends of an interval; without resamples there is none."""
    return "" if ends is None else f"{ends[0]:{sign}.3f} - {ends[1]:{sign}.3f}"


def _signed(value: float | None, *, sign: bool = True) -> str:
    if value is None:
        return ""
    return f"{value:+.3f}" if sign else f"{value:.3f}"


def _show_sets(report: Report) -> None:
    """One line for each set: what the first router, at its usual setting, comes to there."""
    out = console()
    router = report.sets[0].outcomes[0].router
    out.print(Text(f"{safe(router)}, set by set", "bold"))
    made = table(
        ("set", _WHOLE), ("prompts", _RIGHT), ("USD per 1,000", _RIGHT), ("kept", _RIGHT), ("over hull", _RIGHT),
        ("regret", _RIGHT), ("dearer", _RIGHT),
    )  # fmt: skip
    for on_set in report.sets[:-1]:
        own = [outcome for outcome in on_set.outcomes if outcome.router == router]
        usual = next((outcome for outcome in own if outcome.setting == "0.05"), own[0])
        dearer = "" if usual.dearer is None else f"{usual.dearer:.2f}"
        made.add_row(
            safe(on_set.name), f"{on_set.prompts:,}", f"{usual.usd:.2f}", f"{usual.kept:.3f}",
            _signed(usual.over_hull), _signed(usual.regret, sign=False), dearer,
        )  # fmt: skip
    out.print(made)
