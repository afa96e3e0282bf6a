"""A report as a page that loads nothing and needs no script, whatever it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pixelfare.simulate.report_style import PAGE, STYLE
from pixelfare.simulate.report_svg import NARROW, WIDE
from pixelfare.simulate.report_tables import named, reject_table
from pixelfare.simulate.report_text import digest, escaped, plural
from pixelfare.simulate.tally import Tally

__all__ = ["drawn", "listed", "page", "price_facts", "rejected", "section", "where_from"]


def page(called: str, headline: str, facts: Mapping[str, str], content: Iterable[str]) -> str:
    """The whole page.

    Args:
        called: What it is called, as text.
        headline: What it says, in one sentence, as text.
        facts: What it is about: words, each with its value as HTML.
        content: Its sections, as HTML.
    """
    told = "".join(f"<div><dt>{name}</dt><dd>{what}</dd></div>" for name, what in facts.items())
    body = "\n".join([
        f'<header><p class="kicker">{escaped(called)}</p>', f"<h1>{escaped(headline)}</h1>",
        f'<dl class="facts">{told}</dl>', "</header>\n<main>", *content, "</main>",
    ])  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(called)}</title>\n<style>{PAGE}\n{STYLE}</style>\n</head>\n"
        f'<body class="pixelfare">\n<div class="page">\n{body}\n</div>\n</body>\n</html>\n'
    )


def section(title: str, content: str) -> str:
    """A part of a page under its heading; nothing where there is no content."""
    return f"<section><h2>{escaped(title)}</h2>\n{content}</section>" if content else ""


def drawn(chart: Callable[[int], str], caption: str, key: str = "") -> str:
    """A chart for wide and for narrow screens, with what to know about it."""
    return f"<figure>{chart(WIDE)}{chart(NARROW)}{key}<figcaption>{caption}</figcaption></figure>\n"


def listed(said: Iterable[str]) -> str:
    """Sentences, each on its own."""
    return f"<ul>{''.join(f'<li>{one}</li>' for one in said)}</ul>"


def rejected(tally: Tally) -> str:
    """Rows that could not be read, loudly; nothing where there are none."""
    many = sum(tally.rejected.values())
    if not many:
        return ""
    they = "It is" if many == 1 else "They are"
    return (
        f'<section class="alarm" aria-label="Rejected rows"><h2>{plural(many, "row")} of {tally.rows:,} could not be '
        f"read</h2>\n<p>{they} in no figure below.</p>{reject_table(tally)}</section>"
    )


def price_facts(as_of: date, catalog: str, gateway: str) -> dict[str, str]:
    """Whose prices a report counts in, for its head."""
    return {
        "prices as of": as_of.isoformat(), "catalog": f"<code>{escaped(digest(catalog))}</code>",
        "gateway": named(gateway),
    }  # fmt: skip


def where_from(as_of: date, catalog: str, gateway: str, assumptions: Iterable[str]) -> list[str]:
    """What every report rests on: prices, the meaning of quality, and what was assumed besides."""
    assumed = [escaped(assumption) for assumption in assumptions]
    return [
        f"Prices, sizes and lifecycle are those of {as_of.isoformat()} for every row, whatever day the row is from.",
        f"The catalog is <code>{escaped(catalog)}</code>, the gateway {named(gateway)}.",
        "Quality is expected quality: published benchmark figures of a model on what the prompt needs.",
        "No picture was made or looked at, so no quality is a measured outcome.",
        "Money is exact to the micro-USD, shown to the cent and below one dollar with all six decimals.",
        *(assumed or ["Nothing else was assumed."]),
    ]
