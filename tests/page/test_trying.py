"""The page in a real browser: what is read, what is bought, and that it is bought once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from pixelfare.server.tokens import new_key

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Seen, Served

SIGN = "🦊 a poster that says “欢迎光临”, photorealistic, 16:9"
SLOW_FIRST = """
const real = window.fetch;
let first = true;
window.fetch = async (path, options) => {
  if (path !== "/v1/route" || !first) return real(path, options);
  first = false;
  const answer = await real(path, { ...options, signal: undefined }); // it cannot be called off
  await new Promise((done) => { window.release = done; });
  return answer;
};
"""
LOSE_FIRST = """
const real = window.fetch;
window.fetch = async (path, options) => {
  if (!path.startsWith("/v1/images/") || sessionStorage.getItem("was-lost")) return real(path, options);
  sessionStorage.setItem("was-lost", "1");
  await real(path, options);
  LOST
};
"""


def until(page: Page, condition: str) -> None:
    """Wait for it. Playwright's own way evaluates text inside the page, which the page's policy forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"never came true: {condition}")


def tab_to(page: Page, id_: str) -> None:
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not lead to {id_}")


def bought(page: Page) -> str:
    page.wait_for_selector("#bought .pictures img")
    until(page, "document.querySelector('#bought img').naturalWidth > 0")
    return page.inner_text("#bought .facts")


def test_a_whole_run_by_keyboard(page: Page, served: Served) -> None:
    assert "token" not in page.url
    tab_to(page, "prompt")
    page.keyboard.type("a red bicycle")
    page.wait_for_selector("#choice .pick")
    price = page.inner_text("#choice .price")
    assert price in page.inner_text("#generate")
    assert price in page.inner_text("#choice-said")
    tab_to(page, "generate")
    page.keyboard.press("Enter")
    receipt = bought(page)
    (order,) = served.orders()
    assert order["order"] in receipt
    assert price in receipt
    assert page.evaluate("document.activeElement.id") == "generate"
    page.keyboard.press("Shift+Tab")
    while page.evaluate("document.activeElement.textContent") != "Spend":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert order["model"] in page.inner_text(".order")
    assert price in page.inner_text(".order .amount")
    page.wait_for_selector(".order img")
    page.go_back()
    page.wait_for_selector("#try-view:not([hidden])")
    assert page.input_value("#prompt") == "a red bicycle"
    page.go_forward()
    page.wait_for_selector("#spend-view:not([hidden])")


def test_what_is_read_is_marked_whatever_stands_before_it(page: Page) -> None:
    page.fill("#prompt", SIGN)
    page.wait_for_selector("mark.lettering")
    assert page.inner_text("mark.lettering") == "欢迎光临"
    assert page.inner_text("mark.capability") == "photorealistic"
    assert page.inner_text("mark.shape") == "16:9"
    assert page.text_content("#mirror") == SIGN + "\u200b"
    assert "lettering: zh “欢迎光临”" in page.text_content("#legend")
    # what is typed before a mark moves it at once, and what is typed into it takes it away
    page.evaluate("const box = document.getElementById('prompt'); box.value = 'two ' + box.value.replace('欢', '不欢');"
                  "box.dispatchEvent(new InputEvent('input'))")  # fmt: skip
    assert page.inner_text("mark.capability") == "photorealistic"


def test_a_stale_answer_never_overwrites_a_newer_one(seen: Seen, served: Served) -> None:
    page = seen.page
    page.add_init_script(SLOW_FIRST)
    page.goto(f"{served.url}/#token=pf-local-{'0' * 43}")
    page.wait_for_selector("#try-view:not([hidden])")
    page.fill("#prompt", "a poster that says “STALE”")
    until(page, "window.release !== undefined")
    page.fill("#prompt", "a poster that says “新的”")
    page.wait_for_selector("mark.lettering")
    newer = page.inner_text("#choice-body")
    page.evaluate("release()")
    page.wait_for_timeout(100)
    assert page.inner_text("mark.lettering") == "新的"
    assert page.inner_text("#choice-body") == newer


