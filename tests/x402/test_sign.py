"""Signatures: the golden vectors, an independent oracle, and what other signers may get wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import WalletError
from pixelfare.x402.networks import domain_separator
from pixelfare.x402.sign import digest, sign, struct_hash, typed_data
from pixelfare.x402.values import Approval, Authorization, Network, PaymentOffer, Terms
from pixelfare.x402.wallet import Wallet

BASE = Network(
    id="eip155:8453", name="base", chain_id=8453, asset="0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
    domain_name="USD Coin", domain_version="2",
)  # fmt: skip
SEPOLIA = Network(
    id="eip155:84532", name="base-sepolia", chain_id=84532, asset="0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    domain_name="USDC", domain_version="2", test=True,
)  # fmt: skip
SELLER = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
KEY = "0x" + "1".rjust(64, "0")
PAYER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# The example of the protocol's specification (version 2).
SPECIFIED = Authorization(
    payer="0x857b06519E91e3A54538791bDbb0E22373e36b66", pay_to=SELLER, value=10_000, valid_after=1740672089,
    valid_before=1740672154,
    nonce=bytes.fromhex("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
)  # fmt: skip
SPECIFIED_SIGNATURE = (
    "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05d"
    "ed3d6293af148b571c"
)
# Made with the key 1.
OURS = Authorization(
    payer=PAYER, pay_to=SELLER, value=16_750, valid_after=1764000000, valid_before=1764000900, nonce=b"\x11" * 32
)
OUR_SIGNATURE = (
    "0xe6c7d8a806e29f1920e65350e5327c26aeb3cdaedb85a071f140b9e559a828e847d62761965131ef8c748bfe79ed2760e2aab1a46f0a8a89"
    "82acf8927e9d9f0b1b"
)


def approval(authorization: Authorization = OURS, network: Network = BASE) -> Approval:
    offer = PaymentOffer(
        scheme="exact", network=network.id, amount=authorization.value, asset=network.asset,
        pay_to=authorization.pay_to, max_timeout=300, raw={},
    )  # fmt: skip
    return Approval(
        terms=Terms(version=2, offers=(offer,)), offer=offer, network=network, value=authorization.value,
        pay_to=authorization.pay_to, payer=authorization.payer, valid_after=authorization.valid_after,
        valid_before=authorization.valid_before,
    )  # fmt: skip


@dataclass
class Foreign:
    """A signer of somebody else's, which may answer in its own way."""

    answers: Callable[[dict[str, Any]], Any]
    address: str = PAYER

    def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
        return self.answers(full_message)


def good(message: dict[str, Any]) -> bytes:
    return bytes(Account.from_key(KEY).sign_typed_data(full_message=message).signature)


# --- golden


def test_the_example_of_the_specification() -> None:
    assert struct_hash(SPECIFIED).hex() == "49ad644555c7bdf3ea4fc022a4940ae5589b230b1dde0065c5504fa19bbe39a4"
    assert digest(SPECIFIED, SEPOLIA).hex() == "f256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
    signer = Foreign(lambda _message: SPECIFIED_SIGNATURE, SPECIFIED.payer)
    assert sign(approval(SPECIFIED, SEPOLIA), signer, SPECIFIED.nonce) == (SPECIFIED, SPECIFIED_SIGNATURE)


def test_the_example_under_another_name_of_the_token_is_not_the_payers() -> None:
    odd = replace(SEPOLIA, domain_name="USD Coin")
    separator = "2f5ab5eec6c6d261a8ad2b303ae4ef05c8509de2250e072c3a2df0ad7f9f068b"
    assert domain_separator(odd).hex() == separator
    signer = Foreign(lambda _message: SPECIFIED_SIGNATURE, SPECIFIED.payer)
    with pytest.raises(WalletError, match="not 0x857b06519E91e3A54538791bDbb0E22373e36b66's"):
        sign(approval(SPECIFIED, odd), signer, SPECIFIED.nonce)


