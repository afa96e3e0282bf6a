"""Make the weights of the model that tells prompts which presume a given picture: `python scripts/train_edit_model.py`.

A logistic regression over the words and characters of short prompts (`pixelfare/reading/edit_model.py`), fitted by
accelerated gradient descent from zero, so the same prompts give the same weights. `--transfer` leaves out one source at
a time and prints how well the others do on it: with rules alone, and with rules and the model.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "router"))

from pixelfare.reading.edit_model import LONGEST, THRESHOLD, features  # noqa: E402

WRITTEN = ROOT / "tests" / "reading" / "written"
LABELLED = ROOT / "benchmarks" / "image_router"
TARGET = ROOT / "router" / "pixelfare" / "reading" / "edit_weights.py"
PLAIN = {"partiprompts": 3, "geneval": 9, "t2i_compbench": 5, "longtext_en": 3}
"""Sets of pictures to be made, none with a given picture, and of how many of their prompts one is taken."""

LEAST_SEEN = 2
PENALTY = 1.0
STEPS = 600
MOMENTUM = 0.9
SCALE = 100
"""The weights are kept in hundredths."""

Prompts = list[tuple[str, bool]]


class Model(NamedTuple):
    """What was fitted: a weight for each feature, and the odds of a prompt with none."""

    weights: Mapping[str, float]
    bias: float

    def odds(self, prompt: str) -> float:
        """The logarithm of the odds that a prompt presumes a picture."""
        known = [self.weights[name] for name in _features(prompt) if name in self.weights]
        return self.bias + (sum(known) / len(known) ** 0.25 if known else 0.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on everything and write the weights, or print how well one source is told from the others."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--transfer", action="store_true", help="print accuracy on each source, fitted without it")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the weights would change")
    options = parser.parse_args(arguments)
    sources = load()
    if options.transfer:
        transfer(sources)
        return 0
    made = rendered(fit(row for rows in sources.values() for row in rows))
    if options.check:
        return 0 if TARGET.read_text("utf-8") == made else 1
    TARGET.write_text(made, "utf-8")
    print(f"{TARGET.name}: {made.count(chr(10))} lines, {len(made) // 1024} KB")
    return 0


def load() -> dict[str, Prompts]:
    """The prompts of each source, and whether each presumes a picture. those kept apart are left out."""
    sources = {file.stem: _labelled(file) for file in sorted(WRITTEN.glob("*.jsonl"))}
    sources["labelled_seen"] = _labelled(LABELLED / "labelled_seen.jsonl")
    plain = [prompt for name, every in PLAIN.items() for prompt, _ in _labelled(LABELLED / f"{name}.jsonl")[::every]]
    return sources | {"plain": [(prompt, False) for prompt in plain]}


def _labelled(file: Path) -> Prompts:
    rows: list[dict[str, Any]] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [(row["prompt"], row.get("operation") == "edit") for row in rows]


def _features(prompt: str) -> list[str]:
    return sorted({name for name, _, _ in features(prompt.lower())})


def fit(prompts: Iterable[tuple[str, bool]]) -> Model:
    """Fit on prompts that are short enough for the model.

    Args:
        prompts: Each with whether it presumes a picture.

    Returns:
        The model.
    """
    rows = [(_features(prompt), edit) for prompt, edit in prompts if len(prompt) <= LONGEST]
    counts = Counter(name for names, _ in rows for name in names)
    place = {name: i for i, name in enumerate(sorted(name for name, count in counts.items() if count >= LEAST_SEEN))}
    x = np.zeros((len(rows), len(place)), np.float32)
    for i, (names, _) in enumerate(rows):
        known = [place[name] for name in names if name in place]
        if known:
            x[i, known] = len(known) ** -0.25
    y = np.array([edit for _, edit in rows], np.float32)
    w, b = np.zeros(len(place), np.float32), 0.0
    speed, speed_b = np.zeros_like(w), 0.0
    rate = 1.0 / (0.03 * float(np.square(x).sum()) + PENALTY)
    for _ in range(STEPS):
        ahead, ahead_b = w + MOMENTUM * speed, b + MOMENTUM * speed_b
        error = 1 / (1 + np.exp(-(x @ ahead + ahead_b))) - y
        speed = MOMENTUM * speed - rate * (x.T @ error + PENALTY * ahead)
        speed_b = MOMENTUM * speed_b - rate * float(error.sum())
        w, b = w + speed, b + speed_b
    return Model({name: float(w[i]) for name, i in place.items()}, b)


def transfer(sources: Mapping[str, Prompts]) -> None:
    """Print, for each source, the share told right by rules, by the model, and by both, fitted on the other sources."""
    least = math.log(THRESHOLD / (1 - THRESHOLD))
    reading = importlib.import_module("pixelfare.reading.read")
    reading.__dict__["presumes"] = lambda _lowered: None  # rules alone
    for name, rows in sources.items():
        model = fit(row for other, others in sources.items() if other != name for row in others)
        odds = [model.odds(prompt) if len(prompt) <= LONGEST else -math.inf for prompt, _ in rows]
        rules = [reading.read(prompt).operation == "edit" for prompt, _ in rows]
        right = [edit for _, edit in rows]
        shares = {
            "rules": rules,
            "model": [odd > 0 for odd in odds],
            "both": [rule or odd > least for rule, odd in zip(rules, odds, strict=True)],
        }
        figures = "  ".join(
            f"{what} {sum(a == b for a, b in zip(said, right, strict=True)) / len(rows):.3f}"
            for what, said in shares.items()
        )
        print(f"{name:<16} {len(rows):>5}  {figures}")


def rendered(model: Model) -> str:
    """The module that holds the weights: a line for each weight, with all that have it."""
    by_weight: dict[int, list[str]] = {}
    for name, weight in sorted(model.weights.items()):
        rounded = round(weight * SCALE)
        if abs(rounded) >= SMALLEST:
            by_weight.setdefault(rounded, []).append(name)
    lines = [f"{weight}\t" + "\t".join(names) for weight, names in sorted(by_weight.items())]
    return (
        '"""Weights of the edit model, written by scripts/train_edit_model.py: hundredths, then the features that have them."""\n\n'
        "# ruff: noqa: E501\n\n"
        '__all__ = ["BIAS", "SCALE", "WEIGHTS"]\n\n'
        f"SCALE = {SCALE}\nBIAS = {round(model.bias * SCALE)}\n"
        'WEIGHTS = """\\\n' + "\n".join(lines) + '\n"""\n'
    )


SMALLEST = 6
"""Weights nearer to zero, in hundredths, are left out."""

if __name__ == "__main__":
    raise SystemExit(main())
