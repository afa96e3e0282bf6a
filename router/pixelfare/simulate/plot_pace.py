"""A pace that was tried, as a picture: spending and quality over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pixelfare.money import MICRO
from pixelfare.simulate.plot_page import DASHES, INK, finish, legend_name, look, picture
from pixelfare.simulate.report_headline import pace_headline
from pixelfare.simulate.report_lines import moments_between
from pixelfare.simulate.report_pace import allowed, reached, reached_at_most
from pixelfare.simulate.report_text import caption, cents

if TYPE_CHECKING:
    from pixelfare.simulate.pace_replay import PaceReplay

__all__ = ["plot_pace"]

_MOST_MARKS = 5


def plot_pace(replay: PaceReplay, kind: str) -> bytes:
    """A pace that was tried as a picture.

    Args:
        replay: What is drawn.
        kind: `png`, `svg` or `pdf`.

    Raises:
        BadRequest: There is no such kind.
    """

    def draw(spending: Any, quality: Any) -> None:
        spending.set_title("Spending")
        even = allowed(replay)
        for place, way in enumerate(replay.ways):
            amounts = [paid / MICRO for paid in way.story.micro_usd]
            _line(spending, place, [*zip(replay.moments, amounts, strict=True)], f"{way.name}  {cents(way.micro_usd)}")
        spending.plot(
            replay.moments, [most / MICRO for most in even], ":", color=INK, label=f"budget  {cents(even[-1])}"
        )
        spending.set_ylim(bottom=0)
        spending.set_ylabel("USD spent so far")
        _finish(spending, replay)
        quality.set_title("Quality so far")
        for place, way in enumerate(replay.ways):
            _line(quality, place, reached(replay, way), f"{way.name}  {way.value / replay.pictures:.3f}")
        most = reached_at_most(replay)
        quality.plot(*zip(*most, strict=True), ":", color=INK, label=f"at most  {most[-1][1]:.3f}")
        quality.set_ylabel("mean expected quality so far")
        _finish(quality, replay)

    said = caption(replay.trace, replay.as_of, replay.catalog, replay.gateway, ())
    said += " A picture that is refused counts as 0."
    return picture(kind, pace_headline(replay), said, heights=(4.2, 4.2), draw=draw)


def _line(axes: Any, place: int, points: Sequence[tuple[float, float]], name: str) -> None:
    axes.plot(
        *zip(*points, strict=True), linestyle=DASHES[place % len(DASHES)], linewidth=1.8, markevery=[-1],
        markeredgecolor="white", label=legend_name(name), **look(place),
    )  # fmt: skip


def _finish(axes: Any, replay: PaceReplay) -> None:
    marks = moments_between(replay.moments[0], replay.moments[-1], _MOST_MARKS, replay.pace.zone)
    axes.set_xticks([when for when, _ in marks], [text for _, text in marks])
    finish(axes)
