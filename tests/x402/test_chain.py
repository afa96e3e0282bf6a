"""Proof by a node: one honest answer proves something, every odd one proves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.x402.chain import Balance, Proof, balance, prove
from pixelfare.x402.networks import domain_separator, find_network
from pixelfare.x402.values import Network

PAYER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
NONCE = "0x" + "1f" * 32
BEFORE = 1_764_000_900
ZERO, ONE = f"0x{0:064x}", f"0x{1:064x}"

found = find_network("eip155:8453")
assert found is not None
BASE: Network = found
SEPARATOR = f"0x{domain_separator(BASE).hex()}"


class Node:
    """A node that answers as it is told to; `changes` replace the result of a question by its key."""

    def __init__(self, *, state: str = ZERO, time: int = BEFORE, **changes: Any) -> None:
        self.questions: list[dict[str, Any]] = []
        self.results: dict[str, Any] = {
            "block": {"number": "0x64", "timestamp": hex(time), "hash": "0x00"},
            "chain": "0x2105",
            "separator": SEPARATOR,
            "state": state,
            "balance": f"0x{1_234_567:064x}",
            **changes,
        }
        self.wrap: Callable[[str, dict[str, Any]], Any] = lambda _key, answer: answer

    def answer(self, question: dict[str, Any]) -> Any:
        self.questions.append(json.loads(json.dumps(question)))
        match question:
            case {"method": "eth_getBlockByNumber"}:
                key = "block"
            case {"method": "eth_chainId"}:
                key = "chain"
            case {"method": "eth_call", "params": [{"data": data}, _]}:
                key = {"0x3644e515": "separator", "0xe94a0102": "state", "0x70a08231": "balance"}[data[:10]]
            case _:
                pytest.fail(f"odd question: {question}")
        return self.wrap(key, {"jsonrpc": "2.0", "id": question["id"], "result": self.results[key]})

    def ask(self, questions: Any) -> Any:
        answer = None
        while True:
            try:
                answer = self.answer(questions.send(answer))
            except StopIteration as end:
                return end.value

    def proof(self, nonce: str = NONCE, payer: str = PAYER) -> Proof:
        return self.ask(prove(BASE, payer, nonce, BEFORE))


def test_what_is_asked() -> None:
    node = Node()
    node.proof()
    payer, nonce = PAYER[2:].rjust(64, "0"), "1f" * 32
    assert [(q["id"], q["method"], q["params"]) for q in node.questions] == [
        (1, "eth_getBlockByNumber", ["finalized", False]),
        (2, "eth_chainId", []),
        (3, "eth_call", [{"to": BASE.asset, "data": "0x3644e515"}, "0x64"]),
        (4, "eth_call", [{"to": BASE.asset, "data": f"0xe94a0102{payer}{nonce}"}, "0x64"]),
    ]
    assert {q["jsonrpc"] for q in node.questions} == {"2.0"}


@pytest.mark.parametrize(
    ("state", "time", "proved"),
    [
        (ZERO, BEFORE - 1, "open"), (ZERO, BEFORE, "unpaid"), (ZERO, BEFORE + 1, "unpaid"),
        (ONE, BEFORE - 1, "used"), (ONE, BEFORE, "used"),
    ],
)  # fmt: skip
def test_what_is_proved(state: str, time: int, proved: str) -> None:
    proof = Node(state=state, time=time).proof()
    assert proof.state == proved
    assert f"in finalized block 100 of eip155:8453, of time {time}" in proof.evidence
    assert proved == "used" or str(BEFORE) in proof.evidence


ODD_RESULTS = [
    ("block", None, "names no finalized block"),
    ("block", "0x64", "names no finalized block"),
    ("block", {}, "block number is no number"),
    ("block", {"number": 100, "timestamp": hex(BEFORE)}, "block number is no number"),
    ("block", {"number": "0x064", "timestamp": hex(BEFORE)}, "block number is no number"),
    ("block", {"number": "100", "timestamp": hex(BEFORE)}, "block number is no number"),
    ("block", {"number": "0x64", "timestamp": BEFORE}, "block time is no number"),
    ("block", {"number": "0x64", "timestamp": "-0x1"}, "block time is no number"),
    ("block", {"number": "0x64", "timestamp": "0x" + "f" * 17}, "block time is no number"),
    ("block", {"number": "0x64", "timestamp": "0x0"}, "no time in seconds"),
    ("block", {"number": "0x64", "timestamp": hex(BEFORE * 1000)}, "no time in seconds"),
    ("chain", "0x1", "is one of chain 1, not of 8453"),
    ("chain", "0x14a34", "is one of chain 84532, not of 8453"),
    ("chain", 8453, "chain id is no number"),
    ("chain", "0x2105\n", "chain id is no number"),
    ("separator", "0x", "no contract at 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
    ("separator", ZERO, "another contract than the USDC that is known"),
    ("separator", SEPARATOR[:-1], "not one word of 32 bytes"),
    ("state", "0x", "no contract"),
    ("state", "0x0", "not one word of 32 bytes"),
    ("state", False, "not one word of 32 bytes"),
    ("state", None, "not one word of 32 bytes"),
    ("state", ZERO + "0" * 64, "not one word of 32 bytes"),
    ("state", f"0x{2:064x}", "neither yes nor no"),
    ("state", f"0x{1 << 255:064x}", "neither yes nor no"),
    ("state", "0x" + "０" * 64, "not one word of 32 bytes"),
]


@pytest.mark.parametrize(("key", "result", "said"), ODD_RESULTS)
def test_an_odd_result_proves_nothing(key: str, result: object, said: str) -> None:
    proof = Node(**{key: result}).proof()
    assert proof.state == "unclear"
    assert proof.evidence.startswith("nothing is proved: ")
    assert said in proof.evidence


@pytest.mark.parametrize("key", ["block", "chain", "separator", "state"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: None, "is no JSON-RPC"),
        (lambda a: [a], "is no JSON-RPC"),
        (lambda a: {**a, "id": a["id"] + 1}, "belongs to another question"),
        (lambda a: {**a, "id": str(a["id"])}, "belongs to another question"),
        (lambda a: {**a, "id": a["id"] * 1.0}, "belongs to another question"),
        (lambda a: {"result": a["result"]}, "belongs to another question"),
        (lambda a: {"id": a["id"]}, "belongs to another question, or to none"),
        (lambda a: {**a, "error": {"code": -32000, "message": "header\n not found"}}, "error: header not found"),
        (lambda a: {**a, "error": "x" * 1000}, "error: " + "x" * 120),
        (lambda a: {**a, "error": {}}, "with an error: None"),
    ],
)
def test_an_odd_answer_proves_nothing(key: str, change: Callable[[Any], Any], said: str) -> None:
    node = Node()
    node.wrap = lambda asked, answer: change(answer) if asked == key else answer
    proof = node.proof()
    assert (proof.state, said in proof.evidence) == ("unclear", True)
    assert len(proof.evidence) < 250


@pytest.mark.parametrize("nonce", ["", NONCE[2:], NONCE[:-1], NONCE + "0", "0x" + "g" * 64])
def test_without_a_nonce_nobody_is_asked(nonce: str) -> None:
    node = Node()
    assert node.proof(nonce=nonce).state == "unclear"
    assert node.proof(payer=PAYER[:-1]).state == "unclear"
    assert node.questions == []


def test_a_node_that_tells_no_error_where_it_says_null_is_believed() -> None:
    node = Node()
    node.wrap = lambda _key, answer: {**answer, "error": None}
    assert node.proof().state == "unpaid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
    | st.sampled_from([ZERO, ONE, SEPARATOR, "0x", "0x64", "0x2105", hex(BEFORE), hex(BEFORE - 1)]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "result", "error", "number", "timestamp", "message"]), inner, max_size=4),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["block", "chain", "separator", "state"]), JSON))
def test_unpaid_is_only_what_every_answer_says(results: dict[str, Any]) -> None:
    node = Node(**results)
    if node.proof().state == "unpaid":
        told = node.results
        assert int(told["block"]["timestamp"], 16) >= BEFORE
        assert (told["chain"], told["separator"], told["state"]) == ("0x2105", SEPARATOR, ZERO)


@given(st.sampled_from(["block", "chain", "separator", "state"]), JSON)
def test_no_answer_whatever_is_more_than_unclear(key: str, answer: Any) -> None:
    node = Node()
    node.wrap = lambda asked, good: answer if asked == key else good
    proof = node.proof()
    assert proof.state == "unclear" or (isinstance(answer, dict) and "result" in answer)


# --- balances


def test_a_balance() -> None:
    node = Node()
    assert node.ask(balance(BASE, PAYER)) == Balance(micro_usd=1_234_567, evidence="1.234567 USDC on eip155:8453")
    assert [q["params"][-1:] for q in node.questions] == [[], ["latest"], ["latest"]]
    assert node.questions[2]["params"][0]["data"] == "0x70a08231" + PAYER[2:].rjust(64, "0")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chain": "0x1"}, "is one of chain 1"),
        ({"separator": "0x"}, "no contract"),
        ({"balance": "0x1"}, "not one word"),
        ({"balance": None}, "not one word"),
    ],
)
def test_a_balance_that_is_not_known_is_not_nothing(changes: dict[str, Any], said: str) -> None:
    found = Node(**changes).ask(balance(BASE, PAYER))
    assert found.micro_usd is None
    assert said in found.evidence
