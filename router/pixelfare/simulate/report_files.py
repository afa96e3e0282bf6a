"""Reports as files: CSV, and a folder with everything."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pixelfare.simulate.figures import Part
from pixelfare.simulate.report import report_html
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.report import Frontier
    from pixelfare.simulate.simulation import Run, Simulation

__all__ = ["COLUMNS", "csv_text", "part_cells", "report_csv", "save_files", "save_report"]

COLUMNS = (
    "policy", "by", "name", "rows", "served", "refused", "pictures", "usd", "quality", "quality_low", "quality_high",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_csv(simulation: Simulation) -> str:
    """Every policy as CSV: one line for all of it, and one for each group.

    Text that a spreadsheet would take for a formula has an apostrophe before it.

    Args:
        simulation: What is told.

    Returns:
        A header and lines of `COLUMNS`. `by` is `all`, `model`, `gateway`, `size`, `need`, `label` or `day`; `usd` is
        exact; where no evidence speaks for a group its quality is empty.

    Example:
        >>> from pixelfare.simulate import simulate
        >>> report_csv(simulate(["a cat"], ["cheapest"], as_of="2026-11-22")).splitlines()[1].split(",")[:8]
        ['cheapest', 'all', '', '1', '1', '0', '1', '0.016750']
    """
    return csv_text(
        COLUMNS, ([run.name, by, *part_cells(name, part)] for run in simulation for by, name, part in _parts(run))
    )


def part_cells(name: str, part: Part) -> list[object]:
    """The name of some rows and their figures, as `COLUMNS` has them after the first two."""
    said = part.to_dict()
    return [name, *(said[column] for column in COLUMNS[3:])]


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV; nothing where there is no value, and no text that a spreadsheet would take for a formula.

    Args:
        columns: The head.
        rows: The cells of each line.

    Example:
        >>> csv_text(["a", "b"], [["=1+1", None], [-1, "x"]]).splitlines()
        ['a,b', "'=1+1,", '-1,x']
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else _cell(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def save_files(
    folder: str | os.PathLike[str], *, html: str, json: str, csv: str, plot: Callable[[str], bytes]
) -> dict[str, Path]:
    """Write a report as HTML, JSON, CSV, PNG and SVG.

    All of them are made before any is given its name, so that a report is never half written.

    Args:
        folder: Where they go; it is made if need be, and older reports in it are replaced.
        html: The page.
        json: What is told, as JSON text.
        csv: The same as CSV text.
        plot: Draws it as `png` or `svg`.

    Returns:
        Where each one is: `html`, `json`, `csv`, `png`, `svg`.

    Raises:
        BadRequest: The folder cannot be written.
    """
    made = {
        "html": html.encode(), "json": f"{json}\n".encode(errors="backslashreplace"),
        "csv": csv.encode(errors="backslashreplace"), "png": plot("png"), "svg": plot("svg"),
    }  # fmt: skip
    paths = {kind: Path(folder) / f"report.{kind}" for kind in made}
    write_all({paths[kind]: data for kind, data in made.items()})
    return paths


def save_report(
    simulation: Simulation, folder: str | os.PathLike[str], *, frontier: Frontier = None, title: str | None = None
) -> dict[str, Path]:
    """Write the report of a simulation; see `save_files`.

    Args:
        simulation: What is told.
        folder: Where it goes.
        frontier: As `report_html` takes it.
        title: What the report is called.

    Raises:
        BadRequest: The folder cannot be written, or the frontier is none.
    """
    from pixelfare.simulate.plots import plot  # noqa: PLC0415  matplotlib takes long to load

    return save_files(
        folder, html=report_html(simulation, frontier=frontier, title=title), json=simulation.to_json(indent=2),
        csv=report_csv(simulation), plot=lambda kind: plot(simulation, kind, frontier=frontier),
    )  # fmt: skip


def _parts(run: Run) -> Iterator[tuple[str, str, Part]]:
    yield "all", "", run.total
    splits = {"model": run.mix, "gateway": run.by_gateway, "size": run.by_size, "need": run.by_need,
              "label": run.by_label, "day": run.by_day}  # fmt: skip
    for by, parts in splits.items():
        for name, part in parts.items():
            yield by, name, part


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
