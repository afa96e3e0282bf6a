"""LiteLLM's library, unmodified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

litellm = pytest.importorskip("litellm")

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Served

CLIENT = "litellm"


@pytest.mark.parametrize("model", ["openai/auto", "openai/zai/cogview-4", "openai/gpt-image-2"])
def test_generation(served: Served, model: str) -> None:
    """image_generation with api_base."""
    made = litellm.image_generation("a red bicycle", model=model, api_base=served.base_url, api_key=served.token)
    assert made.data[0].url or made.data[0].b64_json


def test_edit(served: Served, png: Path) -> None:
    """image_edit with api_base."""
    with png.open("rb") as image:
        made = litellm.image_edit(
            image=[image], prompt="paint it blue", model="openai/gpt-image-2", api_base=served.base_url,
            api_key=served.token,
        )  # fmt: skip
    assert made.data[0].b64_json


def test_error(served: Served) -> None:
    """NotFoundError for an unknown model."""
    with pytest.raises(litellm.NotFoundError):
        litellm.image_generation("x", model="openai/acme/none", api_base=served.base_url, api_key=served.token)
