"""The page at `/`: a few files of our own, without a build step and without a byte from elsewhere."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from pixelfare.server.failures import Refused

__all__ = ["index", "part"]

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}  # fmt: skip


async def index(request: Request) -> Response:
    """The page itself; it holds no data, and asks for the token."""
    return _answer(request, "index.html")


async def part(request: Request) -> Response:
    """A style sheet or a module of it."""
    return _answer(request, request.path_params["name"])


def _answer(request: Request, name: str) -> Response:
    # Looked up among the files there are, so that no name can lead out of the folder.
    found = _files().get(name)
    if found is None:
        raise Refused(404, "there is no such path", code="no-such-path")
    data, tag, kind = found
    headers = {"etag": tag, "cache-control": "no-cache", "content-type": kind}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers)


@cache
def _files() -> dict[str, tuple[bytes, str, str]]:
    """Content, tag and media type of each file, by name."""
    found = {}
    for file in sorted(_FOLDER.iterdir()):
        if file.suffix in _TYPES:
            data = file.read_bytes()
            found[file.name] = data, f'"{hashlib.sha256(data).hexdigest()[:24]}"', _TYPES[file.suffix]
    return found
