"""What a model may say: the parameters of the tools, each with the words that the model reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

__all__ = ["Days", "Edited", "Images", "Inputs", "Intent", "Key", "MaxUsd", "Model", "Number", "Prompt", "Quality",
           "Reported", "Size"]  # fmt: skip

_LONGEST = 20_000
"""Characters of a prompt; one that a model writes is far shorter."""
_LONGEST_WORD = 255
_MOST_INPUTS = 10


def _as_text(given: Any) -> Any:
    """A number as the text that it was written as: models write 0.05 for "0.05", and money is never a float."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return f"{Decimal(repr(given)):f}"
    return given


Prompt = Annotated[
    str,
    Field(
        min_length=1, max_length=_LONGEST,
        description="What the picture shows, in any language. Put words that must be drawn as lettering in quotation "
        "marks: they decide which models can do it.",
    ),
]  # fmt: skip
Edited = Annotated[
    str, Field(min_length=1, max_length=_LONGEST, description="What to change, or what to make of them.")
]
Intent = Annotated[
    str,
    Field(
        max_length=_LONGEST_WORD,
        description="How to choose: 'auto' is the cheapest model that draws this prompt well, and the right choice "
        "unless the user says otherwise; 'cheapest' ignores quality; 'quality' ignores price.",
    ),
]
Size = Annotated[
    str | None,
    Field(
        max_length=40,
        description="'1344x768' for exactly that, '16:9' for an aspect, '2K' or '>=2MP' for at least that much; "
        "without it 1024x1024.",
    ),
]
Quality = Annotated[
    str | None,
    Field(
        max_length=40,
        description="A quality level such as 'low' or 'high'; leave it out unless the user names one: few models "
        "take it.",
    ),
]
Number = Annotated[int, Field(ge=1, le=10, description="How many pictures; each costs the same again.")]
MaxUsd = Annotated[
    str | None,
    BeforeValidator(_as_text),
    Field(
        max_length=20,
        description="Most that the whole order may cost, in US dollars as text, such as '0.05'. It can only lower "
        "the limits that the owner has set, never raise them.",
    ),
]
Key = Annotated[
    str | None,
    Field(
        min_length=1, max_length=_LONGEST_WORD,
        description="Always give one: an idempotency key, any text of your own that names this one wish, such as "
        "'cover-draft-1'. The same key never buys twice: after a timeout or an error call again with the same key and "
        "the same other parameters. A new wish needs a new key. Without one, every call buys again.",
    ),
]  # fmt: skip
Images = Annotated[
    list[Annotated[str, Field(max_length=2_000)]],
    Field(
        min_length=1, max_length=_MOST_INPUTS,
        description="The input pictures: names of PNG, JPEG or WebP files in the folder for pictures, ids of earlier "
        "orders ('ord_...'), or https URLs.",
    ),
]  # fmt: skip
Inputs = Annotated[
    int, Field(ge=0, le=_MOST_INPUTS, description="How many input pictures there would be; with any it is an edit.")
]
Model = Annotated[
    str, Field(min_length=1, max_length=_LONGEST_WORD, description="A model's id or name, such as 'gpt-image-2'.")
]
Reported = Annotated[Literal["day", "label", "model", "gateway"], Field(description="What to sum up by.")]
Days = Annotated[int, Field(ge=1, le=3_650, description="How many days to look back.")]
