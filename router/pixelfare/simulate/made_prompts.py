"""Prompts for synthetic traces: short sentences of our own, each with a need that its words tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

__all__ = ["KINDS", "prompt_of"]

_ADJECTIVES = (
    "quiet bright old small wide misty golden grey wooden narrow windy frozen sunny crowded empty distant round "
    "silver dusty gentle steep rainy green hollow pale copper sleepy ragged polished crooked"
).split()
_THINGS = (
    "lighthouse bicycle teapot harbour orchard violin staircase fox heron market bridge kitchen greenhouse tram "
    "waterfall lantern sailboat castle meadow library owl bakery glacier windmill garden piano caravan otter desert "
    "clocktower"
).split()
_PLACES = (
    "at dusk|in early morning light|under a clear sky|after the rain|by the sea|in deep snow|on a hill|in the fog|"
    "at the edge of a forest|in an empty square|seen from above|in autumn|before a storm|by candlelight|at midnight"
).split("|")
_WORDS = "OPEN SALE FRESH TODAY NORTH WELCOME COFFEE RADIO SUMMER LIBRARY EXIT NIGHT BAKERY MARKET TICKETS".split()
_HAN = "春风山水明月欢迎光临新店开业茶馆书局平安福禄吉祥如意江湖"
_KANA = "さくらまつりえきまえしょくどうこーひーあさひ"
_NUMBERS = "three four five six seven eight".split()
_STYLES = "watercolour|pencil sketch|woodcut|stained glass|pixel art|oil painting|gouache|ukiyo-e print".split("|")
Dice = np.random.Generator
Kind = Callable[[Dice], str]


def _scene(dice: Dice) -> str:
    adjective, other = _of(_ADJECTIVES, dice), _of(_ADJECTIVES, dice)
    return f"a {adjective} {_of(_THINGS, dice)} and a {other} sky, {_of(_PLACES, dice)}"


def _of(words: list[str], dice: Dice) -> str:
    return words[int(dice.integers(len(words)))]


def _drawn(characters: str, dice: Dice, least: int = 2, most: int = 6) -> str:
    places = dice.integers(len(characters), size=int(dice.integers(least, most)))
    return "".join(characters[int(place)] for place in places)


def _sign(dice: Dice) -> str:
    words = " ".join(_of(_WORDS, dice) for _ in range(int(dice.integers(1, 4))))
    return f'a {_of(_ADJECTIVES, dice)} shop sign that says "{words}", {_of(_PLACES, dice)}'


def _counted(dice: Dice) -> str:
    return f"{_of(_NUMBERS, dice)} {_of(_ADJECTIVES, dice)} {_of(_THINGS, dice)}s {_of(_PLACES, dice)}"


KINDS: Mapping[str, Kind] = {
    "plain": _scene,
    "lettering.latin": _sign,
    "lettering.zh": lambda dice: f"一块{_drawn('红蓝金木旧大小', dice, 1, 3)}色招牌上写着“{_drawn(_HAN, dice)}”",
    "lettering.ja": lambda dice: f"古い看板に「{_drawn(_KANA, dice)}」と書かれている",
    "counting": _counted,
    "style": lambda dice: f"{_scene(dice)}, {_of(_STYLES, dice)} style",
    "photo": lambda dice: f"photorealistic photo, 35mm: {_scene(dice)}",
    "resolution_4k": _scene,
    "edit.remove": lambda dice: f"remove the {_of(_ADJECTIVES, dice)} {_of(_THINGS, dice)} from this photo",
    "edit.background": lambda dice: f"change the background of this photo to a {_scene(dice)[2:]}",
}
"""What a prompt may need, and what makes one; 4K is asked for as a size, not in words."""


def prompt_of(kind: str, dice: Dice) -> str:
    """A prompt of a kind; chance decides its words.

    Example:
        >>> prompt_of("counting", np.random.default_rng(1))
        'five distant glaciers at midnight'
    """
    return KINDS[kind](dice)
