"""`pixelfare evidence`: what published figures say of a model, of a need, or of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, print_json, safe, table
from pixelfare.errors import BadRequest, UnknownName
from pixelfare.words import NEEDS

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.scores import Score
    from pixelfare.evidence import Evidence, Figure, Quality

__all__ = ["EXAMPLES", "evidence"]

EXAMPLES = (
    "pixelfare evidence",
    "pixelfare evidence --need lettering.zh",
    "pixelfare evidence nano-banana-pro",
    "pixelfare evidence gpt-image-2 --need follow --json",
    "pixelfare evidence --benchmark oneig-bench",
)
_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_WHOLE: dict[str, Any] = {"no_wrap": True}


def _needs(incomplete: str) -> Iterator[str]:
    return (name for name in NEEDS if name.startswith(incomplete))


def evidence(
    model: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="What is expected of one model.", show_default=False)
    ] = None,
    *,
    need: Annotated[
        str | None,
        typer.Option(
            "--need", metavar="NEED", help="follow, lettering.zh, style, edit.add, ...", autocompletion=_needs
        ),
    ] = None,
    benchmark: Annotated[
        str | None, typer.Option("--benchmark", metavar="NAME", help="Every figure of one benchmark or board.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="The prompt's language: zh, or any other.")
    ] = "en",
    catalog: o.Catalogs = None,
    scores: o.Scores = None,
    as_json: o.AsJson = False,
) -> int:
    """Show the table behind a choice: what is expected of whom, how sure that is, and the figures it rests on.

    Values are shares of the best model of the catalog in published benchmarks: means of other people's tests, not
    outcomes that were measured here.
    """
    from pixelfare.evidence import evidence_of

    book = o.load_catalog(None, catalog)
    book = book if scores is None else book.with_scores(scores)
    found = evidence_of(book)
    if need is not None and benchmark is not None:
        raise BadRequest(
            "--need shows what a choice rests on and --benchmark one benchmark as printed: give one of them"
        )
    if need is not None and not found.speaks_for(need):
        raise UnknownName(need, book.needs.needs)
    for lone, only in found.alone.items():
        console(stderr=True).print(Text(f"of your own scores only {only} has one for {lone}: alone it changes nothing"))
    name = None if model is None else _model(book, found, model)
    if benchmark is not None:
        _figures(book, benchmark, name, as_json=as_json)
    elif need is not None:
        _by_model(book, found, need, name, language, as_json=as_json)
    elif name is not None:
        _by_need(book, found, name, language, as_json=as_json)
    else:
        _overview(book, found, language, as_json=as_json)
    return 0


def _model(book: Catalog, found: Evidence, name: str) -> str:
    """The id of a model; where the name is another thing's, that is said."""
    try:
        return book.model(name).id
    except UnknownName:
        if found.speaks_for(name):
            raise BadRequest(f"{name} is a need, not a model: pixelfare evidence --need {name}") from None
        if name in book.benchmarks:
            raise BadRequest(f"{name} is a benchmark, not a model: pixelfare evidence --benchmark {name}") from None
        raise


def _known(book: Catalog, found: Evidence, need: str, language: str) -> list[tuple[str, Quality]]:
    """Every model that something is known of, the best first."""
    rows = [(model, found.quality(model, need, language=language)) for model in book.models]
    return sorted(
        ((m, q) for m, q in rows if q.basis != "none"), key=lambda row: (row[1].rank, -row[1].value, row[0])
    )  # fmt: skip


def _overview(book: Catalog, found: Evidence, language: str, *, as_json: bool) -> None:
    rows = []
    for need in book.needs.needs:
        known = _known(book, found, need, language)
        measured = [model for model, quality in known if quality.basis == "measured"]
        best = known[0] if known else None
        rows.append((need, found.weight(need), best, len(measured), len(known)))
    if as_json:
        print_json({
            "needs": [
                {
                    "need": need, "weight": weight, "best": best[0] if best else None,
                    "expected": _quality(book, best[1]) if best else None, "measured": m, "known": k,
                }
                for need, weight, best, m, k in rows
            ],
            "benchmarks": sorted(book.benchmarks), "figures": len(book.scores),
        })  # fmt: skip
        return
    out = console()
    made = table("need", ("weight", _RIGHT), "best on the strongest basis", ("measured", _RIGHT), ("known", _RIGHT))
    for need, weight, best, direct, any_ in rows:
        who = Text.assemble((best[0], "cyan"), f"  {best[1]}") if best else Text("nobody", "dim")
        made.add_row(Text(need, "bold"), f"{weight:g}", who, str(direct), str(any_))
    out.print(made)
    text = f"\n{len(book.scores)} figures of {len(book.benchmarks)} benchmarks and boards; --need NAME shows one need"
    out.print(Text(text, "dim"))


