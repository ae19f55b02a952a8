"""The picture of a computational graph: a box for each number, an arrow to what is made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

WIDE, HIGH = 0.62, 0.5  # of a box, where the next one is 1 away
MAX_BOXES = 60
INPUT, COMPUTED = "#FCE7C3", "#FFFFFF"


class Computed(Protocol):
    """What can be drawn: a number, what it was computed from, and by which operation."""

    @property
    def data(self) -> float:
        """The number."""

    @property
    def grad(self) -> float | None:
        """The derivative of the result with respect to it; None where it is not known yet."""

    @property
    def parents(self) -> Sequence[Computed]:
        """The numbers that it was computed from."""

    @property
    def op(self) -> str:
        """The operation; empty for an input."""


@dataclass(frozen=True, eq=False)
class Node:
    """A number in a graph that is drawn and not computed with.

    Attributes:
        data: The number.
        parents: What it was computed from.
        op: The operation, such as "+"; empty for an input.
        name: Its name in the picture.
        grad: The derivative of the result with respect to it, if it is known.
    """

    data: float
    parents: tuple[Node, ...] = ()
    op: str = ""
    name: str = ""
    grad: float | None = None


def plot_graph(result: Computed, names: Mapping[str, Computed] | None = None) -> None:
    """Draw the graph behind a result: each number with its operation, its value and its gradient.

    Args:
        result: The last number of the graph.
        names: Numbers of the graph by the name that they get in the picture.

    Raises:
        ValueError: The graph is too large to be read.
    """
    columns = _columns(result)
    if len(columns) > MAX_BOXES:
        raise ValueError(f"{len(columns)} boxes cannot be read: draw at most {MAX_BOXES}.")
    rows = _rows(columns)
    known = {id(each): name for name, each in (names or {}).items()}
    width, height = 1 + max(columns.values()), 1 + max(rows.values())
    _, axes = plt.subplots(figsize=(1.75 * width, 1.3 * height))
    for each, column in columns.items():
        _draw_box(axes, each, column, -rows[each], known.get(id(each), getattr(each, "name", "")))
        for parent in each.parents:
            _draw_arrow(axes, (columns[parent], -rows[parent]), (column, -rows[each]))
    axes.set(xlim=(-0.5, width - 0.5), ylim=(0.5 - height, 0.5), aspect="auto")
    axes.axis("off")
    plt.show()


def _columns(result: Computed) -> dict[Computed, int]:
    """The column of each number: right of all its parents; inputs stand beside their first use."""
    columns: dict[Computed, int] = {}

    def visit(each: Computed) -> int:
        if each not in columns:
            columns[each] = 1 + max(map(visit, each.parents), default=-1)
        return columns[each]

    visit(result)
    for each in [each for each in columns if not each.parents]:
        columns[each] = min(
            (columns[child] - 1 for child in columns if each in child.parents), default=0
        )
    return columns


def _rows(columns: Mapping[Computed, int]) -> dict[Computed, float]:
    """The row of each number: the middle of its parents', or the next one that is free."""
    rows: dict[Computed, float] = {}
    taken: dict[int, list[float]] = {}
    for each, column in columns.items():
        parents = [rows[parent] for parent in each.parents]
        row = sum(parents) / len(parents) if parents else 0.0
        while any(abs(row - other) < 1 for other in taken.setdefault(column, [])):
            row = min(other for other in taken[column] if other > row - 1) + 1
        rows[each] = row
        taken[column].append(row)
    return rows


def _draw_box(axes: Axes, each: Computed, x: float, y: float, name: str) -> None:
    colour = COMPUTED if each.parents else INPUT
    axes.add_patch(
        Rectangle((x - WIDE / 2, y - HIGH / 2), WIDE, HIGH, facecolor=colour, edgecolor="black")
    )
    title = f"{name}  ({each.op})" if name and each.op else name or each.op or "number"
    grad = "?" if each.grad is None else f"{each.grad:.4g}"
    words = f"{title}\ndata {each.data:.4g}\ngrad {grad}"
    axes.text(x, y, words, ha="center", va="center", fontsize=10)


def _draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From the right side of one box to the left side of another."""
    axes.annotate(
        "",
        xy=(end[0] - WIDE / 2, end[1]),
        xytext=(start[0] + WIDE / 2, start[1]),
        arrowprops={"arrowstyle": "->", "color": "#555555", "shrinkA": 0, "shrinkB": 1},
    )
