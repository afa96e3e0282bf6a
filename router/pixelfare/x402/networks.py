"""The networks that can be paid on: our own table, from which a demand selects a row and never supplies one."""

from __future__ import annotations

from pixelfare.x402.values import Network

__all__ = ["NETWORKS", "domain_separator", "find_network"]

_BASE = Network(
    id="eip155:8453",
    name="base",
    chain_id=8453,
    asset="0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
    domain_name="USD Coin",
    domain_version="2",
)
_SEPOLIA = Network(
    id="eip155:84532",
    name="base-sepolia",
    chain_id=84532,
    asset="0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    domain_name="USDC",
    domain_version="2",
    test=True,
)
NETWORKS = {network.id: network for network in (_BASE, _SEPOLIA)}
"""By CAIP-2 name. Addresses and domains as live contracts have them (circlefin/stablecoin-evm, read 2026-11-22)."""
_NAMES = {network.name: network for network in NETWORKS.values()}
_DOMAIN = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


def find_network(name: str) -> Network | None:
    """The network of a CAIP-2 name, or of a name of version 1 of the protocol.

    Example:
        >>> find_network("base") is find_network("eip155:8453")
        True
    """
    return NETWORKS.get(name) or _NAMES.get(name)


def domain_separator(network: Network) -> bytes:
    """The EIP-712 domain separator of the network's token, 32 bytes.

    Example:
        >>> domain_separator(NETWORKS["eip155:8453"]).hex()[:8]
        '02fa7265'
    """
    from eth_utils.crypto import keccak  # noqa: PLC0415  loaded when somebody pays

    return keccak(
        keccak(_DOMAIN)
        + keccak(network.domain_name.encode())
        + keccak(network.domain_version.encode())
        + network.chain_id.to_bytes(32, "big")
        + bytes(12)
        + bytes.fromhex(network.asset[2:])
    )
