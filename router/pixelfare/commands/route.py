"""`pixelfare route`: which model, at which size, for how much, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.failures import report
from pixelfare.commands.prompts import BadLine, Source, find_source
from pixelfare.commands.rows import Item
from pixelfare.commands.terminal import console, one_line, print_json, usd_text
from pixelfare.commands.views import decision_view
from pixelfare.errors import PixelfareError

if TYPE_CHECKING:
    from pixelfare.policy import Decision

__all__ = ["EXAMPLES", "each", "route"]

ROOMY = 100
EXAMPLES = (
    'pixelfare route "a lighthouse at dusk"',
    'pixelfare route "霓虹招牌上写着“欢迎光临”" --size 16:9 --explain',
    "pixelfare route --intent cheapest --max-usd 0.05 --file prompt.txt",
    "pixelfare route --lines --json < prompts.txt > decisions.jsonl",
)


def route(
    prompt: o.Prompt = None,
    *,
    file: o.FromFile = None,
    lines: o.Lines = False,
    jsonl: o.Jsonl = False,
    image: o.Images = None,
    mask: o.Mask = None,
    intent: o.Intent = None,
    policy: o.PolicyFile = None,
    size: o.SizeWish = None,
    quality: o.Quality = None,
    number: o.Number = None,
    gateway: o.Gateways = None,
    max_usd: o.MaxUsd = None,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    lettering: o.Lettering = None,
    capability: o.Capabilities = None,
    operation: o.Operation = None,
    language: o.Language = None,
    tolerance: o.Tolerance = None,
    min_quality: o.MinQuality = None,
    conservative: o.Conservative = False,
    weight: o.Weights = None,
    scores: o.Scores = None,
    as_json: o.AsJson = False,
    explain: o.Explain = False,
    with_prompt: o.WithPrompt = False,
) -> int:
    """Choose a model, a size and an exact price for a prompt, and say why. Nothing is sent anywhere."""
    source = find_source(prompt, file, lines=lines, jsonl=jsonl)
    wish = o.Request(
        intent=intent, policy=policy, size=size, quality=quality, n=number, gateway=gateway, max_usd=max_usd,
        as_of=as_of, images=image, mask=mask, catalog=catalog, lettering=lettering, capability=capability,
        operation=operation, language=language, tolerance=tolerance, min_quality=min_quality,
        conservative=conservative, weights=weight, scores=scores,
    )  # fmt: skip
    arguments = wish.arguments()
    if source.many:
        return _many(source, arguments, as_json=as_json, with_prompt=with_prompt)
    from pixelfare.routing import route as decide

    decision = decide(source.one(), **arguments)
    if as_json:
        print_json(decision.to_dict(include_prompt=with_prompt))
    else:
        console().print(decision_view(decision, full=explain))
    return 0


def _many(source: Source, arguments: dict[str, Any], *, as_json: bool, with_prompt: bool) -> int:
    """Route every prompt of an input; a line that fails is reported, and the others go on."""
    from pixelfare.routing import route as decide

    out = console()
    spent, mix = 0, Counter[str]()

    def handle(item: Item) -> None:
        nonlocal spent
        decision = decide(item.prompt, **{**arguments, **item.own})
        spent += decision.quote.micro_usd
        mix[decision.model] += 1
        if as_json:
            named = {"line": item.line, **({} if item.id is None else {"id": item.id})}
            print_json({**named, **decision.to_dict(include_prompt=with_prompt)})
        else:
            out.print(_row(item, decision, out.width), soft_wrap=True)

    code, failed = each(source, handle, as_json=as_json)
    if not as_json:
        from pixelfare.money import usd

        models = ", ".join(f"{n} {model}" for model, n in mix.most_common())
        total = Text.assemble(
            "\n", (f"{mix.total():,} prompts, ", "bold"), usd_text(usd(spent)), f"  {models}" if models else ""
        )
        if failed:
            total.append(f"\n{failed:,} failed", "red")
        out.print(total)
    return code


def _row(item: Item, decision: Decision, width: int) -> Text:
    line = Text.assemble((f"{item.line:>5} ", "dim"), usd_text(decision.usd, style="green"), "  ")
    # On a narrow terminal the lab's name makes room for the prompt.
    model = f"{decision.model:<29}" if width >= ROOMY else f"{decision.model.rpartition('/')[2]:<20}"
    line.append(model, "cyan").append(f" {decision.size!s:<10} ")
    line.append("! " if decision.warnings else "  ", "yellow")
    return line.append(one_line(item.prompt, max(width - len(line.plain) - 1, 12)))


def each(source: Source, handle: Callable[[Item], None], *, as_json: bool) -> tuple[int, int]:
    """Do something with every prompt of an input, with a bar on stderr where somebody can watch it.

    Returns:
        The exit code of the first line that failed, or 0, and how many failed.
    """
    code = failed = 0
    for item in _watched(source, as_json=as_json):
        try:
            if isinstance(item, BadLine):
                raise item.error
            handle(item)
        except PixelfareError as failure:
            failed += 1
            ended = report(failure, as_json=as_json, line=item.line)
            code = code or ended
    return code, failed


def _watched(source: Source, *, as_json: bool) -> Iterator[Item | BadLine]:
    err = console(stderr=True)
    # Where the rows themselves go to the terminal, they are the progress.
    if not err.is_terminal or (console().is_terminal and not as_json):
        yield from source.items()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err, transient=True) as progress:
        task = progress.add_task("", total=source.total())
        for item in source.items():
            yield item
            progress.update(task, completed=item.line)
