"""A decision in words: as plain text, and as HTML for a notebook."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import TYPE_CHECKING

from pixelfare.money import usd
from pixelfare.policy.proofs import in_words
from pixelfare.policy.tradeoff import trade_off

if TYPE_CHECKING:
    from pixelfare.policy.candidates import Candidate
    from pixelfare.policy.decision import Decision
    from pixelfare.reading.needs import Needs

__all__ = ["best_of_each_offer", "explain_html", "explain_text", "needs_in_words", "price_in_words", "why", "worth"]

SHOWN = 8
_LONGEST_WORDS = 40


def explain_text(decision: Decision) -> str:
    """The whole explanation as plain text."""
    lines = [
        f"{decision.model} at {decision.gateway}, {decision.size}"
        + (f", quality {decision.quality}" if decision.quality else "")
        + (f", {decision.n} pictures" if decision.n > 1 else "")
        + f": ${decision.usd}",
        "",
        f"Why       {why(decision)}",
        f"Price     {price_in_words(decision)}",
        f"Needs     {needs_in_words(decision.needs)}",
    ]
    if decision.prompt is not None and decision.needs.spans:
        lines.append(f"Read from {_words(decision.prompt, decision.needs)}")
    lines += [f"Proof     {need}: {evidence}" for need, evidence in decision.ranking.proofs]
    lines += [f"{name:<9} {text}" for name, text in worth(decision)]
    lines.append(f"Sources   {', '.join(f'{s.source} ({s.on})' for s in decision.quote.sources)}")
    lines += [f"Warning   {notice.code}: {notice.message}" for notice in decision.warnings]
    others = best_of_each_offer(decision)
    if others:
        lines += ["", "Alternatives, in this order:"]
        lines += [_alternative(c, decision) for c in others[:SHOWN]]
        if len(others) > SHOWN:
            lines.append(f"  ... and {len(others) - SHOWN} more")
    if decision.refusals:
        lines += ["", "Refused:"]
        lines += [f"  {r.model or 'all models'} at {r.gateway}: {r.reason}" for r in decision.refusals]
    lines += ["", f"Policy {decision.ranking.policy}, as of {decision.as_of}, catalog {decision.catalog[:12]}"]
    return "\n".join(_printable(line) for line in lines)


def why(decision: Decision) -> str:
    """The choice in a sentence."""
    chosen, policy = decision.chosen, decision.ranking.policy
    others = decision.alternatives
    proofs = " and ".join(in_words(need) for need, _ in decision.ranking.proofs)
    able = f" proven to do {proofs}" if proofs else ""
    if not others:
        return f"the only offer{able} that fits the request"
    if (nearly := _nearly_the_best(decision)) and decision.ranking.judged.tolerance:
        return nearly + able
    cheaper = [c for c in others if c.micro_usd < chosen.micro_usd]
    if not cheaper:
        ties = len({c.model for c in others if c.micro_usd == chosen.micro_usd} - {chosen.model})
        tied = f", before {ties} at the same price" if ties else ""
        return f"the cheapest offer{able} that fits the request{tied}"
    least = min(cheaper, key=lambda c: c.micro_usd)
    return f"policy {policy} puts it first; {least.model} {least.size} would cost ${least.usd}"


def _nearly_the_best(decision: Decision) -> str:
    """How a policy that chooses by expected quality came to its choice."""
    own = decision.quality_expected
    if own is None:
        return ""
    judged, share = decision.ranking.judged, Decimal(decision.ranking.judged.tolerance or 0)
    best = max(j.quality.value for j in judged.judgements if j.quality.rank <= own.rank)
    beyond = max(judged.judgements, key=lambda j: j.quality.value)
    more = f"; weaker figures say {beyond.quality.value:.2f} of {beyond.model}" if beyond.quality.value > best else ""
    near = f"within {float(share) * 100:g} % of the best expected quality" if share else "of the best expected quality"
    if own.value >= best:
        return (f"the cheapest {near}" if share else "the best expected quality") + more
    near = near if share else "of nearly the best expected quality"
    return f"the cheapest {near}: {own.value:.2f} of {best:.2f}{more}"


def worth(decision: Decision) -> list[tuple[str, str]]:
    """What is expected of the choice, what that rests on, and what more or less money would change."""
    judgement = decision.ranking.judged.of(decision.chosen)
    if judgement is None:
        return []
    lines = [("Expected", f"{judgement.quality} (1 is the best of the catalog)")]
    weights = dict(decision.ranking.judged.weights)
    for need, quality in judgement.needs:
        share = f" x {weights[need]:g}" if len(weights) > 1 else ""
        rests = f": {quality.figures[0]}" if quality.figures else ""
        lines.append(("", f"{need.replace('_', ' ')}{share} {quality}{rests}"))
    return [*lines, *[("Money", text) for text in [trade_off(decision)] if text]]


def price_in_words(decision: Decision) -> str:
    """How the price is made up."""
    quote = decision.quote
    parts = [f"list {usd(quote.base)}"]
    parts += [f"{name} {usd(value)}" for name in ("markup", "fee", "rounding") if (value := getattr(quote, name))]
    each = f" for {quote.n} pictures" if quote.n > 1 else ""
    return f"{' + '.join(parts)} = ${quote.usd}{each}"


def needs_in_words(needs: Needs) -> str:
    """What was read, in a line."""
    parts = [needs.operation, f"prompt in {needs.language}"]
    if needs.lettering:
        amount = f" (about {needs.lettering_characters} characters)" if needs.lettering_characters else ""
        parts.append(f"lettering {', '.join(sorted(needs.lettering))}{amount}")
    parts += sorted(needs.capabilities)
    if needs.culture:
        parts.append(f"culture {', '.join(sorted(needs.culture))}")
    if needs.size_hint:
        parts.append(f"aspect {needs.size_hint} hinted")
    return "; ".join(parts)


def best_of_each_offer(decision: Decision) -> list[Candidate]:
    """The alternatives, one size for each other offer."""
    seen = {(decision.model, decision.gateway)}
    found = []
    for candidate in decision.alternatives:
        if (offer := (candidate.model, candidate.gateway)) not in seen:
            seen.add(offer)
            found.append(candidate)
    return found


def explain_html(decision: Decision) -> str:
    """The explanation as an HTML table; everything from outside is escaped."""
    rows = [("Why", why(decision)), ("Price", price_in_words(decision)), ("Needs", needs_in_words(decision.needs))]
    rows += [(f"Proof: {in_words(need)}", evidence) for need, evidence in decision.ranking.proofs]
    rows += worth(decision)
    rows += [("Warning", f"{n.code}: {n.message}") for n in decision.warnings]
    facts = "".join(f"<tr><th>{_e(name)}</th><td>{_e(text)}</td></tr>" for name, text in rows)
    choices = "".join(
        f"<tr><td>{_e(c.model)}</td><td>{_e(c.gateway)}</td><td>{c.size}</td><td>${c.usd}</td></tr>"
        for c in [decision.chosen, *best_of_each_offer(decision)[:SHOWN]]
    )
    refused = "".join(
        f"<li>{_e(r.model or 'all models')} at {_e(r.gateway)}: {_e(r.reason)}</li>" for r in decision.refusals
    )
    return (
        f"<div><b>{_e(decision.model)}</b> at {_e(decision.gateway)}, {decision.size}: <b>${decision.usd}</b>"
        f"<table>{facts}</table><table><tr><th>model</th><th>gateway</th><th>size</th><th>price</th></tr>{choices}</table>"
        f"<details><summary>{len(decision.refusals)} refused</summary><ul>{refused}</ul></details></div>"
    )


def _alternative(candidate: Candidate, decision: Decision) -> str:
    difference = candidate.micro_usd - decision.quote.micro_usd
    sign = "+" if difference >= 0 else "-"
    quality = f" {candidate.quality}" if candidate.quality else ""
    where = f"{candidate.model} at {candidate.gateway}, {candidate.size}{quality}"
    return f"  {where}: ${candidate.usd} ({sign}{usd(abs(difference))})"


def _words(prompt: str, needs: Needs) -> str:
    found: dict[str, list[str]] = {}
    for span in needs.spans:
        words = prompt[span.start : span.end]
        words = words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 3]}..."
        if words not in found.setdefault(span.fact, []):
            found[span.fact].append(words)
    return "; ".join(f"{fact}: {', '.join(repr(w) for w in words[:3])}" for fact, words in found.items())


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)


def _e(text: object) -> str:
    return html.escape(_printable(str(text)))
