"""What Ctrl-C leaves behind: the orders under way, said before the program ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands.terminal import console, print_json, safe

if TYPE_CHECKING:
    from pixelfare.client.hooks import Details

__all__ = ["Unfinished"]

_PAYABLE = ("signed", "sent", "job", "settled", "unknown")


class Unfinished:
    """A hook that knows which orders may have cost something and have not come to an end.

    Example:
        >>> unfinished = Unfinished()
        >>> with unfinished.told(as_json=False):
        ...     pass
    """

    def __init__(self) -> None:
        self._orders: dict[str, Details] = {}

    def __call__(self, details: Details) -> None:
        """Take note of one step of one order."""
        if details.state in _PAYABLE:
            self._orders[details.order] = details
        else:
            self._orders.pop(details.order, None)

    @contextlib.contextmanager
    def told(self, *, as_json: bool) -> Iterator[None]:
        """Where Ctrl-C comes, say on stderr which orders are open and what is held for them, and let it go on."""
        try:
            yield
        except KeyboardInterrupt:
            with contextlib.suppress(OSError):
                self._tell(as_json=as_json)
            raise

    def _tell(self, *, as_json: bool) -> None:
        for details in list(self._orders.values()):
            paid = details.money == "paid"
            amount = f"{details.quoted_usd} USD {'were paid' if paid else 'are held for it'}"
            text = f"order {details.order} is open ({details.state}): {amount}; 'pixelfare recover' goes on with it"
            data: dict[str, Any] = {"error": "interrupted", "message": text, "order": details.order}
            if as_json:
                print_json({**data, "state": details.state, "money": details.money}, stderr=True)
            else:
                err = console(stderr=True)
                err.print(Text.assemble(("stopped", "bold yellow"), " ", safe(text)), soft_wrap=not err.is_terminal)
