"""What to give up where nothing fits: each wish is dropped in turn, and what would then be sold is priced."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pixelfare.policy.candidates import Candidate
from pixelfare.request import ImageRequest

__all__ = ["what_would_help"]


def what_would_help(
    request: ImageRequest, find: Callable[[ImageRequest], Iterable[Candidate]], unproven: Iterable[Candidate]
) -> tuple[str, ...]:
    """Try what each wish costs: a sentence for each single one whose loss would leave something to buy.

    Args:
        request: The request that nothing fits.
        find: Gives the candidates of another request.
        unproven: Candidates that only the policy's proofs refuse.

    Returns:
        Sentences, the cheapest way out first.
    """
    tries: list[tuple[str, Iterable[Candidate]]] = [("accept a model without that proof", unproven)]
    if request.max_micro_usd is not None:
        tries.append(("raise the limit", find(replace(request, max_micro_usd=None))))
    if request.size is not None:
        tries.append(("ask for another size", find(replace(request, size=None))))
    if request.quality is not None:
        tries.append(("ask for no quality level", find(replace(request, quality=None))))
    if request.n > 1:
        tries.append(("ask for one picture at a time", find(replace(request, n=1))))
    if request.mask:
        tries.append(("drop the mask", find(replace(request, mask=False))))
    if request.images > 1:
        tries.append(("give one input picture", find(replace(request, images=1))))
    if request.gateways:
        tries.append(("look at every gateway", find(replace(request, gateways=()))))
    ways = []
    for advice, candidates in tries:
        best = min(candidates, key=lambda c: (c.micro_usd, c.model, c.gateway, c.size, c.quality or ""), default=None)
        if best is not None:
            ways.append((best.micro_usd, f"{advice}: {best}"))
    return tuple(text for _, text in sorted(ways))
