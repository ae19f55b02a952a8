"""Gradient descent for a neuron with two parameters, as a path on the map of its loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from films.studio import DARK, FULL, RED, Film, Scene, plot

Numbers = NDArray[np.float64]
T_C = np.array([0.5, 14, 15, 28, 11, 8, 3, -4, 6, 13, 21])
T_U = np.array([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
STEPS = 5000
WIDE, NARROW = (-2.0, 8.0), (-0.2, 1.2)  # the axis of the weight


@dataclass(frozen=True)
class Descent:
    """The path of a neuron over its parameters, from the weight 1 and the bias 0.

    Attributes:
        inputs: The readings, or a tenth of them.
        rate: The learning rate.
    """

    inputs: Numbers
    rate: float

    def loss(self, w: Numbers, b: Numbers) -> Numbers:
        """The mean squared error, at many parameters."""
        off = w[..., None] * self.inputs + b[..., None] - T_C
        return np.asarray((off**2).mean(axis=-1))

    def path(self, steps: int = STEPS) -> Numbers:
        """Weight and bias at the start and after each step, shape (steps + 1, 2)."""
        w, b = 1.0, 0.0
        found = [(w, b)]
        for _ in range(steps):
            off = w * self.inputs + b - T_C
            w -= self.rate * 2 * float((off * self.inputs).mean())
            b -= self.rate * 2 * float(off.mean())
            found.append((w, b))
        return np.array(found)

    def best(self) -> tuple[float, float]:
        """The weight and the bias with the smallest loss."""
        w, b = np.polyfit(self.inputs, T_C, 1)
        return float(w), float(b)


SCALED, SLOW = Descent(0.1 * T_U, 0.01), Descent(T_U, 0.0001)
WILD = Descent(T_U, 0.01)


def draw(
    figure: Figure, descent: Descent, steps: int, reach: tuple[float, float], dot: float = 4
) -> None:
    """The map of the loss as contours, and the path so far."""
    axes = plot(figure, FULL, xlabel="weight", ylabel="bias", xlim=reach, ylim=(-24, 8))
    w, b = np.meshgrid(np.linspace(*reach, 240), np.linspace(-24, 8, 160))
    levels = np.geomspace(3, 30000, 13)
    axes.contourf(w, b, np.log(descent.loss(w, b)), np.log(levels), cmap="Blues", extend="both")
    path = descent.path(steps)
    axes.plot(*path.T, ".-", color=RED, linewidth=1.4, markersize=dot)
    axes.plot(*path[-1], "o", color=RED, markersize=9)
    axes.plot(*descent.best(), "*", color=DARK, markersize=14)
    axes.set_title(f"step {steps},  loss {_few(float(descent.loss(*path[-1:].T)[0]))}")


def _few(loss: float) -> str:
    """A loss with few digits."""
    return f"{loss:.1f}" if loss < 1e5 else f"{loss:.1e}"


def scaled(figure: Figure, moment: float) -> None:
    """With scaled inputs, one step, and then faster and faster."""
    draw(figure, SCALED, round(STEPS**moment) if moment > 0.02 else 0, WIDE)


def slow(figure: Figure, moment: float) -> None:
    """With the readings as they are and a small rate."""
    draw(figure, SLOW, round(STEPS**moment) if moment > 0.02 else 0, NARROW, 3)


def film() -> Film:
    """The valley of the loss."""
    after = 3
    lost = float(WILD.loss(*WILD.path(after)[-1:].T)[0])
    first, end = (float(SLOW.loss(*SLOW.path(n)[-1:].T)[0]) for n in (20, STEPS))
    done = float(SCALED.loss(*SCALED.path()[-1:].T)[0])
    return Film(
        "valley",
        "The valley of the loss",
        "A map of the loss over weight and bias is a long valley, dark where the loss is large. "
        "With scaled readings a path of dots drops to its floor and follows it to a star, the best "
        "point. With raw readings the valley is ten times narrower: one path leaves the map at "
        "once, another one stays on the floor but hardly moves along it.",
        [
            Scene("Each point of this map is a neuron. The bluer, the larger its loss; the star is "
                  "the best one.", 5, lambda figure, _: draw(figure, SCALED, 0, WIDE), 0.02),
            Scene("Gradient descent, readings scaled by 0.1, rate 0.01: a few steps down the steep "
                  f"side, then along the floor. After {STEPS} steps the loss is {done:.1f}.", 9,
                  scaled, 0.85),
            Scene("The readings as they are: the weight acts ten times more strongly, so the "
                  "valley is ten times narrower. Mind the axis of the weight.", 8,
                  lambda figure, _: draw(figure, WILD, 0, NARROW), 0.02),
            Scene(f"The same rate throws the neuron out of the map. After {after} steps the loss "
                  f"is about {lost / 1e12:.0f} million million.", 6,
                  lambda figure, t: draw(figure, WILD, min(after, int(t * (after + 1))), NARROW)),
            Scene("A rate of 0.0001 stays in the valley. But the floor is so flat that from step "
                  f"20 to step {STEPS} the loss only falls from {first:.1f} to {end:.1f}.", 9,
                  slow),
        ],
    )  # fmt: skip
