"""A decision: what to buy, for how much, why, and what else there was."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from pixelfare.catalog.pricing import Quote
from pixelfare.catalog.values import Seen
from pixelfare.errors import BadRequest, PixelfareError
from pixelfare.evidence import Quality
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate, Refusal
from pixelfare.policy.explain import explain_html, explain_text
from pixelfare.policy.judging import judged_dict, judged_from
from pixelfare.policy.ranking import Ranking
from pixelfare.reading.needs import Needs
from pixelfare.request import ImageRequest
from pixelfare.size import Size, parse_size, parse_size_wish

__all__ = ["Decision"]

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decision:
    """What `route` chose. Immutable; it explains itself, and survives JSON.

    Args:
        intent: The wish it was made for.
        as_of: The day it holds for.
        request: What always bound.
        needs: What the prompt needs.
        ranking: Every way to buy, in order, and why the rest is refused.
        catalog: What identifies the catalog that was used.
        prompt: The prompt; never in the `repr`, nor in JSON unless asked for.

    Example:
        >>> from pixelfare import route
        >>> route("a red bicycle", "cheapest", as_of="2026-11-22").quote.usd
        Decimal('0.016750')
    """

    intent: str
    as_of: date
    request: ImageRequest
    needs: Needs
    ranking: Ranking
    catalog: str
    prompt: str | None = field(default=None, compare=False)

    @property
    def chosen(self) -> Candidate:
        """The offer, size, quality and price chosen."""
        return self.ranking.chosen

    @property
    def model(self) -> str:
        """The model's id."""
        return self.ranking.chosen.model

    @property
    def gateway(self) -> str:
        """Where to buy it."""
        return self.ranking.chosen.gateway

    @property
    def sold_as(self) -> str:
        """The model's id on the wire."""
        return self.ranking.chosen.quote.sold_as

    @property
    def size(self) -> Size:
        """The picture's size; `str()` of it is `1344x768`."""
        return self.ranking.chosen.size

    @property
    def quality(self) -> str | None:
        """The quality level to ask for, or `None` where the offer takes none."""
        return self.ranking.chosen.quality

    @property
    def n(self) -> int:
        """How many pictures."""
        return self.request.n

    @property
    def quote(self) -> Quote:
        """The exact price of the whole order."""
        return self.ranking.chosen.quote

    @property
    def usd(self) -> Decimal:
        """The exact price of the whole order in USD."""
        return self.ranking.chosen.quote.usd

    @property
    def alternatives(self) -> tuple[Candidate, ...]:
        """Every other way to buy, in the order of preference."""
        return self.ranking.alternatives

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The offers that are no candidates, and why."""
        return self.ranking.refusals

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What to know before buying."""
        return self.ranking.notices

    @property
    def quality_expected(self) -> Quality | None:
        """How good the choice is expected to be for what the prompt needs; `None` where no evidence speaks for it."""
        judgement = self.ranking.judged.of(self.ranking.chosen)
        return None if judgement is None else judgement.quality

    @property
    def next_best(self) -> Candidate | None:
        """The first alternative that is another model."""
        return next((c for c in self.ranking.alternatives if c.model != self.model), None)

    def attempts(self, fallback: int, *, gateways: Container[str] | None = None) -> tuple[Candidate, ...]:
        """The choice, and the further offers that may be tried after it, in the policy's order.

        Args:
            fallback: How many further offers at most, each once.
            gateways: Where they may be; anywhere where nothing is given.
        """
        found = [self.chosen]
        offers = {(self.model, self.gateway)}
        for candidate in self.alternatives:
            if len(found) > fallback:
                break
            offer = (candidate.model, candidate.gateway)
            if offer not in offers and (gateways is None or candidate.gateway in gateways):
                offers.add(offer)
                found.append(candidate)
        return tuple(found)

    def __str__(self) -> str:
        return str(self.chosen)

    def __repr__(self) -> str:
        return f"<Decision {self.chosen}, {self.ranking.policy} as of {self.as_of}>"

    def explain(self) -> str:
        """Why this one, what the others would cost, who was refused and why: in plain text."""
        return explain_text(self)

    def _repr_html_(self) -> str:
        return explain_html(self)

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        yield from (("model", self.model), ("gateway", self.gateway), ("size", str(self.size)), ("usd", self.usd))

    def to_dict(self, *, include_prompt: bool = False) -> dict[str, Any]:
        """The decision as plain JSON values; the prompt only where asked for."""
        ranking = self.ranking
        return {
            "format": _FORMAT,
            "intent": self.intent,
            "policy": ranking.policy,
            "as_of": self.as_of.isoformat(),
            "catalog": self.catalog,
            "model": self.model,
            "gateway": self.gateway,
            "sold_as": self.sold_as,
            "size": str(self.size),
            "quality": self.quality,
            "n": self.n,
            "usd": str(self.usd),
            "micro_usd": self.quote.micro_usd,
            "request": self.request.to_dict(),
            "needs": self.needs.to_dict(),
            "chosen": _candidate_dict(ranking.chosen),
            "alternatives": [_candidate_dict(c) for c in ranking.alternatives],
            "refusals": [r.to_dict() for r in ranking.refusals],
            "warnings": [_notice_dict(n) for n in ranking.notices],
            "proofs": [list(proof) for proof in ranking.proofs],
            "expected": judged_dict(ranking.judged),
            **({"prompt": self.prompt} if include_prompt and self.prompt is not None else {}),
        }

    def to_json(self, *, include_prompt: bool = False, indent: int | None = None) -> str:
        """The decision as JSON text; `from_json` gives an equal one back."""
        return json.dumps(self.to_dict(include_prompt=include_prompt), indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Decision:
        """Read a decision from JSON text.

        Raises:
            BadRequest: It is not the JSON of a decision.
        """
        try:
            data = json.loads(text, parse_constant=_refuse, parse_float=_refuse)
        except (ValueError, TypeError, RecursionError) as failure:
            raise BadRequest(f"this is not the JSON of a decision ({type(failure).__name__})") from None
        return cls.from_dict(data)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Decision:
        """The inverse of `to_dict`.

        Raises:
            BadRequest: It is not what `to_dict` gives: a part is missing, of another type, or contradicts another.
        """
        try:
            decision = cls._built(data)
            same = {**decision.to_dict(include_prompt=True)} == {**data}
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, PixelfareError, RecursionError) as failure:
            raise BadRequest(f"this is not a decision ({type(failure).__name__}: {failure!s:.100})") from None
        problem = _money_problem(decision)
        if not same or problem:
            raise BadRequest(f"this is not a decision: {problem or 'its parts contradict each other'}")
        return decision

    @classmethod
    def _built(cls, data: Mapping[str, Any]) -> Decision:
        if type(data["format"]) is not int or data["format"] != _FORMAT:
            raise BadRequest(f"a decision of format {data['format']!r}; this version reads {_FORMAT}")
        asked = data["request"]
        return cls(
            intent=data["intent"],
            as_of=date.fromisoformat(data["as_of"]),
            request=ImageRequest(
                **{k: asked[k] for k in ("quality", "n", "max_micro_usd", "images", "mask")},
                size=parse_size_wish(asked["size"]),
                gateways=tuple(asked["gateways"]),
            ),
            needs=Needs.from_dict(data["needs"]),
            ranking=Ranking(
                policy=data["policy"],
                chosen=_candidate(data["chosen"]),
                alternatives=tuple(_candidate(c) for c in data["alternatives"]),
                refusals=tuple(Refusal(**r) for r in data["refusals"]),
                notices=tuple(Notice(**n) for n in data["warnings"]),
                proofs=tuple((need, evidence) for need, evidence in data["proofs"]),
                judged=judged_from(data["expected"]),
            ),
            catalog=data["catalog"],
            prompt=data.get("prompt"),
        )


