"""What paying costs: time per call over bare httpx, and round trips, beside BlockRun's own client where it is there."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rows import Row

__all__ = ["paying_speed"]

DAY = "2026-11-22"
ROUNDS, WARM = 60, 5
ORDER = {"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "512x512", "n": 1}
KEY = (1).to_bytes(32, "big")


def paying_speed(rounds: int = ROUNDS) -> list[Row]:
    """Medians of single calls to a sandbox inside this process, each kind in turn so that all see the same machine."""
    import httpx
    from paying_faults import _draw_once

    from pixelfare import Catalog, Router, X402Transport
    from pixelfare.sandbox import Gateway
    from pixelfare.sandbox.settings import Settings
    from pixelfare.transport.inside import InProcess

    _draw_once()
    catalog = Catalog.load(DAY)
    folder = Path(tempfile.mkdtemp())
    free = Gateway(catalog, Settings(results="data"))
    paid = Gateway(catalog, Settings(pays="x402", results="data"))
    url = "http://127.0.0.1:9/v1/images/generations"
    common: dict[str, Any] = {"catalog": catalog, "url": "http://127.0.0.1:9"}
    budget = "call=none,day=none"
    bare = httpx.Client(transport=InProcess(free))
    alone = httpx.Client(transport=X402Transport(KEY, "1", total="1000", network="base-sepolia", inner=InProcess(paid)))
    plain = Router("sandbox", ledger=folder / "free.sqlite3", http=InProcess(free), **common)
    signed = Router("sandbox", KEY, budget, folder / "paid.sqlite3", http=InProcess(paid), **common)
    known = Router("sandbox", KEY, budget, folder / "known.sqlite3", http=InProcess(paid), presign=True, **common)

    def make(router: Any) -> Callable[[], object]:
        return lambda: router.generate("a red bicycle", "cheapest", size="512x512", out=f"{folder}/pictures/")

    def amake(router: Any) -> Callable[[], object]:
        return lambda: asyncio.run(
            router.agenerate("a red bicycle", "cheapest", size="512x512", out=f"{folder}/pictures/")
        )

    kinds: dict[str, Callable[[], object]] = {
        "bare httpx, unpaid": lambda: bare.post(url, json=ORDER).content,
        "X402Transport, signed": lambda: alone.post(url, json=ORDER).content,
        "router, unpaid": make(plain),
        "router, signed": make(signed),
        "router, signed, known terms": make(known),
        "router, unpaid, async": amake(plain),
        "router, signed, async": amake(signed),
        "nothing, async": lambda: asyncio.run(asyncio.sleep(0)),
    }
    times = _medians(kinds, rounds)
    base, loop = times["bare httpx, unpaid"], times["nothing, async"]
    rows = [Row(what="bare httpx, unpaid", value=base, unit="ms")]
    added = {name: times[name] - base - (loop if "async" in name else 0) for name in list(kinds)[1:-1]}
    rows += [Row(what=f"{name}: added", value=value, unit="ms") for name, value in added.items()]
    rows += _round_trips(catalog, folder)
    for router in (plain, signed, known):
        router.close()
    for client in (bare, alone):
        client.close()
    return rows


def _medians(kinds: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(rounds + WARM):
        for name, call in kinds.items():
            began = time.perf_counter()
            call()
            if number >= WARM:
                taken[name].append((time.perf_counter() - began) * 1e3)
    return {name: statistics.median(times) for name, times in taken.items()}


def _round_trips(catalog: Any, folder: Path) -> list[Row]:
    """Requests to the gateway per paid picture, counted on the wire."""
    from pixelfare import Router
    from pixelfare.sandbox import Sandbox

    rows = []
    for name, presign, goal in (("first time", False, 2.0), ("known terms", True, 1.0)):
        lines: list[str] = []
        with Sandbox(catalog, pays="x402", results="data", log=lines.append) as sandbox:
            ledger = folder / f"trips-{presign}.sqlite3"
            with Router("sandbox", KEY, ledger=ledger, catalog=catalog, url=sandbox.url, presign=presign) as router:
                router.generate("a red bicycle", "cheapest")
                before = len(lines)
                router.generate("a red bicycle", "cheapest")
                rows.append(Row(what=f"round trips, {name}", value=float(len(lines) - before), goal=goal))
    rows.append(_reference(catalog))
    return rows


def _reference(catalog: Any) -> Row:
    """BlockRun's own client, where it can be imported: it asks, is asked to pay, and pays, every time."""
    what = "round trips, blockrun-llm 1.21.1 ImageClient"
    try:
        from blockrun_llm import ImageClient
    except ModuleNotFoundError:
        return Row(what=what, text="not installed here; `make interop` has it")
    from pixelfare.sandbox import Sandbox

    lines: list[str] = []
    with Sandbox(catalog, pays="x402", network="eip155:8453", results="data", log=lines.append) as sandbox:
        client = ImageClient(private_key=f"0x{KEY.hex()}", api_url=sandbox.url)
        client.generate("a red bicycle", model="zai/cogview-4", size="512x512")
        before = len(lines)
        client.generate("a red bicycle", model="zai/cogview-4", size="512x512")
        client.close()
        return Row(what=what, value=float(len(lines) - before))
