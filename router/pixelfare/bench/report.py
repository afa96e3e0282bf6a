"""Running the bench: every router on every set, beside the hull of single models and the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pixelfare.bench.frontier import Ladder, Point, above, area, cost_of, gap_recovered, height, hull
from pixelfare.bench.matrix import Matrix
from pixelfare.bench.outcome import ALL, Interval, OnSet, Outcome, Report, report_dict
from pixelfare.bench.resampling import Compared, Samples, compare, draw_samples, interval
from pixelfare.bench.routers import Pick, Router
from pixelfare.bench.sets import Item
from pixelfare.errors import BadRequest, UnknownName

__all__ = ["ALL", "Answers", "OnSet", "Outcome", "Report", "ask", "judge", "report_dict", "run_bench"]

Answers = Mapping[tuple[str, str], Mapping[str, Sequence[Pick | None]]]
"""What each setting of each router picked for the prompts of each set."""


def ask(sets: Mapping[str, tuple[Item, ...]], routers: Sequence[Router], matrix: Matrix) -> Answers:
    """Ask every router about every prompt.

    Args:
        sets: Labelled prompts, by name.
        routers: Who is asked.
        matrix: Whose models are picked.

    Returns:
        The picks, in the order of the prompts.

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
    return answered


def judge(
    sets: Mapping[str, tuple[Item, ...]], answers: Answers, matrix: Matrix, *, resamples: int = 1000, each: bool = True
) -> Report:
    """Hold what routers answered against the figures.

    Args:
        sets: The prompts they were asked about.
        answers: What they answered.
        matrix: What is bought where, and what it is worth.
        resamples: How many bootstrap samples the intervals rest on.
        each: Whether each set is reported, or only all of them together.

    Returns:
        The report; of several sets, all together come last.
    """
    names = [*(sets if each or len(sets) == 1 else ()), *([ALL] if len(sets) > 1 else [])]
    return Report(
        as_of=matrix.catalog.as_of.isoformat(), catalog=matrix.catalog.digest, gateway=matrix.gateway,
        trust=matrix.trust, sets=tuple(_on_set(name, sets, answers, matrix, resamples) for name in names),
    )  # fmt: skip


def run_bench(
    sets: Mapping[str, tuple[Item, ...]], routers: Sequence[Router], matrix: Matrix, *, resamples: int = 1000
) -> Report:
    """Run every router on every set: `ask`, then `judge`.

    Args:
        sets: Labelled prompts, by name.
        routers: Who is compared; every single model is, anyway.
        matrix: What is bought where, and what it is worth.
        resamples: How many bootstrap samples the intervals rest on.

    Raises:
        BadRequest: A router fails, or two have one name.
    """
    return judge(sets, ask(sets, routers, matrix), matrix, resamples=resamples)


def _by_id(pick: Pick | None, matrix: Matrix) -> Pick | None:
    """A pick by the id of its model, whatever name a router of the user's own gave it."""
    if pick is None or pick.model in matrix.catalog.models:
        return pick
    try:
        return replace(pick, model=matrix.catalog.model(pick.model).id)
    except UnknownName:
        return pick