def _refuse(number: str) -> None:
    raise ValueError(f"{number} is no number of a decision")


def _money_problem(decision: Decision) -> str:
    """What is wrong with the figures: each quote is for the order, and made up of its parts."""
    for candidate in (decision.chosen, *decision.alternatives):
        quote = candidate.quote
        parts = (quote.base, quote.markup, quote.fee, quote.rounding)
        if any(type(figure) is not int or figure < 0 for figure in (quote.micro_usd, *parts)):
            return "an amount is not a whole number of micro-USD"
        if sum(parts) != quote.micro_usd or quote.n != decision.request.n:
            return "a price is not the sum of its parts"
    return ""


def _notice_dict(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}


_PARTS = tuple(f.name for f in fields(Quote) if f.name not in ("size", "as_of", "sources", "notices"))


def _candidate_dict(candidate: Candidate) -> dict[str, Any]:
    quote = candidate.quote
    return {
        "quote": {
            **{name: getattr(quote, name) for name in _PARTS},
            "size": str(quote.size),
            "as_of": quote.as_of.isoformat(),
            "sources": [[s.source, s.on] for s in quote.sources],
            "notices": [_notice_dict(n) for n in quote.notices],
        },
        "notices": [_notice_dict(n) for n in candidate.notices],
    }


def _candidate(data: Mapping[str, Any]) -> Candidate:
    kept = data["quote"]
    quote = Quote(
        **{name: kept[name] for name in _PARTS},
        size=parse_size(kept["size"]),
        as_of=date.fromisoformat(kept["as_of"]),
        sources=tuple(Seen(source=source, on=on) for source, on in kept["sources"]),
        notices=tuple(Notice(**n) for n in kept["notices"]),
    )
    return Candidate(
        model=quote.model,
        gateway=quote.gateway,
        size=quote.size,
        quality=quote.quality,
        quote=quote,
        notices=tuple(Notice(**n) for n in data["notices"]),
    )