def test_nothing_is_bought_before_its_price_is_shown(seen: Seen, served: Served) -> None:
    page = seen.page
    page.add_init_script(SLOW_FIRST)
    page.goto(f"{served.url}/#token=pf-local-{'0' * 43}")
    page.wait_for_selector("#try-view:not([hidden])")
    page.fill("#prompt", "a red bicycle")
    until(page, "window.release !== undefined")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#bought .note")
    assert "Press again to buy it." in page.inner_text("#bought")
    assert page.inner_text("#choice .price") in page.inner_text("#bought")
    assert served.orders() == []
    page.keyboard.press("Control+Enter")
    bought(page)
    assert len(served.orders()) == 1


def test_what_the_button_says_is_the_most_that_is_paid(page: Page, served: Served) -> None:
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    said = float(page.inner_text("#choice .price").removeprefix("$"))
    served.box.gateway.faults.add("asks-more")  # the first offer fails, and without a cap a dearer one would be taken
    page.click("#generate")
    bought(page)
    assert 0 < float(served.orders()[0]["paid_usd"]) <= said


def test_pressing_twice_buys_once(page: Page, served: Served) -> None:
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.focus("#generate")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    bought(page)
    page.keyboard.press("Enter")
    page.dblclick("#generate", force=True)
    page.focus("#prompt")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert len(served.orders()) == 1


def test_another_candidate_is_chosen_and_bought_by_keyboard(page: Page, served: Served) -> None:
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    usual = page.inner_text("#choice .price")
    other = page.locator("#choice-body tbody tr").first
    name, size = other.locator("td b").first.inner_text(), other.locator("td").nth(1).inner_text()
    price = other.locator("td.number .exact").first.inner_text()
    other.locator("button").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#choice-body .facts').textContent.includes('You chose it.')")
    assert page.evaluate("document.activeElement.id") == "own-back"
    assert name in page.inner_text("#own-says")
    assert page.inner_text("#choice .pick h3") == name
    assert page.inner_text("#choice .price") in page.inner_text("#generate")
    names = page.locator("#choice-body tbody td:first-child b").all_inner_texts()  # the policy's choice among them
    assert name not in names[:1]
    assert usual in page.inner_text("#choice-body tbody")
    page.type("#prompt", " in the rain")  # a word more does not unchoose it
    page.wait_for_timeout(400)
    assert page.inner_text("#choice .pick h3") == name
    page.click("#generate")
    bought(page)
    (order,) = served.orders()
    assert (order["size"].replace("x", "×"), f"${order['paid_usd']}") == (size.partition(",")[0], price)
    page.click("#own-back")
    until(page, f"document.querySelector('#choice .price').textContent === '{usual}'")
    assert page.is_hidden("#own")
    assert page.evaluate("document.activeElement.id") == "choice"


def test_what_is_chosen_by_hand_gives_way_to_another_intent_and_stays_when_it_is_refused(
    page: Page, seen: Seen
) -> None:
    page.fill("#prompt", "a red bicycle")
    page.click("#choice-body tbody button >> nth=0")
    until(page, "document.querySelector('#choice-body .facts').textContent.includes('You chose it.')")
    page.click("#more summary")
    page.fill("#max-usd", "0.000001")
    until(page, "document.querySelector('#choice-body .pick') === null")  # a refusal stands there
    assert page.is_visible("#own-back")
    page.fill("#max-usd", "")
    page.select_option("#intent", "cheapest")
    assert page.is_hidden("#own")
    until(page, "document.querySelector('#choice-body .pick') !== null")
    assert "You chose it." not in page.inner_text("#choice-body")
    assert all("4" in text for text in seen.complaints)  # the browser's own lines for prices asked in vain
    seen.complaints.clear()


def test_enter_in_an_option_buys_nothing(page: Page, served: Served) -> None:
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.click("#more summary")
    for name in ("size", "count", "max-usd", "label"):
        page.focus(f"#{name}")
        page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert served.orders() == []
    page.fill("#size", "16:9")
    assert page.inner_text("#generate") == "Generate"  # until the new price is known
    until(page, "document.getElementById('choice-said').textContent.includes('1344×768')")
    assert "$" in page.inner_text("#generate")


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(seen: Seen, served: Served) -> None:
    page = seen.page
    page.add_init_script(LOSE_FIRST.replace("LOST", "throw new TypeError('lost');"))
    page.goto(f"{served.url}/#token=pf-local-{'0' * 43}")
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    page.wait_for_selector("#bought .note")
    assert "press again" in page.inner_text("#bought")
    page.wait_for_selector("#generate:not([aria-disabled])")
    page.click("#generate")
    bought(page)
    assert len(served.orders()) == 1


