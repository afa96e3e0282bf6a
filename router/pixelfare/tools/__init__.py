"""Five tools for language models: choose, price, make and edit pictures, and see what was spent.

`PictureTools` holds them; `pixelfare mcp` serves them, and a module for each agent framework hands them over:
`langchain`, `openai_agents`, `pydantic_ai`, `llama_index` and `smolagents`. Importing this loads none of these.
"""

from __future__ import annotations

from pixelfare.tools.contract import Outcome, Tool, picture_tools, tools_of
from pixelfare.tools.pictures import PictureTools

__all__ = ["Outcome", "PictureTools", "Tool", "picture_tools", "tools_of"]
