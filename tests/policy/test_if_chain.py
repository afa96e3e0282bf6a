"""Acceptance: the if-chains people publish (budget, lettering, consistency, photo, batch) fit in ten lines of YAML."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare import Catalog, Needs, Policy, route
from pixelfare.errors import NoOffer
from pixelfare.words import CAPABILITIES

FILE = Path(__file__).with_name("if-chain.yaml")
CATALOG = Catalog.load(as_of="2026-11-22")


def the_if_chain(needs: Needs, n: int, budget: Decimal | None) -> str:
    """What the YAML says, as people write it."""
    if budget is not None and budget < Decimal("0.03"):
        return "zai/cogview-4"
    if needs.lettering:
        return "openai/gpt-image-2"
    if "identity" in needs.capabilities:
        return "google/nano-banana-pro"
    if "photo" in needs.capabilities:
        return "xai/grok-imagine-image"
    if n >= 4:
        return "google/nano-banana"
    return "openai/gpt-image-2"


def test_it_is_ten_lines() -> None:
    assert len(FILE.read_text("utf-8").splitlines()) <= 11


budgets = (
    st.none()
    | st.decimals("0.005", "1.5", places=3)
    | st.sampled_from([Decimal("0.03"), Decimal("0.029999"), Decimal("0.064")])
)


@settings(max_examples=400)
@given(
    st.frozensets(st.sampled_from(["latin", "zh", "ja", "thai"]), max_size=2),
    st.frozensets(st.sampled_from(CAPABILITIES), max_size=3),
    st.integers(1, 10),
    budgets,
)
def test_the_policy_is_the_if_chain(
    lettering: frozenset[str], caps: frozenset[str], n: int, budget: Decimal | None
) -> None:
    """The same model wherever it fits the budget; where it does not, the cheapest that does, or an error."""
    needs = Needs(language="en", lettering=lettering, capabilities=caps)
    wanted = the_if_chain(needs, n, budget)
    cost = CATALOG.quote(model=wanted, n=n).usd
    policy = Policy.load(FILE)
    if budget is None or cost <= budget:
        assert route("a cat", policy=policy, catalog=CATALOG, needs=needs, n=n, max_usd=budget).model == wanted
        return
    try:
        instead = route("a cat", policy=policy, catalog=CATALOG, needs=needs, n=n, max_usd=budget)
    except NoOffer:
        assert CATALOG.quote(model="zai/cogview-4", n=n).usd > budget
    else:
        assert instead.chosen == route("a cat", "cheapest", catalog=CATALOG, n=n, max_usd=budget).chosen


def test_every_branch_is_taken() -> None:
    """So that none of the six passes by never being asked."""
    asked = [("0.02", {}, 1), (None, {"lettering": {"zh"}}, 1), (None, {"capabilities": {"identity", "photo"}}, 9),
             (None, {"capabilities": {"photo"}}, 9), (None, {}, 4), (None, {}, 3)]  # fmt: skip
    policy = Policy.load(FILE)
    took = [
        route("a cat", policy=policy, catalog=CATALOG, max_usd=usd, needs=needs, n=n).model for usd, needs, n in asked
    ]
    assert took == ["zai/cogview-4", "openai/gpt-image-2", "google/nano-banana-pro", "xai/grok-imagine-image",
                    "google/nano-banana", "openai/gpt-image-2"]  # fmt: skip
