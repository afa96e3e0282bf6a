"""A reader that is passed over because a prompt lacks its words would have found nothing there."""

from __future__ import annotations

import importlib
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelfare.reading import capabilities, operation, scenes
from pixelfare.reading.cues import one_of
from pixelfare.reading.lettering import LETTERING_WORDS, read_lettering
from pixelfare.reading.order_words import ORDER
from pixelfare.reading.read import _page_of, _page_of_any

_PARSER: Any = importlib.import_module("re._parser")  # as `re` itself reads a pattern
_KINDS: Any = importlib.import_module("re._constants")
_SIGNS = {_KINDS.CATEGORY_NOT_WORD: "#", _KINDS.CATEGORY_DIGIT: "1", _KINDS.CATEGORY_SPACE: " "}
_THINGS = "cat,red dog,wooden ball,softly golden cup,heart-shaped box,man's hat,photo of it,old teapot near it".split(
    ","
)
_BETWEEN = 'and,with,next to,behind,on the left of,sitting across from,in,.,!,",:,and the,and a'.split(",")
_SCENES = st.lists(
    st.tuples(
        st.sampled_from(["a", "an", "the", "one", "two", "its", ""]),
        st.sampled_from(_THINGS),
        st.sampled_from(_BETWEEN),
    ),
    max_size=4,
).map(lambda told: " ".join(word for three in told for word in three if word).removesuffix(" and"))
_ORDERING = [
    *sorted(operation.OPERATION_WORDS)[::9],
    *"a an the few bit two view of us from inside make remove this it please look like".split(),
]  # fmt: skip
_ORDERS = st.lists(st.sampled_from(_ORDERING), max_size=12).map(" ".join)
_ASCII = st.lists(
    st.one_of(
        st.text(st.characters(max_codepoint=127), max_size=8),
        st.sampled_from(['"', "'", "`", " sign that says ", "three ", '"text": "', "{", "1", "no text", "un uma der "]),
    ),
    max_size=16,
).map("".join)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text))


def _beginnings(parsed: Any) -> set[str]:
    """Every beginning that a pattern's matches can have, to the second space; `?` is a character that may be any."""
    done, open_ = set(), {""}
    for kind, value in parsed:
        if kind is _KINDS.LITERAL:
            more = {chr(value)}
        elif kind is _KINDS.IN:
            more = {chr(v) if k is _KINDS.LITERAL else _SIGNS.get(v, "?") for k, v in value}
        elif kind is _KINDS.SUBPATTERN:
            more = _beginnings(value[3])
        elif kind is _KINDS.BRANCH:
            more = set().union(*map(_beginnings, value[1]))
        elif kind in (_KINDS.MAX_REPEAT, _KINDS.MIN_REPEAT):
            more = _beginnings(value[2]) | ({""} if value[0] == 0 else set())
        else:
            more = {""} if kind in (_KINDS.AT, _KINDS.ASSERT, _KINDS.ASSERT_NOT) else {"?"}
        done |= {text for text in open_ if "?" in text or text.count(" ") > 1}
        open_ = {text + character for text in open_ - done for character in more}
    return done | open_


def test_every_beginning_of_an_order_opens_one() -> None:
    beginnings = _beginnings(_PARSER.parse(ORDER.pattern))
    assert {"make", "please", "remove"} <= {text.partition(" ")[0] for text in beginnings}
    assert not [text for text in sorted(beginnings) if not operation.opens_order(text)]


@given(_ORDERS)
def test_where_nothing_opens_an_order_or_points_at_a_picture_there_is_no_edit(text: str) -> None:
    words = _words(text)
    if not operation.opens_order(text) and words.isdisjoint(operation.GIVEN_WORDS):
        assert operation.read_operation(text, words, "latin") is None


@settings(max_examples=600)
@given(_SCENES)
def test_a_scene_is_found_as_by_looking_everywhere(text: str) -> None:
    everywhere = None
    for pattern in (scenes._RELATION, scenes._PAIR):
        anywhere = re.search(rf"(?:^|[.!:\"\n] ?)(?:{pattern.pattern})", text)
        everywhere = everywhere or (anywhere.span() if anywhere else None)
    properties = [found.span() for found in scenes._PROPERTY.finditer(text)]
    if everywhere is None and len(properties) > 1:
        everywhere = properties[0][0], properties[-1][1]
    assert scenes.composed(text, _words(text)) == (everywhere if len(text) <= scenes._LONGEST else None)


@example("a red ball and a red cube")
@example("a tall dog and the wooden hut")
@given(_SCENES)
def test_two_things_with_a_property_each_are_found_as_by_looking_everywhere(text: str) -> None:
    text += "." * scenes._LONGEST  # so that it is no scene
    found = capabilities.read_capabilities(
        text, _words(text), script="latin", edit=False, inputs=0, lettering_characters=0, stop=len(text)
    )
    assert capabilities._bound(text, len(text)) is None or "composition" in found


@given(_ASCII)
def test_plain_text_is_made_ready_as_any_other(text: str) -> None:
    page, language, wrapped = _page_of(text, given=True)
    other, other_wrapped = _page_of_any(text)
    assert page is not None
    assert page._replace(digit=True) == other
    assert page.digit or not any(c.isdigit() for c in text)
    assert (language, wrapped is None) == (other.language, other_wrapped is None)


@given(_ASCII)
def test_without_its_words_and_quotes_no_text_is_drawn(text: str) -> None:
    page, _ = _page_of_any(text)
    if not page.quoted and not page.json and page.words.isdisjoint(LETTERING_WORDS):
        assert not read_lettering(page, len(text)).scripts


@given(st.lists(st.from_regex(r"[a-z]{1,6}(?:-[a-z]{1,3})?", fullmatch=True), min_size=1, max_size=8))
def test_words_by_their_first_letter_are_the_same_words(words: list[str]) -> None:
    pattern = re.compile(one_of(words) + "!")
    assert all(pattern.fullmatch(word + "!") for word in words)
    assert not any(pattern.fullmatch(word + "x!") for word in words if word + "x" not in words)
