"""A load generator that costs little itself: HTTP/1.1 over asyncio's streams, connections kept alive."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["Load", "ask", "post"]

_MOST_SECONDS = 600.0


@dataclass(kw_only=True)
class Load:
    """What came of many requests.

    Args:
        seconds: Of each, in the order in which they ended.
        whole: From the first to the last.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    whole: float = 0.0


def post(path: str, body: str, token: str = "") -> bytes:
    """A request as it goes over the wire."""
    who = f"authorization: Bearer {token}\r\n" if token else ""
    data = body.encode()
    method = "POST" if body else "GET"
    about = f"content-type: application/json\r\ncontent-length: {len(data)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{who}{about}\r\n".encode() + data


def ask(url: str, requests: Callable[[int], bytes], count: int, at_once: int) -> Load:
    """Send requests, some at a time, and wait for all answers.

    Args:
        url: The server's.
        requests: Makes the request of a number.
        count: How many.
        at_once: Over how many connections.
    """
    load = Load()
    place = urlsplit(url)
    numbers = iter(range(count))

    async def main() -> None:
        workers = [_work(place.port or 80, numbers, requests, load) for _ in range(min(at_once, count))]
        began = time.perf_counter()
        async with asyncio.timeout(_MOST_SECONDS):
            await asyncio.gather(*workers)
        load.whole = time.perf_counter() - began

    asyncio.run(main())
    return load


async def _work(port: int, numbers: Iterator[int], requests: Callable[[int], bytes], load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        for number in numbers:
            began = time.perf_counter()
            writer.write(requests(number))
            head = await reader.readuntil(b"\r\n\r\n")
            at = head.lower().find(b"content-length:")
            await reader.readexactly(int(head[at + 15 :].split(b"\r\n", 1)[0]))
            load.seconds.append(time.perf_counter() - began)
            load.statuses[int(head[9:12])] += 1
    finally:
        writer.close()
