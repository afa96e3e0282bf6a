"""An HTTP server that chooses, pays and serves pictures: OpenAI's Images API, and a page to look at.

It needs the extra `server`. Only `pixelfare.server.tokens` and `pixelfare.server.settings` load without it.
"""

from __future__ import annotations

__all__: list[str] = []
