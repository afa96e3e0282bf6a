"""The pictures the sandbox hands over: drawn, kept for a while, or spoiled on purpose."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import date
from typing import Any

from pixelfare.sandbox.answers import EVIL, Job, Response, spoiled
from pixelfare.sandbox.card import Card, draw_card
from pixelfare.sandbox.orders import Order, Refused
from pixelfare.sandbox.settings import MEDIA, Settings
from pixelfare.size import Size

__all__ = ["MOST_KEPT_BYTES", "Pictures"]

MOST_KEPT_BYTES = 256 * 1024 * 1024
_IN_BODY = ("openai/gpt-image-1", "openai/gpt-image-2")
"""Models whose pictures come inside the answer as data URIs; edits by google/* models do too (docs 2026-08-21)."""
_REWRITES = ("openai/dall-e-3",)
_NOTES = {"none": "no money moved", "x402": "test money", "bearer": "no money moved"}


class Pictures:
    """Draws pictures and keeps those that are fetched later.

    Args:
        settings: How they are handed over.
        as_of: The catalog's day, which is written on each.
    """

    def __init__(self, settings: Settings, as_of: date) -> None:
        self._settings = settings
        self._as_of = as_of
        self._lock = threading.Lock()
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._kept = 0

    def entries(self, job: Job, host: str) -> list[dict[str, Any]]:
        """The `data` of an answer: one entry for each picture of an order."""
        order = job.order
        model = order.offer.sold_as
        openai = self._settings.speaks == "openai-images"
        inline = model in _IN_BODY or (job.edit and model.startswith("google/"))
        if self._settings.results != "documented":
            inline = self._settings.results == "data"
        data: list[dict[str, Any]] = []
        for index in range(1, order.n + 1):
            card = self._card(order, index)
            if job.spoiled == "wrong-size":
                card = replace(card, size=Size(card.size.height // 2, card.size.width))
            picture = spoiled(job.spoiled, draw_card(card, form=order.form))
            encoded = base64.b64encode(picture).decode("ascii")
            entry: dict[str, Any]
            if openai:
                entry = {"b64_json": encoded}
            elif inline:
                entry = {"url": f"data:{MEDIA[order.form]};base64,{encoded}"}
            else:
                url = f"http://{host}/images/{self._keep(picture, order.form)}"
                entry = {"url": url, "source_url": url, "backed_up": True}
            if job.spoiled == "foreign-result-url":
                entry = {"url": f"{EVIL.replace('https', 'http')}/picture.png", "backed_up": False}
            if model in _REWRITES:
                entry["revised_prompt"] = order.prompt
            data.append(entry)
        return data

    def file(self, name: str) -> Response:
        """A picture that was announced by its URL.

        Raises:
            Refused: There is none, or no longer.
        """
        with self._lock:
            picture = self._files.get(name)
        if picture is None:
            raise Refused(404, {"error": "Not found", "message": "No such picture, or no longer"})
        return 200, {"content-type": MEDIA["png" if name.endswith(".png") else "jpeg"]}, picture

    def _card(self, order: Order, index: int) -> Card:
        details = [] if order.quality is None else [f"quality={order.quality}"]
        if order.images:
            some = "1 picture" if order.images == 1 else f"{order.images} pictures"
            details.append(f"edit of={some}{' with a mask' if order.mask else ''}")
        footer = f"pixelfare sandbox · catalog of {self._as_of} · {_NOTES[self._settings.pays]}"
        return Card(
            model=order.offer.model, size=order.size, price=str(order.each.usd), prompt=order.prompt,
            index=index, n=order.n, details=tuple(details), footer=footer,
        )  # fmt: skip

    def _keep(self, picture: bytes, form: str) -> str:
        name = f"{hashlib.sha256(picture).hexdigest()[:20]}.{'jpg' if form == 'jpeg' else form}"
        with self._lock:
            if name not in self._files:
                self._files[name] = picture
                self._kept += len(picture)
            while self._kept > MOST_KEPT_BYTES and len(self._files) > 1:
                self._kept -= len(self._files.popitem(last=False)[1])
        return name
