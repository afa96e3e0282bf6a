"""Parts of what is shown for a decision: the headline, the facts under it, the other choices, the refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pixelfare.commands.terminal import grid, one_line, safe, table, usd_text
from pixelfare.money import usd

if TYPE_CHECKING:
    from pixelfare.notices import Notice
    from pixelfare.policy import Decision
    from pixelfare.policy.candidates import Candidate
    from pixelfare.policy.judging import Judgement
    from pixelfare.policy.ranking import Refusal

__all__ = ["decision_view", "difference", "headline", "notices_view", "refusal_table", "refusals_in_words"]

FEW = 5
_CODES = {
    "capability": "not proven able",
    "lettering": "not proven to draw the lettering",
    "not-callable": "only listed",
    "not-in-policy": "outside the policy",
    "over-budget": "over the limit",
    "price-depends-on-output": "priced by output",
    "size-not-sold": "without that size",
}


def decision_view(decision: Decision, *, full: bool = False, free: bool = False) -> RenderableType:
    """A decision on a page, or with `full` everything that is known about it; `free` where it came to cost nothing."""
    parts: list[RenderableType] = [
        headline(decision, free=free),
        Text(),
        Padding(_facts(decision, full=full), (0, 0, 0, 2)),
    ]
    if decision.warnings:
        parts += [Text(), Padding(notices_view(decision.warnings), (0, 0, 0, 2))]
    if others := alternatives_table(decision, full=full):
        parts += [Text(), Padding(others, (0, 0, 0, 2))]
    if decision.refusals:
        parts.append(Text())
        if full:
            parts.append(Padding(refusal_table(decision.refusals), (0, 0, 0, 2)))
        else:
            more = f"{refusals_in_words(decision.refusals)} (--explain lists them)"
            parts.append(Padding(grid(("refused", Text(more, "dim"))), (0, 0, 0, 2)))
    return Group(*parts)


def headline(decision: Decision, *, free: bool = False) -> Text:
    """Model, size and price on one line; where, how and when on the next; `free` where it came to cost nothing."""
    dot = (" · ", "dim")
    quality = [(f" {decision.quality}", "bold")] if decision.quality else []
    number = [dot, (f"{decision.n} pictures", "bold")] if decision.n > 1 else []
    price = (
        Text.assemble(("free", "bold green"), (f", quoted ${decision.usd}", "dim")) if free else usd_text(decision.usd)
    )
    policy = decision.ranking.policy
    under = f"at {decision.gateway}, chosen by {policy}, as of {decision.as_of}"
    model = (decision.model, "bold cyan")
    return Text.assemble(
        model, dot, (str(decision.size), "bold"), *quality, *number, dot, price, "\n", (safe(under), "dim")
    )


def _facts(decision: Decision, *, full: bool) -> Table:
    from pixelfare.policy.explain import needs_in_words, price_in_words, why, worth

    rows: list[tuple[str, str | Text]] = [
        ("why", why(decision)),
        ("needs", needs_in_words(decision.needs)),
        ("price", price_in_words(decision)),
    ]
    lines = worth(decision)
    rows += [(name.lower(), text) for name, text in lines if full or name]
    rows += [("proof", f"{need}: {evidence}") for need, evidence in decision.ranking.proofs[: None if full else 2]]
    if full:
        rows += [("read", text) for text in _read_from(decision)]
        rows.append(("sources", ", ".join(f"{s.source} ({s.on})" for s in decision.quote.sources)))
        rows.append(("catalog", decision.catalog[:12]))
    return grid(*rows)


def _read_from(decision: Decision) -> Iterator[str]:
    words: dict[str, list[str]] = {}
    for span in decision.needs.spans:
        words.setdefault(span.fact, []).append(one_line((decision.prompt or "")[span.start : span.end], 40))
    for fact, found in words.items():
        shown = list(dict.fromkeys(found))
        yield f"{fact}: {', '.join(shown[:FEW])}{', …' if len(shown) > FEW else ''}"


def notices_view(notices: Iterable[Notice]) -> Table:
    """Warnings, each with its code."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for notice in notices:
        made.add_row(Text("!", "bold yellow"), Text.assemble(safe(notice.message), " ", (f"[{notice.code}]", "dim")))
    return made


def alternatives_table(decision: Decision, *, full: bool) -> Table | None:
    """The other models that would do, in order, with what they cost more or less."""
    from pixelfare.policy.explain import best_of_each_offer

    others = list(decision.alternatives) if full else best_of_each_offer(decision)
    if not others:
        return None
    shown = others if full else others[:FEW]
    several = len({c.gateway for c in (decision.chosen, *shown)}) > 1
    columns = ["next", *(["gateway"] if several else []), "size"]
    right = {"justify": "right", "no_wrap": True}
    judged = decision.ranking.judged
    expected = [("expected", right)] if judged.judgements else []
    made = table(*columns, ("price", right), ("difference", right), *expected)
    for candidate in shown:
        where = [Text(candidate.gateway)] if several else []
        size = f"{candidate.size} {candidate.quality}" if candidate.quality else str(candidate.size)
        price = usd_text(candidate.usd, style="")
        worth_ = [_expected(judged.of(candidate))] if expected else []
        made.add_row(Text(candidate.model), *where, Text(size), price, difference(candidate, decision), *worth_)
    if len(others) > len(shown):
        made.add_row(Text(f"… and {len(others) - len(shown)} more", "dim"))
    return made


def _expected(judgement: Judgement | None) -> Text:
    """The expected quality in two figures; dim where it is not measured."""
    if judgement is None or judgement.quality.basis == "none":
        return Text("?", "dim")
    quality = judgement.quality
    return Text(f"{quality.value:.2f}", "" if quality.basis == "measured" else "dim")


def difference(candidate: Candidate, decision: Decision) -> Text:
    """What a candidate costs more or less than the one chosen."""
    extra = candidate.micro_usd - decision.quote.micro_usd
    if not extra:
        return Text("the same", "dim")
    return Text(f"{'+' if extra > 0 else '-'}${usd(abs(extra))}", "yellow" if extra > 0 else "green")


def refusals_in_words(refusals: Iterable[Refusal]) -> str:
    """How many are refused, and for what, the most frequent first."""
    codes = Counter(r.code for r in refusals)
    parts = [f"{n} {_CODES.get(code, code.replace('-', ' '))}" for code, n in codes.most_common()]
    return f"{codes.total()}: {', '.join(parts)}"


def refusal_table(refusals: Iterable[Refusal]) -> Table:
    """Every refusal with its reason."""
    refusals = tuple(refusals)
    several = len({r.gateway for r in refusals}) > 1
    made = table(("refused", {"min_width": 20}), *(["gateway"] if several else []), "because")
    for refusal in refusals:
        where = [Text(refusal.gateway)] if several else []
        made.add_row(Text(safe(refusal.model or "every model")), *where, Text(safe(refusal.reason), "dim"))
    return made
