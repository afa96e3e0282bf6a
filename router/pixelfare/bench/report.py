"""Running the bench: every router on every set, beside the hull of single models and the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pixelfare.bench.frontier import (
    Point,
    above,
    area,
    cost_of,
    gap_recovered,
    height,
    hull,
    oracle_frontier,
)
from pixelfare.bench.matrix import Matrix
from pixelfare.bench.resampling import intervals
from pixelfare.bench.routers import Pick, Router
from pixelfare.bench.sets import Item
from pixelfare.errors import BadRequest, UnknownName

__all__ = ["ALL", "OnSet", "Outcome", "Report", "report_dict", "run_bench"]

ALL = "all"
"""The name of all sets together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One setting of one router on one set.

    Args:
        usd: USD per 1,000 pictures.
        kept: Mean share of the best expected quality.
        usd_interval: 95 % bootstrap interval of `usd`.
        kept_interval: 95 % bootstrap interval of `kept`.
        over_hull: Quality above the hull of single models at the same cost.
        regret: Quality below the oracle's frontier at the same cost.
        dearer: USD per 1,000 beyond what the oracle pays for the same quality.
        unpicked: Share of prompts for which it had no pick, or one that cannot be bought; they count as the worst.
        uncovered: Share of prompts for which its pick has no trusted figures; they count as the worst that has.
        mix: How often it picked whom.
    """

    router: str
    setting: str
    usd: float
    kept: float
    usd_interval: tuple[float, float]
    kept_interval: tuple[float, float]
    over_hull: float | None
    regret: float | None
    dearer: float | None
    unpicked: float
    uncovered: float
    mix: tuple[tuple[str, int], ...]

    @property
    def point(self) -> Point:
        """Cost and quality."""
        return self.usd, self.kept

    @property
    def name(self) -> str:
        """The router, with its setting."""
        return f"{self.router} {self.setting}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSet:
    """Everything about one set, or about all of them together.

    Args:
        prompts: How many could be judged.
        left_out: How many could not, for want of two models with figures, by the needs they have.
        singles: Each model alone; what it cannot do goes to the cheapest that can.
        single_hull: The line that a router must beat.
        oracle: The frontier that nobody passes.
        aiq: Per router, the mean quality of its hull between the cheapest and the dearest model's cost.
        apgr: Per router, the gap recovered between the cheapest and the best model.
    """

    name: str
    prompts: int
    left_out: tuple[tuple[str, int], ...]
    singles: tuple[Outcome, ...]
    single_hull: tuple[Point, ...]
    oracle: tuple[Point, ...]
    outcomes: tuple[Outcome, ...]
    aiq: dict[str, float]
    apgr: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole bench: per set, and all sets together."""

    as_of: str
    catalog: str
    gateway: str
    trust: str
    sets: tuple[OnSet, ...] = field(default_factory=tuple)


def run_bench(
    sets: dict[str, tuple[Item, ...]], routers: Sequence[Router], matrix: Matrix, *, resamples: int = 1000
) -> Report:
    """Run every router on every set.

    Args:
        sets: Labelled prompts, by name.
        routers: Who is compared; every single model is, anyway.
        matrix: What is bought where, and what it is worth.
        resamples: How many bootstrap samples the intervals rest on.

    Raises:
        BadRequest: A router fails, or two have one name.
    """
    answered: dict[tuple[str, str], dict[str, list[Pick | None]]] = {}
    for router in routers:
        if any(router.name == name for name, _ in answered):
            raise BadRequest(f"two routers are called {router.name}; name each once")
        for setting in router.settings:
            answered[router.name, setting] = {
                name: [_by_id(pick, matrix) for pick in router.picks(items, setting)] for name, items in sets.items()
            }
    names = [*sets, *([ALL] if len(sets) > 1 else [])]
    return Report(
        as_of=matrix.catalog.as_of.isoformat(), catalog=matrix.catalog.digest, gateway=matrix.gateway,
        trust=matrix.trust, sets=tuple(_on_set(name, sets, answered, matrix, resamples) for name in names),
    )  # fmt: skip


def _by_id(pick: Pick | None, matrix: Matrix) -> Pick | None:
    """A pick by the id of its model, whatever name a router of the user's own gave it."""
    if pick is None or pick.model in matrix.catalog.models:
        return pick
    try:
        return replace(pick, model=matrix.catalog.model(pick.model).id)
    except UnknownName:
        return pick


