"""How well a budget is spent over a period: the pacer beside simple ways, against what nobody could surpass.

Offers and prices are the shipped catalog's, and qualities its evidence's, for a mix of needs. Arrivals are by chance
that a seed repeats. Every figure is the worst of several seeds.
The bound lets prompts go unserved, at no worth, so it holds for ways that refuse too.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass

from rows import Row, print_rows

from pixelfare import Catalog, Needs
from pixelfare.policy.candidates import find_candidates
from pixelfare.policy.judging import judge
from pixelfare.policy.policy import Policy
from pixelfare.request import ImageRequest
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_arrivals import arrivals
from pixelfare.simulate.pace_curve import Curve
from pixelfare.simulate.pace_offers import Offers, steps_of
from pixelfare.simulate.pace_trial import Chooser, Trial, always, best_possible, fixed_share, greedy, paced, try_out
from pixelfare.simulate.pacer import Pacer, Paid
from pixelfare.size import parse_size_wish

DAY = "2026-11-22"
BEGIN = 1_793_577_600.0
"""2026-11-02, a Monday."""
WEEK = 7 * 86_400
COUNT = 4_000
SEEDS = (*range(200, 224), *range(500, 524))
"""None of those that the pacer's constants were chosen on, which were 0 to 7."""
MIX = (
    (40, Needs(language="en"), None),
    (20, Needs(language="en", lettering=frozenset({"latin"})), None),
    (10, Needs(language="zh", lettering=frozenset({"zh"})), None),
    (10, Needs(operation="edit", language="en"), None),
    (15, Needs(language="en", capabilities=frozenset({"style"})), None),
    (5, Needs(language="en", capabilities=frozenset({"resolution_4k"})), "4K"),
)
"""Of a hundred prompts, how many need what: following alone, lettering, an edit, a style, 4K."""
SHAPES = ("steady", "wave", "burst", "drift")
MIDDLE, TIGHT = 0.5, 0.2
"""Budgets, on the way from what the cheapest offers cost everybody to what the best do."""
METHODS = ("paced", "greedy", "fixed share", "always best", "always mid", "always cheapest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A budget, its period, and all arrivals in it; `before` are those of the week before, which the pacer knows."""

    pace: Pace
    arrivals: list[tuple[float, Offers]]
    before: list[float]

    def ways(self) -> dict[str, Chooser]:
        """Every method, by name."""
        known = Pacer.of(self.pace, [Paid(time_, 0) for time_ in self.before])
        ways = (paced(self.pace, known), greedy, fixed_share(self.pace), always(1), always(0.5), always(0))
        return dict(zip(METHODS, ways, strict=True))

    def gap(self, trial: Trial) -> float:
        """What was left and could have been spent, as a share of what may be left: 0.1 % or one dearest picture."""
        best = [one.micro_usd[steps_of(one).last] for _, one in self.arrivals]
        could = min(self.pace.budget_micro_usd, sum(best))
        return (could - trial.spent) / max(self.pace.budget_micro_usd // 1_000, *best)


def offers_of_the_mix() -> list[Offers]:
    """What each kind of prompt can be bought for."""
    catalog, found = Catalog.load(DAY), []
    for _, needs, size in MIX:
        request = ImageRequest(size=parse_size_wish(size), images=int(needs.operation == "edit"))
        pool, _ = find_candidates(catalog, request, needs.operation, None)
        judged = judge(catalog, Policy(id="paced"), needs, pool)
        qualities = [judgement.quality.value for c in pool if (judgement := judged.of(c)) is not None]
        found.append(Offers(quality=tuple(qualities), micro_usd=tuple(c.micro_usd for c in pool)))
    return found


def case(mix: list[Offers], shape: str, share: float, seed: int, *, history: bool = False) -> Case:
    """A week, or one day after a week of the same."""
    chance = random.Random(seed)  # noqa: S311  to repeat a run
    start, end = (BEGIN + WEEK, BEGIN + WEEK + 86_400) if history else (BEGIN, BEGIN + WEEK)
    begin, count = (BEGIN, 8 * COUNT) if history else (start, COUNT)
    order = shape == "hard last"
    times = arrivals("steady" if order else shape, start=begin, end=end, count=count, seed=seed)
    before = [moment for moment in times if moment < start]
    times = times[len(before) :]
    offers = chance.choices(mix, [weight for weight, *_ in MIX], k=len(times))
    if order:  # those that gain least by money come first
        offers.sort(key=lambda one: max((step.worth for step in steps_of(one).steps), default=0.0))
    curve = Curve(Counter(offers))
    budget = int(COUNT * (curve.least + share * (curve.most - curve.least)))
    pace = Pace(budget_micro_usd=budget, start=start, end=end)
    return Case(pace=pace, arrivals=list(zip(times, offers, strict=True)), before=before)


def measure(name: str, cases: list[Case]) -> dict[str, tuple[float, float, int]]:
    """Print a line for each method, and give the worst share of the bound, gap and refusals."""
    found = {}
    bounds = [best_possible(c.pace.budget_micro_usd, [offers for _, offers in c.arrivals]) for c in cases]
    for method in METHODS:
        trials = [try_out(c.pace.budget_micro_usd, c.arrivals, c.ways()[method]) for c in cases]
        values = [trial.value / bound for trial, bound in zip(trials, bounds, strict=True)]
        spent = [trial.spent / c.pace.budget_micro_usd for trial, c in zip(trials, cases, strict=True)]
        gap = max(c.gap(trial) for trial, c in zip(trials, cases, strict=True))
        refused = max(trial.refused for trial in trials)
        print(f"  {name:<26} {method:<16} {min(values):8.4f} {min(spent):8.4f} {refused:6}")
        found[method] = min(values), gap, refused
    return found


def pacing() -> list[Row]:
    """Every figure of pacing beside its goal, after the table of all methods."""
    mix, rows = offers_of_the_mix(), []
    print(f"\n  Worst of {len(SEEDS)} seeds; value as a share of the bound, spent as a share of the budget.")
    print(f"  {'arrivals':<26} {'method':<16} {'value':>8} {'spent':>8} refused")
    sets = [(shape, MIDDLE, False) for shape in SHAPES] + [("wave", MIDDLE, True)]
    sets += [(shape, TIGHT, False) for shape in SHAPES] + [(shape, MIDDLE, False) for shape in ("rush", "hard last")]
    for shape, share, history in sets:
        tight = " (tight)" if share == TIGHT else ""
        name = f"{shape}{tight}{', day after a week' if history else ''}"
        value, gap, refused = measure(name, [case(mix, shape, share, seed, history=history) for seed in SEEDS])["paced"]
        held = not tight and shape in SHAPES
        rows.append(Row(what=f"{name}: value / bound", value=value, goal=0.98 if held else None, higher=True))
        rows.append(Row(what=f"{name}: gap / what may be left", value=gap, goal=1 if shape in SHAPES else None))
        rows.append(Row(what=f"{name}: refused of {COUNT}", value=refused))
    return [*rows, Row(what="one prompt, chosen and told of", value=_cost(mix), unit="us", goal=20)]


def _cost(mix: list[Offers]) -> float:
    """Microseconds for a prompt, in a month of 100,000."""
    chance = random.Random(1)  # noqa: S311  to repeat a run
    times = arrivals("wave", start=BEGIN, end=BEGIN + 30 * 86_400, count=100_000, seed=1)
    offers = chance.choices(mix, [weight for weight, *_ in MIX], k=len(times))
    pacer = Pacer(Pace(budget_micro_usd=6_000_000_000, start=BEGIN, end=BEGIN + 30 * 86_400))
    begin = time.perf_counter()
    for moment, one in zip(times, offers, strict=True):
        index = pacer.choose(moment, one)
        if index is not None:
            pacer.paid(moment, one.micro_usd[index], one)
    return (time.perf_counter() - begin) / len(times) * 1e6


if __name__ == "__main__":
    print_rows("pacing", pacing())
