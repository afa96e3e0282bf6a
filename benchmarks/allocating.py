"""How long dividing a budget takes, how good its certificate is, and the same work by HiGHS in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from rows import Row

REPEATS = 5
PROMPTS, OFFERS = 1_000_000, 16
CLASSES = 20
PEER_SIZES = (1_000, 10_000)
LONGEST = 60
"""Seconds after which HiGHS stops, with the best it has."""
A_PICTURE = 20_000
"""Micro-USD for each prompt beyond the cheapest offer: where about half of what can be gained is bought."""


def timed(act: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Median seconds of an act, and what it returned last."""
    times, found = [], None
    for _ in range(repeats):
        begin = time.perf_counter()
        found = act()
        times.append(time.perf_counter() - begin)
    return statistics.median(times), found


def million() -> list[Row]:
    """A million prompts: no two alike, a few classes, and prices of their own."""
    import numpy as np

    from pixelfare.simulate.knapsack import allocate, least_cost

    rng = np.random.default_rng(1)
    prices = rng.integers(1_000, 200_000, OFFERS)
    instances = {
        "random": lambda: (rng.random((PROMPTS, OFFERS)), prices),
        f"{CLASSES} classes": lambda: (rng.random((CLASSES, OFFERS))[rng.integers(0, CLASSES, PROMPTS)], prices),
        "tenths": lambda: (rng.integers(0, 10, (PROMPTS, OFFERS)) / 10.0, prices),
        "own prices": lambda: (rng.random((PROMPTS, OFFERS)), rng.integers(1_000, 200_000, (PROMPTS, OFFERS))),
    }
    rows = []
    for name, make in instances.items():
        quality, cost = make()
        budget = int(np.broadcast_to(cost, quality.shape).min(axis=1).sum()) + PROMPTS * A_PICTURE
        seconds, found = timed(lambda q=quality, c=cost, b=budget: allocate(q, c, b))
        rows.append(Row(what=f"allocate 1,000,000 x {OFFERS}, {name}", value=seconds, unit="s", goal=1.0))
        rows.append(Row(what=f"certificate gap, {name}", value=found.gap, goal=1e-6))
        seconds, found = timed(lambda q=quality, c=cost, v=found.value: least_cost(q, c, v), 3)
        rows.append(Row(what=f"least cost of that quality, {name}", value=seconds, unit="s"))
    return rows


def beside_highs() -> list[Row]:
    """Instances that HiGHS can do: seconds and values side by side."""
    import numpy as np

    from pixelfare.simulate.knapsack import allocate

    rng = np.random.default_rng(2)
    rows = []
    for prompts in PEER_SIZES:
        prices = rng.integers(1_000, 200_000, OFFERS)
        for name in ("random", "tenths"):
            shape = (prompts, OFFERS)
            quality = rng.random(shape) if name == "random" else rng.integers(0, 10, shape) / 10.0
            budget = prompts * (int(prices.min()) + A_PICTURE)
            ours, found = timed(lambda q=quality, c=prices, b=budget: allocate(q, c, b))
            what = f"{prompts:,} x {OFFERS}, {name}"
            rows.append(Row(what=f"allocate {what}", text=f"{ours:.4f} s, {found.value:.9f}"))
            rows.append(Row(what="  its gap, and whether it is proved exact", text=f"{found.gap:.1e}, {found.exact}"))
            for kind, whole in (("whole", True), ("LP", False)):
                theirs, value = timed(lambda q=quality, c=prices, b=budget, w=whole: highs(q, c, b, whole=w), 1)
                rows.append(Row(what=f"  HiGHS, {kind}", text=f"{theirs:.4f} s, {value:.9f}"))
                rows.append(Row(what="  as many times as long", value=theirs / ours))
    return rows


def highs(quality: Any, prices: Any, budget: int, *, whole: bool) -> float:
    """The most quality by HiGHS; a prompt may be divided where it need not be whole."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, kron

    prompts, offers = quality.shape
    rules = [
        LinearConstraint(csr_array(kron(eye_array(prompts), np.ones((1, offers)))), 1, 1),
        LinearConstraint(csr_array(np.tile(prices, prompts)[None].astype(float)), ub=budget),
    ]
    solved = milp(
        -quality.ravel(),
        constraints=rules,
        integrality=np.full(quality.size, int(whole)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "time_limit": LONGEST},
    )
    return float("nan") if solved.x is None else float(-solved.fun)


def allocating() -> list[Row]:
    """Every figure of allocating beside its goal."""
    return million() + beside_highs()


if __name__ == "__main__":
    from rows import print_rows

    print_rows("allocating", allocating())
