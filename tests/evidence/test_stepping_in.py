"""Traps of published figures, stepped into on purpose: each is found then, and none in the shipped catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest
from making import changed, score

from pixelfare import Catalog
from pixelfare.catalog.scores import Column, NeedEvidence, Score
from pixelfare.catalog.values import Seen
from pixelfare.evidence import evidence_of, shares
from pixelfare.evidence.shares import column_shares

PRO, FLASH, FOUR_O = "google/nano-banana-pro", "google/nano-banana-2", "openai/gpt-image-1"
Problems = Iterable[str]


def figures_of(catalog: Catalog, model: str) -> set[tuple[str, str]]:
    """Benchmark and value of all that any expected quality of a model rests on."""
    evidence = evidence_of(catalog)
    found = [evidence.quality(model, need, language=tongue) for need in catalog.needs.needs for tongue in ("en", "zh")]
    return {
        (figure.benchmark, figure.value) for quality in found for figure in quality.figures if figure.model == model
    }


def with_scores(catalog: Catalog, change: Callable[[Score], Score], *more: Score) -> Catalog:
    return changed(catalog, scores=(*map(change, catalog.scores), *more))


# --- GPT-4o and GPT Image 1 [High] carry the same digits: one measurement, at a dearer level than is sold


def wrong_with_four_o(catalog: Catalog) -> Problems:
    """It is taken for another model, for a second measurement, or for a figure of the level that is sold."""
    oneig = [s for s in catalog.scores if s.benchmark == "oneig-bench"]
    mine = [s for s in oneig if s.model == FOUR_O]
    if {s.printed_as for s in mine} != {"GPT-4o", "GPT Image 1 [High]"}:
        yield "one of the two names is another model's"
    if any(s.match != "upper_bound" for s in catalog.scores if s.printed_as in ("GPT-4o", "GPT Image 1 [High]")):
        yield "a level that is not sold counts as sold"
    if len({(s.split, s.metric) for s in mine}) < len(mine):
        yield "one measurement counts twice"
    evidence = evidence_of(catalog)
    for need in ("follow", "lettering.zh", "style", "knowledge"):
        if evidence.quality(FOUR_O, need).basis == "measured":
            yield f"{need} counts as measured"


def test_both_names_print_the_same_digits(catalog: Catalog) -> None:
    """The mean of the five columns printed for GPT-4o is the total printed for GPT Image 1 [High]."""
    for split, total in (("EN", "0.533"), ("ZH", "0.474")):
        mine = [s for s in catalog.scores if s.column[:2] == ("oneig-bench", split) and s.model == FOUR_O]
        parts = [s.value for s in mine if s.printed_as == "GPT-4o"]
        (printed,) = (s.value for s in mine if s.printed_as == "GPT Image 1 [High]")
        assert len(parts) == 5
        assert f"{sum(parts) / 5:.3f}" == str(printed) == total


def test_four_o_is_gpt_image_1_at_a_dearer_level(catalog: Catalog) -> None:
    assert not list(wrong_with_four_o(catalog))

    def sold(s: Score) -> Score:
        return replace(s, match="unstated") if s.printed_as == "GPT-4o" else s

    assert "follow counts as measured" in wrong_with_four_o(with_scores(catalog, sold))

    def another(s: Score) -> Score:
        return replace(s, model="openai/gpt-image-2", match="unstated") if s.printed_as == "GPT-4o" else s

    assert "one of the two names is another model's" in wrong_with_four_o(with_scores(catalog, another))
    row = next(s for s in catalog.scores if s.printed_as == "GPT-4o" and s.benchmark == "oneig-bench")
    again = replace(row, printed_as="GPT Image 1 [High]", tier="high", seen=Seen(source="qwen-image-report", on="2025"))
    assert list(wrong_with_four_o(with_scores(catalog, lambda s: s, again))) == ["one measurement counts twice"]


# --- "Nano Banana 2.0" is nano-banana-pro in some tables, and Gemini 3.1 Flash Image in another of the same report

KNOWN_AS_PRO = {
    ("zai-model-card", "cvtg-2k"), ("zai-model-card", "tiif-bench"), ("ernie-image-readme", "oneig-bench"),
}  # fmt: skip
"""The tables of which it is known, for another report prints their digits under Nano-Banana-Pro."""


def wrong_with_second_banana(catalog: Catalog) -> Problems:
    for s in catalog.scores:
        if s.printed_as == "Nano Banana 2.0" and s.counts:
            if s.model != PRO:
                yield f"{s.benchmark} counts for {s.model}"
            elif (s.seen.source, s.benchmark) not in KNOWN_AS_PRO:
                yield f"{s.benchmark} of {s.seen.source} is not known to be about {PRO}"
    evidence = evidence_of(catalog)
    for need in catalog.needs.needs:
        if evidence.quality(FLASH, need).basis in ("measured", "upper_bound"):
            yield f"{need} of {FLASH} counts as measured"


@pytest.mark.parametrize(("source", "benchmark"), [("zai-model-card", "geneval"), ("sensenova-u1-report", "cvtg-2k")])
def test_a_name_is_read_table_by_table(catalog: Catalog, source: str, benchmark: str) -> None:
    assert not list(wrong_with_second_banana(catalog))
    row = replace(
        score(PRO, "0.9", benchmark=benchmark, printed_as="Nano Banana 2.0"), seen=Seen(source=source, on="2026-01")
    )  # fmt: skip
    assert list(wrong_with_second_banana(with_scores(catalog, lambda s: s, row))) == [
        f"{benchmark} of {source} is not known to be about {PRO}"
    ]


def test_no_figure_of_that_name_is_gemini_flashs(catalog: Catalog) -> None:
    def flash(s: Score) -> Score:
        return replace(s, model=FLASH) if s.printed_as == "Nano Banana 2.0" and s.benchmark == "oneig-bench" else s

    found = list(wrong_with_second_banana(with_scores(catalog, flash)))
    assert f"oneig-bench counts for {FLASH}" in found
    assert f"follow of {FLASH} counts as measured" in found


# --- 1217 of nano-banana-pro stands under the name of a board that it is not from


def test_the_mislabelled_rating_compares_with_nobody(catalog: Catalog) -> None:
    """The page says Chatbot Arena, whose rating of that model is 1233; alone in its snapshot it counts nowhere."""
    (row,) = [s for s in catalog.scores if str(s.value) == "1217"]
    assert (row.model, row.benchmark, row.confidence) == (PRO, "artificial-analysis-text-to-image", "secondary")
    assert "labels the board" in row.place
    assert "1217" not in {value for _, value in figures_of(catalog, PRO)}
    boards = {s.benchmark: s for s in catalog.scores if s.benchmark in ("lmarena-text-to-image", row.benchmark)}
    for board, snapshot in boards.items():

        def believed(s: Score, board: str = board, snapshot: Score = snapshot) -> Score:
            return replace(s, benchmark=board, seen=snapshot.seen) if s is row else s

        others = [s for s in catalog.scores if s.benchmark == board and s.seen == snapshot.seen and s.model != PRO]
        filler = score("zai/cogview-4", 1000, benchmark=board, split="full", metric="elo")
        company = () if others else (replace(filler, seen=snapshot.seen),)
        stepped_in = with_scores(catalog, believed, *company)
        assert (board, "1217") in figures_of(stepped_in, PRO)


# --- what a level takes away: one report, 8.7, 9.1 and 9.1 of 10 at low, medium and high

OF_TEN = {"low": 8.7, "medium": 9.1, "high": 9.1}


def wrong_with_levels() -> Problems:
    """The interval of a figure at one level must hold what the report has for any other."""
    for measured, there in OF_TEN.items():
        for bought, here in OF_TEN.items():
            column = [score("a/one", 10), score("a/two", 8, tier=measured, match="unstated")]
            (share,) = column_shares(column, bought)["a/two"]
            if not share.low - 1e-4 <= 0.8 * here / there <= share.high + 1e-4:
                yield f"measured at {measured}, bought at {bought}"
    if abs(shares.LEVEL_SHARE - min(OF_TEN.values()) / max(OF_TEN.values())) > 0.0005:
        yield "more or less than the report says"


def test_a_level_takes_away_what_its_report_says(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(wrong_with_levels())
    seconds = {
        s.tier: float(s.value) for s in catalog.scores
        if s.seen.source == "image-comparison-report" and s.metric == "seconds"
    }  # fmt: skip
    assert seconds == {"low": 28.1, "medium": 55.2, "high": 145.3}, "the same report, at the same three levels"
    monkeypatch.setattr(shares, "LEVEL_SHARE", 1.0)
    assert "measured at high, bought at low" in wrong_with_levels()
    monkeypatch.setattr(shares, "LEVEL_SHARE", 0.87)  # 8.7 taken for a share of ten
    assert list(wrong_with_levels()) == ["more or less than the report says"]


# --- GenEval and DPG-Bench turn people's preference upside down: they say nothing of quality

BENCHES = ("geneval", "dpg-bench")
THEIRS = {("geneval", "composition"), ("geneval", "counting"), ("dpg-bench", "follow")}


def wrong_with_quality(catalog: Catalog) -> Problems:
    book = catalog.needs
    for need, told in book.needs.items():
        for column in (*told.columns, *told.boards):
            if column.of in BENCHES and (column.of, need) not in THEIRS:
                yield f"{need} is judged by {column.of}"
        if told.columns and told.columns[0].of == "dpg-bench":
            yield f"{need} is judged by dpg-bench first"
    for operation, boards in book.boards.items():
        yield from (f"{operation} is preferred by {board.of}" for board in boards if board.of in BENCHES)
    if evidence_of(catalog).quality("openai/dall-e-3", "follow").value > 0.9:
        yield "dall-e-3 follows prompts nearly as well as the best"


def needing(catalog: Catalog, changes: Mapping[str, NeedEvidence]) -> Catalog:
    book = catalog.needs
    return changed(catalog, needs=replace(book, needs=MappingProxyType({**book.needs, **changes})))


def test_benchmarks_of_prompts_are_no_measure_of_quality(catalog: Catalog) -> None:
    assert not list(wrong_with_quality(catalog))
    needs = catalog.needs.needs
    dpg = Column(of="dpg-bench", split="all", metric="overall")
    first = replace(needs["follow"], columns=(dpg, *needs["follow"].columns))
    assert list(wrong_with_quality(needing(catalog, {"follow": first}))) == [
        "follow is judged by dpg-bench first", "dall-e-3 follows prompts nearly as well as the best"
    ]  # fmt: skip
    geneval = Column(of="geneval", split="all", metric="overall")
    photo = replace(needs["photo"], columns=(geneval,))
    assert list(wrong_with_quality(needing(catalog, {"photo": photo}))) == ["photo is judged by geneval"]
    preferred = MappingProxyType({**catalog.needs.boards, "generate": (dpg,)})
    found = wrong_with_quality(changed(catalog, needs=replace(catalog.needs, boards=preferred)))
    assert list(found) == ["generate is preferred by dpg-bench"]
