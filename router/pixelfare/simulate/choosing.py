"""From a trace to its choices: read once, and every way to buy each of its pictures found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.request import gateway_names
from pixelfare.simulate.choice_table import Choices, choices_of
from pixelfare.simulate.engines import Progress
from pixelfare.simulate.outcomes import named_policies
from pixelfare.simulate.replay import TraceLike, catalog_on, read_trace
from pixelfare.simulate.what_if import changed

__all__ = ["choices"]


def choices(
    trace: TraceLike,
    policy: str | Policy | Chooser = "auto",
    *,
    catalog: Catalog | None = None,
    as_of: date | str | None = None,
    gateway: str | Iterable[str] | None = None,
    what_if: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    format: str | None = None,  # noqa: A002  what everybody calls it
    engine: Any = "local",
    workers: int | None = None,
    rejects: Any = None,
    progress: Callable[[Progress], None] | None = None,
) -> Choices:
    """Read a trace, and find every way to buy each of its pictures.

    Args:
        trace: As for `simulate`.
        policy: Which offers are possible: those this policy leaves as candidates.
        catalog: A catalog of one's own.
        as_of: The day whose prices and lifecycle hold; today where nothing is given.
        gateway: Where to buy, as in `route`.
        what_if: Changes of the catalog, as for `simulate`.
        columns: Columns of a trace by name, with what the file calls each.
        format: `csv`, `tsv`, `jsonl`, `parquet` or `ledger`, where the name does not say.
        engine: `"local"`, `"dask"`, or a `distributed.Client`.
        workers: How many processes; all cores where nothing is given.
        rejects: A file for rejected rows.
        progress: Called as the reading goes on.

    Returns:
        The choices, to be allocated.

    Raises:
        BadRequest: The trace cannot be read to its end, or none of its rows can be bought.

    Example:
        >>> found = choices(["a cat", "三个字：“茶”", "a dog"], as_of="2026-11-22")
        >>> plan = found.allocate("0.12")
        >>> plan.micro_usd <= 120_000, plan.quality >= 0.9
        (True, True)
    """
    (named,) = named_policies([policy])
    book, assumptions = changed(catalog_on(catalog, as_of), what_if)
    places = gateway_names(gateway)
    for place in places:
        book.gateway(place)
    read = read_trace(
        trace, columns=columns, format=format, engine=engine, workers=workers, rejects=rejects, progress=progress,
        whole=named.sees_all,
    )  # fmt: skip
    return choices_of(read, named, book, places, assumptions)
