"""How a bench looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands.terminal import console, safe, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelfare.bench.outcome import OnSet, Outcome, Report
    from pixelfare.bench.robustness import Steadiness

__all__ = ["show", "show_by_trust", "show_steadiness", "why_nothing"]

_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_WHOLE: dict[str, Any] = {"no_wrap": True}
_SHOWN = ("", "0", "0.05", "0.1", "0.2")
_USUAL = ("", "0.05")


def show(report: Report, router: str, *, every: bool) -> None:
    """Print a report.

    Args:
        report: The report.
        router: Whose results are printed set by set.
        every: Whether each set and each setting is printed.
    """
    out = console()
    figures = "measured figures only" if report.trust == "measured" else "upper bounds, too"
    out.print(Text(f"prices of {report.as_of} at {report.gateway}, {figures}, catalog {report.catalog[:12]}\n", "dim"))
    for on_set in report.sets if every else report.sets[-1:]:
        _show_set(on_set, every=every)
    if not every and len(report.sets) > 1:
        _show_sets(report.sets[:-1], router)


def show_by_trust(basis: str, on_set: OnSet) -> None:
    """Print the same routers where other figures are trusted, too: each at its usual setting.

    Args:
        basis: What is trusted.
        on_set: What comes of it, all sets together; some prompt can be judged.
    """
    out = console()
    title = f"\n{safe(on_set.name)}, {basis.replace('_', ' ')} figures counted, too"
    out.print(Text.assemble((title, "bold"), f"  {on_set.prompts:,} prompts"))
    made = table(
        ("router", _WHOLE), ("USD per 1,000", _RIGHT), ("kept", _RIGHT), ("95 %", _RIGHT), ("over hull", _RIGHT),
        ("95 %", _RIGHT), ("regret", _RIGHT), ("dearer", _RIGHT), ("no figures", _RIGHT),
    )  # fmt: skip
    for outcome in on_set.outcomes:
        if outcome.setting in _USUAL:
            made.add_row(safe(outcome.name), *_figures(outcome), _unknown(outcome))
    out.print(made)


def show_steadiness(steady: Sequence[Steadiness], router: str) -> None:
    """Print how often a router sends the same prompt in other words to the same model."""
    if not steady:
        return
    out = console()
    out.print(Text(f"\nrouted alike by {safe(router)}", "bold"))
    made = table("the same prompt", ("pairs", _RIGHT), ("alike", _RIGHT))
    for each in steady:
        made.add_row(each.variant, f"{each.pairs:,}", f"{each.share:.1%}")
    out.print(made)


def why_nothing(on_set: OnSet) -> str:
    """Why no prompt of a set can be judged."""
    if not on_set.left_out:
        return f"{on_set.name} has no prompt"
    return (
        f"nothing can be judged in {on_set.name}: no two models have trusted figures for what it needs "
        f"({_kinds(on_set)})"
    )


def _kinds(on_set: OnSet) -> str:
    more = ", ..." if len(on_set.left_out) > 3 else ""  # noqa: PLR2004  as many as are named
    return "; ".join(f"{n} {needs or 'of no need'}" for needs, n in on_set.left_out[:3]) + more


def _show_set(on_set: OnSet, *, every: bool) -> None:
    out = console()
    out.print(Text.assemble((on_set.name, "bold cyan"), f"  {on_set.prompts:,} prompts"))
    if not on_set.prompts:
        out.print(Text(safe(why_nothing(on_set)) + "\n"))
        return
    if on_set.left_out:
        total = sum(n for _, n in on_set.left_out)
        out.print(Text(f"left out for want of two models with figures: {total} ({_kinds(on_set)})", "dim"))
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
    return [safe(name), *_figures(outcome), aiq, "" if apgr is None else f"{apgr:.2f}", _unknown(outcome)]


def _figures(outcome: Outcome) -> list[str]:
    return [
        f"{outcome.usd:.2f}", f"{outcome.kept:.3f}", _interval(outcome.kept_interval),
        _signed(outcome.over_hull), _interval(outcome.over_hull_interval, sign="+"),
        _signed(outcome.regret, sign=False), "" if outcome.dearer is None else f"{outcome.dearer:.2f}",
    ]  # fmt: skip


def _unknown(outcome: Outcome) -> str:
    return f"{outcome.unpicked:.0%} not served" if outcome.unpicked else f"{outcome.uncovered:.0%}"


def _interval(ends: tuple[float, float] | None, *, sign: str = "") -> str:
    """The ends of an interval; without resamples there is none."""
    return "" if ends is None else f"{ends[0]:{sign}.3f} - {ends[1]:{sign}.3f}"


def _signed(value: float | None, *, sign: bool = True) -> str:
    if value is None:
        return ""
    return f"{value:+.3f}" if sign else f"{value:.3f}"


def _show_sets(sets: Sequence[OnSet], router: str) -> None:
    """One line for each set: what a router, at its usual setting, comes to there."""
    out = console()
    out.print(Text(f"{safe(router)}, set by set", "bold"))
    made = table(
        ("set", _WHOLE), ("prompts", _RIGHT), ("USD per 1,000", _RIGHT), ("kept", _RIGHT), ("95 %", _RIGHT),
        ("over hull", _RIGHT), ("95 %", _RIGHT), ("regret", _RIGHT), ("dearer", _RIGHT),
    )  # fmt: skip
    for on_set in sets:
        own = [outcome for outcome in on_set.outcomes if outcome.router == router]
        usual = next((outcome for outcome in own if outcome.setting in _USUAL), own[0] if own else None)
        made.add_row(safe(on_set.name), f"{on_set.prompts:,}", *([] if usual is None else _figures(usual)))
    out.print(made)
    for on_set in sets:
        if not on_set.prompts:
            out.print(Text(safe(why_nothing(on_set)), "dim"))
