"""How weighted ReLUs add up to a curve, and how the error falls with their number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from numpy.typing import NDArray

from films.studio import BLUE, DARK, FULL, GREY, RED, Film, Place, Scene, between, plot

Numbers = NDArray[np.float64]
X = np.linspace(0, 2 * np.pi, 1000)
COUNTS = (5, 10, 20, 40)


@dataclass(frozen=True)
class Sum:
    """ReLUs that connect n points of a sine: where they are, and each ReLU times its weight."""

    points: Numbers
    weighted: Numbers

    @property
    def error(self) -> float:
        """How far the sum is from the sine at most."""
        return float(np.abs(self.weighted.sum(axis=0) - np.sin(X)).max())


def connect(n: int) -> Sum:
    """The ReLUs for n evenly spaced points, by the formula of the lesson."""
    points = np.linspace(0, 2 * np.pi, n)
    slopes = np.diff(np.sin(points)) / np.diff(points)
    weights = np.diff(slopes, prepend=0.0)
    return Sum(points, weights[:, None] * np.maximum(0, X - points[:-1, None]))


def draw_sum(figure: Figure, relus: Sum, shown: float, place: Place = FULL) -> None:
    """The first ReLUs, the newest of them fading in, with their sum."""
    axes = plot(figure, place, ylim=(-3.2, 3.2), xlabel="x", ylabel="y")
    axes.plot(X, np.sin(X), color=GREY, linewidth=5, label="sine")
    colours = colormaps["viridis"](np.linspace(0, 0.88, len(relus.weighted)))
    strength = np.clip(shown - np.arange(len(relus.weighted)), 0, 1)
    for row, colour, alpha in zip(relus.weighted, colours, strength, strict=True):
        axes.plot(X, row, color=colour, linewidth=1.2, alpha=alpha)
    total = (strength[:, None] * relus.weighted).sum(axis=0)
    axes.plot(X, total, color=BLUE, linewidth=3, label="sum of the ReLUs")
    axes.plot(relus.points, np.sin(relus.points), "o", color=DARK, label="training points")
    axes.legend(loc="lower left", fontsize=9)


def draw_errors(figure: Figure, moment: float) -> None:
    """The sums for more and more points, and their errors beside them."""
    now = min(int(moment * len(COUNTS)), len(COUNTS) - 1)
    relus = connect(COUNTS[now])
    axes = plot(figure, (0.09, 0.3, 0.48, 0.54), xlabel="x", ylabel="y", ylim=(-1.5, 1.5))
    axes.plot(X, np.sin(X), color=GREY, linewidth=5)
    axes.plot(X, relus.weighted.sum(axis=0), color=BLUE, linewidth=2.5)
    axes.plot(relus.points, np.sin(relus.points), "o", color=DARK, markersize=4)
    axes.set_title(f"{COUNTS[now]} points, {COUNTS[now] - 1} ReLUs")
    errors = plot(
        figure, (0.68, 0.3, 0.28, 0.54), xscale="log", yscale="log", ylim=(1e-3, 2), xlim=(4, 50)
    )
    errors.set(title="largest error", xlabel="points")
    errors.set_xticks(COUNTS, [str(n) for n in COUNTS])
    errors.set_xticks([], minor=True)
    steps = np.array([2 * np.pi / (n - 1) for n in COUNTS])
    errors.plot(COUNTS, steps / 2, "--", color=RED, label="bound $Lh/2$")
    errors.plot(COUNTS[: now + 1], [connect(n).error for n in COUNTS[: now + 1]], "o-", color=BLUE)
    errors.legend(loc="lower left", fontsize=9)


def film() -> Film:
    """ReLU by ReLU."""
    ten, few, many = connect(10), connect(COUNTS[0]), connect(COUNTS[-1])
    return Film(
        "relu_by_relu",
        "ReLU by ReLU",
        "Ten points lie on a sine. Nine lines fade in, one after the other, each zero up to a "
        "point and straight from there on. Their sum is a chain of straight pieces that meets "
        "every point. Then the same with 5, 10, 20 and 40 points, and beside it the largest error, "
        "which falls and stays below a dashed line.",
        [
            Scene("We know ten points of a sine. Which network draws a curve through them?", 4,
                  lambda figure, _: draw_sum(figure, ten, 0), 0.02),
            Scene("A first ReLU rises from the first point, with the slope to the second.", 4,
                  lambda figure, t: draw_sum(figure, ten, between(t, 0, 1))),
            Scene("The next starts at the second point. Its weight adds what the slope still "
                  "lacks.",
                  5, lambda figure, t: draw_sum(figure, ten, 1 + between(t, 0, 1))),
            Scene("One ReLU after the other: the sum bends at each point, and meets the next.", 8,
                  lambda figure, t: draw_sum(figure, ten, 2 + 7 * t), 0.85),
            Scene(f"More points, more ReLUs: the largest error falls from {few.error:.2f} to "
                  f"{many.error:.3f}. It is never above Lh/2.", 8, draw_errors, 0.85),
        ],
    )  # fmt: skip
