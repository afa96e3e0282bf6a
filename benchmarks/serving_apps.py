"""What stands behind and beside the server in the load benchmark: a gateway that answers at once, and a bare forwarder.

Run: `python benchmarks/serving_apps.py upstream PORT` or `forwarder PORT URL`.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import struct
import sys
import time
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request

SLOW_SECONDS = 5.0
"""How long a job takes whose prompt begins with `slow`."""
_numbers = itertools.count()
_jobs: dict[bytes, float] = {}


def png(side: int = 512) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x28\x5a\xa0" * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


_TEXT = base64.b64encode(png()).decode()
# BlockRun's answers have a URL, OpenAI's have base64; one answer with both serves either.
_DONE = {"created": 1, "data": [{"url": f"data:image/png;base64,{_TEXT}", "b64_json": _TEXT}]}


def _answer(status: int, body: dict[str, Any]) -> bytes:
    text = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
    return head.encode() + text


_READY = _answer(200, _DONE)
_COMPLETED = _answer(200, {"status": "completed", **_DONE})
_RUNNING = _answer(202, {"status": "in_progress"})


class Upstream(asyncio.Protocol):
    """One connection of the gateway; HTTP/1.1 as far as it is needed here."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport, self._data = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            at = head.lower().find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._data) < end + 4 + length:
                return
            body, self._data = self._data[end + 4 : end + 4 + length], self._data[end + 4 + length :]
            self._transport.write(_answered(head, body))  # type: ignore[attr-defined]


def _answered(head: bytes, body: bytes) -> bytes:
    if head.startswith(b"GET"):
        job = head.split(b" ", 2)[1].rpartition(b"/")[2]
        return _COMPLETED if time.monotonic() >= _jobs.get(job, 0.0) else _RUNNING
    if b'"slow' not in body:
        return _READY
    job = f"img_{next(_numbers)}"
    _jobs[job.encode()] = time.monotonic() + SLOW_SECONDS
    return _answer(202, {"id": job, "status": "queued", "poll_url": f"/api/v1/images/generations/{job}"})


async def upstream(port: int) -> None:
    """Serve the gateway until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port, backlog=4096)
    print(json.dumps({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"}), flush=True)
    await server.serve_forever()


def forwarder(port: int, url: str) -> None:
    """Serve the least that can stand between a client and a gateway: Starlette, httpx, and nothing else."""
    import httpx
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    client = httpx.AsyncClient(limits=httpx.Limits(max_connections=None, max_keepalive_connections=256))

    async def forward(request: Request) -> Response:
        headers = {"content-type": "application/json"}
        found = await client.post(url + request.url.path, content=await request.body(), headers=headers)
        return Response(found.content, found.status_code, media_type="application/json")

    app = Starlette(routes=[Route("/v1/images/generations", forward, methods=["POST"])])
    # As `pixelfare serve` runs it.
    uvicorn.run(app, host="127.0.0.1", port=port, http="h11", log_config=None, access_log=False)


if __name__ == "__main__":
    if sys.argv[1] == "upstream":
        asyncio.run(upstream(int(sys.argv[2])))
    else:
        forwarder(int(sys.argv[2]), sys.argv[3])
