"""One line of a benchmark's report."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Row", "print_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, beside its goal where it has one.

    Args:
        what: What was measured.
        value: The figure.
        unit: Its unit.
        goal: At most this, or at least this where `higher` is set.
        text: What to print instead of a value.
        met: Whether the goal is met, where no single number says so.
    """

    what: str
    value: float | None = None
    unit: str = ""
    goal: float | None = None
    higher: bool = False
    text: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """`met`, `MISSED`, or nothing where there is no goal."""
        met = self.met
        if self.value is not None and self.goal is not None:
            met = self.value >= self.goal if self.higher else self.value <= self.goal
        return "" if met is None else "met" if met else "MISSED"

    def to_dict(self) -> dict[str, object]:
        """The row as plain JSON values."""
        return {"what": self.what, "value": self.value if self.value is not None else self.text, "unit": self.unit,
                "goal": self.goal, "verdict": self.verdict}  # fmt: skip


def print_rows(title: str, rows: list[Row]) -> None:
    """Print rows as an aligned table."""
    print(f"\n{title}")
    for row in rows:
        figure = row.text if row.value is None else f"{row.value:.4g} {row.unit}".strip()
        sign = ">=" if row.higher else "<="
        goal = "" if row.goal is None else f"goal {sign} {row.goal:g} {row.unit}".strip()
        print(f"  {row.what:<62} {figure:>22}  {goal:<18} {row.verdict}".rstrip())
