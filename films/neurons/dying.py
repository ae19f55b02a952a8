"""A ReLU that falls silent while it learns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import nn

from compneuro.datasets import make_dataset
from compneuro.mlp import build_mlp_model
from films.studio import BLUE, DARK, GREY, RED, Film, Scene, plot

SEED, RATE, STEPS = 11, 0.3, 20


@dataclass(frozen=True)
class State:
    """The network [1, 1, 1] at a step.

    Attributes:
        hidden: Weight and bias of the hidden unit.
        out: Weight and bias of the output.
        slope: The size of the gradient for the hidden weight and bias.
        loss: The mean squared error.
    """

    hidden: tuple[float, float]
    out: tuple[float, float]
    slope: float
    loss: float

    def of(self, x: np.ndarray) -> np.ndarray:
        """What the network says at each x."""
        (w1, b1), (w2, b2) = self.hidden, self.out
        return np.asarray(w2 * np.maximum(0, w1 * x + b1) + b2)

    @property
    def corner(self) -> float:
        """Where the unit starts to be active."""
        return -self.hidden[1] / self.hidden[0]


def train() -> list[State]:
    """Gradient descent on the training points of the elbow."""
    torch.set_num_threads(1)
    data = make_dataset("elbow")
    torch.manual_seed(SEED)
    model = build_mlp_model([1, 1, 1], nn.ReLU(), bias=True)
    parameters = [*model.parameters()]
    states = []
    for _ in range(STEPS + 1):
        loss = nn.functional.mse_loss(model(data.x_train), data.y_train)
        w1, b1, w2, b2 = (parameter.item() for parameter in parameters)
        slopes = torch.autograd.grad(loss, parameters)
        size = math.hypot(slopes[0].item(), slopes[1].item())
        states.append(State((w1, b1), (w2, b2), size, loss.item()))
        with torch.no_grad():
            for parameter, slope in zip(parameters, slopes, strict=True):
                parameter.sub_(RATE * slope)
    return states


def draw(figure: Figure, states: list[State], step: int) -> None:
    """The network over the points, the corner of its unit, and the gradient so far."""
    data, state = make_dataset("elbow"), states[step]
    points, grid = data.x_train.flatten().numpy(), np.linspace(-1.2, 1, 300)
    axes = plot(
        figure, (0.1, 0.3, 0.5, 0.54), xlim=(-1.2, 1.05), xlabel="input x", ylabel="output y"
    )
    axes.set(ylim=(-0.9, 0.9))
    active = state.hidden[0] * points + state.hidden[1] > 0
    y = data.y_train.flatten().numpy()
    axes.plot(points[~active], y[~active], "o", color=GREY, label="unit silent")
    axes.plot(points[active], y[active], "o", color=DARK, label="unit active")
    axes.plot(grid, state.of(grid), color=BLUE, linewidth=2.5, label="network")
    axes.axvline(state.corner, color=RED, linestyle="--", linewidth=1.5, label="corner")
    axes.set_title(f"step {step},  loss {state.loss:.3f}")
    axes.legend(loc="upper left", fontsize=9, ncols=2)
    slopes = plot(figure, (0.7, 0.3, 0.27, 0.54), xlim=(-0.5, STEPS + 0.5), ylim=(-0.015, 0.36))
    slopes.set(title="gradient of the unit", xlabel="step")
    slopes.plot([each.slope for each in states[: step + 1]], "o-", color=RED, markersize=4)


def film() -> Film:
    """A unit dies."""
    states = train()
    dead = next(i for i, state in enumerate(states) if state.slope == 0)
    return Film(
        "unit_dies",
        "A unit dies",
        "Points on an elbow, level and then rising, and a network with one hidden unit. A dashed "
        "line, the corner of the unit, wanders from the middle out of the points on the left. "
        "Fewer and fewer points turn it on; beside them its gradient falls to zero and stays "
                  "there.",
        [
            Scene("One hidden ReLU is to fit the elbow. It is active left of its corner, where the "
                  "points are level.", 6, lambda figure, _: draw(figure, states, 0), 0.02),
            Scene("Each step of gradient descent moves the corner further out. Fewer points turn "
                  "the unit on.", 8, lambda figure, t: draw(figure, states, round(dead * t)), 0.9),
            Scene(f"At step {dead} the corner has left the points. The unit is silent at each of "
                  "them, so its gradient is 0.", 7,
                  lambda figure, _: draw(figure, states, dead), 0.02),
            Scene("No gradient, no change: it never comes back. What is left to learn is one "
                  f"number, the bias of the output, and a loss of {states[-1].loss:.2f}.", 8,
                  lambda figure, t: draw(figure, states, dead + round((STEPS - dead) * t))),
        ],
    )  # fmt: skip