def _on_set(
    name: str, sets: dict[str, tuple[Item, ...]], answered: dict[tuple[str, str], dict[str, list[Pick | None]]],
    matrix: Matrix, resamples: int,
) -> OnSet:  # fmt: skip
    chosen = list(sets) if name == ALL else [name]
    items = [item for each in chosen for item in sets[each]]
    kept = [i for i, item in enumerate(items) if matrix.compares(item.kind)]
    left_out = Counter(", ".join(item.needs) for item in items if not matrix.compares(item.kind))
    judged = [items[i] for i in kept]
    counts = Counter(item.kind for item in judged)
    oracle = oracle_frontier([
        (n, matrix.best(kind), matrix.counted(kind)) for kind, n in sorted(counts.items())
    ]) if judged else ()  # fmt: skip
    models = matrix.models(judged)
    alone = [_rows(judged, [_alone(model, item, matrix) for item in judged], matrix) for model in models]
    plain = [_mean_point(rows) for rows in alone]
    line = hull(plain)
    singles = tuple(
        _outcome(model, "", rows, line, oracle, resamples) for model, rows in zip(models, alone, strict=True)
    )
    outcomes = []
    for (router, setting), by_set in answered.items():
        picks = [pick for each in chosen for pick in by_set[each]]
        rows = _rows(judged, [picks[i] for i in kept], matrix)
        outcomes.append(_outcome(router, setting, rows, line, oracle, resamples))
    costs = [point[0] for point in plain] or [0.0]
    weak = min(plain, default=(0.0, 0.0))
    strong = max(plain, key=lambda p: (p[1], -p[0]), default=(0.0, 0.0))
    lines = {
        router: hull([weak, *(o.point for o in outcomes if o.router == router)]) for router, _ in answered
    }  # fmt: skip
    return OnSet(
        name=name, prompts=len(judged), left_out=tuple(left_out.most_common()), singles=singles, single_hull=line,
        oracle=oracle, outcomes=tuple(outcomes),
        aiq={router: area(points, min(costs), max(costs)) for router, points in lines.items()},
        apgr={router: gap_recovered(points, weak, strong) for router, points in lines.items()},
    )  # fmt: skip


def _alone(model: str, item: Item, matrix: Matrix) -> Pick:
    """One model always; where it cannot do a prompt at all, such as an edit, the cheapest that can."""
    cells = matrix.cells(item.kind)
    able = model if model in cells else min(cells, key=lambda other: (cells[other].micro_usd, other))
    return Pick(model=able)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One prompt's outcome."""

    model: str
    usd: float
    kept: float
    unpicked: bool
    uncovered: bool


def _rows(items: Sequence[Item], picks: Iterable[Pick | None], matrix: Matrix) -> list[Row]:
    rows = []
    for item, pick in zip(items, picks, strict=True):
        cells = matrix.cells(item.kind)
        cell = None if pick is None else cells.get(pick.model)
        if pick is None or cell is None:
            # Nothing comes: it is worth the least, and costs nothing.
            rows.append(Row(model="", usd=0.0, kept=0.0, unpicked=True, uncovered=False))
            continue
        micro_usd = cell.micro_usd if pick.micro_usd is None else pick.micro_usd
        share = matrix.value(item.kind, pick.model) / matrix.best(item.kind)
        rows.append(Row(model=pick.model, usd=micro_usd / 1e3, kept=share, unpicked=False, uncovered=not cell.covered))
    return rows


def _mean_point(rows: Sequence[Row]) -> Point:
    n = len(rows) or 1
    return sum(row.usd for row in rows) / n, sum(row.kept for row in rows) / n


def _outcome(
    router: str, setting: str, rows: Sequence[Row], line: Sequence[Point], oracle: Sequence[Point], resamples: int
) -> Outcome:
    point = _mean_point(rows)
    n = len(rows) or 1
    usd_interval, kept_interval = intervals([(row.usd, row.kept) for row in rows], resamples)
    at, least, over = height(oracle, point[0]), cost_of(oracle, point[1]), above(point, line)
    if any(row.unpicked for row in rows):  # what never comes costs nothing, so its cost compares with nobody's
        at = least = over = None
    return Outcome(
        router=router, setting=setting, usd=point[0], kept=point[1], usd_interval=usd_interval,
        kept_interval=kept_interval, over_hull=None if over is None else round(over, 9) + 0.0,
        regret=None if at is None else round(at - point[1], 9) + 0.0,
        dearer=None if least is None else round(point[0] - least, 9) + 0.0,
        unpicked=sum(row.unpicked for row in rows) / n,
        uncovered=sum(row.uncovered for row in rows) / n,
        mix=tuple(Counter(row.model for row in rows if row.model).most_common()),
    )  # fmt: skip


def report_dict(report: Report) -> dict[str, Any]:
    """A report as plain JSON values."""
    return asdict(report)
