"""What a body asks for, checked: OpenAI's parameters and ours, as `Router.generate` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pixelfare.catalog.catalog import Catalog
from pixelfare.client.asking import AsRoute
from pixelfare.errors import BadRequest, NoOffer, PolicyError, UnknownModel
from pixelfare.policy.load import find_policy
from pixelfare.request import gateway_names
from pixelfare.server.bodies import parse_json
from pixelfare.server.failures import Refused
from pixelfare.server.tokens import Caller

__all__ = ["ImageBody", "RouteBody", "Wish", "check_body", "from_form", "why_not", "wish_of"]

_OURS = "pixelfare/"
_MOST_DIGITS = 9
_BASE64_MODELS = "gpt-image"
"""Under such names OpenAI hands over base64, and takes no `response_format`. BlockRun's begin with `openai/`."""
Share = str | int | Decimal
Format = Literal["url", "b64_json"]


class ImageBody(BaseModel):
    """What `generations` and `edits` take. Other names are refused: a misspelt limit must not be no limit."""

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=100_000, hide_input_in_errors=True)

    prompt: str = Field(description="What the picture shows, or what to change.")
    model: str | None = Field(None, description="`auto`, `pixelfare/<intent>`, or a model's id. Nothing: `auto`.")
    size: str | None = Field(None, description="`1024x1024`, `16:9`, `2K`, or `auto`.")
    quality: str | None = Field(None, description="A level of the model, or `auto`; `standard` means no wish.")
    n: int | None = Field(None, ge=1, le=10, description="How many pictures.")
    response_format: Format | None = Field(
        None, description="How pictures are handed over; nothing: `url`, and `b64_json` for `gpt-image-...`."
    )
    user: str | None = Field(None, description="Taken and not used.")
    stream: bool | None = Field(None, description="Not supported: only `false`.")
    partial_images: int | None = Field(None, description="Not supported: only 0.")
    background: str | None = Field(None, description="Only `auto` and `opaque`.")
    moderation: str | None = Field(None, description="Only `auto`.")
    output_format: str | None = Field(None, description="Not supported: the gateway decides.")
    output_compression: int | None = Field(None, description="Not supported.")
    input_fidelity: str | None = Field(None, description="Not supported.")
    style: str | None = Field(None, description="Not supported: say it in the prompt.")
    intent: str | None = Field(None, description="A policy by name, instead of `model`.")
    gateway: str | list[str] | None = Field(None, description="One or some of those this server buys from.")
    max_usd: Share | None = Field(None, description="Most that the whole order may cost, USD.")
    tolerance: Share | None = Field(None, description="Share of the best expected quality that may be missing.")
    min_quality: Share | None = Field(None, description="Least expected quality, 0 to 1.")
    conservative: bool = Field(default=False, description="Judge by the lower end of the evidence.")
    weights: dict[str, Share] | None = Field(None, description="What needs count, by name.")
    needs: dict[str, Any] | None = Field(None, description="What is needed, instead of reading it.")
    label: str | None = Field(None, description="Whose spending it is; fixed for callers with a key.")


