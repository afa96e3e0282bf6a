"""The sandbox as a seller: what it takes for a payment. Payments are made here by hand, from the protocol alone."""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from eth_account import Account

from pixelfare import Catalog
from pixelfare.errors import BadRequest
from pixelfare.sandbox import Books, ConnectionLost, Faults, Gateway
from pixelfare.sandbox.cashier import Cashier
from pixelfare.sandbox.faults import ATTACKS, KINDS, Fault
from pixelfare.sandbox.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = Catalog.load("2026-11-22")
NOW = 1_764_000_000
HOST = {"host": "127.0.0.1:1234", "content-type": "application/json"}
ORDER = {"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "512x512"}
KEY = "0x" + "00" * 31 + "01"
PAYER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
PLACE = "/v1/images/generations"
USDC = {
    "eip155:8453": ("USD Coin", 8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
    "eip155:84532": ("USDC", 84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
}
TYPES = {
    "TransferWithAuthorization": [
        {"name": "from", "type": "address"}, {"name": "to", "type": "address"}, {"name": "value", "type": "uint256"},
        {"name": "validAfter", "type": "uint256"}, {"name": "validBefore", "type": "uint256"},
        {"name": "nonce", "type": "bytes32"},
    ]
}  # fmt: skip


def shop(*faults: str, books: Books | None = None, **settings: Any) -> Gateway:
    made = Settings(**{"pays": "x402", "results": "data", **settings})
    return Gateway(CATALOG, made, lambda: NOW, faults=Faults(faults), books=books)


def post(at: Gateway, header: str = "", order: Any = ORDER) -> tuple[int, dict[str, str], dict[str, Any]]:
    name = "payment-signature" if at.settings.version == 2 else "x-payment"
    paid = {name: header} if header else {}
    status, headers, body = at.respond("POST", PLACE, {**HOST, **paid}, json.dumps(order).encode())
    return status, headers, json.loads(body)


def terms(at: Gateway) -> dict[str, Any]:
    status, headers, body = post(at)
    assert status == 402
    if at.settings.version == 1:
        return body
    return json.loads(base64.b64decode(headers["payment-required"]))  # type: ignore[no-any-return]


def payment(at: Gateway, key: str = KEY, domain: dict[str, Any] | None = None, **changes: Any) -> str:
    """A payment as the specification has it; `changes` are made to what is signed."""
    asked = terms(at)
    offer = asked["accepts"][0]
    name, chain, asset = USDC[at.settings.network]
    said = {
        "from": Account.from_key(key).address, "to": offer["payTo"],
        "value": int(offer.get("amount") or offer["maxAmountRequired"]), "validAfter": NOW - 600,
        "validBefore": NOW + 900, "nonce": secrets.token_bytes(32), **changes,
    }  # fmt: skip
    where = {"name": name, "version": "2", "chainId": chain, "verifyingContract": asset, **(domain or {})}
    signed = Account.sign_typed_data(key, where, TYPES, said)
    authorization = {k: f"0x{v.hex()}" if isinstance(v, bytes) else str(v) for k, v in said.items()}
    payload = {"signature": f"0x{signed.signature.hex().removeprefix('0x')}", "authorization": authorization}
    version = at.settings.version
    whole: dict[str, Any] = {"x402Version": version, "payload": payload}
    whole |= {"accepted": offer} if version == 2 else {"scheme": offer["scheme"], "network": offer["network"]}
    return encode(whole)


def encode(whole: Any) -> str:
    return base64.b64encode(json.dumps(whole).encode()).decode()


def changed(header: str, change: Any) -> str:
    whole = json.loads(base64.b64decode(header))
    change(whole)
    return encode(whole)


def test_the_terms() -> None:
    asked = terms(shop())
    assert asked["accepts"] == [{
        "scheme": "exact", "network": "eip155:84532", "amount": "16750", "maxTimeoutSeconds": 300,
        "asset": USDC["eip155:84532"][2], "payTo": shop().pay_to, "extra": {"name": "USDC", "version": "2"},
    }]  # fmt: skip
    _, _, body = post(shop())
    assert body["price"] == {"amount": "0.015000", "currency": "USD"}  # without markup and fee, as the real one


def test_a_bad_request_is_refused_before_it_is_asked_to_pay() -> None:
    assert post(shop(), order={**ORDER, "size": "7x7"})[0] == 400


@pytest.mark.parametrize("network", sorted(USDC))
@pytest.mark.parametrize("version", [1, 2])
def test_a_payment(network: str, version: int) -> None:
    at = shop(network=network, version=version)
    header = payment(at)
    status, headers, body = post(at, header)
    assert (status, body["payment"]["status"], body["price"]["amount"]) == (200, "settled", "0.016750")
    said = json.loads(base64.b64decode(headers["payment-response" if version == 2 else "x-payment-response"]))
    assert said["transaction"] == body["payment"]["tx_hash"] == headers["x-payment-receipt"]
    (settled,) = at.books.settlements
    assert (settled.payer, settled.value) == (PAYER, 16_750)
    assert post(at, header)[0] == 402
    assert post(at, header)[2]["error"] == "invalid_exact_evm_nonce_already_used"
    assert len(at.books.settlements) == 1
    assert (at.books.pictures_sent, at.books.double_payments(), at.books.paid_by(PAYER)) == (1, [], 16_750)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "value above": ({"value": 16_751}, "authorization_value"),
    "value below": ({"value": 16_749}, "authorization_value"),
    "another payee": ({"to": PAYER}, "recipient_mismatch"), "too late": ({"validBefore": NOW + 5}, "valid_before"),
    "too early": ({"validAfter": NOW + 1}, "valid_after"), "not theirs": ({"from": "0x" + "11" * 20}, "signature"),
    "another name": ({"domain": {"name": "Other"}}, "signature"),
    "another chain": ({"domain": {"chainId": 1}}, "signature"),
    "another token": ({"domain": {"verifyingContract": "0x" + "22" * 20}}, "signature"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_payment_that_does_not_hold(case: str) -> None:
    at = shop()
    changes, word = BAD[case]
    status, headers, body = post(at, payment(at, **changes))
    assert status == 402
    assert word in body["error"]
    assert "payment-required" in headers
    assert at.books.settlements == []


FIELDS = ("to", "value", "validAfter", "validBefore", "nonce", "from")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_altered_after_signing(field: str) -> None:
    at = shop()

    def alter(whole: dict[str, Any]) -> None:
        said = whole["payload"]["authorization"]
        said[field] = {
            "to": "0x" + "33" * 20, "value": "16749", "validAfter": "0", "validBefore": str(NOW + 800),
            "nonce": "0x" + "44" * 32, "from": "0x" + "55" * 20,
        }[field]  # fmt: skip

    assert post(at, changed(payment(at), alter))[0] == 402
    assert at.books.settlements == []


@pytest.mark.parametrize("name", ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds"])
def test_the_offer_has_to_be_echoed_unchanged(name: str) -> None:
    at = shop()

    def alter(whole: dict[str, Any]) -> None:
        value = whole["accepted"][name]
        whole["accepted"][name] = (
            value.lower() if name == "asset" else value + 1 if isinstance(value, int) else f"{value}0"
        )

    status, _, body = post(at, changed(payment(at), alter))
    assert (status, body["error"]) == (402, "No matching payment requirements")


@pytest.mark.parametrize("v", ["00", "01", "1d"])
def test_a_signature_that_the_token_would_refuse(v: str) -> None:
    at = shop()

    def alter(whole: dict[str, Any]) -> None:
        whole["payload"]["signature"] = whole["payload"]["signature"][:-2] + v

    assert post(at, changed(payment(at), alter))[0] == 402


@pytest.mark.parametrize("junk", ["x", "e30=", encode([]), encode({"x402Version": 2}), encode({"x402Version": 7}), "é"])
def test_junk(junk: str) -> None:
    status, _, body = post(shop(), junk)
    assert (status, body["error"]) == (402, "invalid_payload") or body["error"] == "No matching payment requirements"


def test_the_golden_vector_of_the_specification() -> None:
    """Signed by somebody else, with a key nobody here has."""
    cashier = Cashier(
        Books(), network="eip155:84532", version=2, pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C", max_timeout=60
    )  # fmt: skip
    said = {
        "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66", "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
    }  # fmt: skip
    signature = (
        "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05d"
        "ed3d6293af148b571c"
    )
    assert cashier._signer(said, signature) == said["from"].lower()


def test_an_empty_wallet() -> None:
    at = shop(books=Books(balances={PAYER: 16_749}))
    status, _, body = post(at, payment(at))
    assert (status, body["details"]) == (402, "Insufficient balance")


# --- slow jobs


def test_a_job_is_settled_on_the_first_poll_that_finds_it_done() -> None:
    at = shop(slow=True, polls=1)
    header = payment(at)
    status, _, job = post(at, header)
    assert (status, job["payment_status"]) == (202, "verified")
    assert post(at, header)[0] == 402  # one authorization, one job

    def poll(**headers: str) -> tuple[int, dict[str, Any]]:
        code, _, body = at.respond("GET", job["poll_url"], {"host": HOST["host"], **headers}, b"")
        return code, json.loads(body)

    assert poll()[0] == 402
    assert poll(**{"payment-signature": payment(at, key="0x" + "00" * 31 + "02")})[0] == 402
    running = {k: v for k, v in job.items() if not k.startswith("poll_")}
    assert poll(**{"payment-signature": header}) == (202, {**running, "status": "in_progress"})
    assert at.books.settlements == []
    first, second = (poll(**{"payment-signature": header}) for _ in range(2))
    assert (first[0], first[1]["payment"]["status"]) == (200, "settled")
    assert (second[0], second[1]["payment"]["status"]) == (200, "already_settled")
    assert first[1]["data"] == second[1]["data"]
    assert len(at.books.settlements) == 1


# --- keys, faults, books


def test_a_key() -> None:
    at = shop(pays="bearer", key="mine")
    assert post(at)[0] == 401
    headers = {**HOST, "authorization": "Bearer mine"}
    status, out, _ = at.respond("POST", PLACE, headers, json.dumps(ORDER).encode())
    assert (status, out["x-blockrun-cost-usd"]) == (200, "0.016750")


def test_books_are_written_as_things_happen(tmp_path: Path) -> None:
    file = tmp_path / "books.jsonl"
    at = shop(books=Books(file))
    post(at, payment(at))
    at.books.close()
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == [
        "claimed",
        "settled",
        "handed over",
    ]
    with pytest.raises(BadRequest):
        Books(tmp_path)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(ATTACKS)))
def test_a_fault_happens_at_its_stage(kind: str) -> None:
    faults = Faults([kind])
    others = {"ask", "paid", "poll", "file"} - {KINDS[kind]}
    assert [faults.take(stage) for stage in others] == [None] * 3
    assert faults.take(KINDS[kind]) == Fault(kind=kind)
    assert (faults.take(KINDS[kind]), faults.happened) == (None, [kind])


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_an_attack_changes_the_terms(attack: str) -> None:
    honest, attacked = shop(), shop(attack)
    assert post(honest)[:2] != post(attacked)[:2] or post(honest)[2] != post(shop(attack))[2]


def test_faults_from_a_seed_repeat() -> None:
    runs = []
    for _ in range(2):
        faults = Faults(seed=7, rate=0.5)
        runs.append([faults.take(stage) for stage in ("ask", "paid", "poll", "file") * 20])
    assert runs[0] == runs[1]
    assert {fault is None for fault in runs[0]} == {True, False}


@pytest.mark.parametrize("text", ["nothing", "500:x", "500:0", "500@nowhere", ""])
def test_no_such_fault(text: str) -> None:
    with pytest.raises(BadRequest):
        Faults([text])


def test_a_connection_that_breaks() -> None:
    at = shop("truncated")
    with pytest.raises(ConnectionLost) as lost:
        post(at, payment(at))
    assert lost.value.sent is not None
    assert len(lost.value.sent[2]) * 2 <= int(lost.value.sent[1]["content-length"])
    assert len(at.books.settlements) == 1


@pytest.mark.parametrize(
    "settings", [{"pays": "gold"}, {"speaks": "french"}, {"max_timeout": 0}, {"network": "eip155:1"}, {"version": 3}]
)
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        shop(**settings)
