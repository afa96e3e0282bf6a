"""LangChain's image tool, unmodified: DallEAPIWrapper of langchain-community, which drives OpenAI's client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

langchain = pytest.importorskip("langchain_community.utilities.dalle_image_generator")

if TYPE_CHECKING:
    from clients.serving import Served

CLIENT = "LangChain"


@pytest.mark.parametrize("model", ["auto", "zai/cogview-4"])
def test_wrapper(served: Served, model: str) -> None:
    """DallEAPIWrapper with base_url."""
    wrapper = langchain.DallEAPIWrapper(model=model, base_url=served.base_url, api_key=served.token)
    assert httpx.get(wrapper.run("a red bicycle")).content.startswith(b"\x89PNG")


def test_tool(served: Served) -> None:
    """OpenAIDALLEImageGenerationTool around it, as an agent calls it."""
    from langchain_community.tools.openai_dalle_image_generation import OpenAIDALLEImageGenerationTool  # noqa: PLC0415

    wrapper = langchain.DallEAPIWrapper(model="auto", n=2, base_url=served.base_url, api_key=served.token)
    said = OpenAIDALLEImageGenerationTool(api_wrapper=wrapper).invoke("a red bicycle")
    assert len(said.split("\n")) == 2
