"""The official x402 seller: its middleware, its facilitator, and a chain that is a dictionary."""

from __future__ import annotations

import base64
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from eth_account import Account
from eth_account.messages import encode_typed_data
from fastapi import FastAPI, Request
from x402.http.middleware.fastapi import payment_middleware
from x402.mechanisms.evm.exact.register import register_exact_evm_facilitator, register_exact_evm_server
from x402.mechanisms.evm.types import TransactionReceipt

from x402 import x402FacilitatorSync, x402ResourceServer

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORK = "eip155:84532"
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAAC0lEQVR4nGP4DwEACf4D/aVVhVYAAAAASUVORK5CYII="
)


class Chain:
    """What the facilitator asks of a chain, answered from memory; it verifies signatures for real."""

    def __init__(self) -> None:
        self.transfers: list[tuple[str, str, int, str]] = []
        self.used: set[str] = set()

    def get_addresses(self) -> list[str]:
        return ["0x000000000000000000000000000000000000dEaD"]

    def get_chain_id(self) -> int:
        return 84532

    def get_code(self, address: str) -> bytes:
        return b"\x60" if address.lower() == USDC.lower() else b""

    def get_balance(self, address: str, token_address: str) -> int:
        del address, token_address
        return 10**9

    def read_contract(self, address: str, abi: Any, function_name: str, *args: Any) -> Any:
        del address, abi
        if function_name == "authorizationState":
            return _hex(args[1]) in self.used
        if function_name == "transferWithAuthorization":
            if _hex(args[5]) in self.used:
                raise ValueError("FiatTokenV2: authorization is used or canceled")
            return None
        return {"name": "USDC", "version": "2", "balanceOf": 10**9}.get(function_name)

    def write_contract(self, address: str, abi: Any, function_name: str, *args: Any, data_suffix: Any = None) -> str:
        del address, abi, function_name, data_suffix
        nonce = _hex(args[5])
        if nonce in self.used:
            raise ValueError("FiatTokenV2: authorization is used or canceled")
        self.used.add(nonce)
        self.transfers.append((args[0], args[1], int(args[2]), nonce))
        return f"0x{nonce}"

    def send_transaction(self, to: str, data: bytes) -> str:
        raise NotImplementedError

    def wait_for_transaction_receipt(self, tx_hash: str) -> TransactionReceipt:
        return TransactionReceipt(status=1, block_number=1, tx_hash=tx_hash)

    def verify_typed_data(
        self, address: str, domain: Any, types: Any, primary_type: str, message: dict[str, Any], signature: bytes
    ) -> bool:
        fields = {
            name: [dict(vars(f)) if not isinstance(f, dict) else f for f in parts] for name, parts in types.items()
        }
        said = {
            "name": domain.name, "version": domain.version, "chainId": domain.chain_id,
            "verifyingContract": domain.verifying_contract,
        }  # fmt: skip
        del primary_type
        signable = encode_typed_data(said, {k: v for k, v in fields.items() if k != "EIP712Domain"}, message)
        return bool(Account.recover_message(signable, signature=signature).lower() == address.lower())


class Local:
    """The official facilitator in this process, asked as a remote one is."""

    def __init__(self, facilitator: x402FacilitatorSync) -> None:
        self._facilitator = facilitator

    async def verify(self, payload: Any, requirements: Any) -> Any:
        return self._facilitator.verify(payload, requirements)

    async def settle(self, payload: Any, requirements: Any) -> Any:
        return self._facilitator.settle(payload, requirements)

    def get_supported(self) -> Any:
        return self._facilitator.get_supported()


def seller(chain: Chain, price: str) -> FastAPI:
    """An image API behind the official middleware."""
    facilitator = x402FacilitatorSync()
    register_exact_evm_facilitator(facilitator, chain, NETWORK)
    server = x402ResourceServer(Local(facilitator))
    register_exact_evm_server(server)
    accepts = {"scheme": "exact", "payTo": PAY_TO, "price": price, "network": NETWORK}
    app = FastAPI()
    app.middleware("http")(payment_middleware({"POST /v1/images/generations": {"accepts": accepts}}, server))

    @app.post("/v1/images/generations")
    async def make(request: Request) -> dict[str, Any]:
        await request.json()
        return {"created": 1, "data": [{"url": f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"}]}

    return app


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def _hex(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value).removeprefix("0x").lower()
