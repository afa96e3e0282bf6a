"""What a new user stumbles over is answered with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BOUGHT = ("generate", "a cat", "-g", "sandbox", "-i", "cheapest")
QUOTES = 'put the prompt in quotes: pixelfare {} "a lighthouse at dusk"'


@pytest.mark.parametrize("verb", ["route", "read", "generate", "edit"])
def test_a_prompt_without_quotes(cli: Any, verb: str) -> None:
    ran = cli(verb, "a", "lighthouse", "at", "dusk")
    assert ran.code == 2
    assert QUOTES.format(verb) in ran.err
    assert cli(verb, "a", "lighthouse", "--json").errors[0]["hint"] == QUOTES.format(verb)


def test_a_prompt_where_a_model_is_wanted(cli: Any) -> None:
    assert 'pixelfare route "a lighthouse at dusk"' in cli("quote", "a", "lighthouse").err
    assert "hint" not in cli("policies", "auto", "fast", "--json").errors[0]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("orders", "--limit", "x"), "'--limit': 'x' is no whole number"),
        (("serve", "--port", "abc"), "'--port': 'abc' is no whole number"),
        (("route", "a cat", "-n", "1.5"), "'1.5' is no whole number"),
        (("serve", "--stop-seconds", "soon"), "'soon' is no number"),
        (("orders", "--limit", "0"), "'0' is below 1"),
    ],
)
def test_numbers_that_are_none(cli: Any, argv: tuple[str, ...], said: str) -> None:
    ran = cli(*argv)
    assert ran.code == 2
    assert said in ran.err
    assert "Input should" not in ran.err


@pytest.mark.parametrize("argv", [("orders", "--csv"), ("route", "a cat", "--size"), ("catalog", "show", "--as-of")])
def test_an_option_without_its_value_refers_to_its_own_verb(cli: Any, argv: tuple[str, ...]) -> None:
    verb = " ".join(word for word in argv[:-1] if word != "a cat")
    assert f"see pixelfare {verb} --help" in cli(*argv).err


def test_a_need_or_a_benchmark_where_a_model_is_wanted(cli: Any) -> None:
    assert "pixelfare evidence --need counting" in cli("evidence", "counting").err
    assert "pixelfare evidence --benchmark oneig-bench" in cli("evidence", "oneig-bench").err
    assert cli("evidence", "cuonting", "--json").errors[0]["error"] == "unknown-model"


def test_orders_that_are_not_there(cli: Any, tmp_path: Path) -> None:
    assert "no order yet" in cli("receipt", "foo").err
    assert cli(*BOUGHT, "--out", tmp_path / "a.png").code == 0
    (failure,) = cli("receipt", "foo", "--json").errors
    assert (failure["error"], failure["hint"]) == ("unknown-order", "pixelfare orders lists them")
    for beginning in ("o", "ord_", "ord_0"):
        ran = cli("receipt", beginning)
        assert ran.code == 2
        assert f"many orders begin with '{beginning}'" in ran.err


def test_an_empty_label(cli: Any) -> None:
    for argv in ((*BOUGHT, "--label", ""), ("serve", "-g", "sandbox", "--port", "0", "--label", "")):
        ran = cli(*argv)
        assert (ran.code, ran.out) == (2, "")
        assert "the label given is empty" in ran.err
    assert cli("orders").out == "no orders\n"


def test_nothing_to_compare_with(cli: Any) -> None:
    ran = cli("spend", "--baseline", "foo")
    assert ran.code == 0
    assert "nothing to compare with foo" in ran.out
    assert "saved" not in ran.out
