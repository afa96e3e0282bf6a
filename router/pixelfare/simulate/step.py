"""Replay's one step: from a batch of rows to a small tally. It reads prompts; it chooses nothing and knows no prices.

What a policy would choose depends on a row only through its case, and a trace has few cases. So prompts are read once
however many policies are compared, and every policy then decides each case once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from pixelfare.errors import BadNeeds, BadPrompt, BadRequest
from pixelfare.memory import Memory
from pixelfare.reading.needs import Needs
from pixelfare.reading.read import read_facts
from pixelfare.request import check_prompt
from pixelfare.simulate.columns import LONGEST_NAME, Asked, asked_of, check_columns, micro_usd_of, moment_of
from pixelfare.simulate.tally import Case, Count, Group, Reject, Tally

__all__ = ["LINE", "Chunk", "Reading", "Rows", "count", "rows_of"]

LINE = "\0line"
"""A column that a reader of text files adds: the line each row began on."""
_ROW_SHOWN = 4_000
_MOST_MEMOS = 20_000
_SHORT = 400  # characters; longer prompts seldom come twice, and would fill the memory


class Chunk(NamedTuple):
    """A batch of rows and where it is from.

    Args:
        batch: Rows, in columns named as in the file.
        file: The file's name.
        first: The line of its first row, where no column says.
        rejects: Rows that could not even be put in it.
        read: Bytes of the trace's files that were read by then, compressed ones as they are; 0 where nobody counts.
    """

    batch: pa.RecordBatch
    file: str = ""
    first: int = 1
    rejects: tuple[Reject, ...] = ()
    read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How rows are to be read.

    Args:
        columns: Columns of a trace, with what the file calls each.
        zone: Where days are counted.
        whole: Whether cases hold everything that was read, for policies in Python.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    zone: dt.tzinfo = dt.UTC
    whole: bool = False


class Rows(NamedTuple):
    """The rows of a chunk, one by one.

    Args:
        keys: Each row's case and group, or `None` where it is rejected.
        paid: What was paid for each, micro-USD, where it says so.
        moments: When each was asked for.
        rejects: Those that are rejected.
    """

    keys: list[tuple[Case, Group] | None]
    paid: list[int | None]
    moments: list[dt.datetime | None]
    rejects: list[Reject]


def count(chunk: Chunk, reading: Reading) -> Tally:
    """The tally of a chunk.

    Args:
        chunk: The rows.
        reading: How to read them.

    Returns:
        Its counts, and every row that is rejected.

    Raises:
        BadRequest: The file has no column of prompts.
    """
    rows = rows_of(chunk, reading)
    # Rows of one case mostly share one key, and telling objects apart is faster than comparing what they hold.
    met: dict[int, list[Any]] = {}
    for key, paid in zip(rows.keys, rows.paid, strict=True):
        known = met.get(id(key))
        if known is None:
            known = met[id(key)] = [key, 0, 0, 0]
        known[1] += 1
        if paid is not None:
            known[2] += 1
            known[3] += paid
    counts: dict[tuple[Case, Group], Count] = {}
    for key, *numbers in met.values():
        if key is not None:
            had = counts.get(key)
            counts[key] = Count(*numbers) if had is None else Count(*map(sum, zip(had, numbers, strict=True)))
    return Tally(
        counts=counts, rejected=Counter(reject.code for reject in rows.rejects), rejects=rows.rejects,
        rows=len(rows.keys) + len(chunk.rejects),
    )  # fmt: skip


def rows_of(chunk: Chunk, reading: Reading) -> Rows:
    """The rows of a chunk, each with its case and group."""
    batch = chunk.batch
    names = check_columns([n for n in batch.schema.names if n != LINE], reading.columns, chunk.file or "the trace")
    size = batch.num_rows
    values = {column: _values(batch.column(name)) for column, name in names.items()}
    nothing = [None] * size
    prompts, needs = values.get("prompt", nothing), values.get("needs", nothing)
    times, amounts = values.get("time", nothing), values.get("paid", nothing)
    settings = [values.get(c, nothing) for c in ("intent", "size", "quality", "n", "images", "label", "model")]
    rows = Rows([], [], [], list(chunk.rejects))
    reader = _Reader(reading)
    broken = [column for column in values.values() if isinstance(column, _Partly)]

    def reject(i: int, failure: BadRequest) -> None:
        line = batch.column(LINE)[i].as_py() if LINE in batch.schema.names else chunk.first + i
        shown = {c: column[i] for c, column in values.items() if column[i] is not None}
        text = json.dumps(shown, ensure_ascii=False, default=str)[:_ROW_SHOWN]
        unreadable = any(column[i] is _UNREADABLE for column in broken)
        rows.rejects.append(Reject(chunk.file, line, "unreadable" if unreadable else failure.code, str(failure), text))

    key: tuple[Case, Group] | None
    if not broken and all(column is nothing for column in (*settings, needs, times, amounts)):
        for i, prompt in enumerate(prompts):
            try:
                key = reader.plain(prompt)
            except BadRequest as failure:
                key = None
                reject(i, failure)
            rows.keys.append(key)
        rows.paid.extend(nothing)
        rows.moments.extend(nothing)
    else:
        for i in range(size):
            try:
                _refuse_unreadable(broken, i)
                moment = moment_of(times[i], reading.zone)
                paid = micro_usd_of(amounts[i])
                key = reader.row(prompts[i], needs[i], tuple([column[i] for column in settings]), moment)
            except BadRequest as failure:
                key = paid = moment = None
                reject(i, failure)
            rows.keys.append(key)
            rows.paid.append(paid)
            rows.moments.append(moment)
    rows.rejects.sort()
    return rows


class _Partly(list[Any]):
    """The values of a column of which some cannot be read."""


_UNREADABLE = object()
_UNREADABLES = (ValueError, OverflowError, KeyError)
"""What Arrow raises for text that is not UTF-8, a time that Python lacks, a zone that nobody knows."""


def _values(column: pa.Array) -> list[Any]:
    """A column as Python values; in place of one that cannot be made such a value stands a mark."""
    try:
        return list(column.to_pylist())
    except _UNREADABLES:
        return _Partly(_value(scalar) for scalar in column)


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except _UNREADABLES:
        pass
    if not pa.types.is_timestamp(scalar.type):
        return _UNREADABLE
    try:
        return scalar.cast(pa.timestamp("us", scalar.type.tz), safe=False).as_py()  # finer than Python's own times
    except _UNREADABLES:
        return _UNREADABLE


def _refuse_unreadable(broken: list[_Partly], row: int) -> None:
    if any(column[row] is _UNREADABLE for column in broken):
        raise BadRequest("a value of this row cannot be read: text that is not UTF-8, or a time out of range")


_PLAIN = Group()
_DEFAULT = Asked()
_DECIDING = 5
"""How many of the facts that are read, from the first, decide what a `Policy` chooses."""
_kept: dict[tuple[bool, int], Memory[tuple[Any, ...]]] = {
    (whole, images): Memory(_MOST_MEMOS) for whole in (False, True) for images in range(3)
}
"""What was read of short prompts, by all else that reading looks at: whether all is kept; no picture, one, or more."""


class _Reader:
    """Reads rows, and remembers the parts that come again and again."""

    def __init__(self, reading: Reading) -> None:
        self._whole = reading.whole
        self._asked: Memory[tuple[Asked, str, str]] = Memory(_MOST_MEMOS)
        self._keys: Memory[tuple[Case, Group]] = Memory(_MOST_MEMOS)

    def plain(self, prompt: Any) -> tuple[Case, Group]:
        """A row that has nothing but a prompt."""
        facts = self._facts(prompt, 0)
        known = self._keys.get(facts)
        return self._keys.keep(facts, (_case(_DEFAULT, facts), _PLAIN)) if known is None else known

    def row(
        self, prompt: Any, needs: Any, settings: tuple[Any, ...], moment: dt.datetime | None
    ) -> tuple[Case, Group]:  # fmt: skip
        """Any row."""
        try:
            asked, label, model = self._asked.recall(settings, lambda: _settings(settings))
        except TypeError:  # a list or an object among them
            raise BadRequest("intent, size, quality, n, images, label and model are single values") from None
        facts = self._given(needs, asked.images) if needs else self._facts(prompt, asked.images)
        day = "" if moment is None else moment.date().isoformat()
        key = (settings, facts, day)
        known = self._keys.get(key)
        if known is None:
            known = self._keys.keep(key, (_case(asked, facts), Group(label, day, model)))
        return known

    def _facts(self, prompt: Any, images: int) -> tuple[Any, ...]:
        if not isinstance(prompt, str):
            raise BadPrompt(f"a prompt is text, not {type(prompt).__name__}")
        kept = _kept[self._whole, min(images, 2)]
        facts = kept.get(prompt)
        if facts is None:
            short = len(prompt) <= _SHORT
            if not short or not prompt[:1].isalnum():  # a short text that begins so is a prompt
                check_prompt(prompt)
            found = read_facts(prompt, images)
            facts = found if self._whole else found[:_DECIDING]
            if short:
                kept.keep(prompt, facts)
        return facts

    def _given(self, needs: Any, images: int) -> tuple[Any, ...]:
        try:
            found = Needs.from_dict(json.loads(needs) if isinstance(needs, str) else needs)
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
            said = "needs is a JSON object as `pixelfare read --json` prints it"
            raise BadNeeds(f"{said}, not {str(needs)[:40]}") from None
        operation = "edit" if images else found.operation
        facts = (operation, found.language, found.lettering, found.capabilities, found.size_hint)
        return (*facts, found.lettering_characters, found.culture) if self._whole else facts


def _settings(settings: tuple[Any, ...]) -> tuple[Asked, str, str]:
    *wanted, label, model = settings
    asked = asked_of(*wanted)
    names = ["" if name is None else str(name).strip() for name in (label, model)]
    if any(len(name) > LONGEST_NAME for name in names):
        raise BadRequest(f"label and model are names of at most {LONGEST_NAME} characters")
    return asked, names[0], names[1]


def _case(asked: Asked, facts: tuple[Any, ...]) -> Case:
    operation, language, lettering, capabilities, size_hint, *more = facts
    whole = (more[0], tuple(sorted(more[1]))) if more else None
    return Case(asked, operation, language, tuple(sorted(lettering)), tuple(sorted(capabilities)), size_hint, whole)
