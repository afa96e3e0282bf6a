"""The form of the catalog's evidence: one file for each benchmark or board, and one that says what speaks for what."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pixelfare.catalog.schema import Amount, Form, Id, ModelId, SeenForm, Word
from pixelfare.words import NEEDS

__all__ = ["EvidenceFile", "NeedName", "NeedsFile"]

Score = Annotated[Amount, Field(ge=0, allow_inf_nan=False)]
Scores = Annotated[dict[Word, Annotated[dict[Word, Score], Field(min_length=1)]], Field(min_length=1)]
"""By split, then by metric."""
Level = Literal["single", "unstated", "low", "standard", "medium", "high"]
Match = Literal["exact", "unstated", "upper_bound", "lower_bound", "ambiguous", "proxy"]


def _equal_weights(given: object) -> object:
    return dict.fromkeys(given, "1") if isinstance(given, list) else given


def _check_need(name: str) -> str:
    if name not in NEEDS:
        raise ValueError(f"no need is called {name}; there are {', '.join(NEEDS)}")
    return name


NeedName = Annotated[str, AfterValidator(_check_need), Field(json_schema_extra={"enum": list(NEEDS)})]
"""A name of `NEEDS`."""


class TotalForm(Form):
    """How a total is made of other metrics: exactly one key is given."""

    mean_of: Annotated[dict[Word, Amount], BeforeValidator(_equal_weights), Field(min_length=2)] | None = Field(
        default=None, description="Metrics, or metrics with weights."
    )
    harmonic_mean_of: Annotated[list[Word], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _one(self) -> TotalForm:
        if len(self.model_fields_set) != 1:
            raise ValueError("a total is mean_of or harmonic_mean_of")
        return self


class RowForm(Form):
    """What one source table prints of one model."""

    model: ModelId
    printed_as: Word | None = Field(default=None, description="The name in the table, where it is another.")
    tier: Level = Field(description="The quality level it was measured at; single where the model has but one.")
    match: Match = Field(
        default="exact",
        description="How that relates to what the gateways sell. ambiguous (it is unclear which model is meant) and "
        "proxy (another model) never count.",
    )
    note: str = ""
    scores: Scores
    recomputed: Scores | None = Field(
        default=None, description="What a printed total should be, where its parts say otherwise."
    )


class TableForm(Form):
    """One table of one source."""

    seen: SeenForm
    place: str = ""
    confidence: Literal["primary", "secondary"] = Field(
        description="primary: read where it was first printed; secondary: in a copy or a quotation."
    )
    rows: Annotated[list[RowForm], Field(min_length=1)]


class EvidenceFile(Form):
    """catalog/evidence/<benchmark>.yaml: every published figure of one benchmark or board."""

    id: Id
    name: str
    kind: Literal["benchmark", "board", "study", "latency"]
    says: str = Field(description="What it measures, in a sentence.")
    lower_is_better: list[Word] = Field(default=[], description="Metrics of which less is better.")
    error: Score | None = Field(default=None, description="By how much a score may be off, either way.")
    totals: dict[Word, TotalForm] = Field(default={}, description="Metrics that are made of others.")
    tables: Annotated[list[TableForm], Field(min_length=1)]


class ColumnForm(Form):
    """One column: a metric of a split of a benchmark, or of a board."""

    of: Id
    split: Word
    metric: Word
    language: Literal["en", "zh"] | None = Field(
        default=None, description="Only for prompts in this language; en stands for every one that is not Chinese."
    )


class NeedForm(Form):
    """What speaks for one need."""

    weight: Annotated[Decimal, BeforeValidator(str), Field(gt=0, le=100)] = Decimal(1)
    columns: list[ColumnForm] = Field(default=[], description="The first is the main one.")
    boards: list[ColumnForm] = Field(default=[], description="Preference boards for just this need; a prior.")
    stands_in: NeedName | None = Field(
        default=None, description="The need whose evidence serves where this one has none."
    )
    why: str = ""

    @model_validator(mode="after")
    def _something(self) -> NeedForm:
        if not (self.columns or self.boards or self.stands_in):
            raise ValueError("names no evidence")
        return self


class SiblingForm(Form):
    """A model without figures, and the one nearest to it that has some."""

    model: ModelId
    like: ModelId
    why: str


class NeedsFile(Form):
    """catalog/needs.yaml: which published columns speak for which need."""

    needs: dict[NeedName, NeedForm] = Field(default={}, description="What speaks for each need.")
    boards: dict[Literal["generate", "edit"], list[ColumnForm]] = Field(
        default={}, description="Where nothing speaks for a need: general preference, by operation."
    )
    siblings: list[SiblingForm] = Field(default=[], description="Models without figures, and whom they are like.")
