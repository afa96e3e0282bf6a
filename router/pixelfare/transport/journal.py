"""What a flow writes down, and when: before each step that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pixelfare.transport.messages import HttpRequest, HttpResponse
    from pixelfare.x402.values import SignedPayment

__all__ = ["Journal", "Unrecorded"]


class Journal(Protocol):
    """Where one order is recorded. Each method returns only when what it says is on disk.

    A flow calls them between its requests, in one step with what they announce: a cancelled or killed process leaves no
    gap between what it did and what is written.
    """

    def asking(self, request: HttpRequest) -> None:
        """The request is about to be sent for the first time, perhaps without a payment."""

    def signed(self, payment: SignedPayment, *, demanded: int) -> None:
        """A payment was signed; its header is kept for ever sending the same one."""

    def sending(self) -> None:
        """What may move money is about to leave the process, for the first time or again."""

    def answered(self, response: HttpResponse) -> None:
        """An answer came; it is kept before anybody looks into it."""

    def job(self, place: str) -> None:
        """The order is a slow job that is asked for there."""

    def settled(self, *, amount: int | None, transaction: str, evidence: str) -> None:
        """Money moved: so many micro-USD, or what was quoted where the answer does not say."""

    def refused(self, evidence: str) -> None:
        """The gateway refused, and nothing was signed."""

    def unpaid(self, proof: str) -> None:
        """It is proved that no money moved, and that none will."""

    def unknown(self, evidence: str) -> None:
        """A payment left the process, and nothing proves what became of it."""

    def note(self, evidence: str) -> None:
        """Something else worth keeping."""


class Unrecorded:
    """A journal for calls that nobody pays for."""

    def asking(self, request: HttpRequest) -> None:
        """Forget."""

    def signed(self, payment: SignedPayment, *, demanded: int) -> None:
        """Refuse: what is signed has to be recorded."""
        raise AssertionError(f"{demanded} micro-USD signed as {payment!r}, and nobody records it")

    def sending(self) -> None:
        """Forget."""

    def answered(self, response: HttpResponse) -> None:
        """Forget."""

    def job(self, place: str) -> None:
        """Forget."""

    def settled(self, *, amount: int | None, transaction: str, evidence: str) -> None:
        """Forget."""

    def refused(self, evidence: str) -> None:
        """Forget."""

    def unpaid(self, proof: str) -> None:
        """Forget."""

    def unknown(self, evidence: str) -> None:
        """Forget."""

    def note(self, evidence: str) -> None:
        """Forget."""
