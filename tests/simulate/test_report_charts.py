"""The pieces of charts: labels that keep apart, round numbers, figures that add up."""

from __future__ import annotations

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from pixelfare.simulate import simulate
from pixelfare.simulate.report_figures import daily_of, frontier_line, mix_of
from pixelfare.simulate.report_svg import FONT, place_labels, spread, ticks
from pixelfare.simulate.report_text import cents, clean, share, shortened, text_width

NAMES = ["auto", "cheapest", "quality", "chinese-text", "multilingual-text", "prompt-following", "photo", "auto@0.1"]
SPOTS = st.tuples(st.integers(50, 320), st.integers(30, 290))


@given(st.lists(SPOTS, min_size=8, max_size=8))
def test_eight_labels_never_overlap(points: list[tuple[int, int]]) -> None:
    box = (46, 14, 340, 310)
    spots = place_labels(points, NAMES, box)
    for (one, (x, y)), (other, (u, v)) in itertools.combinations(zip(NAMES, spots, strict=True), 2):
        apart = abs(y - v) >= FONT or x + text_width(one, FONT) <= u or u + text_width(other, FONT) <= x
        assert apart
    for name, (x, y) in zip(NAMES, spots, strict=True):
        assert box[0] <= x
        assert x + text_width(name, FONT) <= box[2]
        assert box[1] <= y <= box[3]


@given(st.lists(st.floats(0, 300), max_size=9))
def test_spread_keeps_order_and_distance(wished: list[float]) -> None:
    found = spread(wished, 0, 300)
    assert all(-1e-6 <= height <= 300 + 1e-6 for height in found)
    assert all(after - before >= 17 - 1e-6 for before, after in itertools.pairwise(sorted(found)))
    order = sorted(range(len(wished)), key=lambda place: wished[place])
    assert [found[place] for place in order] == sorted(found)


def test_spread_leaves_alone_what_is_apart() -> None:
    assert spread([10, 200, 100], 0, 300) == [10, 200, 100]


@given(st.floats(0, 1e9), st.floats(1e-6, 1e9))
def test_ticks_cover_a_range_with_few_steps(low: float, width: float) -> None:
    assume(low + width > low * (1 + 1e-9))
    found = ticks(low, low + width)
    slack = width * 1e-6
    assert found[0] <= low + slack
    assert found[-1] >= low + width - slack
    assert 2 <= len(found) <= 9


def test_a_single_value_has_an_axis() -> None:
    assert len(ticks(1.0, 1.0)) >= 2


@given(st.text())
def test_clean_text_is_what_xml_takes(text: str) -> None:
    found = clean(text)
    assert clean(found) == found
    found.encode()
    assert not any(ord(char) < 32 or char in "\x7f\u202e\ufffe\uffff" for char in found)


def test_words_for_numbers() -> None:
    assert cents(999_999) == "$0.999999"
    assert cents(1_000_000) == "$1.00"
    assert cents(-500_000) == "−$0.500000"
    assert share(-2.53) == "−253\u00a0%"
    assert shortened("a\nb", 10) == "a\\u000ab"


def test_days_add_up_to_the_whole() -> None:
    trace = [{"prompt": "a cat", "time": f"2026-10-{day:02d}", "paid": "0.10"} for day in (3, 1, 2, 2)]
    found = simulate(trace, ["cheapest", "quality"], as_of="2026-11-22")
    daily = daily_of(found)
    assert daily.days == ("2026-10-01", "2026-10-02", "2026-10-03")
    assert {name: line[-1] for name, line in daily.lines.items()} == {run.name: run.micro_usd for run in found}
    assert daily.paid == (100_000, 300_000, 400_000)
    assert daily.undated == 0


def test_what_was_paid_is_no_line_where_some_rows_do_not_say() -> None:
    trace = [{"prompt": "a cat", "time": "2026-10-01", "paid": "0.10"}, {"prompt": "a cat", "time": "2026-10-02"}]
    assert daily_of(simulate(trace, "cheapest", as_of="2026-11-22")).paid == ()


def test_a_mix_counts_every_row_once() -> None:
    trace = [{"prompt": "a cat", "paid": "0.1", "model": f"m{i % 12:02d}"} for i in range(30)]
    found = simulate([*trace, {"prompt": "a cat", "size": "9999x9999"}], ["cheapest", "quality"], as_of="2026-11-22")
    mix = mix_of(found)
    assert [bar.total for bar in mix.bars] == [30, 31, 31]
    assert [bar.refused for bar in mix.bars] == [0, 1, 1]
    assert len(mix.models) + 1 == 8
    assert mix.others == 14 - 7


def test_a_long_frontier_keeps_its_ends() -> None:
    line = frontier_line([(usd, usd / 100_000) for usd in range(100_000)])
    assert line[0] == (0, 0)
    assert line[-1] == (99_999, 0.99999)
    assert len(line) <= 202
