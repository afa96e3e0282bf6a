"""curl, as the gateway's own page shows it, with a token."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Bought, Served
    from pixelfare.sandbox import Sandbox

CLIENT = "curl"
CURL = shutil.which("curl")
BODY = '{"model":"zai/cogview-4","prompt":"a futuristic city at night","size":"1024x1024"}'
pytestmark = pytest.mark.skipif(CURL is None, reason="there is no curl here")


def curl(served: Served, path: str, *more: str, token: bool = True) -> tuple[int, Any]:
    who = ["-H", f"Authorization: Bearer {served.token}"] if token else []
    command = [CURL or "", "-sS", "-w", "\n%{http_code}", "-X", "POST", f"{served.url}{path}", *who, *more]
    body, _, status = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rpartition("\n")
    return int(status), json.loads(body)


@pytest.mark.parametrize("path", ["/v1/images/generations", "/api/v1/images/generations"])
def test_page(served: Served, path: str) -> None:
    """The example of the gateway's page, with our token."""
    status, made = curl(served, path, "-H", "Content-Type: application/json", "-d", BODY)
    assert status == 200
    assert made["data"][0]["url"].startswith(served.url)
    assert made["pixelfare"]["quote"]["usd"] == "0.016750"


def test_without_token(served: Served) -> None:
    """The same without a token is refused."""
    status, said = curl(
        served, "/v1/images/generations", "-H", "Content-Type: application/json", "-d", BODY, token=False
    )
    assert (status, said["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize("name", ["image", "image[]"])
def test_edit(served: Served, png: Path, mask: Path, name: str) -> None:
    """An edit with -F."""
    form = ["-F", "prompt=paint it blue", "-F", f"{name}=@{png}", "-F", "response_format=url"]
    masked = ["-F", f"mask=@{mask}", "-F", "model=gpt-image-2"] if name == "image" else ["-F", f"{name}=@{png}"]
    status, made = curl(served, "/v1/images/edits", *form, *masked)
    assert status == 200
    assert made["data"][0]["url"]


def test_retry(paying: Served, seller: Sandbox, bought: Bought) -> None:
    """--retry with an Idempotency-Key pays once."""
    seller.gateway.faults.add("503@ask")
    again = ["--retry", "3", "--retry-all-errors", "-H", "Idempotency-Key: curl-1"]
    command = [CURL or "", "-sS", "-f", f"{paying.url}/v1/images/generations", *again, "-d", BODY]
    headers = ["-H", f"Authorization: Bearer {paying.token}", "-H", "Content-Type: application/json"]
    subprocess.run([*command, *headers], capture_output=True, check=True)
    assert bought.settled == [16_750]
