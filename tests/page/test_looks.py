"""The page for everybody: labels, contrast, focus, and every width from a phone to a desk, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Seen, Served

VIEWS = {"try": "#choice .pick", "spend": ".order", "catalog": ".model"}
PROMPT = "a neon sign that says “欢迎光临”, in the style of a woodcut, two cats, a Japanese garden, 16:9"

CONTRAST = """() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const poor = [];
  const judge = (what, front, back) => {
    const found = ratio(over(front, back), back);
    if (found < 4.5) poor.push(`${found.toFixed(2)} ${what.slice(0, 40)}`);
  };
  const walker = document.createTreeWalker(document.querySelector("body"), NodeFilter.SHOW_TEXT);
  let judged = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const node = walker.currentNode.parentElement;
    if (!text || !node.checkVisibility() || node.closest(".mirror, .unseen, noscript, datalist")) continue;
    const style = getComputedStyle(node);
    judge(text, parse(node.namespaceURI.endsWith("svg") ? style.fill : style.color), behind(node));
    judged += 1;
  }
  const typed = parse(getComputedStyle(document.getElementById("prompt")).color);
  for (const mark of document.querySelectorAll("mark")) judge(mark.className, typed, behind(mark));
  return [judged, poor];
}"""

NAMES = """() => {
  const bad = [];
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  if (new Set(ids).size !== ids.length) bad.push("an id is there twice");
  for (const name of ["aria-labelledby", "aria-describedby"])
    for (const node of document.querySelectorAll(`[${name}]`))
      for (const id of node.getAttribute(name).split(" ")) if (!ids.includes(id)) bad.push(`${name} to ${id}`);
  const shown = (node) => node.checkVisibility();
  for (const node of [...document.querySelectorAll("input, select, textarea")].filter(shown))
    if (!node.labels.length && !node.ariaLabel) bad.push(`${node.id} has no label`);
  for (const node of [...document.querySelectorAll("button, a, summary")].filter(shown))
    if (!(node.ariaLabel || node.textContent.trim() || node.querySelector("img[alt]:not([alt=''])")))
      bad.push(`${node.outerHTML} has no name`);
  for (const node of document.querySelectorAll("img")) if (!node.hasAttribute("alt")) bad.push("an image has no alt");
  for (const node of [...document.querySelectorAll("button, nav a, input, select")].filter(shown))
    if (node.getBoundingClientRect().height < 24) bad.push(`${node.id} is too small to touch`);
  let level = 0;
  for (const node of [...document.querySelectorAll("h1, h2, h3")].filter(shown)) {
    const now = Number(node.tagName[1]);
    if (now > level + 1) bad.push(`${node.tagName} ${node.textContent} after a heading of level ${level}`);
    level = now;
  }
  if ([...document.querySelectorAll("h1")].filter(shown).length !== 1) bad.push("there is not one h1");
  return bad;
}"""


def shown(page: Page, view: str) -> None:
    page.click(f"nav a[href='#/{view}']")
    page.wait_for_selector(VIEWS[view])
    for summary in page.locator(f"#{view}-view summary").all()[:6]:
        if summary.is_visible():
            summary.click()
    page.wait_for_timeout(60)


@pytest.fixture
def stocked(served: Served, page: Page) -> Page:
    """Orders of two labels, one of them long, and one whose payment is not known; a prompt with every kind of mark."""
    served.buy("a cat", label="website")
    served.buy(
        "a dog", label="an-agent-whose-name-is-longer-than-any-that-a-person-would-choose-for-it", intent="cheapest"
    )
    served.box.gateway.faults.add("reset-after")
    served.buy("a bird", label="agents")
    page.fill("#prompt", PROMPT)
    page.wait_for_selector("mark")
    return page


def test_every_width_in_light_and_dark(stocked: Page) -> None:
    for scheme in ("light", "dark"):
        stocked.emulate_media(color_scheme=scheme)
        for width in (360, 800, 1440):
            stocked.set_viewport_size({"width": width, "height": 800})
            for view in VIEWS:
                shown(stocked, view)
                wide = stocked.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{view} at {width} is {wide} wide"
                judged, poor = stocked.evaluate(CONTRAST)
                assert judged > 20
                assert poor == [], f"{view} at {width} in {scheme}"


def test_what_went_wrong_fits_on_a_phone(served: Served, seen: Seen, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    served.box.gateway.faults.add("reset-after")
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    page.wait_for_selector("#bought .note")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("nav a[href='#/spend']")
    page.click(".order summary")
    page.click(".mend button")
    page.wait_for_selector(".mend .hint:not(:empty):not(:text('Asking'))")
    page.click(".order summary")
    page.wait_for_selector(".order .facts")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(CONTRAST)[1] == []
    seen.complaints.clear()  # the browser's own line for the failed call


def test_everything_has_a_name(stocked: Page) -> None:
    for view in VIEWS:
        shown(stocked, view)
        assert stocked.evaluate(NAMES) == [], view


def test_the_order_of_focus_is_that_of_the_page(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.reload()
    page.wait_for_selector("#tabs:not([hidden])")
    found = []
    for _ in range(10):
        page.keyboard.press("Tab")
        name, ring = page.evaluate("[document.activeElement.id || document.activeElement.textContent.trim(),"
                                   " getComputedStyle(document.activeElement).outlineStyle]")  # fmt: skip
        assert ring == "solid", f"{name} has no visible focus"
        found.append(name)
    assert found == [
        "skip", "Try", "Spend", "Catalog", "prompt", "intent", "size", "count", "Limit, label and pictures to edit",
        "generate",
    ]  # fmt: skip


def test_the_skip_link_leads_to_the_content_and_keeps_the_view(page: Page) -> None:
    page.click("nav a[href='#/spend']")
    page.focus("#skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#/spend")


def test_nothing_moves_for_those_who_asked_for_it(page: Page) -> None:
    assert page.evaluate("getComputedStyle(document.querySelector('.progress .bar')).animationName") == "none"
