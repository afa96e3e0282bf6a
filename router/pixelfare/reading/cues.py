"""Cues: words that may say something, each with what must stand before and after it.

A long prompt is cut into a set of words once. Only for the cue words in that set are the places in the text looked up,
and only there are regular expressions run, on a short stretch. So a rule costs nothing where its words do not stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, cast

__all__ = ["Cue", "Cues", "cues_of", "find_cues", "first_cue", "gated", "late", "one_of"]

_REACH = 72
_TRIES = 40


class Cue(NamedTuple):
    """What must stand around a word, and what it then says.

    Args:
        fact: What is read where the cue holds.
        after: Matched where the word begins, so it starts with the word itself.
        before: Searched in the characters in front of it and ended by `$`; None for anything.
    """

    fact: str
    after: re.Pattern[str]
    before: re.Pattern[str] | None


class Cues(NamedTuple):
    """A table of cues.

    Args:
        words: Its words.
        by_word: The cues of each.
    """

    words: frozenset[str]
    by_word: _Compiled


def cues_of(rows: Iterable[tuple[str, str, str, str]]) -> Cues:
    """A table of cues from rows of fact, words, pattern before and pattern after.

    Args:
        rows: The fact; words parted by spaces; what must stand before (`""` for anything); what must follow the word
            (`""` for the end of the word and no more).

    Returns:
        The table.

    Example:
        >>> table = cues_of([("operation", "image photo", r"this ", "")])
        >>> first_cue("turn this photo into a drawing", {"turn", "this", "photo"}, table)
        (5, 15)
    """
    written: dict[str, list[tuple[str, str, str]]] = {}
    for fact, words, before, after in rows:
        for word in words.split():
            written.setdefault(word, []).append((fact, before, after))
    return Cues(frozenset(written), _Compiled(written))


class _Compiled(dict[str, tuple[Cue, ...]]):
    """Cues by word, compiled when the word is first met: most never are, and all at once would slow the import."""

    def __init__(self, written: Mapping[str, list[tuple[str, str, str]]]) -> None:
        super().__init__()
        self._written = written
        self._by_fact: dict[str, tuple[tuple[Cue, ...], ...]] = {}

    def __missing__(self, word: str) -> tuple[Cue, ...]:
        cues = tuple(
            Cue(
                fact,
                re.compile(rf"{word}(?:{after})" if after else rf"{word}(?![^\W\d_])"),
                re.compile(rf"(?:{before})$") if before else None,
            )
            for fact, before, after in self._written[word]
        )
        self[word] = cues
        return cues

    def by_fact(self, word: str) -> tuple[tuple[Cue, ...], ...]:
        """The cues of a word, those of one fact together."""
        same = self._by_fact.get(word)
        if same is None:
            facts: dict[str, list[Cue]] = {}
            for cue in self[word]:
                facts.setdefault(cue.fact, []).append(cue)
            same = self._by_fact[word] = tuple(map(tuple, facts.values()))
        return same


class _Late:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._pattern)
        self.search, self.match, self.finditer = compiled.search, compiled.match, compiled.finditer
        return getattr(compiled, name)


def late(pattern: str) -> re.Pattern[str]:
    """A regular expression that is compiled when it is first used, so that the import stays fast.

    Args:
        pattern: The regular expression.

    Returns:
        What can be searched, matched and iterated like a compiled pattern.

    Example:
        >>> late("a+").search("caat").group()
        'aa'
    """
    return cast("re.Pattern[str]", _Late(pattern))


def one_of(words: Iterable[str]) -> str:
    """A pattern of any of some words, those with one first letter together: so most are passed over at once.

    Args:
        words: The words; what stands behind the pattern has to tell where a word ends.

    Returns:
        The pattern, in brackets.

    Example:
        >>> one_of(["red", "rusty", "blue"])
        '(?:r(?:ed|usty)|b(?:lue))'
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()) + ")"


def gated(pattern: str) -> re.Pattern[str]:
    """A pattern of wide characters, compiled so that most positions of a text are passed over at once.

    Args:
        pattern: A regular expression whose every match begins with a line end, a letter or digit of ASCII, or one of
            the wide characters written in it; it must not begin with a range or a negated set.

    Returns:
        The same pattern behind a look-ahead for those characters, which is three times as fast on Chinese text.

    Example:
        >>> gated("文字|标题").search("上面的标题").span()
        (3, 5)
    """
    wide = "".join(sorted({c for c in pattern if not c.isascii()}))
    return late(rf"(?=[\n0-9a-z{wide}])(?:{pattern})")


def first_cue(lowered: str, words: AbstractSet[str], cues: Cues, stop: int | None = None) -> tuple[int, int] | None:
    """The first place of a text where any cue of a table holds.

    Args:
        lowered: The text in lower case.
        words: Its words.
        cues: The table.
        stop: Where to stop looking; the end of the text by default.

    Returns:
        The place, the words before it included, or None.
    """
    if cues.words.isdisjoint(words):
        return None
    best: tuple[int, int] | None = None
    for word in cues.words & words:
        place = _place(lowered, word, cues.by_word[word], best[0] + _REACH if best else stop)
        if place and (best is None or place < best):
            best = place
    return best


def find_cues(lowered: str, words: AbstractSet[str], cues: Cues, stop: int) -> dict[str, tuple[int, int]]:
    """One place for every fact of a table that is read in a text.

    Args:
        lowered: The text in lower case.
        words: Its words.
        cues: The table.
        stop: Where to stop looking.

    Returns:
        Places by fact.

    Example:
        >>> table = cues_of([("day", "sun", "", ""), ("night", "moon", "", "")])
        >>> find_cues("the moon", {"the", "moon"}, table, 8)
        {'night': (4, 8)}
    """
    found: dict[str, tuple[int, int]] = {}
    if cues.words.isdisjoint(words):
        return found
    for word in sorted(cues.words & words):
        for same in cues.by_word.by_fact(word):
            if same[0].fact not in found:
                place = _place(lowered, word, same, stop)
                if place:
                    found[same[0].fact] = place
    return found


def _place(lowered: str, word: str, cues: tuple[Cue, ...], stop: int | None) -> tuple[int, int] | None:
    find = lowered.find
    size = len(word)
    at = find(word, 0, stop)
    for _ in range(_TRIES):
        if at < 0:
            return None
        if at == 0 or not lowered[at - 1].isalpha():
            for _fact, after, before in cues:
                found = after.match(lowered, at)
                if found:
                    if before is None:
                        return found.span()
                    front = before.search(lowered, max(0, at - _REACH), at)
                    if front:
                        start = front.start()
                        return start + (lowered[start] == " "), found.end()
        at = find(word, at + size, stop)
    return None
