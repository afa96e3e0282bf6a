"""Replay traces, allocate budgets, draw frontiers, keep pace: what pictures cost, and what a budget can buy.

```python
from pixelfare.simulate import allocate, frontier, simulate

found = simulate("last-month.parquet", ["auto", "cheapest", "quality"])
found["auto"].cost_usd, found["auto"].quality, found["auto"].mix
```

Needs the extra `simulate`: `pip install 'pixelfare[simulate]'`. Everything is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixelfare.simulate.allocation import Allocation
    from pixelfare.simulate.choice_table import Choices
    from pixelfare.simulate.choosing import choices
    from pixelfare.simulate.faults import Faults
    from pixelfare.simulate.frontiers import Frontier, FrontierPoint, frontier
    from pixelfare.simulate.knapsack import allocate, least_cost
    from pixelfare.simulate.pace import Pace
    from pixelfare.simulate.pace_replay import PaceReplay, replay_pace
    from pixelfare.simulate.paced import Paced
    from pixelfare.simulate.pacer import Outlook, Pacer
    from pixelfare.simulate.plan import Plan
    from pixelfare.simulate.plots import save_plots
    from pixelfare.simulate.replay import simulate
    from pixelfare.simulate.report import report_html
    from pixelfare.simulate.simulation import Run, Simulation
    from pixelfare.simulate.trace import Trace, open_trace

__all__ = [
    "Allocation", "Choices", "Faults", "Frontier", "FrontierPoint", "Outlook", "Pace", "PaceReplay", "Paced", "Pacer",
    "Plan", "Run", "Simulation", "Trace", "allocate",
    "choices", "frontier", "least_cost", "open_trace", "replay_pace", "report_html", "save_plots",
    "simulate",
]  # fmt: skip

_HOMES = {
    "Allocation": "allocation", "Choices": "choice_table", "Faults": "faults", "Frontier": "frontiers",
    "FrontierPoint": "frontiers", "Outlook": "pacer", "Pace": "pace", "Paced": "paced", "PaceReplay": "pace_replay",
    "Pacer": "pacer", "Plan": "plan", "Run": "simulation", "Simulation": "simulation", "Trace": "trace",
    "allocate": "knapsack", "choices": "choosing", "frontier": "frontiers", "least_cost": "knapsack",
    "open_trace": "trace", "replay_pace": "pace_replay", "report_html": "report", "save_plots": "plots",
    "simulate": "replay",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pixelfare.simulate' has no attribute {name!r}")
    try:
        found = getattr(importlib.import_module(f"pixelfare.simulate.{_HOMES[name]}"), name)
    except ModuleNotFoundError as failure:
        if failure.name in ("numpy", "pyarrow"):
            raise ModuleNotFoundError(
                f"pixelfare.simulate needs {failure.name}: pip install 'pixelfare[simulate]'", name=failure.name
            ) from None
        raise
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
