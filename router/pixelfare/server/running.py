"""Running the application with uvicorn, until Ctrl-C or a signal."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from pixelfare.errors import BadRequest
from pixelfare.server.settings import ServerSettings

__all__ = ["running", "serve"]

_KEEP_ALIVE = 20
_MOST_HEADER_BYTES = 32_768
_MOST_FILES = 20_000
_BACKLOG = 2_048
_START_SECONDS = 30.0


def serve(app: ASGIApp, settings: ServerSettings, *, ready: Callable[[str], object]) -> None:
    """Serve until Ctrl-C or SIGTERM; then finish what is under way, for as long as the settings say.

    Args:
        app: From `create_app`.
        settings: Where to listen.
        ready: Called with the URL once it listens.

    Raises:
        BadRequest: The address cannot be listened on.
    """
    _allow_files()
    listening = _listen(settings)
    ready(_url(settings, listening))
    with listening, contextlib.suppress(KeyboardInterrupt):
        _server(app, settings).run(sockets=[listening])


@contextmanager
def running(app: ASGIApp, settings: ServerSettings) -> Iterator[str]:
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


def _server(app: ASGIApp, settings: ServerSettings) -> uvicorn.Server:
    config = uvicorn.Config(
        app, http="h11", ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_keep_alive=_KEEP_ALIVE, h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
        timeout_graceful_shutdown=int(settings.stop_seconds), backlog=_BACKLOG,
    )  # fmt: skip
    return uvicorn.Server(config)


def _listen(settings: ServerSettings) -> socket.socket:
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(_BACKLOG)  # who reads the URL may connect at once
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


def _allow_files() -> None:
    """Each purchase under way holds a lock file and a connection or two; many systems allow few files at first."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(_MOST_FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
