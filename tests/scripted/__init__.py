"""A gateway that says what a test tells it to, a journal that remembers, and a signer that counts."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixelfare.errors import GatewayUnreachable
from pixelfare.size import Size
from pixelfare.transport.call import Call
from pixelfare.transport.messages import HttpRequest, HttpResponse, Wait
from pixelfare.transport.rails import X402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pixelfare.transport.messages import Flow
    from pixelfare.x402.values import SignedPayment

URL = "https://gateway.example/api"
KEY = (1).to_bytes(32, "big")
"""A public throw-away key; never fund it."""
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
NOW = 1_764_000_000.0
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAAC0lEQVR4nGP4DwEACf4D/aVVhVYAAAAASUVORK5CYII=")
TRANSACTION = "0x" + "ab" * 32


def call(**parts: Any) -> Call:
    return Call(**{"url": URL, "model": "zai/cogview-4", "prompt": "a red bicycle", "size": Size(8, 8), **parts})


def answered(status: int, body: Any = None, headers: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return HttpResponse(status=status, headers=tuple(headers), body=content)


def demand(amount: int = 16750, **parts: Any) -> HttpResponse:
    """A 402 with terms of version 2."""
    offer = {
        "scheme": "exact", "network": "eip155:8453", "amount": str(amount), "asset": BASE_USDC, "payTo": PAY_TO,
        "maxTimeoutSeconds": 300, "extra": {"name": "USD Coin", "version": "2"}, **parts,
    }  # fmt: skip
    terms = {"x402Version": 2, "accepts": [offer], "resource": {"url": f"{URL}/v1/images/generations"}}
    header = base64.b64encode(json.dumps(terms).encode()).decode()
    return answered(402, {"error": "payment required"}, [("payment-required", header)])


def picture(**parts: Any) -> HttpResponse:
    uri = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    return answered(200, {"data": [{"url": uri}], **parts}, settled())


def settled(transaction: str = TRANSACTION) -> list[tuple[str, str]]:
    said = {"success": True, "transaction": transaction, "network": "eip155:8453"}
    return [("payment-response", base64.b64encode(json.dumps(said).encode()).decode())]


def job(status: str = "queued", code: int = 202, **parts: Any) -> HttpResponse:
    return answered(code, {"id": "img_1", "status": status, "poll_url": "/api/v1/images/generations/img_1", **parts})


def lost() -> GatewayUnreachable:
    return GatewayUnreachable("gateway.example: no answer within 200 s")


@dataclass
class Recorded:
    """A journal in memory."""

    steps: list[str] = field(default_factory=list)
    payment: SignedPayment | None = None
    amount: int | None = None
    said: list[str] = field(default_factory=list)

    def asking(self, request: HttpRequest) -> None:
        assert request.method == "POST"
        self.steps.append("asking")

    def signed(self, payment: SignedPayment, *, demanded: int) -> None:
        assert self.payment is None, "a second payment"
        self.payment, self.amount = payment, demanded
        self.steps.append("signed")

    def sending(self) -> None:
        self.steps.append("sending")

    def answered(self, response: HttpResponse) -> None:
        self.steps.append(f"answered {response.status}")

    def job(self, place: str) -> None:
        assert place
        self.steps.append("job")

    def settled(self, *, amount: int | None, transaction: str, evidence: str) -> None:
        self.said.append(evidence)
        self.steps.append(f"settled {amount} {transaction[:6]}")

    def refused(self, evidence: str) -> None:
        self.said.append(evidence)
        self.steps.append("refused")

    def unpaid(self, proof: str) -> None:
        self.said.append(proof)
        self.steps.append("unpaid")

    def unknown(self, evidence: str) -> None:
        self.said.append(evidence)
        self.steps.append("unknown")

    def note(self, evidence: str) -> None:
        self.said.append(evidence)


class Signer:
    """Signs, and counts how often."""

    def __init__(self) -> None:
        from eth_account import Account  # noqa: PLC0415  slow to load

        self._account = Account.from_key(KEY)
        self.signatures = 0

    @property
    def address(self) -> str:
        return str(self._account.address)

    def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
        self.signatures += 1
        return self._account.sign_typed_data(full_message=full_message)


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def rail(signer: Signer, clock: Clock, **parts: Any) -> X402:
    return X402(**{
        "signer": signer, "network": "eip155:8453", "quoted": 16750, "cap": 250_000, "nonce": b"\x11" * 32,
        "clock": clock, **parts,
    })  # fmt: skip


Said = HttpResponse | Exception


def carry_out(
    flow: Flow[Any],
    script: Iterable[Said],
    clock: Clock | None = None,
    before: Callable[[HttpRequest], None] | None = None,
) -> tuple[Any, list[HttpRequest], list[float]]:
    """Run a flow against a script, which has to be used up.

    Returns:
        What the flow returned or raised, the requests it made, and how long it waited.
    """
    left = list(script)
    requests: list[HttpRequest] = []
    waits: list[float] = []
    outcome: HttpResponse | Exception | None = None
    try:
        while True:
            step = flow.throw(outcome) if isinstance(outcome, Exception) else flow.send(outcome)
            if isinstance(step, Wait):
                waits.append(step.seconds)
                if clock is not None:
                    clock.now += step.seconds
                outcome = None
                continue
            requests.append(step)
            if before is not None:
                before(step)
            assert left, f"an unexpected request: {step}"
            outcome = left.pop(0)
    except StopIteration as end:
        assert not left, f"{len(left)} answers left over"
        return end.value, requests, waits
    except Exception as failure:
        if left:
            raise AssertionError(f"{len(left)} answers left over after {failure!r}") from failure
        return failure, requests, waits
