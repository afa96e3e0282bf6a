"""EIP-55: the capital letters of an address are its checksum."""

from __future__ import annotations

__all__ = ["checksummed"]


def checksummed(address: str) -> str:
    """An address with its checksum.

    Args:
        address: `0x` and 40 hex digits, in any case.

    Example:
        >>> checksummed("0x833589fcd6edb6e08f4c7c32d4f71b54bda02913")
        '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
    """
    from eth_utils.crypto import keccak  # noqa: PLC0415  loaded when somebody pays

    digits = address[2:].lower()
    mark = keccak(digits.encode("ascii")).hex()
    return "0x" + "".join(
        digit.upper() if int(nibble, 16) > 7 else digit  # noqa: PLR2004  EIP-55: the upper half of a nibble
        for digit, nibble in zip(digits, mark, strict=False)
    )
