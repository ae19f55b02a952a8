"""The lesson's spiral, classified by three networks while they train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import Tensor, nn

from compneuro.mlp import build_mlp_model
from compneuro.plots import CLASS_COLOURS
from films.studio import DARK, Film, Scene, plot

SEED, ARMS, NOISE, EACH = 2021, 4, 0.16, 1000
BATCH, EPOCHS, RATE = 128, 60, 0.01
M, X_MAX = 100, 1.4
TINTS = ListedColormap([[0.55 * c + 0.45 for c in to_rgb(name)] for name in CLASS_COLOURS[:ARMS]])
Picture = NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """What a training run looked like after each epoch, from before the first one on.

    Attributes:
        name: What sets it apart from the others.
        maps: The class of each point of the grid.
        accuracies: The share of the test points that is right, in per cent.
    """

    name: str
    maps: Sequence[Picture]
    accuracies: Sequence[float]


def spiral() -> tuple[Tensor, Tensor]:
    """The points of the lesson in random order, and their classes."""
    draw = torch.Generator().manual_seed(SEED)
    t = torch.linspace(0, 1, EACH)
    arms = []
    for k in range(ARMS):
        angle = 2 * torch.pi / ARMS * (2 * t + k)
        noise = NOISE * torch.randn(2, EACH, generator=draw)
        arms.append(torch.stack([t * (angle.sin() + noise[0]), t * (angle.cos() + noise[1])], 1))
    order = torch.randperm(ARMS * EACH, generator=draw)
    return torch.cat(arms)[order], torch.arange(ARMS).repeat_interleave(EACH)[order]


def train(name: str, units: int, rate: float) -> Run:
    """Train a network with one hidden layer by Adam on four fifths of the points."""
    torch.set_num_threads(1)  # rounds alike wherever it runs
    x, y = spiral()
    held_back = len(x) // 5
    torch.manual_seed(SEED)
    net = build_mlp_model([2, units, ARMS], nn.ReLU(), bias=True)
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    side = torch.linspace(-X_MAX, X_MAX, M)
    grid = torch.cartesian_prod(side, side).flip(1)
    maps, accuracies = [], []
    for epoch in range(EPOCHS + 1):
        for batch in torch.randperm(len(x) - held_back).split(BATCH) if epoch else ():
            loss = nn.functional.cross_entropy(net(x[held_back + batch]), y[held_back + batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            maps.append(net(grid).argmax(1).view(M, M).numpy())
            right = net(x[:held_back]).argmax(1) == y[:held_back]
        accuracies.append(100 * right.double().mean().item())
    return Run(name, maps, accuracies)


def draw(figure: Figure, runs: Sequence[Run], epoch: int) -> None:
    """The decisions of all networks after an epoch, with a part of the test points."""
    x, y = (part[:300].numpy() for part in spiral())
    for i, run in enumerate(runs):
        axes = plot(figure, (0.05 + 0.32 * i, 0.25, 0.27, 0.5), xticks=[], yticks=[])
        axes.imshow(run.maps[epoch], cmap=TINTS, vmin=0, vmax=ARMS - 1, origin="lower",
                    extent=(-X_MAX, X_MAX, -X_MAX, X_MAX), interpolation="nearest")  # fmt: skip
        axes.scatter(
            x[:, 0], x[:, 1], s=5, c=[CLASS_COLOURS[k] for k in y], edgecolors=DARK, linewidths=0.15
        )
        axes.grid(False)
        axes.set_title(f"{run.name}\n{run.accuracies[epoch]:.0f} % right", loc="center")
    figure.text(0.97, 0.935, f"epoch {epoch}", ha="right", fontsize=13)


def training(runs: Sequence[Run]) -> Callable[[Figure, float], None]:
    """All epochs in a row."""
    return lambda figure, t: draw(figure, runs, round(EPOCHS * t))


def film() -> Film:
    """The spiral in training, with three widths."""
    runs = [train(f"{units} hidden units", units, RATE) for units in (3, 16, 128)]
    few, some, many = (run.accuracies[-1] for run in runs)
    return Film(
        "spiral_widths",
        "The spiral in training",
        "Three maps of the plane in four colours, with points on four spiral arms. While epochs "
        "pass, the map of 3 hidden units keeps straight borders that cut through the arms; those "
        "of 16 and 128 units wind themselves around the arms.",
        [
            Scene("Three networks with one hidden layer, before training. The background is what "
                  "each says; the dots are test points.", 6,
                  lambda figure, _: draw(figure, runs, 0), 0.02),
            Scene(f"{EPOCHS} epochs: the borders bend towards the arms, as far as the units allow.",
                  9, training(runs), 0.9),
            Scene(f"With 3 units the borders have few corners: {few:.0f} % of the test points are "
                  f"right. With 16 it is {some:.0f} %, with 128 {many:.0f} %.", 7,
                  lambda figure, _: draw(figure, runs, EPOCHS), 0.02),
        ],
    )  # fmt: skip
