"""A signal on its way through one unit, and what three units side by side can draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from films.studio import AMBER, BLUE, DARK, GREEN, GREY, RED, Film, Scene, between, plot

Numbers = NDArray[np.float64]
X = np.linspace(-2, 2, 161)
WEIGHT, BIAS = 1.5, -0.6  # of the one unit
UNITS = ((1.5, -0.6, RED), (-1.2, -0.9, GREEN), (1.0, 1.2, AMBER))  # weight, bias and colour
OUTS = (1.3, 1.0, -0.8)  # with which the next unit weighs the three


def stages(x: Numbers) -> Sequence[Numbers]:
    """The input, times the weight, plus the bias, and after the ReLU."""
    weighed = WEIGHT * x
    return x, weighed, weighed + BIAS, np.maximum(0, weighed + BIAS)


def draw_chain(figure: Figure, stage: int, at: float) -> None:
    """The unit as a chain of steps with the numbers of one input, and its curve so far."""
    chain = plot(figure, (0.03, 0.3, 0.5, 0.54), xlim=(-0.6, 3.6), ylim=(-1.2, 1.2))
    chain.axis("off")
    words = ("input x", f"times {WEIGHT}", f"minus {-BIAS}", "ReLU")
    numbers = [float(each) for each in stages(np.array(at))]
    for i, (word, number) in enumerate(zip(words, numbers, strict=True)):
        on = i <= stage
        chain.add_patch(Circle((i, 0), 0.36, color=BLUE if on else GREY, alpha=0.9 if on else 0.5))
        chain.text(i, -0.62, word, ha="center", fontsize=11, color=DARK)
        if on:
            chain.text(i, 0, f"{number:.1f}", ha="center", va="center", color="white", fontsize=13)
        if i:
            chain.annotate("", (i - 0.4, 0), (i - 0.6, 0), arrowprops={"arrowstyle": "->"})
    axes = plot(figure, (0.62, 0.3, 0.34, 0.54), xlim=(-2, 2), ylim=(-3, 3), xlabel="input x")
    axes.set_title(("x", "weight · x", "weight · x + bias", "output")[stage])
    for before in range(stage):
        axes.plot(X, stages(X)[before], color=GREY, linewidth=1.5)
    axes.plot(X, stages(X)[stage], color=BLUE, linewidth=2.5)
    axes.plot(at, numbers[stage], "o", color=RED, markersize=9)


def draw_layer(figure: Figure, shown: float, summed: float) -> None:
    """Three units side by side, and as much of their weighted sum as is said."""
    axes = plot(figure, (0.1, 0.3, 0.38, 0.54), xlim=(-2, 2), ylim=(-0.2, 3.4), xlabel="input x")
    axes.set_title("three units")
    total = plot(figure, (0.58, 0.3, 0.38, 0.54), xlim=(-2, 2), ylim=(-3.2, 3.2), xlabel="input x")
    total.set_title("the next unit")
    rows = [np.maximum(0, weight * X + bias) for weight, bias, _ in UNITS]
    for i, (row, (weight, bias, colour)) in enumerate(zip(rows, UNITS, strict=True)):
        axes.plot(X, row, color=colour, linewidth=2.5, alpha=min(max(shown - i, 0), 1))
        total.plot(X, OUTS[i] * row, color=colour, linewidth=1.3, alpha=min(max(shown - i, 0), 1))
        total.axvline(-bias / weight, color=GREY, linestyle=":", linewidth=1.2 * (summed > 0))
    if summed:
        whole = np.dot(OUTS, rows)
        end = max(2, round(summed * len(X)))
        total.plot(X[:end], whole[:end], color=BLUE, linewidth=3)


def sweep(moment: float) -> float:
    """An input that goes from left to right."""
    return -1.6 + 3.2 * between(moment, 0, 1)


def film() -> Film:
    """One unit, three units, a layer."""
    corner = -BIAS / WEIGHT
    return Film(
        "one_unit",
        "One unit, then three",
        "A number goes through a chain of circles: it is multiplied, a bias is added, and a ReLU "
        "makes 0 of what is negative. Beside it the curve of the unit becomes a slanted line, then "
        "a lower line, then a line with a corner. Then three such curves appear, each with another "
        "corner, and their weighted sum is drawn from left to right: a curve with three corners.",
        [
            Scene(f"A unit multiplies its input by a weight, here {WEIGHT}: a line through the "
                  "origin.", 6, lambda figure, t: draw_chain(figure, 1, sweep(t)), 0.5),
            Scene(f"It adds a bias, here −{-BIAS}: the line moves down.", 5,
                  lambda figure, t: draw_chain(figure, 2, -sweep(t)), 0.5),
            Scene("The ReLU passes what is positive and makes 0 of the rest. This unit is silent "
                  f"up to {corner:g}; there its curve has a corner.", 8,
                  lambda figure, t: draw_chain(figure, 3, sweep(t)), 0.5),
            Scene("Three units share the input. Each has its own weight and bias, so each has its "
                  "own corner.", 6, lambda figure, t: draw_layer(figure, 3 * t, 0), 0.5),
            Scene("The next unit multiplies each by a weight and adds them: a curve with three "
                  "corners. Each hidden layer works like this.", 8,
                  lambda figure, t: draw_layer(figure, 3, t), 0.4),
        ],
    )  # fmt: skip
