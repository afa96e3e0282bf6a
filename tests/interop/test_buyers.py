"""Other people's clients at our sandbox: the official x402 client, and BlockRun's own SDK."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

import pytest
from blockrun_llm import ImageClient
from eth_account import Account
from x402.http.clients.httpx import x402HttpxClient
from x402.mechanisms.evm.exact.register import register_exact_evm_client

from pixelfare import Catalog
from pixelfare.sandbox import Sandbox
from pixelfare.x402.networks import NETWORKS
from pixelfare.x402.sign import sign
from pixelfare.x402.values import Approval, PaymentOffer, Terms
from pixelfare.x402.wallet import Wallet
from x402 import x402Client

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "0x" + "00" * 31 + "01"
ADDRESS = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
CATALOG = Catalog.load("2026-11-22")
ORDER = {"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "512x512"}
PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
BASE = "eip155:8453"
"""The network BlockRun's client signs for, whatever it is asked."""
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def account() -> Any:
    return Account.from_key(KEY)


def official(account: Any, url: str, **order: Any) -> Any:
    async def main() -> Any:
        client = x402Client()
        register_exact_evm_client(client, account)
        async with x402HttpxClient(client) as http:
            return await http.post(f"{url}/v1/images/generations", json={**ORDER, **order})

    return asyncio.run(main())


@pytest.mark.parametrize("network", [BASE, "eip155:84532"])
@pytest.mark.parametrize("version", [1, 2])
def test_the_official_client(account: Any, network: str, version: int) -> None:
    with Sandbox(CATALOG, pays="x402", network=network, version=version, results="data") as sandbox:
        answer = official(account, sandbox.url)
        assert answer.status_code == 200, answer.text
        assert answer.json()["payment"]["status"] == "settled"
        assert [(s.payer, s.value) for s in sandbox.gateway.books.settlements] == [(ADDRESS, 16_750)]


def test_the_official_client_gets_its_job(account: Any) -> None:
    with Sandbox(CATALOG, pays="x402", slow=True) as sandbox:
        assert official(account, sandbox.url).status_code == 202
        assert sandbox.gateway.books.settlements == []


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(CATALOG, pays="x402", network=BASE, **getattr(request, "param", {})) as running:
        yield running


@pytest.fixture
def blockrun(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> ImageClient:
    monkeypatch.setattr(ImageClient, "IMAGE_POLL_INTERVAL_SECONDS", 0.05)
    return ImageClient(private_key=KEY, api_url=sandbox.url)


def test_blockrun_generates(blockrun: ImageClient, sandbox: Sandbox) -> None:
    answer = blockrun.generate("a red bicycle", model="zai/cogview-4", size="512x512")
    assert answer.data[0].url
    assert [s.value for s in sandbox.gateway.books.settlements] == [16_750]
    assert sandbox.gateway.books.settlements[0].payer == ADDRESS


@pytest.mark.parametrize("sandbox", [{"slow": True, "polls": 2}], indirect=True)
def test_blockrun_polls(blockrun: ImageClient, sandbox: Sandbox) -> None:
    answer = blockrun.generate("a red bicycle", model="zai/cogview-4", size="512x512")
    assert answer.data[0].url
    assert len(sandbox.gateway.books.settlements) == 1


@pytest.mark.parametrize("several", [1, 2])
def test_blockrun_edits(blockrun: ImageClient, sandbox: Sandbox, several: int) -> None:
    image = PNG if several == 1 else [PNG] * several
    answer = blockrun.edit("paint it blue", image, model="openai/gpt-image-2", size="1024x1024")
    assert answer.data[0].url.startswith("data:image/png")
    assert [s.value for s in sandbox.gateway.books.settlements] == [64_000]


@pytest.mark.parametrize("fault", ["400@ask", "403@ask", "429@ask", "500@ask"])
def test_blockrun_reads_our_errors(blockrun: ImageClient, sandbox: Sandbox, fault: str) -> None:
    sandbox.gateway.faults.add(fault)
    with pytest.raises(Exception, match=fault[:3]):
        blockrun.generate("a red bicycle", model="zai/cogview-4", size="512x512")
    assert sandbox.gateway.books.settlements == []


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_signatures_are_equal(account: Any, network: str) -> None:
    """For the same payer, payee, value, window and nonce the official package makes the very same signature."""
    from x402.mechanisms.evm.exact.client import ExactEvmScheme, _wrap_if_local_account  # noqa: PLC0415
    from x402.mechanisms.evm.types import ExactEIP3009Authorization  # noqa: PLC0415
    from x402.schemas import PaymentRequirements  # noqa: PLC0415

    row = NETWORKS[network]
    pay_to, nonce = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", b"\x11" * 32
    offer = PaymentOffer(
        scheme="exact", network=network, amount=16_750, asset=row.asset, pay_to=pay_to, max_timeout=300, raw={}
    )  # fmt: skip
    approval = Approval(
        terms=Terms(version=2, offers=(offer,)), offer=offer, network=row, value=16_750, pay_to=pay_to, payer=ADDRESS,
        valid_after=1_764_000_000, valid_before=1_764_000_900,
    )  # fmt: skip
    _, ours = sign(approval, Wallet(KEY), nonce)
    requirements = PaymentRequirements(
        scheme="exact", network=network, amount="16750", asset=row.asset, pay_to=pay_to, max_timeout_seconds=300,
        extra={"name": row.domain_name, "version": row.domain_version},
    )  # fmt: skip
    authorization = ExactEIP3009Authorization(
        from_address=ADDRESS, to=pay_to, value="16750", valid_after="1764000000", valid_before="1764000900",
        nonce=f"0x{nonce.hex()}",
    )  # fmt: skip
    scheme = ExactEvmScheme(_wrap_if_local_account(account))
    theirs = scheme._sign_authorization(authorization, requirements)
    assert ours == (theirs if theirs.startswith("0x") else f"0x{theirs}")