def test_a_mistake_of_the_server_says_nothing_about_the_money_so_the_ledger_is_asked(
    seen: Seen, served: Served
) -> None:
    page = seen.page
    mistake = (
        "new Response(JSON.stringify({ error: { message: 'a mistake', code: 'internal-error' } }), { status: 500 })"
    )
    page.add_init_script(LOSE_FIRST.replace("LOST", f"return {mistake};"))
    page.goto(f"{served.url}/#token=pf-local-{'0' * 43}")
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    receipt = bought(page)
    assert served.orders()[0]["order"] in receipt
    assert len(served.orders()) == 1


def test_what_is_over_the_budget_is_refused_in_words(page: Page, seen: Seen, served: Served) -> None:
    page.fill("#prompt", "a red bicycle")
    page.fill("#count", "10")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    page.wait_for_selector("#bought .note.bad")
    assert "Nothing was bought" in page.inner_text("#bought")
    assert "--budget call=" in page.inner_text("#bought")
    assert served.orders() == []
    assert all("403" in text for text in seen.complaints)
    seen.complaints.clear()


def test_a_reload_finds_the_purchase_again(seen: Seen, served: Served) -> None:
    page = seen.page
    page.add_init_script(LOSE_FIRST.replace("LOST", "return new Promise(() => {});"))
    page.goto(f"{served.url}/#token=pf-local-{'0' * 43}")
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    with page.expect_response("**/v1/images/generations"):
        page.click("#generate")
    page.reload()
    receipt = bought(page)
    assert served.orders()[0]["order"] in receipt
    assert len(served.orders()) == 1


def test_a_payment_that_is_not_known_is_said_and_can_be_looked_after(page: Page, seen: Seen, served: Served) -> None:
    served.box.gateway.faults.add("reset-after")
    page.fill("#prompt", "a red bicycle")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    page.wait_for_selector("#bought .note.warn")
    assert "not known" in page.inner_text("#bought")
    page.click("#bought a[href='#/spend']")
    page.wait_for_selector(".mend button")
    assert "1 payment is not known" in page.inner_text("#spend-body")
    page.click("nav a[href='#/try']")
    page.wait_for_timeout(1_100)  # presses right after an answer do nothing
    page.click("#generate")  # the same wish is not another payment, also after this
    until(page, "document.getElementById('progress').hidden")
    page.fill("#prompt", "another wish")
    until(page, "document.getElementById('generate').textContent !== 'Generate'")
    page.wait_for_timeout(1_100)
    page.click("#generate")
    bought(page)
    page.reload()
    page.fill("#prompt", "a red bicycle")  # nor after others, nor after a reload
    until(page, "document.getElementById('generate').textContent !== 'Generate'")
    page.click("#generate")
    until(page, "document.getElementById('bought').textContent.includes('is not known')")
    assert len(served.orders()) == 2
    page.click("nav a[href='#/spend']")
    page.wait_for_selector(".mend button")
    page.click(".mend button")
    until(page, "document.getElementById('orders-said').textContent !== ''")
    assert len(served.orders()) == 2
    assert all(text.count("50") for text in seen.complaints)  # the browser's own lines for the failed calls
    seen.complaints.clear()


