"""The bench itself: what it reports of routers whose outcome is known beforehand."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from pixelfare import Catalog
from pixelfare.bench.matrix import Matrix
from pixelfare.bench.report import ALL, Outcome, Report, run_bench
from pixelfare.bench.robustness import VARIANTS, steadiness
from pixelfare.bench.routers import BASELINES, ByCommand, find_router
from pixelfare.bench.sets import SETS, UNSEEN, Item, load_set, load_sets
from pixelfare.errors import BadRequest, UnknownName

DAY = "2026-11-22"
SOME = ("geneval", "longtext_en")


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return Matrix(catalog=Catalog.load(as_of=DAY), gateway="blockrun")


@pytest.fixture(scope="module")
def report(matrix: Matrix) -> Report:
    routers = [find_router(name, matrix) for name in ("auto", *BASELINES, "always:gpt-image-2")]
    return run_bench(load_sets(SOME), routers, matrix, resamples=200)


def outcome(report: Report, router: str, setting: str = "", on: str = ALL) -> Outcome:
    on_set = next(s for s in report.sets if s.name == on)
    return next(o for o in on_set.outcomes if (o.router, o.setting) == (router, setting))


def test_who_knows_the_labels_and_the_figures_keeps_everything(report: Report) -> None:
    best = outcome(report, "per-need-best")
    assert best.kept == pytest.approx(1)
    assert best.uncovered == best.unpicked == 0
    assert best.regret == pytest.approx(0, abs=1e-9)


def test_always_one_model_lies_on_or_under_the_hull(report: Report) -> None:
    for on_set in report.sets:
        for single in on_set.singles:
            assert single.over_hull is not None
            assert single.over_hull <= 1e-9
    alone = outcome(report, "always gpt-image-2")
    single = next(s for s in report.sets[-1].singles if s.router == "openai/gpt-image-2")
    assert alone.point == single.point
    assert alone.usd == pytest.approx(64.0)


def test_nobody_passes_the_oracle(report: Report) -> None:
    for on_set in report.sets:
        for each in on_set.outcomes:
            assert each.regret is None or each.regret >= -1e-9
            assert each.dearer is None or each.dearer >= -1e-9


def test_the_rule_of_auto_is_near_the_oracle_where_labels_are_read_for_it(report: Report) -> None:
    """What is left of the regret of `auto` is the reading."""
    labelled = outcome(report, "auto-labelled", "0.05")
    assert labelled.regret is not None
    assert labelled.regret < 0.005
    assert labelled.dearer is not None
    assert labelled.dearer <= 1.0
    assert labelled.over_hull is not None
    assert labelled.over_hull > 0


def test_kinds_without_two_models_with_figures_are_left_out_and_named(matrix: Matrix) -> None:
    items = (
        Item(id="1", prompt="a", operation="generate", needs=("follow", "lettering.arabic"), language="en"),
        Item(id="2", prompt="b", operation="generate", needs=("follow",), language="en"),
    )
    report = run_bench({"mine": items}, [find_router("cheapest", matrix)], matrix, resamples=0)
    assert report.sets[0].prompts == 1
    assert report.sets[0].left_out == (("follow, lettering.arabic", 1),)


def test_upper_bounds_count_only_where_they_are_trusted() -> None:
    kind = ("generate", ("follow",), "en")
    may = Catalog.load(as_of="2026-05-01")
    strict = Matrix(catalog=may, gateway="blockrun")
    trusting = Matrix(catalog=may, gateway="blockrun", trust="upper_bound")
    assert "openai/gpt-image-1" not in strict.covered(kind)
    assert "openai/gpt-image-1" in trusting.covered(kind)
    assert strict.cells(kind)["openai/gpt-image-1"].covered is False


def test_a_pick_without_figures_is_worth_the_least_that_is_known(matrix: Matrix) -> None:
    kind = ("generate", ("composition", "follow"), "en")
    assert not matrix.cells(kind)["google/nano-banana-pro"].covered
    assert matrix.value(kind, "google/nano-banana-pro") == min(c.value for c in matrix.covered(kind).values())


# --- routers of others


def test_a_command_a_function_and_an_object(matrix: Matrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine_for_bench.py").write_text(
        "import json, sys\n"
        "def choose(prompt):\n    return 'openai/gpt-image-2' if 'text' in prompt else 'google/nano-banana'\n"
        "class R:\n    def route(self, prompt):\n        return choose(prompt)\n"
        "router = R()\n"
        "if __name__ == '__main__':\n"
        "    for line in sys.stdin:\n        print(json.dumps({'model': choose(json.loads(line)['prompt'])}))\n",
        "utf-8",
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    names = (f"cmd:{sys.executable} {tmp_path}/mine_for_bench.py", "python:mine_for_bench:choose",
             "python:mine_for_bench:router")  # fmt: skip
    sets = {"longtext_en": load_set("longtext_en")}
    found = [run_bench(sets, [find_router(name, matrix)], matrix, resamples=0).sets[0].outcomes[0] for name in names]
    assert len({each.point for each in found}) == 1
    assert {model for model, _ in found[0].mix} == {"openai/gpt-image-2", "google/nano-banana"}


@pytest.fixture
def endpoint() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            answer = json.dumps({"model": "zai/cogview-4", "seen": asked["prompt"]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/route"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_endpoint(matrix: Matrix, endpoint: str) -> None:
    sets = {"few": load_set("geneval")[:5]}
    report = run_bench(sets, [find_router(endpoint, matrix)], matrix, resamples=0)
    assert report.sets[0].outcomes[0].mix == (("zai/cogview-4", 5),)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "no router is called 'nobody'"),
        ("cmd:no-such-program", "cannot be run"),
        (f"cmd:{sys.executable} -c 'raise SystemExit(3)'", "ended with 3"),
        (f"cmd:{sys.executable} -c 'print(1)'", "was asked 2 times and answered 1 times"),
        (f"""cmd:{sys.executable} -c 'print("x\\nx")'""", "not a JSON object with model"),
        ("http://127.0.0.1:1/", "does not answer"),
        ("python:json:nothing", "is no module:object"),
        ("python:json:__name__", "neither a function"),
    ],
)  # fmt: skip
def test_routers_that_fail_say_how(matrix: Matrix, name: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        run_bench({"two": load_set("geneval")[:2]}, [find_router(name, matrix)], matrix, resamples=0)


def test_a_policy_of_ones_own_is_a_router(tmp_path: Path) -> None:
    """One that believes upper bounds beats `auto` where they are counted, on a day when gpt-image-1 was cheap."""
    file = tmp_path / "trusting.yaml"
    file.write_text(
        "id: trusting\nprefer:\n  - cheapest_within: {trust: upper_bound}\n  - least: price\n", encoding="utf-8"
    )
    may = Matrix(catalog=Catalog.load(as_of="2026-05-01"), gateway="blockrun", trust="upper_bound")
    report = run_bench(load_sets(["dpg_bench"]), [find_router(n, may) for n in (str(file), "auto")], may, resamples=0)
    found = {(o.router, o.setting): o for o in report.sets[0].outcomes}
    assert found["trusting", "0.05"].usd < found["auto", "0.05"].usd * 0.6
    assert found["trusting", "0.05"].kept > 0.94


def test_a_model_that_cannot_be_bought_is_not_served(matrix: Matrix) -> None:
    report = run_bench({"two": load_set("geneval")[:2]}, [find_router("always:dall-e-3", matrix)], matrix, resamples=0)
    (found,) = report.sets[0].outcomes
    assert (found.unpicked, found.kept, found.over_hull) == (1, 0, None)


# --- sets and variants


def test_the_shipped_sets_are_whole() -> None:
    sets = load_sets()
    assert {name: len(items) for name, items in sets.items()} == {
        "partiprompts": 1632, "geneval": 553, "t2i_compbench": 600, "longtext_en": 160, "dpg_bench": 213,
        "labelled_seen": 245, "labelled_unseen": 325,
    }  # fmt: skip
    assert set(UNSEEN) < set(SETS)
    for items in sets.values():
        assert len({item.id for item in items}) == len(items)
        assert all(item.needs for item in items)


def test_sets_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"id": 1, "prompt": "a cat", "needs": ["style"]}\n\n', "utf-8")
    (item,) = load_set(str(file))
    assert (item.needs, item.operation, item.language) == (("follow", "style"), "generate", "en")
    for bad, said in (
        ("nonsense", "mine.jsonl:1: is no labelled prompt"),
        ('{"id": 1, "prompt": "a", "needs": ["stlye"]}', "no need is called stlye"),
        ('{"id": 1, "prompt": 3, "needs": []}', "prompt is text"),
        ('{"id": 1, "prompt": "a"}', "is no labelled prompt"),
        ('{"id": 1, "prompt": "a", "needs": "style"}', r"needs is a list such as .*, not 'style'"),
        ('{"id": 1, "prompt": "a", "lettering": "zh"}', r"lettering is a list such as .*, not 'zh'"),
    ):
        file.write_text(bad, "utf-8")
        with pytest.raises(BadRequest, match=said):
            load_set(str(file))
    with pytest.raises(BadRequest, match="cannot be read"):
        load_set("none.jsonl")
    with pytest.raises(UnknownName):
        load_set("genevall")


def test_variants_say_the_same() -> None:
    assert VARIANTS["quoted otherwise"]('a sign "OPEN" here') == "a sign “OPEN” here"
    assert VARIANTS["quoted otherwise"]("写着「你好」") == "写着“你好”"
    assert VARIANTS["quoted otherwise"]("no quotes") is None
    assert json.loads(str(VARIANTS["inside JSON"]('a "b"'))) == {"prompt": 'a "b"'}
    assert VARIANTS["spaced otherwise"]("a b\nc") == "a  b\n\nc\n"


def test_what_says_the_same_is_routed_alike(matrix: Matrix) -> None:
    items = load_set("partiprompts")[::8]
    found = {s.variant: s for s in steadiness(find_router("auto", matrix), items, "0.05")}
    for variant in VARIANTS:
        assert found[variant].share >= 0.98, variant
    assert found["in Chinese"].pairs == 40
    assert found["in Chinese"].share >= 0.75


def test_two_routers_of_one_name_are_refused(matrix: Matrix) -> None:
    with pytest.raises(BadRequest, match="two routers are called auto"):
        run_bench(load_sets(("geneval",)), [find_router("auto", matrix)] * 2, matrix, resamples=0)


def test_commands_are_told_apart_by_all_their_words(matrix: Matrix) -> None:
    one, other = find_router("cmd:python3 a.py", matrix), find_router("cmd:python3 b.py", matrix)
    assert (one.name, other.name) == ("python3 a.py", "python3 b.py")


def test_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.jsonl").write_text('{"id": "1", "prompt": "a cat", "needs": []}\n')
    with pytest.raises(BadRequest, match=r"told apart by name.*mine"):
        load_sets([str(tmp_path / folder / "mine.jsonl") for folder in ("a", "b")])


def test_a_command_that_names_nothing_and_a_function_that_fails(matrix: Matrix) -> None:
    with pytest.raises(BadRequest, match="names no command"):
        find_router("cmd:  ", matrix)
    failing = find_router("python:math:sqrt", matrix)
    with pytest.raises(BadRequest, match="math:sqrt failed: TypeError"):
        failing.picks(load_set("geneval")[:1], "")


def test_a_command_that_is_long_at_work_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """What was read before that is kept."""
    code = 'import sys,time\nprint(\'{"model": "m"}\', flush=True); time.sleep(.6)\nfor l in sys.stdin: pass'
    router = ByCommand(name="own", command=f"{sys.executable} -c {shlex.quote(code)}", quiet=0.1)
    assert [pick.model for pick in router.picks(load_set("geneval")[:1], "") if pick] == ["m"]
    out, err = capsys.readouterr()
    assert (out, err) == ("", "waiting for the router own: no end after 0.1 of 600 seconds\n")


def test_a_command_that_hangs_is_ended(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []

    class Seen(subprocess.Popen):  # type: ignore[type-arg]  its parameter is of types only
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    router = find_router(f"cmd:{sys.executable} -c 'import time; time.sleep(20)'", matrix, timeout=0.3)
    with pytest.raises(BadRequest, match=r"did not answer 1 prompts within 0\.3 seconds"):
        router.picks(load_set("geneval")[:1], "")
    assert [process.returncode for process in started] == [-signal.SIGKILL]


def test_modules_of_the_current_folder_are_found_after_all_others(
    matrix: Matrix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine_of_this_folder.py").write_text("def choose(prompt):\n    return 'nano-banana'\n", "utf-8")
    (tmp_path / "colorsys.py").write_text("def choose(prompt):\n    return 'nano-banana'\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    assert find_router("python:mine_of_this_folder:choose", matrix).picks(load_set("geneval")[:1], "")
    with pytest.raises(BadRequest, match="has no attribute 'choose'"):
        find_router("python:colorsys:choose", matrix)
    assert sys.path == before


def test_a_line_separator_inside_an_answer_ends_no_line() -> None:
    code = "import json,sys\nfor l in sys.stdin: print(json.dumps({'model': 'm', 'p': '\\u2028'}, ensure_ascii=False))"
    router = ByCommand(name="own", command=f"{sys.executable} -X utf8 -c {shlex.quote(code)}")
    assert [pick.model for pick in router.picks(load_set("geneval")[:3], "") if pick] == ["m"] * 3


def test_a_picture_of_several_levels_costs_what_is_quoted(matrix: Matrix) -> None:
    """The dearest level, as `Catalog.quote` takes where none is named."""
    openai = Matrix(catalog=matrix.catalog, gateway="openai")
    for model, cell in openai.cells(("generate", ("follow",), "en")).items():
        quote = matrix.catalog.quote(model=model, gateway="openai", size="1024x1024")
        assert cell.micro_usd == quote.micro_usd


def test_a_model_is_known_by_its_other_names(matrix: Matrix, tmp_path: Path) -> None:
    file = tmp_path / "any.py"
    file.write_text('import sys\nfor _ in sys.stdin: print(\'{"model": "nano-banana"}\')\n')
    router = find_router(f"cmd:{sys.executable} {file}", matrix)
    report = run_bench(load_sets(("geneval",)), [router], matrix, resamples=0)
    found = report.sets[0].outcomes[0]
    assert (found.unpicked, found.mix) == (0, (("google/nano-banana", 553),))


def mixed(weak: tuple[float, float], strong: tuple[float, float], cost: float) -> float:
    """What mixing two models reaches at a cost; flat beyond the stronger."""
    share = min(1.0, (cost - weak[0]) / (strong[0] - weak[0]))
    return weak[1] + share * (strong[1] - weak[1])


def test_aiq_is_taken_from_the_cheapest_to_the_dearest_model(report: Report) -> None:
    """By many small steps between just these two costs."""
    on_set = report.sets[-1]
    singles = {single.router: single.point for single in on_set.singles}
    low, high = min(x for x, _ in singles.values()), max(x for x, _ in singles.values())
    weak, strong = min(singles.values()), singles["openai/gpt-image-2"]
    assert strong[0] < high, "beyond its own cost it stays as good as it is"
    costs = [low + (high - low) * (i + 0.5) / 2000 for i in range(2000)]
    expected = sum(mixed(weak, strong, cost) for cost in costs) / 2000
    assert on_set.aiq["always gpt-image-2"] == pytest.approx(expected, abs=1e-5)


def test_the_strong_end_of_apgr_is_the_best_model_not_the_dearest(report: Report) -> None:
    """Mixing the cheapest with the best recovers half of the gap between them, by definition."""
    on_set = report.sets[-1]
    best = max(on_set.singles, key=lambda single: single.kept)
    dearest = max(on_set.singles, key=lambda single: single.usd)
    assert (best.router, dearest.router) == ("openai/gpt-image-2", "google/nano-banana-pro")
    assert on_set.apgr["always gpt-image-2"] == pytest.approx(0.5)
    low, high = on_set.apgr_interval["always gpt-image-2"] or (0, 0)
    assert (low, high) == pytest.approx((0.5, 0.5))
