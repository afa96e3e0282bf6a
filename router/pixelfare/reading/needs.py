"""What a prompt needs of a picture model, and the words each need was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, cast

from pixelfare.errors import BadNeeds
from pixelfare.size import parse_aspect
from pixelfare.words import CAPABILITIES, LETTERING

__all__ = ["CAPABILITIES", "LETTERING", "Needs", "Operation", "Span"]

Operation = Literal["generate", "edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the prompt that a fact was read from.

    Args:
        start: First character, counted from 0.
        end: One past the last character.
        fact: What was read there: `operation`, `lettering.zh`, `capability.style`, `culture.japanese`, `size`, ...
    """

    start: int
    end: int
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a picture must be, as read from its prompt or as the caller said.

    Three facts that are easily mixed up are kept apart: the language the prompt is written in, the script of the text
    to be drawn, and a culture or style that is only depicted.

    Args:
        operation: `generate`, or `edit` where the prompt speaks of a picture that is given.
        language: The prompt's language, BCP 47 (`en`, `zh`, `zh-Hant`, `ja`, ...; `und` where there are no letters).
        lettering: Scripts of the text to be drawn in the picture, of `LETTERING`; empty where none is to be drawn.
        lettering_characters: About how many characters of text are to be drawn; 0 where that cannot be told.
        capabilities: Names of `CAPABILITIES`.
        culture: Cultures depicted (`chinese`, `japanese`, ...); never a reason to need lettering.
        size_hint: The aspect the prompt's words ask for, as `"16:9"`; it orders sizes and never binds.
        spans: Where each fact was read, in the order of the prompt; never part of what makes two needs equal.
    """

    operation: Operation = "generate"
    language: str = "und"
    lettering: frozenset[str] = frozenset()
    lettering_characters: int = 0
    capabilities: frozenset[str] = frozenset()
    culture: frozenset[str] = frozenset()
    size_hint: str | None = None
    spans: tuple[Span, ...] = field(default=(), compare=False)

    def but(self, **changes: Any) -> Needs:
        """These needs with some facts set by the caller; their spans go, since no words say so.

        Raises:
            BadNeeds: No such fact, script or capability.

        Example:
            >>> sorted(Needs().but(lettering={"zh"}).lettering)
            ['zh']
        """
        names = {f.name for f in fields(Needs)} - {"spans"}
        for name in changes:
            if name not in names:
                raise BadNeeds(f"needs have no {name!r}; they have {', '.join(sorted(names))}")
        _check(changes)
        for name, known in (("lettering", LETTERING), ("capabilities", CAPABILITIES), ("culture", None)):
            if name in changes:
                changes[name] = _names(name, changes[name], known)
        return replace(self, **changes, spans=tuple(s for s in self.spans if _fact_field(s.fact) not in changes))

    def checked(self) -> Needs:
        """These needs, if every fact is one.

        Raises:
            BadNeeds: One is not.
        """
        facts = {f.name: getattr(self, f.name) for f in fields(Needs) if f.name != "spans"}
        if any(not isinstance(facts[name], frozenset) for name in ("lettering", "capabilities", "culture")):
            raise BadNeeds("lettering, capabilities and culture are frozensets")
        self.but(**facts)
        return self

    def to_dict(self) -> dict[str, Any]:
        """The needs as plain JSON values; spans hold positions, never the prompt's words."""
        return {
            "operation": self.operation,
            "language": self.language,
            "lettering": sorted(self.lettering),
            "lettering_characters": self.lettering_characters,
            "capabilities": sorted(self.capabilities),
            "culture": sorted(self.culture),
            "size_hint": self.size_hint,
            "spans": [[s.start, s.end, s.fact] for s in self.spans],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Needs:
        """The inverse of `to_dict`."""
        spans = tuple(Span(start=s[0], end=s[1], fact=s[2]) for s in data.get("spans", ()))
        return replace(cls().but(**{k: v for k, v in data.items() if k != "spans"}), spans=spans)


def _check(changes: Mapping[str, Any]) -> None:
    """Refuse a value that is none of its fact's."""
    if changes.get("operation", "generate") not in ("generate", "edit"):
        raise BadNeeds(f"operation is 'generate' or 'edit', not {changes['operation']!r}")
    language, characters = changes.get("language", "und"), changes.get("lettering_characters", 0)
    if not isinstance(language, str) or not language:
        raise BadNeeds(f"language is a BCP 47 tag such as 'en', not {language!r}")
    if type(characters) is not int or characters < 0:
        raise BadNeeds(f"lettering_characters is a whole number from 0, not {characters!r}")
    if changes.get("size_hint") is not None:
        parse_aspect(changes["size_hint"])


def _names(what: str, given: object, known: Iterable[str] | None) -> frozenset[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadNeeds(f"{what} is a set of names, not {given!r}")
    try:
        names = frozenset(cast("Iterable[str]", given))
    except TypeError:
        raise BadNeeds(f"{what} is a set of names, not {given!r}") from None
    if strange := sorted(str(n) for n in names if not isinstance(n, str) or (known is not None and n not in known)):
        raise BadNeeds(f"{what}: no such name as {', '.join(strange)}; there are {', '.join(known or ())}")
    return names


def _fact_field(fact: str) -> str:
    kind = fact.partition(".")[0]
    return {"capability": "capabilities", "size": "size_hint"}.get(kind, kind)