def test_spend_says_whether_a_limit_lasts(page: Page, served: Served) -> None:
    def pace(wish: str) -> None:
        page.click("nav a[href='#/try']")
        page.click("nav a[href='#/spend']")
        until(page, f"document.querySelector('#spend-body .pace')?.textContent.includes('{wish}')")

    pace("At rest. In the last 6 hours, nothing was bought.")
    served.buy("a cat", intent="cheapest")
    pace("At this pace, it lasts. In the last 6 hours: 1 order, $0.067 a day, 3% of what the limit can bear.")
    for number in range(7):
        served.buy(f"a cat {number}", intent="cheapest")
    pace("In the last 22.5 minutes: 8 orders, $8.58 a day, 429% of what the limit can bear.")
    assert "At this pace, used up" in page.inner_text("#spend-body .pace.warns")
    assert "lasts" not in page.inner_text("#spend-body .pace >> nth=0")
    for wish in ({"intent": "quality", "n": 2}, {"intent": "cheapest"}):
        while served.buy("a dog", **wish).status_code == httpx.codes.OK:
            pass
    pace("Too little for one more at $0.")


def test_a_picture_is_edited(page: Page, served: Served) -> None:
    picture = served.api.get(served.buy("a red bicycle").json()["data"][0]["url"]).content
    page.fill("#prompt", "paint the bicycle blue")
    page.click("#more summary")
    page.set_input_files("#files", {"name": "bicycle.png", "mimeType": "image/png", "buffer": picture})
    page.wait_for_selector("#inputs img")
    page.wait_for_selector("#choice .pick")
    page.fill("#label", "agents")
    page.click("#generate")
    bought(page)
    newest = served.orders()[0]
    assert (newest["operation"], newest["label"]) == ("edit", "agents")


def test_a_wrong_token_is_asked_for_again(seen: Seen, served: Served) -> None:
    page = seen.page
    for token in ("%", "wrong"):
        page.goto(f"{served.url}/#token={token}")
        page.wait_for_selector("#token-view:not([hidden])")
        until(page, "document.getElementById('token-said').textContent.includes('not the token of this server')")
        assert token not in page.url
    assert page.evaluate("document.activeElement.id") == "token"
    page.fill("#token", f"{served.url}/#token=pf-local-{'0' * 43}")
    page.keyboard.press("Enter")
    page.wait_for_selector("#try-view:not([hidden])")
    assert all("401" in text for text in seen.complaints)
    seen.complaints.clear()


def test_a_key_buys_by_its_own_label_and_sees_nothing_else(seen: Seen, served: Served) -> None:
    served.buy("a cat", label="website")
    page = seen.page
    page.goto(f"{served.url}/#token={new_key('agents')}")
    page.wait_for_selector("#try-view:not([hidden])")
    page.click("#more summary")
    until(page, "!document.getElementById('label').checkVisibility()")
    page.fill("#prompt", "a dog")
    page.wait_for_selector("#choice .pick")
    page.click("#generate")
    bought(page)
    page.click("nav a[href='#/spend']")
    page.wait_for_selector(".order")
    assert page.locator(".order").count() == 1
    assert page.inner_text(".order .label") == "agents"
    assert "website" not in page.inner_text("#spend-view")


def test_hostile_text_stays_text(page: Page, served: Served) -> None:
    hostile = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
    served.buy("a cat", label=hostile)
    page.fill("#prompt", f"a poster that says “{hostile}”")
    page.wait_for_selector("mark")
    page.click("text=The whole explanation")
    page.goto(f"{served.url}/#/spend")
    page.wait_for_selector(".order")
    assert hostile in page.inner_text(".order .label")
    page.select_option("#spend-by", "label")
    until(page, "document.querySelector('#spend-body .card > table td').textContent.includes('<img')")
    catalog = served.api.get("/v1/catalog").json()
    catalog["models"][0] = {**catalog["models"][0], "name": hostile, "id": hostile}
    catalog["models"][0]["offers"][0]["gateway"] = "sandbox"
    page.route("**/v1/catalog", lambda route: route.fulfill(json=catalog))
    page.click("nav a[href='#/catalog']")
    page.wait_for_selector(".model")
    assert hostile in page.inner_text("#models")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x], main script").count() == 0


def test_the_catalog_is_filtered(page: Page) -> None:
    page.click("nav a[href='#/catalog']")
    page.wait_for_selector(".model")
    page.fill("#filter", "cogview 1344×768")
    until(page, "document.querySelectorAll('.model').length === 1")
    assert "$0.016750" in page.inner_text(".model")
    page.fill("#filter", "no such model")
    page.wait_for_selector("#models .empty")