def _by_model(
    book: Catalog, found: Evidence, need: str, model: str | None, language: str, *, as_json: bool
) -> None:  # fmt: skip
    known = [(m, q) for m, q in _known(book, found, need, language) if model in (None, m)]
    if model is not None and not known:
        known = [(model, found.quality(model, need, language=language))]
    if as_json:
        models = [{"model": m, **_quality(book, q)} for m, q in known]
        print_json({"need": need, "language": language, "models": models})
        return
    _table("model", book, known, whole=model is not None)


def _by_need(book: Catalog, found: Evidence, model: str, language: str, *, as_json: bool) -> None:
    rows = [(need, found.quality(model, need, language=language)) for need in book.needs.needs]
    if as_json:
        needs = [{"need": n, **_quality(book, q)} for n, q in rows]
        print_json({"model": model, "language": language, "needs": needs})
        return
    _table("need", book, rows, whole=False)


def _confidence(book: Catalog) -> dict[Figure, str]:
    """Whether each figure was read where it was first printed."""
    from pixelfare.evidence import Figure

    return {Figure.of(score): score.confidence for score in book.scores}


def _quality(book: Catalog, quality: Quality) -> dict[str, Any]:
    known = _confidence(book)
    return {**quality.to_dict(), "confidence": [known[figure] for figure in quality.figures]}


def _table(title: str, book: Catalog, rows: list[tuple[str, Quality]], *, whole: bool) -> None:
    known = _confidence(book)
    made = table((title, _WHOLE), ("expected", _RIGHT), ("from - to", _WHOLE), ("basis", _WHOLE), "figures")
    for name, quality in rows:
        figures = quality.figures if whole else quality.figures[:1]
        more = f", and {len(quality.figures) - 1} more" if len(quality.figures) > 1 and not whole else ""
        rests = "\n".join(f"{figure}, {known[figure]}" for figure in figures) + more
        dim = "" if quality.basis == "measured" else "dim"
        made.add_row(
            Text(name, "cyan"), Text(f"{quality.value:.3f}", dim),
            Text(f"{quality.low:.2f} - {quality.high:.2f}", "dim"), Text(quality.basis.replace("_", " "), dim),
            Text(safe(rests) or "nothing is published", "dim"),
        )  # fmt: skip
    console().print(made)


def _figures(book: Catalog, benchmark: str, model: str | None, *, as_json: bool) -> None:
    if benchmark not in book.benchmarks:
        raise UnknownName(benchmark, book.benchmarks)
    rows = [s for s in book.scores if s.benchmark == benchmark and model in (None, s.model)]
    about = book.benchmarks[benchmark]
    if as_json:
        print_json({"benchmark": benchmark, "name": about.name, "says": about.says, "figures": [_row(s) for s in rows]})
        return
    out = console()
    out.print(Text.assemble((safe(about.name), "bold cyan"), f"  {safe(about.says)}\n"))
    made = table(("model", _WHOLE), "split", "metric", ("value", _RIGHT), "level", "source", "confidence")
    for s in rows:
        match = "" if s.match in ("exact", "unstated") else f" ({s.match.replace('_', ' ')})"
        value = f"{s.value}" if s.recomputed is None else f"{s.value} (parts give {s.recomputed})"
        style = "" if s.counts else "dim"
        made.add_row(
            Text(s.model, style or "cyan"), Text(s.split, style), Text(s.metric, style), Text(value, style),
            Text(f"{s.tier}{match}", style), Text(safe(", ".join(filter(None, (s.seen.source, s.seen.on)))), "dim"),
            Text(s.confidence, "dim"),
        )  # fmt: skip
    out.print(made)


def _row(score: Score) -> dict[str, Any]:
    return {
        "model": score.model, "split": score.split, "metric": score.metric, "value": str(score.value),
        "recomputed": None if score.recomputed is None else str(score.recomputed), "tier": score.tier,
        "match": score.match, "counts": score.counts, "confidence": score.confidence, "source": score.seen.source,
        "on": score.seen.on, "place": score.place, "printed_as": score.printed_as, "note": score.note,
    }  # fmt: skip
