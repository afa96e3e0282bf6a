"""BlockRun's own client for Python, unmodified: our token is what it takes for an API key."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import httpx
import pytest
from blockrun_llm import ImageClient
from blockrun_llm.types import APIError

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Served

CLIENT = "blockrun-llm (Python)"
WALLET = "0x" + "00" * 31 + "01"


@pytest.fixture
def client(served: Served) -> ImageClient:
    return ImageClient(f"brk_{served.token}", api_url=served.url)


@pytest.mark.parametrize("model", ["zai/cogview-4", "openai/gpt-image-2"])
def test_generate(client: ImageClient, model: str) -> None:
    """generate, with our token as its API key."""
    made = client.generate("a red bicycle", model=model, size="1024x1024")
    assert httpx.get(made.data[0].url).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("how", ["one", "several", "masked"])
def test_edit(client: ImageClient, png: Path, mask: Path, how: str) -> None:
    """edit with data URLs."""
    image = _data_url(png)
    more = {"mask": _data_url(mask)} if how == "masked" else {}
    made = client.edit("paint it blue", [image, image] if how == "several" else image, **more)
    assert httpx.get(made.data[0].url).content.startswith(b"\x89PNG")


def test_error(client: ImageClient) -> None:
    """An error has its status."""
    with pytest.raises(APIError) as failed:
        client.generate("a red bicycle", model="acme/none")
    assert failed.value.status_code == 404


def test_wallet(served: Served) -> None:
    """A wallet's client takes the token in its URL, as the password of the user localhost."""
    place = served.url.removeprefix("http://")
    with ImageClient(WALLET, api_url=f"http://localhost:{served.token}@{place}/api") as client:
        assert client.generate("a red bicycle", model="zai/cogview-4").data[0].url
    with ImageClient(WALLET, api_url=f"{served.url}/api") as client, pytest.raises(APIError) as failed:
        client.generate("a red bicycle", model="zai/cogview-4")
    assert failed.value.status_code == 401


def _data_url(file: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
