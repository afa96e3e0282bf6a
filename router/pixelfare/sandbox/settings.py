"""How a sandbox behaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from pixelfare.errors import BadRequest
from pixelfare.sandbox.card import can_draw
from pixelfare.sandbox.cashier import PAY_TO

__all__ = ["MEDIA", "Settings"]

MEDIA = {"png": "image/png", "jpeg": "image/jpeg"}
RAILS = ("none", "x402", "bearer")
DIALECTS = ("blockrun-images", "openai-images")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a sandbox behaves.

    Args:
        results: `documented` (each model as the gateway's documentation says), `url` or `data`.
        form: `png` or `jpeg`, where a request names no `output_format`.
        slow: Whether calls are answered with a job to poll; `None` for the models that are always slow.
        polls: How many polls find a slow job still running.
        pays: `none`, `x402` (test money, on its own books) or `bearer` (a key).
        speaks: `blockrun-images`, or `openai-images`: paths and answers of OpenAI's Images API.
        network: What is paid on: Base's test network `eip155:84532`, or `eip155:8453`.
        version: Version of x402, 1 or 2.
        pay_to: Who is paid.
        max_timeout: Seconds that the terms give.
        key: The key that `bearer` wants.
        proxied: A slow job's 202 to an edit is passed on as a 200, as one local proxy does.
    """

    results: str = "documented"
    form: str = "png"
    slow: bool | None = None
    polls: int = 1
    pays: str = "none"
    speaks: str = "blockrun-images"
    network: str = "eip155:84532"
    version: int = 2
    pay_to: str = PAY_TO
    max_timeout: int = 300
    key: str = field(default="sandbox-key", repr=False)
    proxied: bool = False

    def __post_init__(self) -> None:
        if self.results not in ("documented", "url", "data"):
            raise BadRequest(f"results is 'documented', 'url' or 'data', not {self.results!r}")
        if self.form not in MEDIA:
            raise BadRequest(f"form is 'png' or 'jpeg', not {self.form!r}")
        if self.form == "jpeg" and not can_draw():
            raise BadRequest("JPEG cards need Pillow: pip install 'pixelfare[images]'")
        if type(self.polls) is not int or self.polls < 0:
            raise BadRequest(f"polls is a number of polls, not {self.polls!r}")
        if self.pays not in RAILS:
            raise BadRequest(f"pays is {', '.join(RAILS)}, not {self.pays!r}")
        if self.speaks not in DIALECTS:
            raise BadRequest(f"speaks is {' or '.join(DIALECTS)}, not {self.speaks!r}")
        if type(self.max_timeout) is not int or self.max_timeout < 1:
            raise BadRequest(f"max_timeout is a number of seconds, not {self.max_timeout!r}")
