"""How well and how fast prompts are read: `python benchmarks/reading_accuracy.py [--errors] [label files]`.

Every line of a label file is a JSON object: `id`, `source`, `prompt`, `operation`, `lettering` (a list of scripts),
and where known `images` (how many are given), `language` and `size_hint`. Files are reported one by one: what was
looked at while the rules were written is *seen*; only *unseen* numbers say anything about other people's prompts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "router"))

from label_agreement import label_agreement  # noqa: E402
from rows import Row  # noqa: E402

from pixelfare.reading import Needs, read  # noqa: E402  (a bare checkout has no installed package)

LABELS = sorted((ROOT / "benchmarks" / "image_router").glob("labelled_*.jsonl"))
_ROUNDS = 5
_US = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one set of labelled prompts came to; shares are None where no row says anything."""

    rows: int
    labelled: int
    precision: float | None
    recall: float | None
    f1: float | None
    scripts: float | None
    operation: float | None
    language: float | None
    size_hint: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of every label file, split and source."""
    parser = argparse.ArgumentParser(description="Accuracy and speed of reading prompts, per file of labelled prompts.")
    parser.add_argument("files", nargs="*", type=Path, help="label files; by default those of benchmarks/image_router")
    parser.add_argument(
        "--errors", action="store_true", help="also list every row that is read otherwise than labelled"
    )
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    options = parser.parse_args(arguments)
    files = options.files or [*LABELS]
    scores: dict[str, Any] = {}
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for name, part in _parts(file, rows).items():
            found = [read(row["prompt"], [None] * int(row.get("images") or 0)) for row in part]
            score, microseconds = score_of(part, found), _microseconds(part)
            scores[name] = {field: getattr(score, field) for field in Score.__slots__} | microseconds
            if not options.json:
                _print(name, score, microseconds)
                if options.errors:
                    _print_errors(part, found)
    if options.json:
        json.dump(scores, sys.stdout, indent=2)
        sys.stdout.write("\n")
    return 0


def reading_accuracy() -> list[Row]:
    """The accuracy on every label file, beside the goals for sources that nobody looked at while tuning."""
    rows: list[Row] = []
    for file in LABELS:
        labelled = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for name, part in _parts(file, labelled).items():
            score = score_of(part, [read(row["prompt"], [None] * int(row.get("images") or 0)) for row in part])
            judged = "unseen, all" in name
            for what, value, goal in (
                ("has lettering, F1", score.f1, 0.90),
                ("its scripts, where found", score.scripts, 0.95),
                ("operation", score.operation, 0.97),
                ("language", score.language, None),
                ("size hint", score.size_hint, None),
            ):
                if value is not None:
                    title = f"{name} ({len(part)}): {what}"
                    rows.append(Row(what=title, value=value, goal=goal if judged else None, higher=True))
    return rows + _by_second_labeller() + label_agreement()


def _by_second_labeller() -> list[Row]:
    """The accuracy on unseen sources by the second labeller's word, and where both labellers say the same."""
    folder = ROOT / "benchmarks" / "image_router"
    prompts, second = (
        [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
        for name in ("labelled_unseen.jsonl", "second_labels.jsonl")
    )
    other = [one | two for one, two in zip(prompts, second, strict=True)]
    alike = [
        one
        for one, two in zip(prompts, second, strict=True)
        if (one["operation"], one["lettering"]) == (two["operation"], two["lettering"])
    ]
    rows: list[Row] = []
    for name, part in (("by the second labeller", other), ("where both labellers agree", alike)):
        score = score_of(part, [read(row["prompt"]) for row in part])
        for what, value in (
            ("has lettering, F1", score.f1),
            ("its scripts, where found", score.scripts),
            ("operation", score.operation),
        ):
            rows.append(Row(what=f"unseen, {name} ({len(part)}): {what}", value=value))
    return rows


def _parts(file: Path, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of a file by split and source."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        split = row.get("split") or ("seen" if "_seen" in file.stem else "unseen")
        parts.setdefault(f"{file.name}: {split}, all", []).append(row)
        parts.setdefault(f"{file.name}: {split}, {row.get('source') or row.get('source_file', '?')}", []).append(row)
    return parts


def score_of(rows: Sequence[dict[str, Any]], found: Sequence[Needs]) -> Score:
    """The shares of labelled facts that were read right.

    Args:
        rows: The labelled rows.
        found: What was read of each.

    Returns:
        The score; the scripts are compared where both the label and the reading have lettering.
    """
    pairs = [(row, needs) for row, needs in zip(rows, found, strict=True) if row.get("lettering") is not None]
    both = [(row, needs) for row, needs in pairs if row["lettering"] and needs.lettering]
    said = sum(bool(needs.lettering) for _, needs in pairs)
    true = sum(bool(row["lettering"]) for row, _ in pairs)
    precision, recall = _share(len(both), said), _share(len(both), true)
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return Score(
        rows=len(rows),
        labelled=true,
        precision=precision,
        recall=recall,
        f1=f1,
        scripts=_share(sum(frozenset(row["lettering"]) == needs.lettering for row, needs in both), len(both)),
        operation=_right(rows, found, "operation"),
        language=_right(rows, found, "language"),
        size_hint=_right(rows, found, "size_hint"),
    )


def _right(rows: Sequence[dict[str, Any]], found: Sequence[Needs], field: str) -> float | None:
    pairs = [(row[field], getattr(needs, field)) for row, needs in zip(rows, found, strict=True) if field in row]
    return _share(sum(label == value or _same_shape(label, value) for label, value in pairs), len(pairs))


def _same_shape(label: str | None, hint: str | None) -> bool:
    """Whether an aspect is what a label says in a word: portrait, landscape or square."""
    if label not in ("portrait", "landscape", "square") or hint is None:
        return False
    width, height = map(int, hint.split(":"))
    return label == ("portrait" if width < height else "landscape" if width > height else "square")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _microseconds(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The time of one reading: the best of some rounds for each prompt, so that a busy machine disturbs little."""
    times = []
    for row in rows:
        best = float("inf")
        for _ in range(_ROUNDS):
            begin = time.perf_counter()
            read(row["prompt"])
            best = min(best, time.perf_counter() - begin)
        times.append(best * _US)
    return {
        "us_p50": statistics.median(times),
        "us_mean": statistics.fmean(times),
        "characters_mean": statistics.fmean(len(row["prompt"]) for row in rows),
    }


def _print(name: str, score: Score, microseconds: dict[str, float]) -> None:
    shares = "  ".join(
        f"{label} {value:.3f}" if value is not None else f"{label} -"
        for label, value in (
            ("P", score.precision),
            ("R", score.recall),
            ("F1", score.f1),
            ("scripts", score.scripts),
            ("operation", score.operation),
            ("language", score.language),
            ("size", score.size_hint),
        )
    )
    speed = f"p50 {microseconds['us_p50']:.0f} us, mean {microseconds['us_mean']:.0f} us"
    print(f"{name} (n={score.rows}, {score.labelled} with lettering)")
    print(f"  {shares}  {speed} at {microseconds['characters_mean']:.0f} characters")


def _print_errors(rows: Sequence[dict[str, Any]], found: Sequence[Needs]) -> None:
    for row, needs in zip(rows, found, strict=True):
        wrong = []
        for field in ("operation", "language", "lettering", "size_hint"):
            value = getattr(needs, field)
            value = sorted(value) if isinstance(value, frozenset) else value
            label = sorted(row[field]) if field == "lettering" and row.get(field) is not None else row.get(field)
            if field in row and label is not None and value != label:
                wrong.append(f"{field} {value} for {label}")
        if wrong:
            print(f"    {row['id']}: {'; '.join(wrong)} | {' '.join(row['prompt'].split())[:120]}")


if __name__ == "__main__":
    raise SystemExit(main())
