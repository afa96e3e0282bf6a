"""Spans point at the words of the prompt as it was given, wrapped in JSON and placeholders or not."""

from __future__ import annotations

import json

import pytest

from pixelfare.reading import read


def _words(prompt: str, fact: str) -> list[str]:
    return [prompt[span.start : span.end] for span in read(prompt).spans if span.fact == fact]


@pytest.mark.parametrize(
    ("prompt", "fact", "words"),
    [
        ('A sign that says "Open"', "lettering.latin", ["Open"]),
        ("霓虹灯牌上写着“深夜食堂”", "lettering.zh", ["深夜食堂"]),
        ("a poster with bold Chinese text", "lettering.zh", ["Chinese"]),
        ("a lake, no text", "lettering.none", ["no text"]),
        ("a fox, 16:9", "size", ["16:9"]),
        ("a traditional Chinese town", "culture.chinese", ["Chinese"]),
        ("four giraffes", "capability.counting", ["four giraffes"]),
        ("Make her smile", "operation", ["Make her"]),
        ('a poster titled {argument name="title" default="Summer"}', "lettering.latin", ["Summer"]),
        ('{"sign": {"text": "OPEN"}}', "lettering.latin", ["OPEN"]),
        ('İstanbul İ, a sign that says "Açık"', "lettering.latin", ["Açık"]),
    ],
)
def test_a_fact_knows_its_words(prompt: str, fact: str, words: list[str]) -> None:
    assert _words(prompt, fact) == words


def test_escapes_are_covered_whole() -> None:
    prompt = json.dumps({"prompt": "招牌上写着“面馆”"})
    (words,) = _words(prompt, "lettering.zh")
    assert json.loads(f'"{words}"') == "面馆"


def test_lettering_characters_are_those_of_the_targets() -> None:
    assert read('a sign that says "Open" and a door labeled "Exit"').lettering_characters == len("OpenExit")
    assert read("a poster with bold Chinese text").lettering_characters == 0


def test_much_lettering_is_an_infographic() -> None:
    assert "infographic" in read(f'a wall with the text "{"word " * 80}"').capabilities


def test_given_pictures_make_an_edit() -> None:
    assert read("a cat", [b""]).operation == "edit"
    assert read("a cat", mask=True).operation == "edit"
    assert "edit.multi" in read("a cat", [b"", b""]).capabilities
    assert "edit.multi" not in read("a cat", [b""]).capabilities


def test_spans_survive_serialisation() -> None:
    needs = read('A sign that says "Open", 16:9')
    assert type(needs).from_dict(needs.to_dict()) == needs
