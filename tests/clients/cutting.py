"""A relay between a client and a server that loses answers, as networks do."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["Relay", "relay"]

_END_SECONDS = 10


@dataclass(kw_only=True)
class Relay:
    """A relay that runs.

    Args:
        url: Where it listens.
        lose: How many answers are still to be lost.
        after: Whether they are lost once the server has written them, or before it has.
        lost: How many were.
    """

    url: str = ""
    lose: int = 1
    after: bool = True
    lost: int = 0


@contextmanager
def relay(to: str, *, after: bool, lose: int = 1) -> Iterator[Relay]:
    """Run a relay to a server for as long as the block lasts.

    Args:
        to: The server's URL.
        after: Lose the answer that has come, or hang up on both sides while it is awaited.
        lose: How many.
    """
    made = Relay(lose=lose, after=after)
    loop = asyncio.new_event_loop()
    place = urlsplit(to)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inside, outside = await asyncio.open_connection(place.hostname, place.port)
        up = asyncio.ensure_future(_copy(reader, outside))
        try:
            if made.lose > 0:
                made.lose -= 1
                made.lost += 1
                if made.after:
                    await inside.read(1)  # the answer has begun
                else:
                    await asyncio.sleep(0.5)  # the order is under way
                writer.transport.abort()
                outside.transport.abort()
                return
            await _copy(inside, writer)
        finally:
            up.cancel()
            for one in (writer, outside):
                one.close()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(handle, "127.0.0.1", 0)

    server = loop.run_until_complete(listen())
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end(), loop).result(_END_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_END_SECONDS)
        loop.close()


async def _end() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
