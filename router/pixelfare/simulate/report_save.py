"""What the reports of plans, frontiers and paces are made of: pages, figures and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelfare.simulate.report_frontier import frontier_csv, frontier_html
from pixelfare.simulate.report_pace import pace_csv, pace_html
from pixelfare.simulate.report_plan import plan_csv, plan_frontier, plan_html
from pixelfare.simulate.reported import Files

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.pace_replay import PaceReplay
    from pixelfare.simulate.plan import Plan

__all__ = ["frontier_files", "pace_files", "plan_files"]


def frontier_files(frontier: Frontier, title: str | None) -> Files:
    """The report of a frontier."""
    from pixelfare.simulate.plot_frontier import plot_frontier  # noqa: PLC0415  matplotlib takes long to load

    return Files(
        html=frontier_html(frontier, title=title), json=frontier.to_json(indent=2), csv=frontier_csv(frontier),
        plot=lambda kind: plot_frontier(frontier, kind),
    )  # fmt: skip


def pace_files(replay: PaceReplay, title: str | None) -> Files:
    """The report of a pace that was tried."""
    from pixelfare.simulate.plot_pace import plot_pace  # noqa: PLC0415  matplotlib takes long to load

    return Files(
        html=pace_html(replay, title=title), json=replay.to_json(indent=2), csv=pace_csv(replay),
        plot=lambda kind: plot_pace(replay, kind),
    )  # fmt: skip


def plan_files(plan: Plan, title: str | None) -> Files:
    """The report of a plan."""
    from pixelfare.simulate.plot_frontier import plot_plan  # noqa: PLC0415  matplotlib takes long to load

    line = plan_frontier(plan)
    return Files(
        html=plan_html(plan, title=title, line=line), json=plan.to_json(indent=2), csv=plan_csv(plan),
        plot=lambda kind: plot_plan(plan, kind, line),
    )  # fmt: skip
