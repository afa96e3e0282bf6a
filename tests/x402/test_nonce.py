"""A nonce is the same for the same order, and for no other."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.x402.nonce import order_nonce, random_nonce

SECRET = bytes(range(32))
PARTS = st.lists(st.text() | st.binary(), min_size=1, max_size=5)


def test_it_is_an_hmac_over_parts_with_their_lengths() -> None:
    data = b"".join(len(part).to_bytes(8, "big") + part for part in (b"ord_1", "é".encode()))
    assert order_nonce(SECRET, "ord_1", "é") == hmac.digest(SECRET, data, hashlib.sha256)


def as_bytes(parts: list[str | bytes]) -> list[bytes]:
    return [part.encode() if isinstance(part, str) else part for part in parts]


@given(PARTS, PARTS)
def test_two_orders_share_a_nonce_only_where_all_parts_are_the_same(
    one: list[str | bytes], other: list[str | bytes]
) -> None:
    same = as_bytes(one) == as_bytes(other)
    assert (order_nonce(SECRET, *one) == order_nonce(SECRET, *other)) == same
    assert len(order_nonce(SECRET, *one)) == 32


def test_where_a_part_ends_matters() -> None:
    assert order_nonce(SECRET, "ab", "c") != order_nonce(SECRET, "a", "bc")
    assert order_nonce(SECRET, "ab") != order_nonce(SECRET, "ab", "")


def test_another_secret_gives_another_nonce() -> None:
    assert order_nonce(SECRET, "a") != order_nonce(SECRET[::-1], "a")


def test_a_short_secret_and_no_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes, not 15"):
        order_nonce(b"x" * 15, "a")
    with pytest.raises(ValueError, match="at least one part"):
        order_nonce(SECRET)


def test_random_nonces_differ() -> None:
    made = {random_nonce() for _ in range(100)}
    assert len(made) == 100
    assert {len(nonce) for nonce in made} == {32}
