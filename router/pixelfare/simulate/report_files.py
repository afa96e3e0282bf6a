"""A simulation as files: CSV, and a folder with everything."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pixelfare.simulate.figures import Part
from pixelfare.simulate.report import report_html
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.report import Frontier
    from pixelfare.simulate.simulation import Run, Simulation

__all__ = ["COLUMNS", "report_csv", "save_report"]

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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for run in simulation:
        for by, name, part in _parts(run):
            said = part.to_dict()
            figures = ["" if said[column] is None else said[column] for column in COLUMNS[3:]]
            writer.writerow([_cell(run.name), by, _cell(name), *figures])
    return text.getvalue()


def save_report(
    simulation: Simulation, folder: str | os.PathLike[str], *, frontier: Frontier = None, title: str | None = None
) -> dict[str, Path]:
    """Write the report as HTML, JSON, CSV, PNG and SVG.

    All of them are made before any is given its name, so that a report is never half written.

    Args:
        simulation: What is told.
        folder: Where they go; it is made if need be, and older reports in it are replaced.
        frontier: As `report_html` takes it.
        title: What the report is called.

    Returns:
        Where each one is: `html`, `json`, `csv`, `png`, `svg`.

    Raises:
        BadRequest: The folder cannot be written, or the frontier is none.
    """
    from pixelfare.simulate.plots import plot  # noqa: PLC0415  matplotlib takes long to load

    made = {
        "html": report_html(simulation, frontier=frontier, title=title).encode(),
        "json": f"{simulation.to_json(indent=2)}\n".encode(errors="backslashreplace"),
        "csv": report_csv(simulation).encode(errors="backslashreplace"),
        "png": plot(simulation, "png", frontier=frontier),
        "svg": plot(simulation, "svg", frontier=frontier),
    }
    paths = {kind: Path(folder) / f"report.{kind}" for kind in made}
    write_all({paths[kind]: data for kind, data in made.items()})
    return paths


def _parts(run: Run) -> Iterator[tuple[str, str, Part]]:
    yield "all", "", run.total
    splits = {"model": run.mix, "gateway": run.by_gateway, "size": run.by_size, "need": run.by_need,
              "label": run.by_label, "day": run.by_day}  # fmt: skip
    for by, parts in splits.items():
        for name, part in parts.items():
            yield by, name, part


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
