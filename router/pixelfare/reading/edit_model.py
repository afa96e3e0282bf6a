"""A small trained model of how prompts presume a given picture, for those in which no rule finds the words that say so.

A logistic model over words, pairs of words and, in Chinese, Japanese and Korean, characters and pairs of them. Its
weights are made by `scripts/train_edit_model.py`, for the most part from the prompts in `tests/reading/written`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from pixelfare.reading.edit_weights import BIAS, SCALE, WEIGHTS

__all__ = ["LONGEST", "THRESHOLD", "features", "presumes"]

LONGEST = 600
"""Characters; longer prompts say what they are about in words that the rules know, and are not looked at."""

THRESHOLD = 0.65
"""How likely a prompt must be to presume a picture, for the model to say so."""

_LEAST = math.log(THRESHOLD / (1 - THRESHOLD)) * SCALE
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_EAST = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def features(lowered: str) -> Iterator[tuple[str, int, int]]:
    """What the model looks at, with the place of each.

    Args:
        lowered: The prompt in lower case.

    Yields:
        Name, start and end: words, pairs of words, the first of each, and characters and pairs of them.

    Example:
        >>> [name for name, _, _ in features("make it pop")]
        ['^make', 'make', '^make it', 'make it', 'it', 'it pop', 'pop']
    """
    last, last_start, first = "", 0, True
    for word in _WORDS.finditer(_EAST.sub(_blank, lowered)):
        start, end = word.span()
        name = "0" if word.group().isdigit() else word.group()
        if last:
            if first:
                yield f"^{last} {name}", last_start, end
                first = False
            yield f"{last} {name}", last_start, end
        else:
            yield f"^{name}", start, end
        yield name, start, end
        last, last_start = name, start
    for run in _EAST.finditer(lowered):
        text, at = run.group(), run.start()
        for i in range(len(text)):
            yield text[i], at + i, at + i + 1
            if i:
                yield text[i - 1 : i + 1], at + i - 1, at + i + 1
        if at == 0:
            yield f"^{text[:2]}", 0, len(text[:2])


def _blank(run: re.Match[str]) -> str:
    return " " * (run.end() - run.start())


@lru_cache(maxsize=1)
def _weights() -> dict[str, int]:
    weights: dict[str, int] = {}
    for line in WEIGHTS.split("\n"):
        weight, _, names = line.partition("\t")
        if names:
            weights.update(dict.fromkeys(names.split("\t"), int(weight)))
    return weights


def presumes(lowered: str) -> tuple[int, int] | None:
    """The words that tell most that a prompt presumes a given picture, where it likely does.

    Args:
        lowered: The prompt in lower case.

    Returns:
        Their place, or None where the prompt more likely describes a picture to be made.

    Example:
        >>> presumes("a lighthouse at dusk") is None
        True
    """
    if len(lowered) > LONGEST:
        return None
    weights, total, count, best, place = _weights(), 0, 0, 0, (0, 0)
    seen: set[str] = set()
    for name, start, end in features(lowered):
        if name in weights and name not in seen:
            seen.add(name)
            weight = weights[name]
            total += weight
            count += 1
            if weight > best:
                best, place = weight, (start, end)
    if not best:
        return None
    return place if BIAS + total / count**0.25 > _LEAST else None