def test_a_signature_of_our_own() -> None:
    assert struct_hash(OURS).hex() == "48d321bb3a279b582c99ba62ea6c6d0eab3fdf50d692bac691a1f07df4c109a1"
    assert digest(OURS, BASE).hex() == "4d70f2e22beb0803b8209bf74ed2a62d717c47b6d29df10314813f5fd0b56db2"
    assert sign(approval(), Wallet(KEY), OURS.nonce) == (OURS, OUR_SIGNATURE)


@pytest.mark.parametrize("signer", [Account.from_key(KEY), Foreign(good), Wallet(Foreign(good))])
def test_every_way_to_sign_gives_the_same(signer: Any) -> None:
    assert sign(approval(), signer, OURS.nonce) == (OURS, OUR_SIGNATURE)


def test_the_separators_are_those_of_the_live_tokens() -> None:
    live = {
        "eip155:8453": "02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
        "eip155:84532": "71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
    }
    assert {network.id: domain_separator(network).hex() for network in (BASE, SEPOLIA)} == live


def test_the_type_is_the_one_that_the_token_knows() -> None:
    name, fields = "TransferWithAuthorization", typed_data(OURS, BASE)["types"]["TransferWithAuthorization"]
    inside = ",".join(f"{field['type']} {field['name']}" for field in fields)
    assert keccak(text=f"{name}({inside})").hex() == "7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267"


# --- against an independent encoder

ADDRESSES = st.binary(min_size=20, max_size=20).map(to_checksum_address)
NUMBERS = st.integers(0, 2**256 - 1) | st.integers(0, 10**13)
AUTHORIZATIONS = st.builds(
    Authorization, payer=ADDRESSES, pay_to=ADDRESSES, value=NUMBERS, valid_after=NUMBERS, valid_before=NUMBERS,
    nonce=st.binary(min_size=32, max_size=32),
)  # fmt: skip
NETWORKS = st.sampled_from([BASE, SEPOLIA]) | st.builds(
    Network, id=st.just("eip155:1"), name=st.just("other"), chain_id=NUMBERS, asset=ADDRESSES,
    domain_name=st.text(max_size=40), domain_version=st.text(max_size=5),
)  # fmt: skip


@given(AUTHORIZATIONS, NETWORKS)
def test_our_encoding_is_that_of_eth_account(authorization: Authorization, network: Network) -> None:
    message = json.loads(json.dumps(typed_data(authorization, network)))
    theirs = encode_typed_data(full_message=message)
    assert (theirs.header, theirs.body) == (domain_separator(network), struct_hash(authorization))
    assert _hash_eip191_message(theirs) == digest(authorization, network)


@given(AUTHORIZATIONS, st.integers(1, ORDER - 1))
def test_a_signature_recovers_to_the_payer(authorization: Authorization, key: int) -> None:
    wallet = Wallet(key)
    signed, signature = sign(approval(replace(authorization, payer=wallet.address)), wallet, authorization.nonce)
    found = Account.recover_message(
        encode_typed_data(full_message=typed_data(signed, BASE)), signature=bytes.fromhex(signature[2:])
    )
    assert found == wallet.address
    assert signature[-2:] in {"1b", "1c"}
    assert int(signature[66:130], 16) <= ORDER // 2


# --- what other signers answer


@dataclass
class Result:
    signature: Any


def v_as_0_or_1(signature: bytes) -> bytes:
    return signature[:64] + bytes([signature[64] - 27])


