"""OpenAI's own client for Python, unmodified."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Bought, Served

CLIENT = "openai (Python)"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def client(served: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=served.base_url, api_key=served.token)


def test_url(client: openai.OpenAI) -> None:
    """images.generate answers with links that open without a key."""
    made = client.images.generate(prompt="a red bicycle", model="auto", response_format="url")
    assert made.data is not None
    assert made.data[0].url
    assert httpx.get(made.data[0].url).content.startswith(PNG)


def test_b64_json(client: openai.OpenAI) -> None:
    """images.generate answers with base64."""
    made = client.images.generate(prompt="a red bicycle", model="zai/cogview-4", response_format="b64_json")
    assert made.data is not None
    assert made.data[0].b64_json
    assert base64.b64decode(made.data[0].b64_json).startswith(PNG)


def test_several(client: openai.OpenAI) -> None:
    """images.generate with n=2 answers with two pictures."""
    made = client.images.generate(prompt="a red bicycle", n=2)
    assert made.data is not None
    assert len({part.url for part in made.data}) == 2


@pytest.mark.parametrize("model", ["auto", "pixelfare/quality", "zai/cogview-4", "gpt-image-2", "dall-e-3"])
def test_models(client: openai.OpenAI, model: str) -> None:
    """images.generate with a model, an intent, or neither."""
    retired = model == "dall-e-3"
    if retired:
        with pytest.raises(openai.UnprocessableEntityError):
            client.images.generate(prompt="a red bicycle", model=model)
        return
    made = client.images.generate(prompt="a red bicycle", model=model)
    assert made.data is not None
    # As OpenAI itself: its gpt-image models hand over base64, all others links.
    assert (made.data[0].b64_json is not None) == (model == "gpt-image-2")
    if "/" in model and not model.startswith("pixelfare/"):
        assert _ours(made)["model"] == model


def test_extra_body(client: openai.OpenAI) -> None:
    """extra_body carries our parameters, and the answer's `pixelfare` the decision."""
    made = client.images.generate(
        prompt="a red bicycle", size="1024x1024", extra_body={"max_usd": "0.05", "tolerance": "0.9", "label": "agent"}
    )  # fmt: skip
    said = _ours(made)
    assert int(said["quote"]["micro_usd"]) <= 50_000
    assert said["why"]
    assert said["label"] == "agent"


def test_raw_headers(client: openai.OpenAI) -> None:
    """with_raw_response shows the order, the model and the request id."""
    raw = client.images.with_raw_response.generate(prompt="a red bicycle", model="zai/cogview-4")
    parsed = raw.parse()
    assert raw.headers["x-pixelfare-model"] == "zai/cogview-4"
    assert raw.headers["x-pixelfare-order"] == _ours(parsed)["order"]
    assert raw.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("how", ["one file", "several files", "bytes", "with a mask"])
def test_edit(client: openai.OpenAI, png: Path, mask: Path, how: str) -> None:
    """images.edit with files."""
    more: dict[str, Any] = {"mask": mask} if how == "with a mask" else {}
    image: Any = {"several files": [png, png], "bytes": ("in.png", png.read_bytes(), "image/png")}.get(how, png)
    made = client.images.edit(prompt="paint it blue", image=image, model="gpt-image-2", **more)
    assert made.data is not None
    assert made.data[0].b64_json


def test_model_list(client: openai.OpenAI) -> None:
    """models.list and models.retrieve."""
    names = [model.id for model in client.models.list()]
    assert {"auto", "pixelfare/quality", "zai/cogview-4"} <= set(names)
    assert client.models.retrieve("zai/cogview-4").id == "zai/cogview-4"
    assert client.models.retrieve("auto").owned_by == "pixelfare"


def test_async(served: Served) -> None:
    """AsyncOpenAI, several at the same time."""

    async def main() -> int:
        async with openai.AsyncOpenAI(base_url=served.base_url, api_key=served.token) as client:
            made = await asyncio.gather(*(client.images.generate(prompt=f"bicycle {i}") for i in range(6)))
        return len({_ours(one)["order"] for one in made})

    assert asyncio.run(main()) == 6


def test_wrong_token(served: Served) -> None:
    """AuthenticationError for a wrong token."""
    with pytest.raises(openai.AuthenticationError) as failed:
        openai.OpenAI(base_url=served.base_url, api_key="sk-other").images.generate(prompt="a red bicycle")
    assert failed.value.code == "invalid_api_key"


@pytest.mark.parametrize(
    ("asked", "kind", "param"),
    [
        ({"model": "acme/none"}, openai.NotFoundError, "model"),
        ({"size": "17x17"}, openai.UnprocessableEntityError, None),
        ({"size": "large"}, openai.BadRequestError, "size"),
        ({"extra_body": {"max_used": "0.05"}}, openai.BadRequestError, "max_used"),
        ({"extra_body": {"max_usd": "0.000001"}}, openai.UnprocessableEntityError, None),
        ({"stream": True}, openai.BadRequestError, "stream"),
        ({"background": "transparent"}, openai.BadRequestError, "background"),
    ],
    ids=["unknown model", "no such size", "no size", "misspelt limit", "too low a limit", "stream", "transparent"],
)
def test_errors(client: openai.OpenAI, asked: dict[str, Any], kind: type[openai.APIStatusError], param: str) -> None:
    """The right class of error, with its parameter."""
    with pytest.raises(openai.APIStatusError) as failed:
        client.images.generate(prompt="a red bicycle", **asked)
    assert type(failed.value) is kind, failed.value
    assert failed.value.param == param
    assert failed.value.code
    assert (failed.value.request_id or "").startswith("req_")


def test_over_budget(paying: Served, bought: Bought) -> None:
    """PermissionDeniedError beyond the budget, and nothing is paid."""
    client = openai.OpenAI(base_url=paying.base_url, api_key=paying.token)
    with pytest.raises(openai.PermissionDeniedError) as failed:
        client.images.generate(prompt="a red bicycle", model="zai/cogview-4", n=10, size="1440x1440")
    assert failed.value.type == "insufficient_quota"
    assert bought.settled == []


def _ours(made: Any) -> dict[str, Any]:
    said: dict[str, Any] = made.pixelfare
    return said
