"""The form of a policy's YAML file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from pixelfare.catalog.evidence_schema import NeedName
from pixelfare.dates import first_day
from pixelfare.errors import PixelfareError
from pixelfare.money import parse_usd
from pixelfare.policy.parts import TRUSTED, read_share
from pixelfare.size import parse_size_wish
from pixelfare.words import CAPABILITIES, LETTERING, NEEDS

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
Share = Annotated[str, _checked(lambda text: read_share(text, "it"))]


def _check_evidence(given: str | list[str]) -> str | list[str]:
    for name in [given] if isinstance(given, str) else given:
        if given != "needs" and (not name.startswith("evidence.") or name.removeprefix("evidence.") not in NEEDS):
            raise ValueError(f"{name} is neither needs nor evidence.<need>; needs are {', '.join(NEEDS)}")
    return given


def _check_trust(basis: str) -> str:
    if basis not in TRUSTED:
        raise ValueError(f"trust is one of {', '.join(TRUSTED)}")
    return basis


_EVIDENCE = ["needs", *(f"evidence.{need}" for need in NEEDS)]
EvidenceNames = Annotated[
    str | Names, AfterValidator(_check_evidence), Field(json_schema_extra={"examples": _EVIDENCE})
]  # fmt: skip
Trust = Annotated[str, AfterValidator(_check_trust), Field(json_schema_extra={"enum": list(TRUSTED)})]


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
    min_quality: Share | None = Field(default=None, description="Least expected quality, from 0 to 1.")


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


class WithinForm(Form):
    """The cheapest whose expected quality is near enough to the best."""

    of: EvidenceNames = Field(
        default="needs", description="What quality is judged by: whatever the prompt needs, or evidence.<need>."
    )
    tolerance: Share = Field(default="0.05", description="The share of the best that may be missing.")
    conservative: StrictBool = Field(default=False, description="Judge by the lower end of each interval.")
    trust: Trust = Field(default="measured", description="The weakest basis that is believed like a measurement.")


class StepForm(Form):
    """One line of preference: give exactly one key."""

    use_case: str | None = None
    models: ModelIds | None = None
    first_of: Annotated[list[RuleForm], Field(min_length=1)] | None = None
    cheapest_within: WithinForm | None = None
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
    weights: dict[NeedName, Annotated[str, Field(pattern=r"^[0-9.]+$")]] = Field(
        default={}, description="What needs count instead of what the catalog's needs.yaml says; 0 leaves one out."
    )
