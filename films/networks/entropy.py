"""From scores to probabilities to the loss of a classifier."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from films.studio import BLUE, DARK, GREEN, GREY, RED, Draw, Film, Scene, between, plot

OTHERS = (1.0, -1.0)  # the logits of A and C, which stay
START, SURE, WRONG = 0.0, 5.0, -5.0  # of B, the right class
NAMES, COLOURS = ["A", "B", "C"], [GREY, GREEN, GREY]


def softmax(right: float) -> np.ndarray:
    """The probabilities of A, B and C."""
    powers = np.exp([OTHERS[0], right, OTHERS[1]])
    return np.asarray(powers / powers.sum())


def loss(right: float) -> float:
    """The cross entropy."""
    return float(-np.log(softmax(right)[1]))


def draw(figure: Figure, right: float, bars: float = 1, curve: float = 1) -> None:
    """Logits, probabilities as high as `bars` of the truth, and the loss if `curve` is above 0."""
    logits = plot(figure, (0.08, 0.3, 0.24, 0.54), title="logits", ylim=(-6, 6))
    logits.bar(NAMES, [OTHERS[0], right, OTHERS[1]], color=COLOURS)
    logits.axhline(0, color=DARK, linewidth=0.8)
    chances = plot(figure, (0.39, 0.3, 0.24, 0.54), title="softmax", ylim=(0, 1.08))
    for i, chance in enumerate(softmax(right) * bars):
        chances.bar(NAMES[i], chance, color=COLOURS[i])
        if bars == 1:
            chances.text(i, chance + 0.02, f"{chance:.2f}", ha="center", fontsize=10)
    if curve:
        axes = plot(figure, (0.71, 0.3, 0.26, 0.54), title="loss", xlabel="logit of B")
        x = np.linspace(WRONG, SURE, 200)
        axes.plot(x, [loss(each) for each in x], color=BLUE, alpha=curve)
        axes.plot(right, loss(right), "o", color=RED, markersize=9)
        axes.annotate(f"{loss(right):.2f}", (right, loss(right)), xytext=(8, 8),
                      textcoords="offset points", color=RED, fontweight="bold")  # fmt: skip
        axes.set(ylim=(-0.3, 7.2), xlim=(-5.8, 7.4))


def move(start: float, end: float) -> Draw:
    """The right logit moves from start to end."""
    return lambda figure, t: draw(figure, start + (end - start) * between(t, 0, 1))


def film() -> Film:
    """What the cross entropy asks of a classifier."""
    chance = softmax(START)[1]
    return Film(
        "cross_entropy",
        "Cross entropy",
        "Three bars, the logits of the classes A, B and C, become three bars of probabilities. "
        "Beside them is the curve of the loss over the logit of B, the right class: on the left a "
        "straight line downhill, on the right almost zero. A dot on it follows as the bar of B "
        "grows and shrinks.",
        [
            Scene("A network gives each class a score, its logit. Here class B is right.", 4,
                  lambda figure, _: draw(figure, START, 0, 0), 0.02),
            Scene("The softmax makes probabilities of them: positive, with the sum 1.", 4,
                  lambda figure, t: draw(figure, START, between(t, 0, 1), 0)),
            Scene("The loss is minus the logarithm of the probability of the right class: "
                  f"−log {chance:.2f} = {loss(START):.2f}.", 5,
                  lambda figure, t: draw(figure, START, 1, between(t, 0, 1) or 0.01)),
            Scene(f"The logit of B grows to {SURE:g}: sure and right. The loss falls to "
                  f"{loss(SURE):.2f}.", 5, move(START, SURE)),
            Scene(f"It falls to −{-WRONG:g}: sure and wrong. The loss is {loss(WRONG):.2f}, and "
                  "each step of 1 further down costs about 1 more.", 7, move(SURE, WRONG)),
        ],
    )  # fmt: skip
