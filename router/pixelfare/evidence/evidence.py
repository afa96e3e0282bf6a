"""The evidence of a catalog: how well each model is expected to meet a need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pixelfare.catalog.own_scores import OWN
from pixelfare.catalog.scores import Column, NeedEvidence, Score
from pixelfare.evidence.quality import BASES, Figure, Quality, weaker
from pixelfare.evidence.shares import Share, board_shares, column_shares
from pixelfare.memory import Memory

if TYPE_CHECKING:
    from pixelfare.catalog.catalog import Catalog

__all__ = ["Evidence", "evidence_of"]

SIBLING_SPREAD = 0.10
"""By how much a sibling may differ, either way: a choice, wider than any difference that sources explain."""
_MOST_KEPT = 4_096
Key = tuple[str, str, str]


class Evidence:
    """What published figures say of the models of one catalog. Pure: the same catalog, the same answers.

    Args:
        catalog: The catalog; only the figures of models in it count.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._models = tuple(sorted(catalog.models))
        self._needs = catalog.needs
        self._like = {sibling.model: sibling.like for sibling in catalog.needs.siblings}
        self._columns: dict[Key, list[Score]] = {}
        for score in catalog.scores:
            if score.model in catalog.models:
                self._columns.setdefault(score.column, []).append(score)
        own = {need: scores for (of, need, _), scores in self._columns.items() if of == OWN}
        self._alone = {need: scores[0].model for need, scores in own.items() if len(scores) == 1}
        self._shares: Memory[Mapping[str, Sequence[Share]]] = Memory(_MOST_KEPT)
        self._known: Memory[Quality] = Memory(_MOST_KEPT)

    def speaks_for(self, need: str) -> bool:
        """Whether there is evidence for a need at all."""
        return need in self._needs.needs

    def weight(self, need: str) -> float:
        """What a need counts beside the others of a prompt."""
        return float(self._needs.needs[need].weight)

    @property
    def alone(self) -> Mapping[str, str]:
        """The needs for which a user's own scores have one model only, and which: that compares nothing."""
        return MappingProxyType(self._alone)

    def quality(self, model: str, need: str, *, language: str = "en", level: str | None = None) -> Quality:
        """How well a model is expected to meet one need.

        Args:
            model: A model's id.
            need: One of `NEEDS` that `speaks_for` holds for.
            language: The prompt's language; some columns hold for Chinese only, or for all others.
            level: The quality level that is bought; `None` where it is not known.

        Returns:
            The value from the strongest basis there is. Where there is none at all: the least of any model, for
            nothing says that it is better.
        """
        spoken = "zh" if language.startswith("zh") else "en"
        key = (model, need, spoken, level)
        return self._known.recall(key, lambda: self._quality(model, need, spoken, level))

    def _quality(self, model: str, need: str, language: str, level: str | None) -> Quality:
        found = self._found(model, need, language, level)
        if found is not None:
            return found
        known = [
            q.value for other in self._models if (q := self._found(other, need, language, None)) is not None
        ]  # fmt: skip
        return Quality(value=min(known, default=0.0), low=0.0, high=1.0, basis="none")

    def _found(self, model: str, need: str, language: str, level: str | None) -> Quality | None:
        told = self._needs.needs.get(need)
        if told is None:
            return None
        if told.stands_in is not None:
            other = self._found(model, told.stands_in, language, level)
            return None if other is None else weaker(other, "sibling", by=SIBLING_SPREAD)
        own = self._measured(model, told.columns, language, level)
        if own is not None:
            return own
        like = self._like.get(model)
        near = None if like is None else self._measured(like, told.columns, language, None)
        if near is not None:
            return weaker(near, "sibling", by=SIBLING_SPREAD)
        return self._preferred(model, need, told)

    def _measured(self, model: str, columns: Sequence[Column], language: str, level: str | None) -> Quality | None:
        """The share in the main column that has the model on the strongest basis; the interval of all of them."""
        spoken = [column for column in columns if column.language in (None, language)]
        shares = []
        for place, column in enumerate(spoken):
            found = self._of_column(column.key, level)
            if model in found:
                # A user's own table may be the first and yet lack the best models: the others say what its best is.
                others = spoken[:place] or (spoken[1:] if column.of == OWN else [])
                anchor = self._anchor(found, others, level)
                shares += [_scaled(share, anchor) for share in found[model]]
        return _spanning(shares)

    def _anchor(self, found: Mapping[str, Sequence[Share]], others: Sequence[Column], level: str | None) -> float:
        """What the best of a column is worth: as much as the best that its models are worth in other columns.

        Without this, the best of two poor models would count as much as the best of all.
        """
        worth = [
            next((known[0].value for c in others if (known := self._of_column(c.key, level).get(model))), None)
            for model in found
        ]
        return max((value for value in worth if value is not None), default=1.0)

    def _preferred(self, model: str, need: str, told: NeedEvidence) -> Quality | None:
        """A prior: a board for this need, else one of general preference."""
        operation = "edit" if need.partition(".")[0] in ("edit", "identity") else "generate"
        for boards in (told.boards, self._needs.boards.get(operation, ())):
            shares = [share for board in boards for share in self._of_board(board.key).get(model, ())]
            if (found := _spanning(shares)) is not None:
                return found
        return None

    def _of_column(self, key: Key, level: str | None) -> Mapping[str, Sequence[Share]]:
        return self._shares.recall((key, level), lambda: column_shares(self._columns.get(key, ()), level))

    def _of_board(self, key: Key) -> Mapping[str, Sequence[Share]]:
        return self._shares.recall((key, "board"), lambda: board_shares(self._columns.get(key, ())))


def evidence_of(catalog: Catalog) -> Evidence:
    """The evidence of a catalog, made once."""
    memory: Memory[Evidence] = catalog.memory("evidence", 1)
    return memory.recall("evidence", lambda: Evidence(catalog))


def _scaled(share: Share, anchor: float) -> Share:
    if anchor == 1:
        return share
    return replace(share, **{end: round(getattr(share, end) * anchor, 4) for end in ("value", "low", "high")})


def _spanning(shares: Iterable[Share]) -> Quality | None:
    """The first share on the strongest basis, between the ends of all."""
    found = sorted(shares, key=lambda share: BASES.index(share.basis))  # stable: the order of columns stays
    if not found:
        return None
    value = found[0].value
    return Quality(
        value=value, low=min(share.low for share in found), high=max(share.high for share in found),
        basis=found[0].basis, figures=tuple(Figure.of(share.score) for share in found),
    )  # fmt: skip
