"""Running the application with uvicorn, until Ctrl-C or a signal."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from pixelfare.errors import BadRequest, PixelfareError
from pixelfare.server.doors import Door
from pixelfare.server.heads import BACKLOG, most_connections, patient
from pixelfare.server.settings import ServerSettings

__all__ = ["running", "serve"]

_KEEP_ALIVE = 20
_MOST_HEADER_BYTES = 32_768
_START_SECONDS = 30.0
_GRACE = 5
"""Seconds after the end of a stop's time, in which callers are told so."""


def serve(app: Door, settings: ServerSettings, *, ready: Callable[[str], object]) -> None:
    """Serve until Ctrl-C or SIGTERM; then finish what is under way, for as long as the settings say.

    Args:
        app: From `create_app`.
        settings: Where to listen.
        ready: Called with the URL once it listens.

    Raises:
        BadRequest: The address cannot be listened on.
        PixelfareError: The application did not start.
    """
    listening = _listen(settings)
    ready(_url(settings, listening))
    server = _server(app, settings)
    with listening, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise PixelfareError("the server could not be started")


@contextmanager
def running(app: Door, settings: ServerSettings) -> Iterator[str]:
    """The same in a thread, for as long as the block lasts; gives the URL.

    Raises:
        BadRequest: The address cannot be listened on.
    """
    listening = _listen(settings)
    server = _server(app, settings)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])), name="pixelfare-serve", daemon=True
    )
    thread.start()
    waited = threading.Event()
    for _ in range(int(_START_SECONDS / 0.01)):
        if server.started or not thread.is_alive():
            break
        waited.wait(0.01)
    try:
        yield _url(settings, listening)
    finally:
        server.should_exit = True
        thread.join(settings.stop_seconds + _START_SECONDS)
        listening.close()


class _Server(uvicorn.Server):
    """Tells the application when a stop begins, which otherwise learns of it when all requests are answered."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], object]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._stopping()
        await super().shutdown(sockets)


def _server(app: Door, settings: ServerSettings) -> uvicorn.Server:
    config = uvicorn.Config(
        app, http=patient(settings.at_once), ws="none", lifespan="on", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_keep_alive=_KEEP_ALIVE, backlog=BACKLOG,
        h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
        timeout_graceful_shutdown=math.ceil(settings.stop_seconds) + _GRACE,
        limit_concurrency=most_connections(settings.at_once),
    )  # fmt: skip
    return _Server(config, app.stopping)


def _listen(settings: ServerSettings) -> socket.socket:
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        try:
            if os.name != "nt":  # there it would let another program take the port as well
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(BACKLOG)  # whoever is told the address may call it at once
        except OSError:
            made.close()
            raise
    except (OSError, OverflowError, UnicodeError) as failure:
        why = getattr(failure, "strerror", None) or failure
        raise BadRequest(f"cannot listen on {host}:{port}: {why}") from None
    return made


def _url(settings: ServerSettings, listening: socket.socket) -> str:
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{name}:{listening.getsockname()[1]}"