def _on_set(
    name: str, sets: Mapping[str, tuple[Item, ...]], answers: Answers, matrix: Matrix, resamples: int
) -> OnSet:  # fmt: skip
    chosen = list(sets) if name == ALL and name not in sets else [name]
    items = [item for each in chosen for item in sets[each]]
    kept = [i for i, item in enumerate(items) if matrix.compares(item.kind)]
    left_out = tuple(Counter(", ".join(i.needs) for i in items if not matrix.compares(i.kind)).most_common())
    if not kept:
        return OnSet(name=name, prompts=0, left_out=left_out)
    judged = [items[i] for i in kept]
    models = matrix.models(judged)
    columns = [(model, "", _rows(judged, [_alone(model, i, matrix) for i in judged], matrix)) for model in models]
    for (router, setting), by_set in answers.items():
        picks = [pick for each in chosen for pick in by_set[each]]
        columns.append((router, setting, _rows(judged, [picks[i] for i in kept], matrix)))
    counts = Counter(item.kind for item in judged)
    kinds = sorted(counts)
    ladder = Ladder.of((matrix.best(kind), matrix.counted(kind)) for kind in kinds)
    oracle = ladder.climbed([counts[kind] / len(judged) for kind in kinds])
    points = [_mean_point(rows) for _, _, rows in columns]
    plain = points[: len(models)]
    line = hull(plain)
    routers = _columns_of([router for router, _, _ in columns], len(models))
    weak, strong = min(plain), max(plain, key=lambda p: (p[1], -p[0]))
    lines = {router: hull([weak, *(points[i] for i in own)]) for router, own in routers.items()}
    costs = [cost for cost, _ in plain]
    found = [_outcome(*column, line, oracle) for column in columns]
    on_set = OnSet(
        name=name, prompts=len(judged), left_out=left_out, singles=tuple(found[: len(models)]), single_hull=line,
        oracle=oracle, outcomes=tuple(found[len(models) :]),
        aiq={router: area(own, min(costs), max(costs)) for router, own in lines.items()},
        apgr={router: gap_recovered(own, weak, strong) for router, own in lines.items()},
    )  # fmt: skip
    if resamples < 1:
        return on_set
    places = {kind: place for place, kind in enumerate(kinds)}
    drawn = zip(judged, zip(*(rows for _, _, rows in columns), strict=True), strict=True)
    prompts = [(places[item.kind], tuple((row.usd, row.kept) for row in rows)) for item, rows in drawn]
    samples = draw_samples(prompts, len(kinds), resamples)
    return _with_intervals(on_set, samples, compare(samples, len(models), routers, ladder))


def _columns_of(names: Sequence[str], singles: int) -> dict[str, list[int]]:
    """Where each router's settings are; the single models come before them."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names[singles:], singles):
        found.setdefault(name, []).append(place)
    return found


def _with_intervals(on_set: OnSet, samples: Samples, compared: Compared) -> OnSet:
    """The same account, with an interval for each figure that there is."""

    def told(outcome: Outcome, place: int) -> Outcome:
        def where(figure: float | None, name: str) -> Interval | None:
            return None if figure is None else interval(getattr(compared, name)[:, place])

        return replace(
            outcome, usd_interval=interval(samples.usd[:, place]), kept_interval=interval(samples.kept[:, place]),
            over_hull_interval=where(outcome.over_hull, "over_hull"),
            regret_interval=where(outcome.regret, "regret"), dearer_interval=where(outcome.dearer, "dearer"),
        )  # fmt: skip

    found = [told(outcome, place) for place, outcome in enumerate((*on_set.singles, *on_set.outcomes))]
    return replace(
        on_set, singles=tuple(found[: len(on_set.singles)]), outcomes=tuple(found[len(on_set.singles) :]),
        aiq_interval={router: interval(figures) for router, figures in compared.aiq.items()},
        apgr_interval={router: interval(figures) for router, figures in compared.apgr.items()},
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
    n = len(rows)
    return sum(row.usd for row in rows) / n, sum(row.kept for row in rows) / n


def _outcome(
    router: str, setting: str, rows: Sequence[Row], line: Sequence[Point], oracle: Sequence[Point]
) -> Outcome:  # fmt: skip
    point = _mean_point(rows)
    n = len(rows)
    at, least, over = height(oracle, point[0]), cost_of(oracle, point[1]), above(point, line)
    if any(row.unpicked for row in rows):  # what never comes costs nothing, so its cost compares with nobody's
        at = least = over = None
    return Outcome(
        router=router, setting=setting, usd=point[0], kept=point[1],
        over_hull=None if over is None else round(over, 9) + 0.0,
        regret=None if at is None else round(at - point[1], 9) + 0.0,
        dearer=None if least is None else round(point[0] - least, 9) + 0.0,
        unpicked=sum(row.unpicked for row in rows) / n,
        uncovered=sum(row.uncovered for row in rows) / n,
        mix=tuple(Counter(row.model for row in rows if row.model).most_common()),
    )  # fmt: skip
