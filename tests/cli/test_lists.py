"""`models`, `quote`, `policies` and `read`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare import Catalog, Policy, read
from pixelfare.commands.read import marked
from pixelfare.policy.load import load_policies

if TYPE_CHECKING:
    import pytest

DAY = "2026-11-22"


def test_models_lists_prices_and_states(cli: Any) -> None:
    ran = cli("models", "--as-of", DAY)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[1].split()[:2] == ["zai/cogview-4", "$0.016750"]
    assert "16 offers on 2026-11-22" in ran.out
    assert "retired" in ran.out
    assert "black-forest/flux-dev" not in ran.out
    assert "black-forest/flux-dev" in cli("models", "--all").out


def test_models_as_json_agrees_with_the_catalog(cli: Any) -> None:
    shown = cli("models", "--gateway", "any", "--as-of", DAY, "--json").json
    book = Catalog.load(as_of=DAY)
    assert shown["offers"]
    for row in shown["offers"]:
        assert set(row) == {
            "model", "gateway", "sold_as", "state", "note", "sizes", "qualities", "edits", "prices", "lettering",
            "capabilities",
        }  # fmt: skip
        assert not book.gateways[row["gateway"]].reference
        (offer,) = book.offers(model=row["model"], gateway=row["gateway"])
        for tag in row["prices"]:
            for size in tag["sizes"]:
                if not book.standing(offer).refusal:
                    quote = book.quote(model=offer.model, gateway=offer.gateway, size=size, quality=tag["quality"])
                    assert quote.micro_usd == tag["micro_usd"]


def test_one_model_with_everything_about_it(cli: Any) -> None:
    model = Catalog.load().models["openai/gpt-image-2"]
    ran = cli("models", "gpt-image-2", "--as-of", DAY)
    flat = " ".join(ran.out.split())
    assert "ChatGPT Images 2.0" in ran.out
    for ability in (*model.lettering.values(), *model.capabilities.values()):
        assert " ".join(ability.evidence.split())[:30] in flat
    assert "low: 1024x1536" in ran.out
    shown = cli("models", "gpt-image-2", "--json").json
    assert shown["id"] == "openai/gpt-image-2"
    assert shown["lettering"]["zh"]["able"] is True
    assert {"facts", "lifecycle", "offers", "use_cases"} <= set(shown)


def test_every_model_can_be_shown(cli: Any) -> None:
    for name in Catalog.load().models:
        ran = cli("models", name, "--as-of", DAY)
        assert (ran.code, ran.err) == (0, "")
        assert name in ran.out


def test_a_quote_is_taken_apart(cli: Any) -> None:
    ran = cli("quote", "google/nano-banana-pro", "--size", "4096x4096", "-n", "3", "--as-of", DAY)
    assert ran.code == 0
    assert ran.out.startswith("google/nano-banana-pro · 4096x4096 · 3 pictures · $0.475500\n")
    for part in ("list price  0.450000", "markup      0.022500", "fee         0.003000", "charged     $0.475500"):
        assert part in ran.out
    assert "rounding    0.000001" in cli("quote", "cogview-4", "--as-of", "2026-05-01").out
    shown = cli("quote", "google/nano-banana-pro", "--size", "4096x4096", "-n", "3", "--as-of", DAY, "--json").json
    assert shown["base"] + shown["markup"] + shown["fee"] + shown["rounding"] == shown["micro_usd"] == 475_500
    assert shown["usd"] == "0.475500"
    assert shown["sources"][0].keys() == {"source", "on"}


def test_policies_are_listed_and_shown_as_yaml(cli: Any, tmp_path: Path) -> None:
    known = load_policies()
    ran = cli("policies")
    assert all(policy.id in ran.out for policy in known.values())
    assert [p["id"] for p in cli("policies", "--json").json["policies"]] == list(known)
    for name, policy in known.items():
        (tmp_path / "mine.yaml").write_text(cli("policies", name).out)
        assert Policy.load(tmp_path / "mine.yaml") == policy
        assert cli("policies", name, "--json").json == policy.to_dict()


def test_policies_of_ones_own_are_listed(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nsays: What I like.\n")
    monkeypatch.setenv("PIXELFARE_POLICIES", str(tmp_path))
    assert "What I like." in cli("policies").out
    assert cli("route", "a cat", "-i", "mine", "--json").json["policy"] == "mine"


def test_read_shows_what_was_read_and_from_which_words(cli: Any) -> None:
    prompt = "a neon sign that says “欢迎光临” over a door"
    ran = cli("read", prompt)
    assert ran.out.startswith(prompt)
    assert "lettering.zh  欢迎光临" in ran.out
    assert cli("read", prompt, "--json").json == read(prompt).to_dict()


def test_marks_stand_where_the_words_are() -> None:
    prompt = "a sign\x1b that says “欢迎光临” and 'OPEN'"
    needs = read(prompt)
    text, colours = marked(prompt, needs)
    assert text.plain == prompt.replace("\x1b", r"\x1b")
    assert set(colours) == {span.fact.partition(".")[0] for span in needs.spans}
    marks = {text.plain[span.start : span.end] for span in text.spans if "underline" in str(span.style)}
    assert {prompt[span.start : span.end] for span in needs.spans} <= marks | {"".join(marks)}
