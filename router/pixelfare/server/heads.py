"""Connections whose request never comes: uvicorn waits for a head for ever, and open files are few."""

from __future__ import annotations

import asyncio
import contextlib

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["BACKLOG", "HEAD_SECONDS", "PatientProtocol", "allow_files", "most_connections", "patient"]

HEAD_SECONDS = 30.0
"""For the whole head of a request, from the connection's first moment or the answer before. Bodies have a time of
their own."""
BACKLOG = 256
"""Connections that are accepted in one turn, before any of them is counted."""
_MOST_FILES = 20_000
_MOST_CONNECTIONS = 4_096
_FILES_OF_A_PURCHASE = 3
"""A lock, a connection to the gateway, and a file that is written."""
_FILES_OF_THE_PROCESS = 128
_FEWEST = 16


class PatientProtocol(H11Protocol):
    """One connection, as uvicorn keeps it; closed where the head of a request does not arrive in time.

    Where there are `most` connections, a new one takes the place of the one that has been waiting longest for its
    caller to say anything: without a file left to open, no order could be locked and no answer kept.
    """

    most = _MOST_FILES
    _late: asyncio.TimerHandle | None = None
    _before: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._make_room()
        self._wait()

    def on_response_complete(self) -> None:
        """Begin to wait again, unless the next request is here already."""
        answered = self.cycle
        super().on_response_complete()
        if self.cycle is answered:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._before = self.cycle
        self._late = self.loop.call_later(HEAD_SECONDS, self._give_up)

    @property
    def _waits_until(self) -> float | None:
        """When it will be given up; nothing where a request is being answered, or it is ending."""
        if self._late is None or self.cycle is not self._before or self.transport.is_closing():
            return None
        if self.transport.get_write_buffer_size():  # its answer is still on its way
            return None
        return self._late.when()

    def _make_room(self) -> None:
        waiting = [
            (until, id(other), other) for other in self.connections
            if isinstance(other, PatientProtocol) and (until := other._waits_until) is not None  # noqa: SLF001  its own kind
        ]  # fmt: skip
        oldest = min(waiting, default=None)
        if oldest is None:  # all of them are at work
            self.transport.abort()
        else:
            oldest[2].transport.abort()

    def _give_up(self) -> None:
        if self.cycle is self._before and not self.transport.is_closing():
            self.transport.close()


def patient(purchases: int) -> type[PatientProtocol]:
    """The protocol with as many connections as leave files for purchases.

    Args:
        purchases: How many may be under way.
    """
    left = allow_files() - _FILES_OF_THE_PROCESS - BACKLOG - _FILES_OF_A_PURCHASE * purchases
    most = min(max(_FEWEST, left), most_connections(purchases) - 1)  # room is made before anybody is refused
    return type("PatientProtocol", (PatientProtocol,), {"most": most})


def most_connections(purchases: int) -> int:
    """How many connections there may be before requests are refused.

    Args:
        purchases: How many may be under way.
    """
    return max(_MOST_CONNECTIONS, 2 * purchases)


def allow_files() -> int:
    """Let this process open as many files as it may, since many systems allow few at first; how many that is."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(_MOST_FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        return wanted
    return _MOST_FILES
