"""`pixelfare read`: what a prompt needs, and the words that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.prompts import find_source
from pixelfare.commands.route import each
from pixelfare.commands.rows import Item
from pixelfare.commands.terminal import console, grid, one_line, print_json, safe

if TYPE_CHECKING:
    from pixelfare.reading import Needs

__all__ = ["EXAMPLES", "marked", "read"]

EXAMPLES = (
    'pixelfare read "霓虹招牌上写着“欢迎光临”"',
    'pixelfare read "turn this photo into a watercolor, 16:9" --json',
    "pixelfare read --lines < prompts.txt",
)
_COLOURS = ("magenta", "cyan", "yellow", "green", "blue", "red")


def read(
    prompt: o.Prompt = None,
    *,
    file: o.FromFile = None,
    lines: o.Lines = False,
    jsonl: o.Jsonl = False,
    image: o.Images = None,
    as_json: o.AsJson = False,
    with_prompt: o.WithPrompt = False,
) -> int:
    """Show what is read from a prompt: operation, language, lettering, capabilities, size; with the words marked."""
    from pixelfare.reading import read as read_needs
    from pixelfare.request import check_prompt

    source = find_source(prompt, file, lines=lines, jsonl=jsonl)
    images = image or []
    out = console()

    def needs_of(text: str, own: Any = None) -> Needs:
        check_prompt(text)
        return read_needs(text, (own or {}).get("images", images))

    if not source.many:
        text = source.one()
        needs = needs_of(text)
        if as_json:
            print_json({**needs.to_dict(), **({"prompt": text} if with_prompt else {})})
        else:
            _show(text, needs)
        return 0

    def handle(item: Item) -> None:
        needs = needs_of(item.prompt, item.own)
        if as_json:
            named: dict[str, Any] = {"line": item.line, **({} if item.id is None else {"id": item.id})}
            print_json({**named, **needs.to_dict(), **({"prompt": item.prompt} if with_prompt else {})})
        else:
            from pixelfare.policy.explain import needs_in_words

            out.print(Text.assemble((f"{item.line:>5} ", "dim"), one_line(item.prompt, out.width - 8)), soft_wrap=True)
            out.print(Text(f"      {needs_in_words(needs)}", "cyan"), soft_wrap=True)

    return each(source, handle, as_json=as_json)[0]


def marked(prompt: str, needs: Needs) -> tuple[Text, dict[str, str]]:
    """The prompt with the words that were read in colour, and the colour of each kind of fact."""
    kinds = list(dict.fromkeys(span.fact.partition(".")[0] for span in needs.spans))
    colours = {kind: _COLOURS[i % len(_COLOURS)] for i, kind in enumerate(kinds)}
    text, at = Text(), 0
    for edge in sorted({0, len(prompt), *(s.start for s in needs.spans), *(s.end for s in needs.spans)}):
        here = [s.fact.partition(".")[0] for s in needs.spans if s.start <= at and s.end >= edge and at < edge]
        style = f"bold {colours[here[0]]} underline" if here else ""
        text.append(safe(prompt[at:edge]), style)
        at = edge
    return text, colours


def _show(prompt: str, needs: Needs) -> None:
    out = console()
    text, colours = marked(prompt, needs)
    out.print(text, soft_wrap=not out.is_terminal)
    out.print()
    facts: list[tuple[str, str | Text]] = [("operation", needs.operation), ("language", needs.language)]
    amount = f", about {needs.lettering_characters} characters" if needs.lettering_characters else ""
    facts.append(("lettering", f"{', '.join(sorted(needs.lettering))}{amount}" if needs.lettering else "none"))
    facts.append(("capabilities", ", ".join(sorted(needs.capabilities)) or "none in particular"))
    if needs.culture:
        facts.append(("culture", ", ".join(sorted(needs.culture))))
    facts.append(("size", needs.size_hint or "no hint"))
    out.print(grid(*facts))
    if needs.spans:
        out.print()
        rows: list[tuple[str, str | Text]] = []
        for fact in dict.fromkeys(s.fact for s in needs.spans):
            words = dict.fromkeys(prompt[s.start : s.end] for s in needs.spans if s.fact == fact)
            style = f"bold {colours[fact.partition('.')[0]]}"
            rows.append((fact, Text(" · ").join(Text(one_line(word, 60), style) for word in words)))
        out.print(grid(*rows))
