"""Random requests, most of them near an edge: a day on which something begins, a price to the micro-USD, a limit."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from oracle.book import Book, day, listed, side_by_side

SIZES = ["16:9", "9:16", "1:1", "3:2", "2:3", "4:3", "7:4", "21:9", "2:1", "1K", "2K", "4K", ">=1MP", ">=2.36MP",
         ">=0.5MP", "16:9 2K", "1:1 4K", "3:2 >=1.5MP", "640x512", "1008x1024", "1000x1000", "1440x1424", "512x512",
         "16x16", "1456x1440", "4096x4096", "2304x1728"]  # fmt: skip
HINTS = ["16:9", "9:16", "1:1", "3:2", "2:3", "4:5", "21:9"]


@dataclass(frozen=True)
class Asked:
    """A request, in the words a caller uses; `gateways` is empty for any."""

    size: str | None = None
    hint: str | None = None
    quality: str | None = None
    n: int = 1
    gateways: tuple[str, ...] = ("blockrun",)
    max_micro_usd: int | None = None
    edit: bool = False
    images: int = 0
    mask: bool = False

    def as_route(self) -> dict[str, Any]:
        """The same as keyword arguments of `route`."""
        gateway: Any = {0: "any", 1: self.gateways[0] if self.gateways else None}.get(len(self.gateways), self.gateways)
        limit = self.max_micro_usd
        return {
            "size": self.size,
            "quality": self.quality,
            "n": self.n,
            "gateway": None if gateway == "blockrun" else gateway,
            "max_usd": None if limit is None else f"{limit // 10**6}.{limit % 10**6:06}",
            "images": [b"picture"] * self.images,
            "mask": b"mask" if self.mask else None,
            "needs": {"operation": "edit" if self.edit else "generate", "size_hint": self.hint},
        }


def ask_at_random(dice: random.Random, gateways: list[str], sizes: list[str], levels: list[str]) -> Asked:
    """One request.

    Args:
        dice: Where chance comes from.
        gateways: Names to choose from.
        sizes: Exact sizes that are listed somewhere.
        levels: Quality levels that somebody takes.
    """
    asked = Asked(n=dice.choice([1, 1, 1, 1, 2, 3, 7, 10]))
    place = dice.random()
    if place < 0.35:
        asked = replace(asked, gateways=())
    elif place < 0.6:
        asked = replace(asked, gateways=tuple(sorted(set(dice.choices(gateways, k=dice.choice([1, 1, 2, 3]))))))
    if dice.random() < 0.5:
        asked = replace(asked, size=dice.choice(dice.choice([SIZES, sizes])))
    if dice.random() < 0.25:
        asked = replace(asked, hint=dice.choice(HINTS))
    if dice.random() < 0.1 and levels:
        asked = replace(asked, quality=dice.choice(levels))
    if dice.random() < 0.25:
        asked = replace(asked, edit=True, images=dice.choice([0, 1, 1, 2, 3, 4, 5]), mask=dice.random() < 0.3)
    if dice.random() < 0.3:
        asked = replace(asked, max_micro_usd=round(10 ** dice.uniform(3.5, 6.5)))
    return asked


def days_of(book: Book) -> list[date]:
    """Every day on which something begins in a catalog, the day before and the day after."""
    found: set[date] = set()

    def look(node: Any) -> None:
        if isinstance(node, dict):
            found.update(d for key in ("since", "on") if isinstance(node.get(key), str) and (d := day(node[key])))
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            look(child)

    look([*book.models.values(), *book.gateways.values()])
    return sorted({d + timedelta(days=k) for d in found for k in (-1, 0, 1)})


def sizes_of(book: Book) -> list[str]:
    """Every size that some offer lists, as it is written."""
    return sorted(
        {s for m in book.models.values() for o in m.get("offers") or [] for s in listed(o, "sizes")}, key=side_by_side
    )


def levels_of(book: Book) -> list[str]:
    """Every quality level that some offer takes."""
    return sorted({q for m in book.models.values() for o in m.get("offers") or [] for q in listed(o, "qualities")})
