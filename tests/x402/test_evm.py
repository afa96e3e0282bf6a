"""Settlement on a real EVM: what we sign moves the money once, and nothing else that can be made of it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from pixelfare.x402.chain import Proof, balance, prove
from pixelfare.x402.networks import domain_separator, find_network
from pixelfare.x402.sign import sign
from pixelfare.x402.values import Approval, Authorization, Network, PaymentOffer, Terms
from pixelfare.x402.wallet import Wallet

pyrevm = pytest.importorskip("pyrevm", reason="no EVM for this Python")
eth_abi = pytest.importorskip("eth_abi")

CODE = bytes.fromhex((Path(__file__).parent / "eip3009" / "token.hex").read_text())
LIVE = {
    "eip155:8453": "02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
    "eip155:84532": "71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
}
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PAYER = Wallet("0x" + "1".rjust(64, "0"))
THIEF = Wallet("0x" + "2".rjust(64, "0"))
SELLER = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
ANYBODY = "0x00000000000000000000000000000000000000AA"
AFTER, BEFORE = 1_764_000_000, 1_764_000_900
NOW = 1_764_000_450
HELD = 1_000_000
ARGUMENTS = ["address", "address", "uint256", "uint256", "uint256", "bytes32", "uint8", "bytes32", "bytes32"]


class Reverted(Exception):
    """The token refused."""


class Chain:
    """A chain with nothing on it but the token, where USDC has its own."""

    def __init__(self, network: Network, *, chain_id: int = 0, now: int = NOW) -> None:
        self.network, self.chain_id, self.number = network, chain_id or network.chain_id, 100
        self.evm = pyrevm.EVM(env=pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=self.chain_id)))
        self.at(now)
        self.evm.insert_account_info(network.asset, pyrevm.AccountInfo(code=CODE))
        names = (network.domain_name, network.domain_version, PAYER.address, HELD)
        types = ["string", "string", "address", "uint256"]
        self.send(keccak(text=f"setUp({','.join(types)})").hex()[:8], types, *names)

    def at(self, now: int) -> Chain:
        self.now, self.number = now, self.number + 1
        self.evm.set_block_env(pyrevm.BlockEnv(number=self.number, timestamp=now))
        return self

    def send(self, selector: str, types: list[str], *values: Any) -> bytes:
        return self.call(bytes.fromhex(selector) + eth_abi.encode(types, values))

    def call(self, data: bytes) -> bytes:
        try:
            return bytes(self.evm.message_call(caller=ANYBODY, to=self.network.asset, calldata=data))
        except RuntimeError as failure:
            raise Reverted(reason(str(failure))) from None

    def settle(self, signed: Authorization, signature: str | bytes) -> None:
        raw = bytes.fromhex(signature[2:]) if isinstance(signature, str) else signature
        self.send(
            "e3ee160e", ARGUMENTS, signed.payer, signed.pay_to, signed.value, signed.valid_after, signed.valid_before,
            signed.nonce, raw[64], raw[:32], raw[32:64],
        )  # fmt: skip

    def holds(self, address: str) -> int:
        return int.from_bytes(self.send("70a08231", ["address"], address), "big")

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """What a node of this chain would answer."""
        match question:
            case {"method": "eth_chainId"}:
                result: Any = hex(self.chain_id)
            case {"method": "eth_getBlockByNumber", "params": ["finalized", False]}:
                result = {"number": hex(self.number), "timestamp": hex(self.now)}
            case {"method": "eth_call", "params": [{"to": to, "data": data}, at]}:
                assert (to, at) in {(self.network.asset, hex(self.number)), (self.network.asset, "latest")}
                result = f"0x{self.call(bytes.fromhex(data[2:])).hex()}"
            case _:
                pytest.fail(f"odd question: {question}")
        return {"jsonrpc": "2.0", "id": question["id"], "result": result}

    def ask(self, questions: Any) -> Any:
        answer = None
        while True:
            try:
                question = questions.send(answer)
            except StopIteration as end:
                return end.value
            answer = self.answer(question)

    def proof(self, signed: Authorization) -> Proof:
        return self.ask(prove(self.network, signed.payer, f"0x{signed.nonce.hex()}", signed.valid_before))


def reason(said: str) -> str:
    """The words of a revert, which come encoded: `Revert { gas_used: 30188, output: 0x08c379a0... }`."""
    data = bytes.fromhex(said.partition("output: 0x")[2].partition(" ")[0])
    assert data[:4].hex() == "08c379a0", said
    return str(eth_abi.decode(["string"], data[4:])[0])


@pytest.fixture(params=sorted(LIVE))
def network(request: pytest.FixtureRequest) -> Network:
    found = find_network(request.param)
    assert found is not None
    return found


@pytest.fixture
def chain(network: Network) -> Chain:
    return Chain(network)


def approved(network: Network, payer: Wallet = PAYER, **changes: Any) -> Approval:
    offer = PaymentOffer(
        scheme="exact", network=network.id, amount=16_750, asset=network.asset, pay_to=SELLER, max_timeout=300, raw={}
    )
    approval = Approval(
        terms=Terms(version=2, offers=(offer,)), offer=offer, network=network, value=16_750, pay_to=SELLER,
        payer=payer.address, valid_after=AFTER, valid_before=BEFORE,
    )  # fmt: skip
    return replace(approval, **changes)


def signed_by(
    payer: Wallet, network: Network, nonce: bytes = b"\x11" * 32, **changes: Any
) -> tuple[Authorization, str]:
    return sign(approved(network, payer, **changes), payer, nonce)


def test_it_is_the_token_that_is_meant(chain: Chain, network: Network) -> None:
    assert chain.send("3644e515", []).hex() == LIVE[network.id] == domain_separator(network).hex()
    assert chain.holds(PAYER.address) == HELD
    assert CODE.endswith(bytes.fromhex("64736f6c634300081e000a")), "not made by solc 0.8.30"


def test_what_is_signed_settles_once(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    chain.settle(signed, signature)
    books = {PAYER.address: HELD - 16_750, SELLER: 16_750}
    assert {address: chain.holds(address) for address in books} == books
    with pytest.raises(Reverted, match="authorization is used or canceled"):
        chain.settle(signed, signature)
    other, again = signed_by(PAYER, network, value=1)
    with pytest.raises(Reverted, match="authorization is used or canceled"):
        chain.settle(other, again)
    assert {address: chain.holds(address) for address in books} == books


def test_two_nonces_are_two_payments(chain: Chain, network: Network) -> None:
    for number in (1, 2):
        chain.settle(*signed_by(PAYER, network, bytes([number]) * 32))
    assert chain.holds(SELLER) == 2 * 16_750


@pytest.mark.parametrize(
    "change",
    [
        {"payer": THIEF.address}, {"pay_to": THIEF.address}, {"value": 16_749}, {"value": 16_751}, {"value": 0},
        {"valid_after": AFTER + 1}, {"valid_after": 0}, {"valid_before": BEFORE + 1}, {"valid_before": BEFORE - 1},
        {"nonce": b"\x12" * 32},
    ],
    ids=str,
)  # fmt: skip
def test_each_altered_field_reverts(chain: Chain, network: Network, change: dict[str, Any]) -> None:
    signed, signature = signed_by(PAYER, network)
    with pytest.raises(Reverted, match="invalid signature"):
        chain.settle(replace(signed, **change), signature)
    assert chain.holds(PAYER.address) == HELD
    chain.settle(signed, signature)


def test_each_altered_byte_of_the_signature_reverts(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    for at in range(65):
        altered = bytearray.fromhex(signature[2:])
        altered[at] ^= 1 if at < 64 else 27 ^ 28
        with pytest.raises(Reverted, match=r"invalid signature|upper s"):
            chain.settle(signed, bytes(altered))
    chain.settle(signed, signature)


@pytest.mark.parametrize("v", [0, 1, 26, 29, 35])
def test_no_other_v_is_taken(chain: Chain, network: Network, v: int) -> None:
    signed, signature = signed_by(PAYER, network)
    with pytest.raises(Reverted, match="invalid v"):
        chain.settle(signed, bytes.fromhex(signature[2:])[:64] + bytes([v]))


def test_the_other_half_of_s_is_not_taken_but_ours_always_settles(chain: Chain, network: Network) -> None:
    """So a signer that answers with the upper half, as key services do, has to be put right before it is sent."""
    signed, signature = signed_by(PAYER, network)
    raw = bytes.fromhex(signature[2:])
    upper = raw[:32] + (ORDER - int.from_bytes(raw[32:64], "big")).to_bytes(32, "big") + bytes([55 - raw[64]])
    with pytest.raises(Reverted, match="upper s"):
        chain.settle(signed, upper)

    class Service:
        address = PAYER.address

        def sign_typed_data(self, *, full_message: dict[str, Any]) -> bytes:
            assert full_message
            return upper

    chain.settle(*sign(approved(network), Service(), signed.nonce))


@pytest.mark.parametrize(
    ("now", "said"),
    [(AFTER - 1, "not yet valid"), (AFTER, "not yet valid"), (BEFORE, "expired"), (BEFORE + 1, "expired")],
)
def test_outside_the_window_it_reverts(chain: Chain, network: Network, now: int, said: str) -> None:
    signed, signature = signed_by(PAYER, network)
    with pytest.raises(Reverted, match=said):
        chain.at(now).settle(signed, signature)
    assert chain.holds(SELLER) == 0


@pytest.mark.parametrize("now", [AFTER + 1, BEFORE - 1])
def test_just_inside_the_window_it_settles(chain: Chain, network: Network, now: int) -> None:
    chain.at(now).settle(*signed_by(PAYER, network))
    assert chain.holds(SELLER) == 16_750


def test_another_chain_does_not_take_it(network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    with pytest.raises(Reverted, match="invalid signature"):
        Chain(network, chain_id=1).settle(signed, signature)
    base, sepolia = find_network("base"), find_network("base-sepolia")
    assert base is not None
    assert sepolia is not None
    other = sepolia if network == base else base
    with pytest.raises(Reverted, match="invalid signature"):
        Chain(other).settle(signed, signature)


def test_another_name_of_the_token_does_not_settle(chain: Chain, network: Network) -> None:
    odd = replace(network, domain_name="USDC" if network.domain_name == "USD Coin" else "USD Coin")
    with pytest.raises(Reverted, match="invalid signature"):
        chain.settle(*signed_by(PAYER, odd))


def test_an_empty_wallet_reverts_and_leaves_the_nonce_unused(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network, value=HELD + 1)
    with pytest.raises(Reverted, match="balance too low"):
        chain.settle(signed, signature)
    assert chain.proof(signed).state == "open"


# --- the same chain as a node tells it


def test_what_is_proved_follows_what_happened(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    other, _ = signed_by(PAYER, network, b"\x12" * 32)
    assert (chain.proof(signed).state, chain.proof(other).state) == ("open", "open")
    chain.settle(signed, signature)
    assert (chain.proof(signed).state, chain.proof(other).state) == ("used", "open")
    chain.at(BEFORE - 1)
    assert (chain.proof(signed).state, chain.proof(other).state) == ("used", "open")
    chain.at(BEFORE)
    assert (chain.proof(signed).state, chain.proof(other).state) == ("used", "unpaid")


def test_what_is_proved_unpaid_can_never_settle(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    assert chain.at(BEFORE).proof(signed).state == "unpaid"
    for later in (0, 1, 10**6):
        with pytest.raises(Reverted, match="expired"):
            chain.at(BEFORE + later).settle(signed, signature)


def test_what_its_payer_cancelled_counts_as_used(chain: Chain, network: Network) -> None:
    signed, signature = signed_by(PAYER, network)
    message = {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"},
            ],
            "CancelAuthorization": [{"name": "authorizer", "type": "address"}, {"name": "nonce", "type": "bytes32"}],
        },
        "primaryType": "CancelAuthorization",
        "domain": {
            "name": network.domain_name, "version": network.domain_version, "chainId": network.chain_id,
            "verifyingContract": network.asset,
        },
        "message": {"authorizer": signed.payer, "nonce": signed.nonce},
    }  # fmt: skip
    cancel = PAYER.sign_typed_data(full_message=message)
    types = ["address", "bytes32", "uint8", "bytes32", "bytes32"]
    chain.send("5a049a70", types, signed.payer, signed.nonce, cancel[64], cancel[:32], cancel[32:64])
    assert chain.proof(signed).state == "used"
    with pytest.raises(Reverted, match="authorization is used or canceled"):
        chain.settle(signed, signature)


def test_a_node_of_another_chain_proves_nothing(network: Network) -> None:
    signed, _ = signed_by(PAYER, network)
    proof = Chain(network, chain_id=1, now=BEFORE).proof(signed)
    assert proof.state == "unclear"
    assert f"the node is one of chain 1, not of {network.chain_id}" in proof.evidence


def test_the_balance_is_read(chain: Chain, network: Network) -> None:
    assert chain.ask(balance(network, PAYER.address)).micro_usd == HELD
    chain.settle(*signed_by(PAYER, network))
    found = chain.ask(balance(network, PAYER.address))
    assert (found.micro_usd, found.evidence) == (HELD - 16_750, f"0.983250 USDC on {network.id}")
