"""What is an address of the public internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import BadAnswer
from pixelfare.transport.addresses import address_of, is_public
from pixelfare.transport.places import public_place, result_place

INSIDE = [
    "0.0.0.0",  # noqa: S104  nothing is bound to it
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::1", "2001:db8::1",
    "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "fc00::1", "fd00::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff0e::1", "5f00::1",
]  # fmt: skip
OUTSIDE = [
    "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "::ffff:8.8.8.8", "11.0.0.1",
    "64:ff9b::808:808", "2606:4700:4700::1111", "2a00:1450:4001::1", "223.255.255.255",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["", "example.org", "8.8.8", "127.1", "0x7f000001", "8.8.8.8:53", "[::1]", "1.1.1.1 "]
)
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert address_of(address) is None
    assert not is_public(address)


def test_a_zone_is_never_public() -> None:
    assert not is_public("2606:4700:4700::1111%eth0")


@given(st.ip_addresses(v=4))
def test_wrapped_addresses_are_what_they_wrap(address: IPv4Address) -> None:
    number = int(address)
    assert is_public(f"::ffff:{address}") == is_public(address)
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(address)
    assert not is_public(IPv6Address((0x2002 << 112) | number << 80))


@pytest.mark.parametrize("address", [a for a in INSIDE if "%" not in a])
def test_no_such_address_is_taken_from_a_url(address: str) -> None:
    url = f"https://[{address}]/x.png" if ":" in address else f"https://{address}/x.png"
    assert "private network" in public_place(url)
    with pytest.raises(BadAnswer, match=r"private network|this machine"):
        result_place("https://gateway.example", url)
