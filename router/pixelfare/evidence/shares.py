"""From one column of published figures to each model's share of the best, with what the sources leave open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixelfare.catalog.scores import Score

__all__ = ["BOARD_SPREAD", "LEVEL_SHARE", "REPORT_SPREAD", "Share", "board_shares", "column_shares", "relation"]

LEVEL_SHARE = 0.956
"""What a level may take away: gpt-image-2 got 8.7 of 10 at low and 9.1 at high (image-comparison-report, 2026-06)."""
REPORT_SPREAD = 0.033
"""By how much two reports differ on one model: nano-banana has 7.29 and 7.54 on GEdit-Bench EN, the most seen."""
BOARD_SPREAD = 50.0
"""Rating points that a preference board may be off: over twice the most that two boards here differ on a pair (21)."""
_LEVELS = ("low", "standard", "medium", "high")
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One figure as a share of the best model's in its column.

    Args:
        score: The figure.
        value: From 0 to 1.
        low: Lower end, for the level measured, the report it is in, and its own error.
        high: Upper end.
        basis: `measured`, `upper_bound` or `prior`.
    """

    score: Score
    value: float
    low: float
    high: float
    basis: str


def relation(score: Score, level: str | None) -> str:
    """How the level of a figure relates to the level that is bought.

    Args:
        score: The figure.
        level: The quality level of the offer; `None` where it is not known.

    Returns:
        `exact`, `unstated`, `upper_bound` or `lower_bound`.
    """
    if level is None or score.tier == "single" or score.tier not in (*_LEVELS, "unstated") or level not in _LEVELS:
        return score.match
    if score.tier == "unstated":
        return "unstated"
    apart = _LEVELS.index(score.tier) - _LEVELS.index(level)
    return "exact" if apart == 0 else "upper_bound" if apart > 0 else "lower_bound"


def column_shares(scores: Iterable[Score], level: str | None = None) -> Mapping[str, Sequence[Share]]:
    """Each model's shares in one column of a benchmark: the row to take first, then other reports' rows.

    Shares are of the best figure in the column. A model's own row comes from the report that compares the most models;
    rows are never averaged. A row from another report than the best one's may be off by what reports differ by.

    Args:
        scores: The column's figures; those that do not count are left out here.
        level: The quality level that is bought.

    Returns:
        By model; empty where fewer than two models are in the column, since that compares nothing.
    """
    counted = [score for score in scores if score.counts]
    if len({score.model for score in counted}) < _FEWEST:
        return {}
    best = max(counted, key=lambda s: (_goodness(s), s.seen.source, s.model))
    top = _goodness(best)
    if not top:
        return {}
    company = Counter(source for _, source in {(s.model, s.seen.source) for s in counted})
    found: dict[str, list[Share]] = {}
    for score in sorted(counted, key=lambda s: _preferred(s, company)):
        found.setdefault(score.model, []).append(_share(score, top, best.seen.source, level))
    return found


def board_shares(scores: Iterable[Score]) -> Mapping[str, Sequence[Share]]:
    """Each model's chance on a preference board: that of winning against the board's best, of what the best has.

    The chance of a rating d points lower is 1 / (1 + 10^(d / 400)); the best has one half against itself. Ratings are
    compared inside one dated snapshot only; the snapshot with most models comes first, then the latest.
    """
    snapshots: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        if score.counts:
            snapshots.setdefault((score.seen.source, score.seen.on), []).append(score)
    found: dict[str, list[Share]] = {}
    order = sorted(snapshots.values(), key=lambda s: (-len(s), s[0].seen.day.toordinal() * -1, s[0].seen.source))
    for snapshot in order:
        if len({s.model for s in snapshot}) < _FEWEST:
            continue
        best = max(float(s.value) for s in snapshot)
        for score in snapshot:
            behind = best - float(score.value)
            value, low, high = (_chance(behind), _chance(behind + BOARD_SPREAD), _chance(behind - BOARD_SPREAD))
            found.setdefault(score.model, []).append(
                Share(score=score, value=value, low=low, high=high, basis="prior")
            )  # fmt: skip
    return found


def _chance(behind: float) -> float:
    return round(min(1.0, 2 / (1 + 10 ** (behind / 400))), 4)


def _goodness(score: Score) -> float:
    """Larger is better, whichever way the metric points; a total that its parts contradict is what they give."""
    value = float(score.value if score.recomputed is None else score.recomputed)
    if score.higher_is_better:
        return value
    return 1 / value if value else float("inf")


def _preferred(score: Score, company: Counter[str]) -> tuple[object, ...]:
    """Rows in the order in which they are taken: most company, primary, latest, then any fixed order."""
    return (
        -company[score.seen.source], score.confidence != "primary", -score.seen.day.toordinal(), score.seen.source,
        score.place, score.tier, score.value,
    )  # fmt: skip


def _share(score: Score, top: float, best_source: str, level: str | None) -> Share:
    value = _goodness(score) / top
    how = relation(score, level)
    low = high = value
    if score.error and score.higher_is_better:
        off = float(score.error) / top
        low, high = low - off, high + off
    if how in ("unstated", "upper_bound"):
        low *= LEVEL_SHARE
    if how == "lower_bound":
        high /= LEVEL_SHARE
    if score.seen.source != best_source:
        low, high = low * (1 - REPORT_SPREAD), high * (1 + REPORT_SPREAD)
    return Share(
        score=score, value=round(value, 4), low=round(max(0.0, low), 4), high=round(min(1.0, high), 4),
        basis="upper_bound" if how == "upper_bound" else "measured",
    )  # fmt: skip