class RouteBody(ImageBody):
    """What `/v1/route` takes: the same, a day, and how many input pictures there would be."""

    as_of: str | None = Field(None, description="The day whose prices hold, ISO.")
    images: int = Field(0, ge=0, le=16, description="How many input pictures there would be.")
    mask: bool = Field(default=False, description="Whether there would be a mask.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request, as `Router.generate` takes it.

    Args:
        as_route: Everything besides prompt and intent.
        inline: Whether pictures are to be handed over as base64.
        label: Whose spending it is; `None` for the router's own label.
        model: The model that was named; empty where one is chosen.
    """

    prompt: str = field(repr=False)
    intent: str
    as_route: AsRoute
    inline: bool
    label: str | None
    model: str = ""


def check_body(kind: type[ImageBody], parts: Mapping[str, Any]) -> ImageBody:
    """Read a body.

    Raises:
        Refused: A part is missing, of another type, or not known.
    """
    try:
        return kind.model_validate(parts)
    except ValidationError as failure:
        first = failure.errors(include_url=False, include_context=False, include_input=False)[0]
        name = str(first["loc"][0])[:60] if first["loc"] else ""
        known = ", ".join(sorted(kind.model_fields))
        text = (
            f"{name!r} is no parameter; there are {known}"
            if first["type"] == "extra_forbidden"
            else (f"{name}: {first['msg'][0].lower()}{first['msg'][1:]}" if name else first["msg"])
        )
        code = "unknown_parameter" if first["type"] == "extra_forbidden" else "invalid_parameter"
        raise Refused(400, text, code=code, param=name or None) from None


def from_form(fields: Mapping[str, str]) -> dict[str, Any]:
    """The parts of a form as JSON would have them: some are numbers, truth values or JSON themselves."""
    found: dict[str, Any] = dict(fields)
    for name in ("n", "partial_images", "output_compression"):
        if name in found and found[name].isascii() and found[name].isdigit() and len(found[name]) <= _MOST_DIGITS:
            found[name] = int(found[name])
    for name in ("stream", "conservative"):
        if found.get(name) in ("true", "false"):
            found[name] = found[name] == "true"
    for name in ("weights", "needs"):
        if name in found:
            try:
                found[name] = parse_json(found[name].encode())
            except ValueError:
                raise BadRequest(f'{name} is JSON in a form, such as {{"style": 0}}') from None
    return found


def wish_of(body: ImageBody, caller: Caller, catalog: Catalog, served: tuple[str, ...] | None) -> Wish:
    """What a body wishes for.

    Args:
        body: It.
        caller: Who asks.
        catalog: What there is.
        served: Gateways that this server buys from; nothing: any.

    Raises:
        Refused: It asks for what is not supported, or not allowed.
        BadRequest: It contradicts itself, or names what there is not.
    """
    _refuse_unsupported(body)
    intent, model = _choice(body, catalog)
    route: AsRoute = {}
    if model:
        try:
            route["policy"] = find_policy("cheapest", ()).where(model=model)
        except PolicyError as failure:
            raise BadRequest(str(failure)) from None
    if body.size not in (None, "auto"):
        route["size"] = body.size
    if body.quality not in (None, "auto", "standard"):
        route["quality"] = body.quality
    if body.n is not None:
        route["n"] = body.n
    if body.gateway is not None:
        route["gateway"] = _places(body.gateway, served)
    for name in ("max_usd", "tolerance", "min_quality", "weights", "needs"):
        value = getattr(body, name)
        if value is not None:
            route[name] = value
    if body.conservative:
        route["conservative"] = True
    inline = body.response_format == "b64_json" or (
        body.response_format is None and (body.model or "").startswith(_BASE64_MODELS)
    )
    return Wish(
        prompt=body.prompt, intent=intent, as_route=route, inline=inline, label=_label(body.label, caller),
        model=model,
    )  # fmt: skip


def why_not(failure: NoOffer, model: str) -> NoOffer:
    """Why a model that was named cannot be bought, without what is wrong with all the others.

    Args:
        failure: That nothing fits.
        model: Its id.
    """
    own = tuple(refusal for refusal in failure.refusals if refusal.model in ("", model))
    reasons = "; ".join(dict.fromkeys(refusal.reason for refusal in own))
    others = tuple(text for text in failure.relax if not text.startswith("use another policy"))
    return NoOffer(f"{model} cannot be bought for this: {reasons or failure}", refusals=own, relax=others)


def _choice(body: ImageBody, catalog: Catalog) -> tuple[str, str]:
    """An intent, and the id of the model where one is named."""
    name = body.model
    if name in (None, "", "auto") or name.startswith(_OURS):
        named = "" if name in (None, "", "auto") else name.removeprefix(_OURS)
        if named and body.intent not in (None, named):
            raise BadRequest(f"model says {named!r} and intent says {body.intent!r}: give one of them")
        return body.intent or named or "auto", ""
    if body.intent is not None:
        raise BadRequest("an intent chooses the model: leave model out, or the intent")
    try:
        return "auto", catalog.model(name).id
    except UnknownModel:
        raise UnknownModel(name, ["auto", *catalog.models]) from None


def _places(given: str | list[str], served: tuple[str, ...] | None) -> tuple[str, ...]:
    names = gateway_names(given)
    strange = [name for name in names if served is not None and name not in served]
    if strange or (not names and served is not None):
        text = f"this server does not buy at {(strange or ['any'])[0][:40]!r}"
        raise Refused(403, text, code="gateway-refused", param="gateway")
    return names


def _label(given: str | None, caller: Caller) -> str | None:
    if caller.owner:
        return given or None
    if given not in (None, caller.label):
        raise Refused(403, "a key's label is its own; leave label out", code="label-refused", param="label")
    return caller.label


def _refuse_unsupported(body: ImageBody) -> None:
    """Refuse what would be silently ignored otherwise."""
    problems = {
        "stream": body.stream and "pictures are not streamed",
        "partial_images": body.partial_images and "there are no partial pictures",
        "background": body.background not in (None, "auto", "opaque")
        and "a transparent background cannot be asked for through a gateway",
        "moderation": body.moderation not in (None, "auto") and "the gateway decides how it moderates",
        "output_format": body.output_format is not None and "the gateway decides the file's form",
        "output_compression": body.output_compression is not None and "the gateway decides the file's form",
        "input_fidelity": body.input_fidelity is not None and "gateways take no such parameter",
        "style": body.style is not None and "gateways take no such parameter; say it in the prompt",
    }
    for name, problem in problems.items():
        if problem:
            raise Refused(400, f"{name} is not supported: {problem}", code="unsupported_parameter", param=name)
