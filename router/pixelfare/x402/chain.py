"""What the chain knows about a payment: questions to any node, and a strict reading of its answers.

Nothing here opens a connection. Each function is a generator that yields JSON-RPC requests and is sent the decoded
answers. A node is asked to read, never to send anything.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pixelfare.x402.networks import domain_separator
from pixelfare.x402.values import Network

__all__ = ["Balance", "Proof", "Questions", "balance", "prove"]

T = TypeVar("T")
Questions = Generator[dict[str, Any], Any, T]
"""JSON-RPC requests one by one, each to be sent the decoded answer; what they mean in the end."""

_AUTHORIZATION_STATE, _BALANCE_OF, _DOMAIN_SEPARATOR = "e94a0102", "70a08231", "3644e515"
_QUANTITY = re.compile(r"0x(?:0|[1-9a-f][0-9a-f]{0,15})", re.ASCII | re.IGNORECASE)
_WORD = re.compile(r"0x[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"0x[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
_LATEST_TIME = 1 << 34
"""Seconds; a time beyond it, some five hundred years from now, is not in seconds."""
_MOST_SAID = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the chain says about one authorization.

    Args:
        state: `used`: it moved money, or its payer cancelled it; `unpaid`: it was never used, and never can be any
            more; `open`: it was not used, and still can be; `unclear`: the node's answers prove nothing.
        evidence: The same in a sentence, with the block that it was read at, or with what was odd.
    """

    state: Literal["unpaid", "used", "open", "unclear"]
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an address holds.

    Args:
        micro_usd: Micro-USD of USDC; `None` where the node's answers do not say.
        evidence: The same in a sentence, or what was odd.
    """

    micro_usd: int | None
    evidence: str


class _Unclear(Exception):
    """An answer that proves nothing."""


def prove(network: Network, payer: str, nonce: str, valid_before: int) -> Questions[Proof]:
    """Find out whether an authorization was used, or can never be.

    All is read at one finalized block. Its time only grows from block to block, so an authorization that is unused in a
    block at or past its end can never be used later.

    Args:
        network: Where it would be used.
        payer: Who signed it.
        nonce: 0x and 64 hex digits.
        valid_before: Unix seconds at which it ends.

    Returns:
        A proof; never an exception over what a node answers.
    """
    try:
        return (yield from _proof(network, payer, nonce, valid_before))
    except _Unclear as oddity:
        return Proof(state="unclear", evidence=f"nothing is proved: {oddity}")


def balance(network: Network, address: str) -> Questions[Balance]:
    """Find out how much USDC an address holds now.

    Args:
        network: Where.
        address: Whose.
    """
    try:
        yield from _right_token(network, "latest")
        data = _BALANCE_OF + _address(address)
        held = int((yield from _read(4, network, data, "latest")), 16)
    except _Unclear as oddity:
        return Balance(micro_usd=None, evidence=f"the balance is not known: {oddity}")
    return Balance(micro_usd=held, evidence=f"{held // 1_000_000}.{held % 1_000_000:06} USDC on {network.id}")


def _proof(network: Network, payer: str, nonce: str, valid_before: int) -> Questions[Proof]:
    if not _WORD.fullmatch(nonce):
        raise _Unclear("the nonce is not 0x and 64 hex digits")
    data = _AUTHORIZATION_STATE + _address(payer) + nonce[2:]
    block = yield from _asked(1, "eth_getBlockByNumber", "finalized", False)  # noqa: FBT003  without its transactions
    if not isinstance(block, dict):
        raise _Unclear("the node names no finalized block")
    number, time = _quantity(block.get("number"), "block number"), _quantity(block.get("timestamp"), "block time")
    if not 0 < time < _LATEST_TIME:
        raise _Unclear("the block's time is no time in seconds")
    at = hex(number)
    yield from _right_token(network, at)
    state = int((yield from _read(4, network, data, at)), 16)
    where = f"in finalized block {number} of {network.id}, of time {time}"
    if state == 1:
        return Proof(state="used", evidence=f"the authorization was used, {where}")
    if state:
        raise _Unclear("the token answers with neither yes nor no")
    if time >= valid_before:
        return Proof(state="unpaid", evidence=f"the authorization is unused and ended at {valid_before}, {where}")
    return Proof(state="open", evidence=f"the authorization is unused but ends only at {valid_before}, {where}")


def _right_token(network: Network, at: str) -> Questions[None]:
    """Make sure that the node is one of this chain and has this token: another's answers would prove nothing."""
    chain = _quantity((yield from _asked(2, "eth_chainId")), "chain id")
    if chain != network.chain_id:
        raise _Unclear(f"the node is one of chain {chain}, not of {network.chain_id}")
    separator = yield from _read(3, network, _DOMAIN_SEPARATOR, at)
    if separator[2:].lower() != domain_separator(network).hex():
        raise _Unclear(f"what the node has at {network.asset} is another contract than the USDC that is known")


def _read(number: int, network: Network, data: str, at: str) -> Questions[str]:
    """Ask the token for one word."""
    found = yield from _asked(number, "eth_call", {"to": network.asset, "data": f"0x{data}"}, at)
    if found == "0x":
        raise _Unclear(f"the node has no contract at {network.asset}")
    if not isinstance(found, str) or not _WORD.fullmatch(found):
        raise _Unclear("the token's answer is not one word of 32 bytes")
    return found


def _asked(number: int, method: str, *params: object) -> Questions[Any]:
    answer = yield {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
    if not isinstance(answer, dict):
        raise _Unclear(f"the answer to {method} is no JSON-RPC")
    if (error := answer.get("error")) is not None:
        said = error.get("message") if isinstance(error, dict) else error
        words = " ".join(str(said).split())[:_MOST_SAID]
        raise _Unclear(f"the node answered {method} with an error: {words}")
    if type(answer.get("id")) is not int or answer["id"] != number or "result" not in answer:
        raise _Unclear(f"the answer to {method} belongs to another question, or to none")
    return answer["result"]


def _quantity(value: object, what: str) -> int:
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise _Unclear(f"the {what} is no number as nodes write it")
    return int(value, 16)


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise _Unclear("the payer's address is not 0x and 40 hex digits")
    return text[2:].rjust(64, "0")
