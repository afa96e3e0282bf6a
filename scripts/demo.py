"""Routes a dozen prompts that people really wrote, shows why, and makes one picture: no key, no wallet, no network.

The prompts are quoted unchanged from public collections, each with the id it has there; the collections and their
licences are in `SOURCES`.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from pixelfare import Router, route
from pixelfare.commands.terminal import one_line, safe, table, usd_text
from pixelfare.policy.explain import best_of_each_offer

if TYPE_CHECKING:
    from rich.table import Table

    from pixelfare import Decision, Needs

ROOMY = 110
"""Columns from which on every fact has a column of its own."""

SOURCES = {
    "parti": "google-research/parti, PartiPrompts.tsv (Apache-2.0)",
    "geneval": "djghosh13/geneval (MIT)",
    "evo": "EvoLinkAI/awesome-gpt-image-2-prompts (CC0-1.0)",
}


@dataclass(frozen=True, kw_only=True)
class Example:
    """A prompt, where it is from, and what is asked besides."""

    id: str
    prompt: str
    asks: dict[str, Any] = field(default_factory=dict)


EXAMPLES = (
    Example(
        id="parti-429",
        prompt="a high-quality photograph of an armadillo playing a bagpipe while standing on one leg",
    ),
    Example(
        id="evo-comparison-22",
        prompt="吕布游戏Boss设定，赤兔马方天画戟，暗黑进化形态双形态对比",
    ),
    Example(
        id="evo-comparison-12",
        prompt="在计算机博物馆里,一个程序员在展厅中央,正在演示C语言编程,很多参观者在围观,屏幕上的代码清晰可见。旁边的牌子写着:古法编程,现场表演。2D卡通画风,16:9",
    ),
    Example(
        id="evo-poster-111",
        prompt="A cozy restaurant table filled with a vibrant Taiwanese meal, shot in warm natural lighting. A "
        "large bowl of braised beef noodle soup with wide noodles, tender beef chunks, bok choy, and "
        "green onions sits in the foreground. Surrounding dishes include a bowl of rice topped with raw "
        "egg yolk, seaweed, kimchi, and chopped vegetables; a plate of Taiwanese fried chicken and tofu "
        "with greens; stir-fried water spinach with garlic; and a small dish of marinated vegetables. A "
        "tall elegant glass dessert with shrimp salad layered inside stands in the center. Wooden table "
        "surface, ceramic bowls, and a teapot in the background create a homely aesthetic. "
        "Handwritten-style Chinese text annotations and doodles are scattered around the dishes, adding "
        "a playful, lifestyle-blog feel. Soft depth of field, warm tones, high detail, food photography "
        "style.",
    ),
    Example(
        id="evo-comparison-40",
        prompt="ポラロイド写真の中に人が写っていて、その人がフレームから外に飛び出している画像。"
        "日本語が書いてある画像生成して\n\n←下の画像\nGPT Image-2で生成したやつ→",
    ),
    Example(
        id="evo-character-0",
        prompt="Show me the attached image as a snapshot from an actual anime",
        asks={"images": ["me.jpg"]},
    ),
    Example(
        id="parti-890",
        prompt="An aerial view of Ha Long Bay without any boats",
        asks={"size": "16:9"},
    ),
    Example(
        id="parti-335",
        prompt="Photograph of a wall along a city street with a watercolor mural of foxes in a jazz band.",
        asks={"size": "4K"},
    ),
    Example(
        id="evo-ui-64",
        prompt="Create step-by-step recipe infographic for creamy garlic mushroom pasta, top-down view, minimal "
        'style on white background, ingredient photos labeled: "200g spaghetti", "150g mushrooms", "3 '
        'garlic cloves", "200ml cream", "1 tbsp olive oil", "parmesan", "parsley", dotted lines showing '
        "process steps with icons (boiling pot, sauté pan, mixing), final plated pasta shot at the bottom",
    ),
    Example(
        id="geneval-190",
        prompt="a photo of four bowls",
    ),
    Example(
        id="evo-ui-42",
        prompt='Create a {argument name="grid layout" default="4x3"} borderless grid where each panel is a'
        'n independent image of the {argument name="subject" default="a young woman"}. Maintain str'
        "ong subject consistency across all panels, with consistent color and lighting. Depict {arg"
        'ument name="theme" default="childhood memories"} with a {argument name="mood" default="war'
        'm, nostalgic"} mood in {argument name="style" default="nostalgic cinematic realism"} style'
        ". No text. No gap.",
    ),
    Example(
        id="evo-poster-97",
        prompt='{\n  "image_type": "Commercial Fashion Infographic",\n  "subject": {\n    "model": "Young Asi'
        'an woman with elegant features and dark hair tied in a loose bun",\n    "attire": "Satin mi'
        'di dress with spaghetti straps and a draped cowl neckline",\n    "fit": "Bodycon / slim fit'
        ' with side ruching and a subtle leg slit"\n  },\n  "layout_structure": {\n    "composition": '
        '"Multi-panel editorial layout",\n    "header": "Bold serif typography reading \'DRESS COLLEC'
        'TION\'",\n    "main_feature": "Large centered portrait of the model, a young Asian woman, we'
        'aring a wine-red satin dress",\n    "secondary_panels": [\n      "Dress Features grid with m'
        'inimalist icons",\n      "Dress Guide sidebar detailing neckline, sleeve, and length",\n    '
        '  "Color Collection row showing the dress in Black, Emerald Green, Navy, Champagne, and Ro'
        'yal Blue",\n      "Dress Style Guide footer featuring the model in various atmospheric even'
        'ing settings"\n    ]\n  },\n  "aesthetic_style": {\n    "color_palette": "Deep jewel tones (Wi'
        "ne Red, Emerald, Navy, Royal Blue) contrasted with Champagne and Black against a warm crea"
        'm or beige background",\n    "lighting": "Soft studio lighting with elegant highlights on t'
        'he satin fabric texture",\n    "vibe": "Luxurious, timeless, and sophisticated commercial a'
        'dvertising"\n  },\n  "typography": {\n    "primary": "Classic Serif for titles",\n    "seconda'
        'ry": "Clean Sans-Serif for body text and technical details"\n  }\n}',
    ),
)
DRAWN = "霓虹招牌上写着“欢迎光临”"


def main() -> None:
    """Show the table, then one picture."""
    console = Console(markup=False, emoji=False, highlight=False)
    route("warm up", "cheapest")
    begun = time.perf_counter()
    decisions = [(example, route(example.prompt, **example.asks)) for example in EXAMPLES]
    took = (time.perf_counter() - begun) * 1000
    show = roomy_table if console.width >= ROOMY else narrow_table
    console.print(show(decisions))
    console.print()
    total = sum(decision.usd for _, decision in decisions)
    finest = sum(route(example.prompt, "quality", **example.asks).usd for example in EXAMPLES)
    summary = Text.assemble(f"{len(decisions)} prompts for ", usd_text(total), f", routed in {took:.1f} ms. ")
    console.print(summary.append(f"The vendor's choice for highest quality, for all of them: ${finest}."))
    console.print(Text("! has a warning: pixelfare route PROMPT --explain says all there is to know.", "dim"))
    console.print(Text(f"Prompts from {'; '.join(SOURCES.values())}.\n", "dim"))
    draw(console)


def roomy_table(decisions: list[tuple[Example, Decision]]) -> Table:
    """Every fact in a column of its own."""
    right = {"justify": "right", "no_wrap": True}
    titles = (("prompt", {"width": 27}), ("needs", {"width": 19}), ("model, size", {"width": 18}), ("price", right))
    made = table(*titles, ("next best", {"width": 18}), "why this one")
    for example, decision in decisions:
        if made.row_count:
            made.add_row()
        first = (_prompt(example, 48), _needs(decision.needs, decision), _chosen(decision), _price(decision))
        made.add_row(*first, _next(decision), Text(reason(decision)))
    return made


def narrow_table(decisions: list[tuple[Example, Decision]]) -> Table:
    """The same in two columns, for a terminal of 80."""
    made = table("prompt", ("model, size, price", {"no_wrap": True}))
    for example, decision in decisions:
        if made.row_count:
            made.add_row()
        left = _prompt(example, 76).append("\n").append_text(_needs(decision.needs, decision))
        left.append(f"\n{reason(decision)}", "dim")
        right = _chosen(decision, between=" ").append("\n").append_text(_price(decision))
        made.add_row(left, right.append("\n").append_text(_next(decision, between=" ", before="next ")))
    return made


def _prompt(example: Example, width: int) -> Text:
    return Text(one_line(example.prompt, width))


def _needs(needs: Needs, decision: Decision) -> Text:
    words = ["edit"] if needs.operation == "edit" else []
    words.append(f"{needs.language} prompt")
    words += [f"{script} lettering" for script in sorted(needs.lettering)]
    words += sorted(name.replace("_", " ") for name in needs.capabilities)
    if decision.request.size is not None:
        words.append(f"{decision.request.size} (asked)")
    elif needs.size_hint:
        words.append(f"{needs.size_hint} (hinted)")
    return Text(safe(", ".join(words)), "cyan")


def _chosen(decision: Decision, between: str = "\n") -> Text:
    model = decision.model.rpartition("/")[2]
    return Text.assemble((safe(model), "bold"), between, str(decision.size))


def _price(decision: Decision) -> Text:
    return usd_text(decision.usd).append(" !" if decision.warnings else "  ", "yellow")


def _next(decision: Decision, between: str = "\n", before: str = "") -> Text:
    after = decision.next_best
    if after is None:
        return Text(f"{before}none fits", "dim")
    return Text(f"{before}{after.model.rpartition('/')[2]}{between}${after.usd}", "dim")


def reason(decision: Decision) -> str:
    """Why this one, in a few words: how many could have done it, and how many could not."""
    able = 1 + len(best_of_each_offer(decision))
    unproven = sum(r.code in ("lettering", "capability") for r in decision.refusals)
    unsized = sum(r.code == "size-not-sold" for r in decision.refusals)
    words = [f"cheapest of {able}" if able > 1 else "the only one"]
    words += [f"{unproven} not proven"] if unproven else []
    words += [f"{unsized} lack the size"] if unsized else []
    return ", ".join(words)


def draw(console: Console) -> None:
    """One picture through the embedded gateway."""
    folder = Path(tempfile.gettempdir()) / "pixelfare-demo"
    with Router(gateway="sandbox") as router:
        picture = router.generate(DRAWN, size="3:2", max_usd="0.15", out=f"{folder}/")
    decision = picture.decision
    said = f"{decision.model} {picture.size} ${decision.usd}, a test card from the embedded gateway"
    console.print(Text.assemble(("saved ", "bold green"), (safe(str(picture.path)), "bold")), soft_wrap=True)
    console.print(Text(f"{DRAWN}: {said}", "dim"))


if __name__ == "__main__":
    main()
