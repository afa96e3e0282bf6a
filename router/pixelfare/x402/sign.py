"""Signing an approval: EIP-3009 `TransferWithAuthorization` as EIP-712 typed data."""

from __future__ import annotations

import re
from typing import Any

from pixelfare.errors import WalletError
from pixelfare.heavy import load_eth_account
from pixelfare.x402.networks import domain_separator
from pixelfare.x402.values import Approval, Authorization, Network, Signer
from pixelfare.x402.wallet import Wallet

__all__ = ["digest", "sign", "struct_hash", "typed_data"]

_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
_FIELDS = {
    "from": "address",
    "to": "address",
    "value": "uint256",
    "validAfter": "uint256",
    "validBefore": "uint256",
    "nonce": "bytes32",
}
_TYPE_NAME = "TransferWithAuthorization"
_TYPE_HASH = bytes.fromhex("7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267")
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_ADDRESS = re.compile(r"0x[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
_SIGNATURE = re.compile(r"(?:0x)?[0-9a-f]{130}", re.ASCII | re.IGNORECASE)
_WORD, _LENGTH = 32, 65


def typed_data(authorization: Authorization, network: Network) -> dict[str, Any]:
    """The whole EIP-712 message, in plain JSON values, for any signer.

    Args:
        authorization: What is to be signed.
        network: Whose USDC it moves.
    """
    return {
        "types": {"EIP712Domain": _type(_DOMAIN), _TYPE_NAME: _type(_FIELDS)},
        "primaryType": _TYPE_NAME,
        "domain": {
            "name": network.domain_name,
            "version": network.domain_version,
            "chainId": network.chain_id,
            "verifyingContract": network.asset,
        },
        "message": {
            "from": authorization.payer,
            "to": authorization.pay_to,
            "value": authorization.value,
            "validAfter": authorization.valid_after,
            "validBefore": authorization.valid_before,
            "nonce": f"0x{authorization.nonce.hex()}",
        },
    }


def struct_hash(authorization: Authorization) -> bytes:
    """The EIP-712 hash of the authorization by itself.

    Returns:
        32 bytes.

    Raises:
        WalletError: A part of it does not fit its type.
    """
    load_eth_account()
    from eth_utils.crypto import keccak  # noqa: PLC0415  it comes with eth_account, which is loaded only to sign

    if len(authorization.nonce) != _WORD:
        raise WalletError(f"a nonce has {_WORD} bytes, not {len(authorization.nonce)}")
    parts = (
        _TYPE_HASH,
        _address(authorization.payer),
        _address(authorization.pay_to),
        _number(authorization.value),
        _number(authorization.valid_after),
        _number(authorization.valid_before),
        authorization.nonce,
    )
    return keccak(b"".join(parts))


def digest(authorization: Authorization, network: Network) -> bytes:
    """What is signed in the end: 32 bytes that stand for the authorization on this network's USDC."""
    load_eth_account()
    from eth_utils.crypto import keccak  # noqa: PLC0415  it comes with eth_account, which is loaded only to sign

    return keccak(b"\x19\x01" + domain_separator(network) + struct_hash(authorization))


def sign(approval: Approval, signer: Signer, nonce: bytes) -> tuple[Authorization, str]:
    """Sign an approved payment. What another signer returns is checked: only the payer's own signature gets through.

    Args:
        approval: What the guard let through.
        signer: A wallet, or whatever else can sign for the payer.
        nonce: 32 bytes; one order has one for ever.

    Returns:
        What was signed, and the signature as `0x` and 130 hex digits, its last byte 27 or 28.

    Raises:
        WalletError: The signer is for another address, failed, or signed something else.
    """
    wallet = signer if isinstance(signer, Wallet) else Wallet(signer)
    if wallet.address.lower() != approval.payer.lower():
        raise WalletError(f"the payer is to be {approval.payer}, but the wallet signs for {wallet.address}")
    authorization = Authorization(
        payer=approval.payer,
        pay_to=approval.pay_to,
        value=approval.value,
        valid_after=approval.valid_after,
        valid_before=approval.valid_before,
        nonce=nonce,
    )
    load_eth_account()
    from eth_account.messages import SignableMessage  # noqa: PLC0415  heavy, and needed only here

    signable = SignableMessage(b"\x01", domain_separator(approval.network), struct_hash(authorization))
    if type(wallet) is Wallet and (own := wallet.sign_encoded(signable)) is not None:
        return authorization, f"0x{own.hex()}"  # made from these very bytes by our own code: nothing to check
    signature = _canonical(wallet.sign_typed_data(full_message=typed_data(authorization, approval.network)))
    if _signed_by(signable, signature) != approval.payer.lower():
        raise WalletError(f"the signer answered with a signature that is not {approval.payer}'s for this payment")
    return authorization, f"0x{signature.hex()}"


def _type(fields: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields.items()]


def _address(text: str) -> bytes:
    if not _ADDRESS.fullmatch(text):
        raise WalletError(f"{text[:60]!r} is not an address of the form 0x and 40 hex digits")
    return bytes.fromhex(text[2:]).rjust(_WORD, b"\0")


def _number(value: int) -> bytes:
    if not 0 <= value < 1 << 256:
        raise WalletError("a number in an authorization is not below 0 and fits in 256 bits")
    return value.to_bytes(_WORD, "big")


def _canonical(answer: object) -> bytes:
    """A signature in the one form that the token takes: s in the lower half, v 27 or 28.

    The other forms are the same signature written differently; which payment it allows does not change.
    """
    found = getattr(answer, "signature", answer)
    if isinstance(found, str) and _SIGNATURE.fullmatch(found):
        found = bytes.fromhex(found[-2 * _LENGTH :])
    if not isinstance(found, bytes | bytearray) or len(found) != _LENGTH:
        kind = type(found).__name__
        raise WalletError(f"the signer answered with a {kind} that is no signature of {_LENGTH} bytes")
    r, s, v = found[:32], int.from_bytes(found[32:64], "big"), found[64]
    v = v + 27 if v in {0, 1} else v
    if v not in {27, 28} or not 0 < s < _ORDER or not 0 < int.from_bytes(r, "big") < _ORDER:
        raise WalletError("the signer answered with numbers that are no signature")
    if s > _ORDER // 2:
        s, v = _ORDER - s, 55 - v
    return bytes(r) + s.to_bytes(32, "big") + bytes([v])


def _signed_by(signable: Any, signature: bytes) -> str:
    load_eth_account()
    from eth_account import Account  # noqa: PLC0415  heavy, and needed only here

    try:
        return str(Account.recover_message(signable, signature=signature)).lower()
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is nobody's
        return ""
