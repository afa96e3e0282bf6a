"""Reports of plans, frontiers and paces into folders: pages, figures and pictures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pixelfare.simulate.report_files import save_files
from pixelfare.simulate.report_frontier import frontier_csv, frontier_html
from pixelfare.simulate.report_pace import pace_csv, pace_html
from pixelfare.simulate.report_plan import plan_csv, plan_frontier, plan_html

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.pace_replay import PaceReplay
    from pixelfare.simulate.plan import Plan

__all__ = ["save_frontier_report", "save_pace", "save_plan"]


def save_frontier_report(
    frontier: Frontier, folder: str | os.PathLike[str], *, title: str | None = None
) -> dict[str, Path]:  # fmt: skip
    """Write the report of a frontier; see `save_files`."""
    from pixelfare.simulate.plot_frontier import plot_frontier  # noqa: PLC0415  matplotlib takes long to load

    return save_files(
        folder, html=frontier_html(frontier, title=title), json=frontier.to_json(indent=2), csv=frontier_csv(frontier),
        plot=lambda kind: plot_frontier(frontier, kind),
    )  # fmt: skip


def save_pace(replay: PaceReplay, folder: str | os.PathLike[str], *, title: str | None = None) -> dict[str, Path]:
    """Write the report of a pace that was tried; see `save_files`."""
    from pixelfare.simulate.plot_pace import plot_pace  # noqa: PLC0415  matplotlib takes long to load

    return save_files(
        folder, html=pace_html(replay, title=title), json=replay.to_json(indent=2), csv=pace_csv(replay),
        plot=lambda kind: plot_pace(replay, kind),
    )  # fmt: skip


def save_plan(plan: Plan, folder: str | os.PathLike[str], *, title: str | None = None) -> dict[str, Path]:
    """Write the report of a plan; see `save_files`."""
    from pixelfare.simulate.plot_frontier import plot_plan  # noqa: PLC0415  matplotlib takes long to load

    line = plan_frontier(plan)
    return save_files(
        folder, html=plan_html(plan, title=title, line=line), json=plan.to_json(indent=2), csv=plan_csv(plan),
        plot=lambda kind: plot_plan(plan, kind, line),
    )  # fmt: skip
