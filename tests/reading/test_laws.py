"""Laws of reading that hold for every text, searched for counterexamples by Hypothesis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.reading import Needs, read

# Any code point, lone surrogates and NULs included, and pieces that the rules look for.
_PIECES = st.sampled_from(
    [
        '"',
        "'",
        "“",
        "”",
        "「",
        "」",
        "《",
        "\\",
        '\\"',
        "\\u4e2d",
        "{",
        "}",
        '{argument name="x" default="',
        ":",
        "写着",
        "文字",
        "と書かれた",
        "라고 쓰",
        "sign that says ",
        "no text",
        "negative prompt",
        "16:9",
        "2.39:1 ",
        "x333x2001 ",
        "1024x768",
        "Chinese text",
        "in Japanese ",
        "three dogs ",
        "İ",
        "ß",
        "\u202e",
        "\ud83d",
        "\x00",
        "\n",
        "remove the ",
        "this photo",
        "--ar ",
        '"text": "',
        "надпись «",
        "لافتة",
        "लिखा",
    ]
)
_TEXTS = st.lists(st.one_of(st.text(st.characters(), max_size=12), _PIECES), max_size=24).map("".join)
_WORDS = st.sampled_from(
    ["OPEN", "Night Market", "欢迎光临", "ただいま", "환영합니다", "Добро пожаловать", "مرحبا", "Καλημέρα", "Sale 2026"]
)
_CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()]
_PROMPTS = [case["prompt"] for case in _CASES if "lettering" in case and '{"' not in case["prompt"]]
_QUOTES = ['"{}"', "'{}'", "“{}”", "‘{}’", "「{}」", "『{}』", "«{}»", "„{}“", "`{}`", '\\"{}\\"']


@given(_TEXTS)
def test_any_text_is_read(text: str) -> None:
    needs = read(text)
    places = [(span.start, span.end) for span in needs.spans]
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert needs == read(text)
    assert needs.spans == read(text).spans
    assert Needs.from_dict(needs.to_dict()) == needs
    assert (needs.lettering_characters == 0) or needs.lettering


@given(_TEXTS, st.text(" \n\t", min_size=1, max_size=5))
def test_white_space_at_the_end_changes_nothing(text: str, space: str) -> None:
    assert read(text + space) == read(text)


@given(_TEXTS, st.integers(1, 4))
def test_given_pictures_always_make_an_edit(text: str, count: int) -> None:
    assert read(text, [None] * count).operation == "edit"


@given(_WORDS, st.sampled_from(["a sign that says {}", "a poster with the headline {}", "a cup labeled {} on a table"]))
def test_the_kind_of_quotes_is_indifferent(words: str, frame: str) -> None:
    readings = {style: read(frame.format(style.format(words))).lettering for style in _QUOTES}
    assert len(set(readings.values())) == 1, readings
    assert all(readings.values())


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_a_prompt_inside_json_keeps_its_lettering(prompt: str) -> None:
    for escaped in (True, False):
        assert read(json.dumps({"prompt": prompt}, ensure_ascii=escaped)).lettering == read(prompt).lettering


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "' a",
        "“",
        "「",
        "{",
        "\\",
        "\\u4e",
        "a sign ",
        "sign that says ",
        "no ",
        "without ",
        "negative ",
        "1",
        "12x",
        "1.",
        "1:",
        "16:",
        "10 ",
        "10x",
        "《",
        "写着",
        "keep the face ",
        "in chinese ",
        '{"text":',
        '{argument name="',
        "the word A ",
        "image ",
        "vertical ",
        "three ",
        "a red ",
        "把",
        "图",
        "이",
        "は",
    ],
)
def test_very_long_text_is_read(unit: str) -> None:
    read(unit * (100_000 // len(unit)))
