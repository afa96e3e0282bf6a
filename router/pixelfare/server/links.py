"""Links to pictures: each proves by itself that it was made here, for one picture, until some time."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from pixelfare.errors import BadRequest, UnknownName
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import StoredPicture
from pixelfare.server.failures import Refused

__all__ = ["Links"]

_PROOF = 32
"""Hexadecimal digits: 128 bits."""
_SUFFIXES = {"image/jpeg": "jpg"}


class Links:
    """Makes links and checks them.

    Args:
        secret: What the proofs are made with; the ledger's own, so that links outlive a restart.
        seconds: How long a link works.
        clock: Unix seconds.
    """

    def __init__(self, secret: bytes, seconds: int, *, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret, b"pixelfare links to pictures", "sha256")
        self._seconds, self._clock = seconds, clock

    def path(self, order: str, number: int, media_type: str) -> str:
        """The path of a picture, such as `/pictures/ord_.../1/1780000000/4f.../picture.png`.

        Args:
            order: Its order.
            number: Which of the order's pictures, from 1.
            media_type: Decides the suffix.
        """
        until = int(self._clock()) + self._seconds
        suffix = _SUFFIXES.get(media_type, media_type.rpartition("/")[2])
        return f"/pictures/{order}/{number}/{until}/{self._proof(order, number, until)}/picture.{suffix}"

    def find(self, ledger: Ledger, order: str, number: str, until: str, proof: str) -> StoredPicture:
        """The picture a link stands for; its parts are as they were in the path.

        Raises:
            Refused: The link was not made here, or has run out, or the picture is gone.
        """
        if not hmac.compare_digest(proof.encode(), self._proof(order, number, until).encode()):
            raise Refused(404, "there is no such picture", code="no-picture")
        if int(until) < self._clock():  # digits, as the proof shows
            raise Refused(410, "this link has run out; the order's page has a new one", code="link-ran-out")
        try:
            return ledger.order(order).pictures[int(number) - 1]
        except (UnknownName, BadRequest, IndexError):
            raise Refused(404, "there is no such picture", code="no-picture") from None

    def _proof(self, order: str, number: int | str, until: int | str) -> str:
        return hmac.new(self._key, f"{order}/{number}/{until}".encode(), hashlib.sha256).hexdigest()[:_PROOF]
