"""`route` for one prompt: what is shown, and the same as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pixelfare import Decision, route

DAY = "2026-11-22"
SIGN = "霓虹招牌上写着“欢迎光临”"
KEYS = {
    "format", "intent", "policy", "as_of", "catalog", "model", "gateway", "sold_as", "size", "quality", "n", "usd",
    "micro_usd", "request", "needs", "chosen", "alternatives", "refusals", "warnings", "proofs", "expected",
}  # fmt: skip


def test_the_page_says_what_is_bought_for_how_much_and_why(cli: Any) -> None:
    ran = cli("route", SIGN, "--as-of", DAY)
    assert ran.code == 0
    assert ran.out.startswith("openai/gpt-image-2 · 1024x1024 · $0.064000\n")
    assert "zh lettering" in ran.out
    assert "list 0.060000 + markup 0.003000 + fee 0.001000 = $0.064000" in ran.out
    assert "google/nano-banana-pro  1024x1024  $0.106001  +$0.042001      1.00" in ran.out
    assert "--explain" in ran.out
    assert ran.err == ""


def test_explain_shows_every_refusal_and_source(cli: Any) -> None:
    ran = cli("route", SIGN, "--as-of", DAY, "--explain")
    decision = route(SIGN, as_of=DAY)
    assert all(refusal.reason in ran.out for refusal in decision.refusals)
    assert all(seen.source in ran.out for seen in decision.quote.sources)
    assert "欢迎光临" in ran.out


def test_json_is_the_decision_and_reads_back(cli: Any) -> None:
    ran = cli("route", SIGN, "--as-of", DAY, "--json")
    assert ran.code == 0
    assert set(ran.json) == KEYS
    assert Decision.from_json(ran.out) == route(SIGN, as_of=DAY)


def test_the_prompt_is_in_the_json_only_where_asked_for(cli: Any) -> None:
    assert "prompt" not in cli("route", SIGN, "--json").json
    assert cli("route", SIGN, "--json", "--with-prompt").json["prompt"] == SIGN


@pytest.mark.parametrize(
    ("argv", "given"),
    [
        (["--intent", "cheapest"], {"intent": "cheapest"}),
        (["--size", "16:9", "-i", "cheapest"], {"intent": "cheapest", "size": "16:9"}),
        (["-n", "3"], {"n": 3}),
        (["--max-usd", "0.05"], {"max_usd": "0.05"}),
        (["-g", "sandbox"], {"gateway": "sandbox"}),
        (["-g", "sandbox", "-g", "blockrun"], {"gateway": ["sandbox", "blockrun"]}),
        (["-g", "any"], {"gateway": "any"}),
        (["--lettering", "zh"], {"needs": {"lettering": {"zh"}}}),
        (["--lettering", "none"], {"needs": {"lettering": set()}}),
        (["--capability", "style", "--capability", "photo"], {"needs": {"capabilities": {"style", "photo"}}}),
        (["--operation", "edit"], {"needs": {"operation": "edit"}}),
        (["--language", "zh"], {"needs": {"language": "zh"}}),
        (["--policy", "quality"], {"policy": "quality"}),
    ],
)
def test_options_reach_the_decision(cli: Any, argv: list[str], given: dict[str, Any]) -> None:
    ran = cli("route", "a sign that says OPEN", "--as-of", DAY, "--json", *argv)
    assert ran.code == 0
    assert Decision.from_json(ran.out) == route("a sign that says OPEN", as_of=DAY, **given)


def test_pictures_are_counted_and_must_be_there(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "street.png"
    file.touch()
    ran = cli("route", "paint it blue", "--image", file, "--mask", file, "--json")
    assert ran.json["request"]["images"] == 1
    assert ran.json["request"]["mask"]
    missing = cli("route", "paint it blue", "--image", tmp_path / "none.png")
    assert missing.code == 2
    assert "none.png" in missing.err


def test_a_policy_and_a_catalog_of_ones_own(cli: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nrequire:\n  models: [xai/grok-imagine-image]\n")
    ran = cli("route", "a cat", "--policy", tmp_path / "mine.yaml", "--json")
    assert ran.json["model"] == "xai/grok-imagine-image"
    folder = tmp_path / "catalog" / "models" / "zai"
    folder.mkdir(parents=True)
    (folder / "cogview-4.yaml").write_text(CHEAPER)
    ran = cli("route", "a cat", "-i", "cheapest", "--as-of", DAY, "--catalog", tmp_path / "catalog", "--json")
    assert ran.json["usd"] == "0.011500"


CHEAPER = """\
extends: zai/cogview-4
offers:
  - at: blockrun
    sizes: [1024x1024]
    prices:
      - {since: null, per: image, tiers: [{any: true, usd: 0.01}], seen: {on: 2026-11-20, in: blockrun-docs}}
"""


def test_prompts_come_from_an_argument_a_file_or_stdin(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "prompt.txt"
    file.write_bytes("a cat\non a mat\n".encode("utf-8-sig"))
    want = cli("route", "a cat\non a mat", "--json", "--with-prompt").json
    assert cli("route", "--file", file, "--json", "--with-prompt").json == want
    for argv in ([], ["-"], ["--file", "-"]):
        assert cli("route", *argv, "--json", "--with-prompt", stdin=file.read_bytes()).json == want


def test_expected_quality_is_on_the_page_and_can_be_told(cli: Any, tmp_path: Path) -> None:
    plain = cli("route", "a city at night", "--as-of", DAY)
    assert "the cheapest within 5 % of the best expected quality: 0.99 of 1.00" in plain.out
    assert "expected 10% worse" in plain.out
    best = cli("route", "a city at night", "--as-of", DAY, "--tolerance", "0", "--json").json
    assert best["model"] == "google/nano-banana-pro"
    bases = {row["model"]: row["quality"]["basis"] for row in best["expected"]["models"]}
    assert (bases[best["model"]], bases["bytedance/seedream-5-pro"]) == ("measured", "none")
    floor = cli("route", "a city at night", "--as-of", DAY, "-i", "cheapest", "--min-quality", "0.95", "--json").json
    assert floor["model"] == "google/nano-banana"
    careful = cli("route", "a city at night", "--as-of", DAY, "--conservative", "--weight", "style=2", "--json").json
    assert careful["expected"]["weights"] == {"follow": "1", "style": "2"}
    (tmp_path / "mine.csv").write_text("model,need,score,n\ncogview-4,follow,0.9,400\nnano-banana,follow,0.9,400\n")
    mine = cli("route", "a city at night", "--as-of", DAY, "--scores", str(tmp_path / "mine.csv"), "--json").json
    assert mine["model"] == "zai/cogview-4"


def test_what_is_no_share_is_said(cli: Any) -> None:
    assert cli("route", "a cat", "--tolerance", "5").code == 2
    assert "0.05" in cli("route", "a cat", "--tolerance", "much").err
    assert "'style' is no weight such as" in cli("route", "a cat", "--weight", "style").err
    assert cli("route", "a cat", "-i", "cheapest", "--tolerance", "0.1").code == 2
    assert cli("route", "a cat", "--scores", "none.csv").code == 4
