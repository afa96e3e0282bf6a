"""Many pictures from a file: a progress bar, a line for each, and a sum at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands.exits import OK
from pixelfare.commands.failures import report
from pixelfare.commands.picture_view import picture_dict
from pixelfare.commands.prompts import BadLine, Source
from pixelfare.commands.rehearsal import show_rehearsal
from pixelfare.commands.terminal import console, print_json, safe
from pixelfare.errors import BadRequest, PixelfareError

if TYPE_CHECKING:
    from pixelfare.client import Outcome, Router
    from pixelfare.commands.rows import Item
    from pixelfare.picture import Picture

__all__ = ["generate_batch"]


def generate_batch(
    router: Router, source: Source, arguments: dict[str, Any], *, out: str | None, key: str | None, at_once: int,
    dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Make a picture of each line; one that fails does not stop the others.

    Returns:
        The exit code of the first failure, else 0.
    """
    if out is not None and not _is_folder(out):
        raise BadRequest("many pictures go to a folder: end --out with a slash")
    items, codes = _read(source, as_json=as_json)
    if dry_run:
        return next(iter([*codes, *_rehearsed(router, items, arguments, as_json=as_json)]), OK)
    wishes = [_wish(item, arguments, out, key) for item in items]
    spent, made = Decimal(0), 0
    for outcome in _made(router, wishes, at_once, shown=not as_json):
        line = items[outcome.number].line
        if outcome.error is not None:
            codes.append(report(outcome.error, as_json=as_json, line=line))
        elif outcome.picture is not None:
            made += 1
            spent += outcome.picture.receipt.paid_usd or 0
            _show(outcome.picture, line, as_json=as_json)
    if not as_json:
        console(stderr=True).print(f"{made} of {len(items)} made, {spent} USD paid")
    return next(iter(codes), OK)


def _read(source: Source, *, as_json: bool) -> tuple[list[Item], list[int]]:
    """Every line, and the exit codes of those that are no prompt."""
    items: list[Item] = []
    codes: list[int] = []
    for item in source.items():
        if isinstance(item, BadLine):
            codes.append(report(item.error, as_json=as_json, line=item.line))
        else:
            items.append(item)
    return items, codes


def _rehearsed(router: Router, items: list[Item], arguments: dict[str, Any], *, as_json: bool) -> Iterator[int]:
    for item in items:
        try:
            rehearsal = router.dry_run(**_wish(item, arguments, None, None))
            show_rehearsal(rehearsal, as_json=as_json, explain=False, with_prompt=False)
        except PixelfareError as failure:
            yield report(failure, as_json=as_json, line=item.line)


def _show(picture: Picture, line: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"line": line, **picture_dict(picture, with_prompt=False)})
        return
    for one in picture.pictures:
        console().print(Text.assemble(("saved ", "bold green"), safe(str(one.path))), soft_wrap=True)


def _made(router: Router, wishes: list[dict[str, Any]], at_once: int, *, shown: bool) -> Iterator[Outcome]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = (TextColumn("drawing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) if shown and err.is_terminal else nullcontext() as bar:
        task = None if bar is None else bar.add_task("drawing", total=len(wishes))
        for outcome in router.generate_many(wishes, at_once=at_once):
            if bar is not None and task is not None:
                bar.advance(task)
            yield outcome


def _wish(item: Item, arguments: dict[str, Any], out: str | None, key: str | None) -> dict[str, Any]:
    """What `generate` takes for one line; a key becomes one for each line and its content."""
    wish = {**arguments, **item.own, "prompt": item.prompt}
    if item.key is not None:
        wish["key"] = item.key
    elif key is not None:
        content = hashlib.sha256(item.prompt.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        wish["key"] = f"{key}:{item.line if item.id is None else item.id}:{content}"
    return wish if out is None else {**wish, "out": out}


def _is_folder(out: str) -> bool:
    from pathlib import Path

    return out.endswith("/") or Path(out).is_dir()
