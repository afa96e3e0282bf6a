"""A user's own scores: one more table, read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare import Catalog, Decision, route
from pixelfare.catalog.own_scores import _reach
from pixelfare.errors import CatalogError
from pixelfare.evidence import evidence_of

HEAD = "model,need,score,n\n"


@pytest.fixture
def own(catalog: Catalog, tmp_path: Path):  # noqa: ANN201  a function of text
    """The shipped catalog with scores of one's own."""

    def made(rows: str) -> Catalog:
        file = tmp_path / "mine.csv"
        file.write_text(HEAD + rows, "utf-8")
        return catalog.with_scores(file)

    return made


def test_they_count_as_one_more_table(own, catalog: Catalog) -> None:  # noqa: ANN001  as above
    mine = own("cogview-4,follow,0.93,400\ngoogle/nano-banana,follow,0.94,400\n")
    assert len(mine.scores) == len(catalog.scores) + 2
    assert mine.digest != catalog.digest
    assert route("a city at night", catalog=mine).model == "zai/cogview-4"
    assert route("a city at night", catalog=catalog).model == "google/nano-banana"
    figures = evidence_of(mine).quality("zai/cogview-4", "follow").figures
    assert [f.benchmark for f in figures] == ["own-scores", "oneig-bench", "dpg-bench"]
    assert figures[0].source == "mine.csv"


def test_the_best_of_ones_own_table_is_worth_what_others_say_of_it(own) -> None:  # noqa: ANN001
    """Somebody who tries two models only does not make the better of them the best there is."""
    quality = evidence_of(own("zai/cogview-4,lettering.zh,0.5,40\nnano-banana,lettering.zh,0.4,40\n")).quality(
        "zai/cogview-4", "lettering.zh"
    )
    assert quality.value < 0.3


def test_fewer_pictures_leave_more_open(own) -> None:  # noqa: ANN001
    rows = "zai/cogview-4,photo,0.6,{n}\ngpt-image-2,photo,0.9,{n}\n"
    many = evidence_of(own(rows.format(n=1000))).quality("zai/cogview-4", "photo")
    few = evidence_of(own(rows.format(n=10))).quality("zai/cogview-4", "photo")
    assert few.value == many.value
    assert few.low < many.low
    assert few.high > many.high


def test_a_need_that_nobody_publishes_can_be_scored(own) -> None:  # noqa: ANN001
    mine = own("zai/cogview-4,lettering.arabic,0.9,50\nnano-banana-pro,lettering.arabic,0.3,50\n")
    decision = route("a sign", needs={"lettering": {"arabic"}}, catalog=mine)
    assert decision.model == "zai/cogview-4"
    assert dict(decision.ranking.proofs)["lettering.arabic"].startswith("own-scores lettering.arabic score 0.9")


def test_ones_own_scores_overrule_the_catalogs_verdict(own) -> None:  # noqa: ANN001
    mine = own("zai/cogview-4,lettering.zh,0.97,90\ngpt-image-2,lettering.zh,0.9,90\n")
    assert route("霓虹招牌上写着“欢迎光临”", "chinese-text", catalog=mine).model == "zai/cogview-4"


def test_one_model_alone_changes_nothing_and_it_is_said(own, catalog: Catalog) -> None:  # noqa: ANN001
    """Not even for a script that another one stands in for."""
    mine = own("cogview-4,follow,1,500\ncogview-4,lettering.ja,1,500\ncogview-4,style,1,500\n")
    for model in ("zai/cogview-4", "google/nano-banana-pro"):
        for need in ("follow", "lettering.ja"):
            assert evidence_of(mine).quality(model, need) == evidence_of(catalog).quality(model, need)
    needs = {"lettering": {"ja"}}
    warned = {w.message for w in route("a sign", needs=needs, catalog=mine).warnings if w.code == "scores-ignored"}
    assert warned == {
        f"of your own scores only zai/cogview-4 has one for {need}: alone it changes nothing"
        for need in ("follow", "lettering.ja")
    }
    two = own("cogview-4,follow,1,500\nnano-banana,follow,1,500\n")
    assert "scores-ignored" not in {w.code for w in route("a sign", catalog=two).warnings}


