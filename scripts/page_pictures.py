"""Take the pictures of the server's page that the docs show: the sandbox, a made-up fortnight of orders, and Chromium.

Usage:
    python scripts/page_pictures.py
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
PROMPT = "a night-market poster that says “OPEN LATE” in neon, two cats below it, in the style of a woodcut"
TOKEN = "pf-local-" + "0" * 43
KEY = "0x" + "00" * 31 + "01"
"""A public throw-away key; never fund it."""
BUDGET = {"call": "0.25", "day": "3", "month": "20", "labels": {"agents": {"day": "0.80"}}}
DAY = 86_400
FORTNIGHT: tuple[tuple[float, dict[str, Any]], ...] = (
    (11.2, {"prompt": "a lighthouse at dusk", "label": "website"}),
    (9.1, {"prompt": "a sign that says “FRESH FISH”", "label": "website"}),
    (8.3, {"prompt": "a tabby cat", "intent": "cheapest", "label": "agents"}),
    (6.4, {"prompt": "a poster that says “欢迎光临”", "label": "website"}),
    (5.2, {"prompt": "a castle above clouds", "intent": "quality", "label": "website"}),
    (3.3, {"prompt": "three icons of fruit", "intent": "cheapest", "n": 3, "label": "agents"}),
    (2.1, {"prompt": "an old tram in the rain", "label": "website"}),
    (1.2, {"prompt": "a red bicycle", "label": "website"}),
    (0.21, {"prompt": "a logo that says “ACME”", "label": "website"}),
    (0.15, {"prompt": "a tabby cat on a sofa", "intent": "cheapest", "label": "agents"}),
    (0.12, {"prompt": "a harbour in winter", "label": "agents"}),
    (0.10, {"prompt": "a harbour in spring", "label": "agents"}),
    (0.05, {"prompt": "a harbour in autumn", "label": "agents"}),
    (0.02, {"prompt": "a harbour in summer", "label": "agents"}),
)
"""How many days ago, and what was asked for."""


def main() -> int:
    """Take them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("error: no chromium on this machine", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ.update(HOME=home, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config")
        _take(stack, chromium)
    return 0


def _take(stack: ExitStack, chromium: str) -> None:
    import httpx
    from playwright.sync_api import sync_playwright

    from pixelfare import Catalog, Ledger, Router
    from pixelfare.sandbox.server import Sandbox
    from pixelfare.server.app import create_app
    from pixelfare.server.running import running
    from pixelfare.server.settings import ServerSettings
    from pixelfare.server.tokens import KeyRing

    ago = 0.0
    settings = ServerSettings(port=0)
    box = stack.enter_context(Sandbox(Catalog.load(), pays="x402", network="eip155:84532"))
    ledger = stack.enter_context(Ledger(clock=lambda: time.time() - ago))

    def router_of(**parts: Any) -> Router:
        return Router("sandbox", KEY, BUDGET, ledger, url=box.url, patience=1, **parts)

    app = create_app(router_of, KeyRing(TOKEN), settings, served=("sandbox",))
    url = stack.enter_context(running(app, settings))
    headers = {"authorization": f"Bearer {TOKEN}"}
    api = stack.enter_context(httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False))
    for days, wish in FORTNIGHT:
        ago = days * DAY
        api.post("/v1/images/generations", json=wish).raise_for_status()
    ago = 0.0
    box.gateway.faults.add("reset-after")
    api.post("/v1/images/generations", json={"prompt": "a lost letter", "label": "website"})

    driver = stack.enter_context(sync_playwright())
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync")  # fmt: skip
    page = driver.chromium.launch(executable_path=chromium, args=list(flags)).new_page(
        viewport={"width": 1280, "height": 1080}, reduced_motion="reduce"
    )
    page.goto(f"{url}/#token={TOKEN}")
    page.wait_for_selector("#tabs:not([hidden])")
    page.fill("#prompt", PROMPT)
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    page.wait_for_selector("#bought img")
    page.wait_for_timeout(1_500)
    page.screenshot(path=DOCS / "page-try.png")
    page.click("nav a[href='#/spend']")
    page.wait_for_selector(".order img")
    page.wait_for_timeout(500)
    page.set_viewport_size({"width": 1280, "height": 1240})
    page.wait_for_timeout(500)
    page.screenshot(path=DOCS / "page-spend.png")


if __name__ == "__main__":
    raise SystemExit(main())
