"""A line and a curve through the same eleven points, while both are trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import nn

from films.neurons.valley import T_C, T_U
from films.studio import AMBER, BLUE, DARK, GREY, Film, Scene, plot

Numbers = NDArray[np.float64]
SEED, TANHS, EPOCHS = 0, 13, 5000
GRID = np.linspace(10, 110, 200)
SHOWN = np.unique(np.geomspace(1, EPOCHS, 70).round().astype(int)) - 1  # epochs with a picture


@dataclass(frozen=True)
class Run:
    """A model while it is trained.

    Attributes:
        fits: What it says along the grid, for each epoch that is shown.
        losses: The mean squared error in each of these epochs.
    """

    fits: Sequence[Numbers]
    losses: Sequence[float]


def train(model: nn.Module, rate: float) -> Run:
    """Train a model on all points by gradient descent, as the lesson does."""
    torch.set_num_threads(1)  # rounds alike wherever it runs
    t_u, t_c, grid = (torch.tensor(x, dtype=torch.float32)[:, None] for x in (T_U, T_C, GRID))
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    shown, fits, losses = set(SHOWN.tolist()), [], []
    for epoch in range(EPOCHS):
        loss = nn.functional.mse_loss(model(0.1 * t_u), t_c)
        if epoch in shown:
            with torch.no_grad():
                fits.append(model(0.1 * grid).flatten().double().numpy())
            losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return Run(fits, losses)


def runs() -> tuple[Run, Run]:
    """A linear neuron, and a network with a hidden layer of tanh neurons."""
    torch.manual_seed(SEED)
    line = nn.Linear(1, 1)
    curve = nn.Sequential(nn.Linear(1, TANHS), nn.Tanh(), nn.Linear(TANHS, 1))
    return train(line, 1e-2), train(curve, 1e-3)


def draw(figure: Figure, both: Sequence[Run], place: int) -> None:
    """The points with both fits, and the losses so far."""
    axes = plot(figure, (0.1, 0.3, 0.5, 0.54), xlim=(10, 110), ylim=(-15, 45))
    axes.set(xlabel="reading", ylabel="temperature (°C)", title=f"epoch {SHOWN[place] + 1}")
    axes.plot(T_U, T_C, "o", color=DARK)
    losses = plot(figure, (0.72, 0.3, 0.25, 0.54), xscale="log", yscale="log", ylim=(1, 1000))
    losses.set(xlim=(0.9, EPOCHS), xlabel="epoch", title="loss")
    for run, name, colour in zip(both, ("line", "curve"), (AMBER, BLUE), strict=True):
        axes.plot(GRID, run.fits[place], color=colour, linewidth=2.5, label=name)
        losses.plot(SHOWN[: place + 1] + 1, run.losses[: place + 1], color=colour, linewidth=2)
    axes.axvspan(10, T_U.min(), color=GREY, alpha=0.25, linewidth=0)
    axes.axvspan(T_U.max(), 110, color=GREY, alpha=0.25, linewidth=0)
    axes.legend(loc="upper left", fontsize=9)


def film() -> Film:
    """Line and curve."""
    both = runs()
    last = len(SHOWN) - 1
    line, curve = (run.losses[-1] for run in both)
    line_end, curve_end = (run.fits[-1][-1] for run in both)
    return Film(
        "line_and_curve",
        "Line and curve",
        "Eleven points that rise from left to right. A line and a curve start level, near zero, "
        "and lie down along the points while their losses fall. In the grey parts at both ends, "
        "where there are no points, the line goes on and the curve flattens out.",
        [
            Scene("A linear neuron and 13 tanh neurons, before training. Both know nothing yet of "
                  "the points.", 5, lambda figure, _: draw(figure, both, 0), 0.02),
            Scene(f"{EPOCHS} epochs, faster and faster. The neuron can only turn and move its "
                  "line; the network can bend.", 9,
                  lambda figure, t: draw(figure, both, round(last * t)), 0.5),
            Scene(f"At the end the loss of the line is {line:.1f}, that of the curve {curve:.1f}. "
                  "Whether that is more than noise, only new points can tell.", 8,
                  lambda figure, _: draw(figure, both, last), 0.02),
            Scene("In the grey parts neither has seen a point, and they part: at a reading of 110 "
                  f"the line says {line_end:.0f} °C, the curve {curve_end:.0f} °C.", 8,
                  lambda figure, _: draw(figure, both, last), 0.02),
        ],
    )  # fmt: skip
