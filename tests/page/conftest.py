"""A server on the sandbox, and the system's Chromium, without which these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelfare import Router
from pixelfare.catalog.catalog import Catalog
from pixelfare.sandbox.server import Sandbox
from pixelfare.server.app import create_app
from pixelfare.server.running import running
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import KeyRing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

TOKEN = "pf-local-" + "0" * 43
KEY = "0x" + "00" * 31 + "01"
"""A public throw-away key; never fund it."""
NETWORK = "eip155:84532"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation",
  (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass(kw_only=True)
class Served:
    """A running server, and the sandbox that it buys from."""

    url: str
    box: Sandbox
    api: httpx.Client

    def buy(self, prompt: str, **parts: Any) -> httpx.Response:
        return self.api.post("/v1/images/generations", json={"prompt": prompt, **parts})

    def orders(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.get("/v1/orders").json()["orders"]
        return found


@dataclass(kw_only=True)
class Seen:
    """What a page did besides showing something."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def check(self, url: str) -> None:
        """No request left the server, nothing was complained about, and the policy was never broken."""
        foreign = [r.url for r in self.requests if not r.url.startswith((url, "data:", f"blob:{url}"))]
        assert foreign == []
        assert self.complaints == []
        assert self.page.evaluate("window.violations") == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for each file of tests: its event loop must not outlive them."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=list(FLAGS))


@pytest.fixture
def served(home: object) -> Iterator[Served]:  # noqa: ARG001  everything is kept in that folder
    settings = ServerSettings(port=0)
    with ExitStack() as stack:
        box = stack.enter_context(Sandbox(Catalog.load(), pays="x402", network=NETWORK))
        budget = {"call": "0.25", "day": "2", "labels": {"agents": {"day": "1"}}}

        def router_of(**parts: Any) -> Router:
            return Router("sandbox", KEY, url=box.url, budget=budget, patience=2, **parts)

        app = create_app(router_of, KeyRing(TOKEN), settings, served=("sandbox",))
        url = stack.enter_context(running(app, settings))
        headers = {"authorization": f"Bearer {TOKEN}"}
        api = stack.enter_context(httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False))
        yield Served(url=url, box=box, api=api)


@pytest.fixture
def seen(browser: Browser, served: Served) -> Iterator[Seen]:
    """A page that is watched; the test fails at its end for whatever it did that it must not."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(10_000)
        found = Seen(page=page)

        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                found.complaints.append(message.text)

        page.on("request", lambda request: found.requests.append(request))  # noqa: PLW0108  it marks what it is given
        page.on("console", said)
        page.on("pageerror", lambda failure: found.complaints.append(str(failure)))
        yield found
        found.check(served.url)


@pytest.fixture
def page(seen: Seen, served: Served) -> Page:
    """The page, opened with the token."""
    seen.page.goto(f"{served.url}/#token={TOKEN}")
    seen.page.wait_for_selector("#tabs:not([hidden])")
    return seen.page
