"""What evidence says against a choice: that it rests on little, or that another is better for less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pixelfare.money import usd
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.judging import Judged, Judgement
from pixelfare.policy.policy import Policy

__all__ = ["doubts_about"]

_RESTS_ON = {
    "upper_bound": "figures measured at a dearer quality level than this offer is known to serve",
    "sibling": "figures of the nearest model or need that has some",
    "prior": "a preference board, not on a measurement",
    "none": "nothing: no published figure is about it",
}


def doubts_about(
    chosen: Candidate, others: Iterable[Candidate], rules: Policy, judged: Judged, alone: Mapping[str, str]
) -> Iterator[Notice]:  # fmt: skip
    """What to know about the expected quality of a choice.

    Args:
        chosen: The choice.
        others: What else there is.
        rules: The policy it was made by.
        judged: The expected qualities.
        alone: The needs for which the caller's own scores have one model only, and which.
    """
    weighed = dict(rules.weights)
    for need in judged.unweighed:
        if weighed.get(need):
            text = f"no evidence compares models by {need.replace('_', ' ')}: its weight changes nothing"
            yield Notice(code="weight-ignored", message=text)
    for need in sorted({*dict(judged.weights), *judged.unweighed} & set(alone)):
        text = f"of your own scores only {alone[need]} has one for {need.replace('_', ' ')}: alone it changes nothing"
        yield Notice(code="scores-ignored", message=text)
    own = judged.of(chosen)
    if own is None:
        return
    if any(step.cheapest_within for step in rules.prefer):
        if weak := list(_weak(own)):
            rests = "; ".join(f"for {', '.join(needs)} on {_RESTS_ON[basis]}" for basis, needs in weak)
            text = f"what is expected of {chosen.model} rests {rests}"
            yield Notice(code=f"evidence-{weak[-1][0].replace('_', '-')}", message=text)
        for need in judged.unweighed:
            asked = rules.require.lettering if need.startswith("lettering.") else rules.require.capabilities
            if asked is None:  # else the proof that was asked for says it
                text = f"no evidence compares models by {need.replace('_', ' ')}: it is not weighed"
                yield Notice(code="need-unweighed", message=text)
        return
    better = [(c, j) for c in others if (j := judged.of(c)) is not None and _certainly_better(j, own)]
    if any(step.use_case for step in rules.prefer) and better:
        other, theirs = min(better, key=lambda found: found[0].micro_usd)
        saved = chosen.micro_usd - other.micro_usd
        text = (
            f"evidence expects more of {other.model} for what this prompt needs ({theirs.quality.value:.2f} to "
            f"{own.quality.value:.2f}), for ${usd(abs(saved))} {'less' if saved >= 0 else 'more'}"
        )
        yield Notice(code="evidence-disagrees", message=text)


def _weak(judgement: Judgement) -> Iterator[tuple[str, list[str]]]:
    """The needs whose expected quality is not measured, by what it rests on."""
    for basis in _RESTS_ON:
        needs = [need.replace("_", " ") for need, quality in judgement.needs if quality.basis == basis]
        if needs:
            yield basis, needs


def _certainly_better(other: Judgement, own: Judgement) -> bool:
    """Better by more than the sources leave open, and for no need on a weaker basis: a board outdoes no measurement."""
    bases = {need: quality.rank for need, quality in own.needs}
    return other.quality.low > own.quality.high and all(q.rank <= bases[need] for need, q in other.needs)
