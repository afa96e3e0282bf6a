"""Whether a prompt that says the same in another way is routed alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pixelfare.bench.routers import Router
from pixelfare.bench.sets import Item
from pixelfare.shipped import shipped_folder

__all__ = ["VARIANTS", "Steadiness", "steadiness"]


def _requoted(prompt: str) -> str | None:
    """Other quotation marks around the same words."""
    for left, right, others in (("“", "”", '""'), ('"', '"', "“”"), ("「", "」", "“”"), ("«", "»", '""')):
        if prompt.count(left) >= 1 and (left != right or prompt.count(left) == 2):  # noqa: PLR2004  a pair
            before, _, rest = prompt.partition(left)
            inside, found, after = rest.partition(right)
            if found and inside and left not in inside:
                return f"{before}{others[0]}{inside}{others[1]}{after}"
    return None


def _wrapped(prompt: str) -> str:
    """A politer way to ask for the same."""
    return f"Please create an image of the following. {prompt}"


def _ended(prompt: str) -> str:
    """The usual words at the end that say nothing."""
    return f"{prompt.rstrip(' .,')}. Beautiful, highly detailed."


def _in_json(prompt: str) -> str:
    """The prompt as a value of a JSON object."""
    return json.dumps({"prompt": prompt}, ensure_ascii=False)


def _spaced(prompt: str) -> str:
    """Line breaks and double spaces where there was one."""
    return "\n\n".join("  ".join(line.split(" ")) for line in prompt.splitlines()) + "\n"


VARIANTS: dict[str, Callable[[str], str | None]] = {
    "asked politely": _wrapped, "with empty praise": _ended, "quoted otherwise": _requoted, "inside JSON": _in_json,
    "spaced otherwise": _spaced,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """How often a variant of a prompt goes to the same model.

    Args:
        pairs: How many prompts have this variant.
        alike: How many of them go to the same model.
    """

    variant: str
    pairs: int
    alike: int

    @property
    def share(self) -> float:
        """The share that goes alike; 1 where there is none."""
        return self.alike / self.pairs if self.pairs else 1.0


def steadiness(router: Router, items: Iterable[Item], setting: str) -> list[Steadiness]:
    """Route prompts and their variants, and 40 wishes in English and in Chinese."""
    kept = list(items)
    before = router.picks(kept, setting)
    found = []
    for name, change in VARIANTS.items():
        pairs = [(i, changed) for i, item in enumerate(kept) if (changed := change(item.prompt)) is not None]
        after = router.picks([_with(kept[i], prompt) for i, prompt in pairs], setting)
        same = sum(_model(before[i]) == _model(pick) for (i, _), pick in zip(pairs, after, strict=True))
        found.append(Steadiness(variant=name, pairs=len(pairs), alike=same))
    one, other = _parallel()
    same = sum(
        _model(a) == _model(b) for a, b in zip(router.picks(one, setting), router.picks(other, setting), strict=True)
    )
    return [*found, Steadiness(variant="in Chinese", pairs=len(one), alike=same)]


def _parallel() -> tuple[list[Item], list[Item]]:
    """The same wishes in English and in Chinese. Lettering stays in its own script in both."""
    lines = (shipped_folder("benchmarks/image_router") / "parallel.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return (
        [_item(row, "en") for row in rows],
        [_item(row, "zh") for row in rows],
    )


def _item(row: dict[str, str], language: str) -> Item:
    return Item(id=row["id"], prompt=row[language], operation="generate", needs=("follow",), language=language)


def _with(item: Item, prompt: str) -> Item:
    return Item(id=item.id, prompt=prompt, operation=item.operation, needs=item.needs, language=item.language)


def _model(pick: object) -> str | None:
    return getattr(pick, "model", None)
