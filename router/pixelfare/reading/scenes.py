"""Short prompts that are little more than how several things stand to one another, or what property each has."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pixelfare.reading.cues import late

__all__ = ["SCENE_WORDS", "composed"]

_LONGEST = 200  # characters; in a longer prompt a relation is one detail among many
_BEGIN = r"(?:^|[.!:\"\n] ?)"
_END = r"(?:[.!\"}\n]|$)"
_OF = r"(?:(?:a|an|the) (?:[a-z]+ )?(?:photo|photograph|picture|image) of )?"
_ONE = r"(?:an?|the|one|two|three|four|another)"
_THING = rf"{_ONE} (?:[\w'-]+ ){{1,4}}?"
_PLACED = (
    r"(?:(?:is|are|was|were) )?(?:(?:sitting|standing|sits|stands|lying|lies|placed|positioned|located|hanging|hangs"
    r"|floating|resting|perched|parked|hidden) )?(?:right |just |directly )?"
)
_WHERE = (
    r"(?:(?:on|at|to) (?:the )?(?:left|right|top|bottom|side|back)(?: side)? of|next to|near|beside|behind|in front of"
    r"|below|above|under|underneath|beneath|between|inside|opposite|across from|hidden (?:by|behind|under))"
)
_RELATION = late(rf"{_BEGIN}{_OF}{_THING}{_PLACED}{_WHERE} {_ONE} (?:[\w'-]+ ?){{1,4}}{_END}")
_PAIR = late(rf"{_BEGIN}{_OF}an? (?:[\w'-]+ ){{1,4}}?and an? (?:[\w'-]+ ?){{1,3}}{_END}")
_PROPERTY = late(
    r"\b(?:an?|the|one|two|three|with|and|of|in|some|its) (?:[a-z]+ly )?(?:"
    r"red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gray|grey|golden|gold|silver|beige|turquoise"
    r"|teal"
    r"|navy|maroon|cream|wooden|metallic|metal|glass|plastic|leather|fabric|rubber|stone|ceramic|cotton|paper|woolen"
    r"|woollen|silk|velvet|round|square|oval|rectangular|triangular|circular|cubic|conical|cylindrical|spherical"
    r"|pyramidal"
    r"|pentagonal|hexagonal|octagonal|oblong|diamond|teardrop|crescent|heart-shaped|star-shaped|big|small|large|tiny"
    r"|tall"
    r"|short|long|thick|thin|wide|narrow|striped|spotted|checkered|fluffy|smooth|rough|bumpy|spiky|fuzzy|soft|hard"
    r"|sharp|crunchy|crispy|shiny|glossy|matte|sticky|sleek|silky|velvety|jagged|prickly|furry|feathery|slippery|coarse"
    r"|grainy|rugged|rusty|polished|transparent|curved|bouncy|fresh|juicy|crumbly|knotty|vibrant|intricate|delicate"
    r"|sturdy|rigid|flaky|creamy|woven|knitted"
    r")(?:,? (?:and )?[a-z-]+){1,2}"
)
_ENOUGH = 2
_PLACES = frozenset(
    "near next beside behind front below above under underneath beneath between left right top bottom side hidden "
    "opposite inside".split()
)
_OTHER_PLACES = (" back", "across from")
SCENE_WORDS = frozenset(
    "near next beside behind front below above under underneath beneath between left right top bottom side hidden and "
    "opposite inside with on in the".split()
)
"""Words without which no such prompt is told."""


def composed(lowered: str, words: AbstractSet[str]) -> tuple[int, int] | None:
    """Where a short prompt sets several things beside one another.

    Args:
        lowered: The prompt in lower case.
        words: Those of its words that any rule knows.

    Returns:
        The place that says so, or None.

    Example:
        >>> composed("a boy near an airplane", {"near"}), composed("the soft cat at the red blanket", {"the"}) is None
        ((0, 22), False)
    """
    if len(lowered) > _LONGEST:
        return None
    placed = not _PLACES.isdisjoint(words) or any(place in lowered for place in _OTHER_PLACES)
    whole = _RELATION.search(lowered) if placed else None
    if whole is None and " and a" in lowered:
        whole = _PAIR.search(lowered)
    if whole:
        return whole.span()
    properties = [found.span() for found in _PROPERTY.finditer(lowered)]
    return (properties[0][0], properties[-1][1]) if len(properties) >= _ENOUGH else None
