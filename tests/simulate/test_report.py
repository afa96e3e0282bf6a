"""The report as a page: well-formed, complete, by itself, exact, and safe whatever a trace holds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import Page, check
from pixelfare.errors import BadRequest
from pixelfare.simulate import Faults, Simulation, simulate
from pixelfare.simulate.report import report_html, summary_html
from pixelfare.simulate.report_tables import MOST_GROUPS

AS_OF = "2026-11-22"
PROMPTS = ("a cat", "霓虹招牌上写着“欢迎光临”", 'a poster that says "Grand Opening"', "a photo of an old man")
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</style></svg></title>",
    "\u202egnp.exe", "nul\x00 bell\x07 del\x7f", "line\nbreak\tand\rmore", "مرحبا بالعالم", "&amp;&#60;b&#62;",
    "<!--", "]]>", "\ufffe\uffff", "$x_1$", "_hidden",
)  # fmt: skip
EIGHT = (
    "auto", "cheapest", "quality", "chinese-text", "multilingual-text", "prompt-following", "character-consistency",
    "auto@0.1",
)  # fmt: skip


def rows(many: int = 24, **more: Any) -> list[dict[str, Any]]:
    return [
        {"prompt": PROMPTS[i % 4], "time": f"2026-10-{1 + i % 9:02d}", "label": f"team-{i % 3}", "paid": "0.0675",
         "model": "openai/gpt-image-2", **more}
        for i in range(many)
    ]  # fmt: skip


def told(trace: Any = None, policies: Any = ("auto", "cheapest", "quality"), **more: Any) -> Simulation:
    return simulate(rows() if trace is None else trace, policies, as_of=AS_OF, **more)


def test_a_page_says_everything() -> None:
    found = told(faults=Faults(refused=0.1, lost=0.1), what_if=["gpt-image-2 -20%"])
    page = check(report_html(found, title="October"))
    heads = re.findall(r"<h2>(.*?)</h2>", report_html(found))
    assert heads == [
        "Summary", "Cost against expected quality", "Cost by day", "Models bought", "Savings", "Price of a row",
        "By need", "By label", "By gateway", "By size", "If calls fail", "What this rests on",
    ]  # fmt: skip
    for text in ("October", AS_OF, found.catalog[:12], "blockrun", "2026-10-01 to 2026-10-09", "really bought"):
        assert text in page.text
    for assumption in found.assumptions:
        assert assumption in page.text
    assert "published benchmark figures" in page.text


def test_amounts_are_those_of_the_simulation_to_the_last_digit() -> None:
    found = told()
    shown = {attrs["value"] for attrs in Page(report_html(found)).all("data")}
    for run in found:
        assert str(run.cost_usd) in shown
        for parts in (run.by_need, run.by_label, run.by_gateway, run.by_size):
            assert {str(part.usd) for part in parts.values()} <= shown
        assert {str(saving.saved) for saving in found.savings(run.name)} <= shown
    text = Page(report_html(found)).text
    for run in found:
        assert run.quality is not None
        assert f"{run.quality.value:.3f}" in text


def test_equal_simulations_give_equal_pages() -> None:
    trace = rows(60)
    assert report_html(told(trace)) == report_html(told(list(reversed(trace))))


def test_nothing_from_a_trace_becomes_markup() -> None:
    trace = [{"prompt": PROMPTS[i % 4], "label": text, "model": text, "paid": "0.01"} for i, text in enumerate(HOSTILE)]
    found = told([*trace, {"prompt": "x", "size": "<b onclick=x>"}], what_if=["gpt-image-2 -20%"])
    page = check(report_html(found, title=HOSTILE[0]))
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "\\u202egnp.exe",
        "nul\\u0000 bell\\u0007",
    ):
        assert text in page.text
    assert "1 row of 15 could not be read" in page.text


def test_names_of_files_are_escaped(tmp_path: Any) -> None:
    file = tmp_path / "a&b <i>'\"\u202e.jsonl"
    file.write_text('{"prompt": "a cat"}\n{"prompt": ""}\n', encoding="utf-8")
    page = check(report_html(told(file, "cheapest")))
    assert "a&b <i>'\"\\u202e.jsonl" in page.text


@settings(max_examples=25)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_any_label_is_safe(labels: list[str]) -> None:
    trace = [{"prompt": "a cat", "label": label, "model": label, "paid": "0.01"} for label in labels]
    check(report_html(told(trace, "cheapest")))


def test_prompts_are_not_in_it() -> None:
    prompt = "a very private tabby"
    found = told([{"prompt": prompt}, {"prompt": prompt, "size": "none"}], "cheapest")
    assert "tabby" not in report_html(found)


def test_rejected_rows_come_first_and_are_counted() -> None:
    text = report_html(told([*rows(), *[{"prompt": ""}] * 7]))
    assert text.index("7 rows of 31 could not be read") < text.index("<h2>Summary</h2>")
    assert "bad-prompt" in text
    assert "could not be read" not in report_html(told())


def test_every_reason_of_a_refusal_is_in_it() -> None:
    found = told([*rows(), {"prompt": "a cat", "size": "9999x9999"}, {"prompt": "a cat", "n": 99}], EIGHT[:4])
    page = check(report_html(found))
    reasons = {reason for run in found for reason in run.refused}
    assert reasons
    for reason in reasons:
        assert reason in page.text


@pytest.mark.parametrize(
    ("trace", "said"),
    [
        (["a cat"], "No row of the trace has a time"),
        ([{"prompt": "a cat", "size": "9999x9999"}], "would have bought nothing: its only row is refused"),
        ([{"prompt": "a cat", "size": "9999x9999", "time": "2026-10-01"}] * 3, "all 3 rows are refused"),
        ([{"prompt": "a cat", "time": "2026-10-01"}], "for 1 picture"),
        ([{"prompt": "a cat", "paid": "0"}], "more than was paid"),
        ([{"prompt": "a cat", "paid": "0.016750"}], "the same as what was paid"),
        ([{"prompt": "a cat", "paid": "0.5"}, {"prompt": "a cat"}], "because only some of the rows say it"),
        ([*rows(2), {"prompt": "a cat"}], "Left out: 1 row without a time."),
    ],
)
def test_what_is_missing_is_said(trace: Any, said: str) -> None:
    assert said in check(report_html(told(trace, "cheapest"))).text


def test_labels_beyond_the_largest_are_summed() -> None:
    trace = [{"prompt": "a cat", "label": f"label-{i:03d}"} for i in range(300)]
    found = told(trace, ("cheapest", "quality"))
    text = report_html(found)
    page = check(text)
    assert f"The {MOST_GROUPS} largest of 300 are shown" in page.text
    assert "all 280 others, summed" in page.text
    rest = sum(part.micro_usd for part in list(found["quality"].by_label.values())[MOST_GROUPS:])
    assert f"{rest // 10**6}.{rest % 10**6:06d}" in {attrs["value"] for attrs in page.all("data")}


def test_eight_policies_are_all_there() -> None:
    page = check(report_html(told(policies=EIGHT)))
    for name in EIGHT:
        assert page.text.count(name) >= 8


@pytest.mark.parametrize("frontier", [[(1, 2)], [(float("nan"), 0.5)], [(-1, 0.5)], [1, 2], [("x", 0.5)], 7])
def test_a_frontier_is_pairs(frontier: Any) -> None:
    with pytest.raises(BadRequest, match="a frontier is pairs"):
        report_html(told(), frontier=frontier)


def test_a_frontier_is_drawn() -> None:
    found = told()
    text = report_html(found, frontier=[(usd / 50, usd / 5000) for usd in range(5000)])
    check(text)
    assert 'class="frontier"' in text
    assert "The grey line is the frontier" in text
    assert "frontier" not in re.sub(r"<style>.*?</style>", "", report_html(found), flags=re.DOTALL)


def test_a_notebook_gets_the_summary_and_styles_that_stay_there() -> None:
    found = told()
    text = found._repr_html_()
    assert text == summary_html(found)
    page = Page(text)
    assert page.tags[0] == ("div", {"class": "pixelfare"})
    assert len(page.all("table")) == len(page.all("figure")) == 1
    style = re.sub(r"\{[^{}]*\}", ";", text[text.index("<style>") + 7 : text.index("</style>")])
    selectors = re.sub(r"@media[^{]*\{|\}", ";", style).replace("\n", "").split(";")
    assert all(one.strip().startswith(".pixelfare") for rule in selectors for one in rule.split(",") if one.strip())


def test_methods_of_a_simulation_are_the_same() -> None:
    found = told()
    assert found.to_html(title="x", frontier=[(1, 0.5)]) == report_html(found, title="x", frontier=[(1, 0.5)])