def test_their_figures_have_the_files_name_and_no_date(own) -> None:  # noqa: ANN001
    mine = own("cogview-4,follow,0.93,400\nnano-banana,follow,0.94,400\n")
    decision = route("a city at night", catalog=mine)
    assert "own-scores follow score 0.93 (mine.csv)" in decision.explain()
    assert Decision.from_json(decision.to_json()) == decision


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "begins with the columns"),
        ("model,need,score\n", 1, "begins with the columns"),
        (HEAD + "cogview-4,follow,0.9\n", 2, "has 3 cells"),
        (HEAD + "cogview-4,follow,0.9,5\nnobody,follow,0.9,5\n", 3, "no model is called 'nobody'"),
        (HEAD + "cogview-4,fallow,0.9,5\n", 2, "no need is called 'fallow'"),
        (HEAD + "cogview-4,follow,1.2,5\n", 2, "no score from 0 to 1"),
        (HEAD + "cogview-4,follow,nan,5\n", 2, "no score from 0 to 1"),
        (HEAD + "cogview-4,follow,0.9,0\n", 2, "no number of pictures"),
        (HEAD + "cogview-4,follow,0.9,٣\n", 2, "no number of pictures"),
        (HEAD + "cogview-4,follow,0.9,-1\n", 2, "no number of pictures"),
        (HEAD + "\ncogview-4,follow,0.9,5\ncogview-4,follow,0.8,5\n", 4, "has follow twice"),
    ],
)
def test_bad_rows_say_where_they_are(catalog: Catalog, tmp_path: Path, text: str, line: int, said: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(CatalogError, match=said) as failed:
        catalog.with_scores(file)
    assert failed.value.line == line


def test_files_that_cannot_be_read(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        catalog.with_scores(tmp_path / "none.csv")
    (tmp_path / "utf16.csv").write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(CatalogError, match="not UTF-8"):
        catalog.with_scores(tmp_path / "utf16.csv")


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_the_interval_holds_what_the_counts_allow(hits: int, n: int) -> None:
    """Against the definition: at the far end of Wilson's interval the normal test just fails to refuse."""
    share = min(hits, n) / n
    reach = float(_reach(share, n))
    ends = [end for end in (share - reach, share + reach) if -1e-4 <= end <= 1 + 1e-4]
    left = [(share - end) ** 2 - 1.96**2 * end * (1 - end) / n for end in ends]
    assert min(map(abs, left)) == pytest.approx(0, abs=3e-4), "one end is Wilson's"
    assert all(rest >= -3e-4 for rest in left), "and neither lies inside his interval"


@pytest.mark.parametrize(("share", "n", "reach"), [(1.0, 10, "0.2775"), (0.0, 10, "0.2775"), (0.5, 100, "0.0962")])
def test_the_interval_of_few_pictures(share: float, n: int, reach: str) -> None:
    """Ten good pictures in ten may still be 72 in 100 (Wilson 1927)."""
    assert str(_reach(share, n)) == reach


def test_scores_that_are_all_nothing_compare_nothing(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("model,need,score,n\ncogview-4,follow,0,5\nnano-banana,follow,0,5\n")
    assert route("a city at night", "auto", catalog=catalog.with_scores(file)).model


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("cogview-4,follow,0.5," + "0" * 12 + "9" * 400, "no number of pictures"),
        ('"' + "x" * 140_000 + '",follow,0.5,1', "is no CSV"),
    ],
)
def test_cells_that_are_far_too_long(catalog: Catalog, tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"model,need,score,n\n{row}\n")
    with pytest.raises(CatalogError, match=said):
        catalog.with_scores(file)