def upper_s(signature: bytes) -> bytes:
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@pytest.mark.parametrize(
    "form",
    [
        bytes, bytearray, bytes.hex, lambda s: f"0x{s.hex()}", lambda s: f"0x{s.hex().upper()}", Result,
        lambda s: Result(f"0x{s.hex()}"), v_as_0_or_1, upper_s, lambda s: v_as_0_or_1(upper_s(s)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("nonce", [b"\x11" * 32, b"\x12" * 32, b"\x13" * 32, b"\x16" * 32], ids=bytes.hex)
def test_every_form_of_a_good_signature_becomes_the_one_that_the_token_takes(form: Any, nonce: bytes) -> None:
    expected = sign(approval(), Wallet(KEY), nonce)
    assert sign(approval(), Foreign(lambda message: form(good(message))), nonce) == expected


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "a NoneType that is no signature"),
        ("", "a str that is no signature"),
        ("0x" + "zz" * 65, "a str that is no signature"),
        (b"\x01" * 64, "a bytes that is no signature of 65 bytes"),
        (b"\x01" * 66, "a bytes that is no signature"),
        (12345, "a int that is no signature"),
        (bytes(64) + b"\x1b", "numbers that are no signature"),
        (b"\xff" * 64 + b"\x1b", "numbers that are no signature"),
        (b"\x01" * 64 + b"\x25", "numbers that are no signature"),
        (b"\x01" * 64 + b"\x1b", "not 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf's"),
        (b"\x05" * 64 + b"\x1b", "not 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf's"),
    ],
)
def test_what_is_no_signature_is_refused(answer: Any, said: str) -> None:
    with pytest.raises(WalletError, match=said):
        sign(approval(), Foreign(lambda _message: answer), OURS.nonce)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 16_751}, {"to": PAYER}, {"validBefore": 1764000901}, {"validAfter": 0}, {"nonce": "0x" + "12" * 32},
        {"from": SELLER},
    ],
)  # fmt: skip
def test_a_signature_for_something_else_is_refused(change: dict[str, Any]) -> None:
    def other(message: dict[str, Any]) -> bytes:
        return good({**message, "message": {**message["message"], **change}})

    with pytest.raises(WalletError, match="not 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf's"):
        sign(approval(), Foreign(other), OURS.nonce)


def test_a_signature_by_another_key_is_refused() -> None:
    other = Account.from_key("0x" + "2".rjust(64, "0"))
    with pytest.raises(WalletError, match="not 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf's"):
        sign(approval(), Foreign(lambda message: other.sign_typed_data(full_message=message)), OURS.nonce)


def test_a_signer_that_changes_the_message_it_is_shown_changes_nothing_else() -> None:
    def meddling(message: dict[str, Any]) -> bytes:
        signature = good(message)
        message["types"]["EIP712Domain"].clear()
        message["message"]["value"] = 1
        return signature

    for _ in range(2):
        assert sign(approval(), Foreign(meddling), OURS.nonce) == (OURS, OUR_SIGNATURE)


def test_a_subclass_of_wallet_is_checked_like_anybody() -> None:
    class Odd(Wallet):
        def sign_encoded(self, signable: Any) -> bytes | None:
            return super().sign_encoded(signable._replace(body=bytes(32)))

        def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
            return super().sign_typed_data(full_message={**full_message, "message": {}})

    with pytest.raises(WalletError):
        sign(approval(), Odd(KEY), OURS.nonce)


def test_the_wallet_of_another_payer_is_refused_before_it_signs() -> None:
    def never(_message: dict[str, Any]) -> bytes:
        pytest.fail("it was asked to sign")

    for signer in (Wallet(2), Foreign(never, Wallet(2).address)):
        with pytest.raises(WalletError, match=f"the payer is to be {PAYER}, but the wallet signs for 0x2B5AD5"):
            sign(approval(), signer, OURS.nonce)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nonce": b"\x11" * 31}, "a nonce has 32 bytes, not 31"),
        ({"value": -1}, "256 bits"),
        ({"value": 2**256}, "256 bits"),
        ({"valid_before": -1}, "256 bits"),
        ({"pay_to": "0x12"}, "'0x12' is not an address"),
        ({"pay_to": SELLER[:-1] + "g"}, "is not an address"),
        ({"pay_to": SELLER + "\n"}, "is not an address"),
    ],
)
def test_what_does_not_fit_its_type_is_refused(change: dict[str, Any], said: str) -> None:
    odd = replace(OURS, **change)
    with pytest.raises(WalletError, match=said):
        struct_hash(odd)
    with pytest.raises(WalletError, match=said):
        sign(approval(odd), Wallet(KEY), odd.nonce)
