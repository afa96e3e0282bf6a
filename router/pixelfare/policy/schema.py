"""The form of a policy's YAML file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pixelfare.dates import first_day
from pixelfare.errors import PixelfareError
from pixelfare.money import parse_usd
from pixelfare.size import parse_size_wish
from pixelfare.words import CAPABILITIES, LETTERING

__all__ = ["PolicyFile"]


def _checked(read: Any) -> AfterValidator:
    """Check a value by one of our own readers and keep it as it was written."""

    def check(given: Any) -> Any:
        try:
            read(given)
        except PixelfareError as failure:
            raise ValueError(str(failure)) from None
        return given

    return AfterValidator(check)


def _one_of(known: tuple[str, ...], what: str) -> AfterValidator:
    def check(given: Any) -> Any:
        if isinstance(given, list) and (strange := [n for n in given if n not in known]):
            raise ValueError(f"no {what} is called {', '.join(strange)}; there are {', '.join(known)}")
        return given

    return AfterValidator(check)


Names = Annotated[list[str], Field(min_length=1)]
ModelIds = Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9.\-]+/[a-z0-9.\-]+$")]], Field(min_length=1)]
Scripts = Annotated[Literal["needs"] | Names, _one_of(LETTERING, "script")]
Capabilities = Annotated[Literal["needs"] | Names, _one_of(CAPABILITIES, "capability")]
UsdText = Annotated[str, _checked(parse_usd)]
Operation = Literal["generate", "edit"]


class Form(BaseModel):
    """Base of every part of a file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class RequireForm(Form):
    """What an offer must be."""

    operation: Operation | None = None
    lettering: Scripts | None = None
    capabilities: Capabilities | None = None
    size: Annotated[str, _checked(parse_size_wish)] | None = None
    gateways: Names | None = None
    models: ModelIds | None = None
    max_usd: UsdText | None = None


class WhenForm(Form):
    """A condition; every part given must hold."""

    operation: Operation | None = None
    language: Names | None = None
    lettering: Annotated[Names, _one_of((*LETTERING, "any"), "script")] | None = None
    capability: Annotated[Names, _one_of(CAPABILITIES, "capability")] | None = None
    n_at_least: int | None = Field(default=None, ge=1, le=10)
    max_usd_under: UsdText | None = None


class RuleForm(Form):
    """Models to prefer where a condition holds; without `when` it always does."""

    when: WhenForm = WhenForm()
    models: ModelIds


class StepForm(Form):
    """One line of preference: give exactly one key."""

    use_case: str | None = None
    models: ModelIds | None = None
    first_of: Annotated[list[RuleForm], Field(min_length=1)] | None = None
    least: Literal["price"] | None = None
    most: Literal["pixels"] | None = None

    @model_validator(mode="after")
    def _one(self) -> StepForm:
        if len(self.model_fields_set) != 1:
            raise ValueError("a line of preference has exactly one key")
        return self


class RemarkForm(Form):
    """What to add when a certain model is chosen."""

    model: str
    says: str
    since: Annotated[str, _checked(first_day)] | None = None


class PolicyFile(Form):
    """policies/<id>.yaml: how to choose."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]*$")]
    says: str = ""
    require: RequireForm = RequireForm()
    prefer: list[StepForm] = []
    otherwise: Literal["refuse", "relax"] = "refuse"
    fallback: int = Field(default=0, ge=0, le=5, strict=True)
    remarks: list[RemarkForm] = []
