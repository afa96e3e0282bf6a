"""What to say about a choice: an edit without a picture, a wish not met, needs that a policy ignores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from pixelfare.catalog.catalog import Catalog
from pixelfare.notices import Notice
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.policy import Policy
from pixelfare.policy.proofs import ability_of, in_words
from pixelfare.reading.needs import Needs
from pixelfare.request import ImageRequest
from pixelfare.size import aspect_distance, parse_aspect

__all__ = ["remarks_on"]


def remarks_on(
    chosen: Candidate, catalog: Catalog, rules: Policy, request: ImageRequest, needs: Needs, kept: Iterable[str]
) -> Iterator[Notice]:
    """What to know about a choice, apart from its price and lifecycle.

    Args:
        chosen: The choice.
        catalog: The catalog it was made from.
        rules: The policy it was made by.
        request: What always bound.
        needs: What the prompt needs.
        kept: The needs it is proven to meet.
    """
    hint = None if needs.size_hint is None else parse_aspect(needs.size_hint)
    if needs.operation == "edit" and not request.images:
        yield Notice(code="needs-image", message="this is an edit: it needs the picture that is to be edited")
    if hint is not None and request.size is None and not _near(chosen, hint):
        wish = f"{hint[0]}:{hint[1]}"
        text = f"the prompt asks for {wish}, the size chosen is {chosen.size}: name the size {wish} to insist"
        yield Notice(code="size-hint-not-met", message=text)
    for kind, wanted, bound in (
        ("lettering", needs.lettering, rules.require.lettering),
        ("capability", needs.capabilities, rules.require.capabilities),
    ):
        for name in sorted(wanted) if bound is None else ():
            ability = ability_of(catalog, chosen.model, f"{kind}.{name}")
            if ability is None or not ability.able:
                how = "no evidence" if ability is None else ability.evidence
                text = f"{chosen.model} is not proven to do {in_words(f'{kind}.{name}')} ({how}); {rules.id} ignores it"
                yield Notice(code=f"{kind}-ignored", message=text)
    for need in kept:
        ability = ability_of(catalog, chosen.model, need)
        if ability is not None and ability.basis == "upper_bound":
            text = f"its {in_words(need)} was measured at a dearer quality level than this offer is known to serve"
            yield Notice(code="evidence-upper-bound", message=text)
    for remark in rules.remarks:
        if remark.model == chosen.model and (remark.since is None or remark.since <= catalog.as_of):
            yield Notice(code="evidence", message=remark.says)


def _near(chosen: Candidate, hint: tuple[int, int]) -> bool:
    """A hint is met by its aspect, loosely: words such as "vertical" name no exact one."""
    return aspect_distance(chosen.size, hint) <= Fraction(5, 4) and (
        (chosen.size.width > chosen.size.height) == (hint[0] > hint[1])
    )
