"""Which addresses are out on the public internet, and which lead to this machine or into somebody's own network."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

__all__ = ["address_of", "is_public"]

Address = IPv4Address | IPv6Address

_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out for public use. Mapped, compatible, local and multicast addresses lie outside."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""The last four bytes are an IPv4 address, which is what is reached."""
_WRAPPED = tuple(IPv6Network(network) for network in ("2001::/32", "2002::/16", "3fff::/20"))
"""Teredo and 6to4, which hold an IPv4 address and are of no use today, and addresses for documentation."""
_OLD_RELAY = IPv4Network("192.88.99.0/24")


def address_of(host: str) -> Address | None:
    """The address that a host is, written as one; `None` where it is a name.

    Example:
        >>> address_of("::ffff:10.0.0.1"), address_of("example.org")
        (IPv4Address('10.0.0.1'), None)
    """
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_public(address: str | Address) -> bool:
    """Whether an address is one of the public internet; anything else, and what is no address, is not.

    Args:
        address: As written or as read; a zone such as `%eth0` may follow.

    Example:
        >>> is_public("8.8.8.8"), is_public("169.254.169.254"), is_public("64:ff9b::7f00:1")
        (True, False, False)
    """
    found = address_of(str(address))
    if isinstance(found, IPv6Address) and found in _NAT64:
        found = IPv4Address(int(found) & 0xFFFF_FFFF)
    if isinstance(found, IPv6Address):
        outside = found not in _UNICAST or any(found in network for network in _WRAPPED)
        return found.is_global and found.scope_id is None and not outside
    if found is None or found in _OLD_RELAY:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)
