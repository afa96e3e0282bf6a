"""A real `pixelfare serve` in a process and a home of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import Order
from pixelfare.sandbox import Sandbox

__all__ = ["Bought", "Served", "picture", "serve"]

_STOP_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that runs.

    Args:
        url: Without a path.
        token: Of its machine.
        home: Where it keeps everything.
    """

    url: str
    token: str = field(repr=False)
    home: Path

    @property
    def base_url(self) -> str:
        """What OpenAI's clients are given."""
        return f"{self.url}/v1"

    def orders(self) -> tuple[Order, ...]:
        """What its ledger holds, newest first."""
        with Ledger(self.home / "data" / "pixelfare" / "ledger.sqlite3") as ledger:
            return ledger.orders()


class Bought:
    """What a server has ordered, and its gateway settled, since this was made."""

    def __init__(self, seller: Sandbox, served: Served) -> None:
        self._seller, self._served = seller, served
        self._settled, self._ordered = len(seller.gateway.books.settlements), len(served.orders())

    @property
    def settled(self) -> list[int]:
        """Micro-USD of each settlement."""
        return [one.value for one in self._seller.gateway.books.settlements[self._settled :]]

    @property
    def orders(self) -> int:
        """How many orders were written."""
        return len(self._served.orders()) - self._ordered


@contextmanager
def serve(home: Path, *options: str) -> Iterator[Served]:
    """Run the server for as long as the block lasts."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXELFARE_")}
    places = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    process = subprocess.Popen(
        [sys.executable, "-m", "pixelfare", "serve", "--port", "0", "--json", "--quiet", *options],
        env={**kept, **{name: str(place) for name, place in places.items()}}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline() or "{}")
        assert said, "the server ended before it listened"
        yield Served(url=said["url"], token=said["token"], home=home)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def picture(file: Path, *, transparent: bool) -> Path:
    """Write a small PNG; with a transparent middle it is a mask."""
    made = Image.new("RGBA", (256, 256), (40, 90, 160, 255))
    if transparent:
        made.paste((0, 0, 0, 0), (64, 64, 192, 192))
    made.save(file)
    return file
