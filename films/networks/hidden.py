"""What a hidden layer does to the plane: it shears it, folds it, and a line is enough."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import nn

from films.studio import BLUE, DARK, GREY, RED, Film, Scene, between, plot

Numbers = NDArray[np.float64]
DATA_SEED, SEED, POINTS, STEPS = 1, 5, 90, 600
SCALE = 1.3  # the norm of the weights of a hidden unit in the picture
SIDE = np.linspace(-1, 1, 9)


def data() -> tuple[torch.Tensor, torch.Tensor]:
    """Points of a square, and whether each lies inside a corner, with a gap between the classes."""
    draw = torch.Generator().manual_seed(DATA_SEED)
    x = 2 * torch.rand(3 * POINTS, 2, generator=draw) - 1
    height = x[:, 1] - (1.4 * x[:, 0].abs() - 0.55)
    far = height.abs() > 0.12
    return x[far][:POINTS], (height[far][:POINTS] > 0).float()


def train() -> tuple[nn.Linear, nn.Linear]:
    """A network with two hidden units that separates the classes."""
    x, y = data()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # rounds alike wherever it runs
    first, last = nn.Linear(2, 2), nn.Linear(2, 1)
    optimizer = torch.optim.Adam([*first.parameters(), *last.parameters()], lr=0.05)
    for _ in range(STEPS):
        loss = nn.functional.binary_cross_entropy_with_logits(
            last(torch.relu(first(x))).squeeze(1), y
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():  # the same function, with both units on the same scale
        scale = first.weight.square().sum(dim=1).sqrt() / SCALE
        first.weight.div_(scale[:, None])
        first.bias.div_(scale)
        last.weight.mul_(scale)
    return first, last


class Plane:
    """The plane of the inputs with its points, on its way through the hidden layer."""

    def __init__(self) -> None:
        """Train the network."""
        x, y = data()
        first, last = train()
        self._weight = first.weight.detach().double().numpy()
        self._bias = first.bias.detach().double().numpy()
        self._x, self.inside = x.double().numpy(), y.numpy() > 0.5
        with torch.no_grad():
            out = last(torch.relu(first(x))).squeeze(1)
        self._out = last.weight.detach().double().numpy()[0], last.bias.item()
        self.right = int(((out > 0) == (y > 0.5)).sum())

    def moved(self, points: Numbers, sheared: float, folded: float) -> Numbers:
        """Where points are after a part of the linear map, and a part of the ReLU."""
        linear = points @ self._weight.T + self._bias
        here = (1 - sheared) * points + sheared * linear
        return np.asarray((1 - folded) * here + folded * np.maximum(0, here))

    def draw(self, figure: Figure, sheared: float, folded: float, line: float = 0) -> None:
        """The grid and the points, and the line of the output once everything is folded."""
        axes = plot(figure, (0.25, 0.26, 0.5, 0.63), aspect="equal")
        reach = 1.1 + sheared * (np.abs(self.moved(self._corners(), 1, 0)).max() * 1.05 - 1.1)
        reach = reach + folded * (self.moved(self._x, 1, 1).max() * 1.1 - reach)
        low = -reach + folded * 0.85 * reach
        axes.set(xlim=(low, reach), ylim=(low, reach))
        names = ("hidden unit 1", "hidden unit 2") if sheared == 1 else ("$x_1$", "$x_2$")
        axes.set(xlabel=names[0] if sheared in (0, 1) else " ")
        axes.set(ylabel=names[1] if sheared in (0, 1) else " ")
        fine = np.linspace(-1, 1, 60)
        for place in SIDE:
            for one, two in ((fine, np.full(60, place)), (np.full(60, place), fine)):
                axes.plot(*self.moved(np.stack([one, two], 1), sheared, folded).T,
                          color=GREY, linewidth=0.9)  # fmt: skip
        for inside, colour, marker in ((True, BLUE, "o"), (False, RED, "s")):
            points = self.moved(self._x[self.inside == inside], sheared, folded)
            axes.plot(*points.T, marker, color=colour, markersize=4, alpha=0.8)
        if line:
            (w1, w2), bias = self._out
            x = np.array([low, reach])
            axes.plot(x, -(w1 * x + bias) / w2, color=DARK, linewidth=2.5, alpha=line)

    def draw_corner(self, figure: Figure, moment: float) -> None:
        """The plane unfolded again, with the line that now has a corner."""
        back = 1 - between(moment, 0, 0.8)
        self.draw(figure, back, 0)
        if not back:
            axes = figure.axes[0]
            x1, x2 = np.meshgrid(*2 * [np.linspace(-1.1, 1.1, 200)])
            hidden = self.moved(np.stack([x1.ravel(), x2.ravel()], 1), 1, 1)
            out = hidden @ self._out[0] + self._out[1]
            axes.contour(x1, x2, out.reshape(x1.shape), [0], colors=DARK, linewidths=2.5)

    def _corners(self) -> Numbers:
        return np.array([[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])


def film() -> Film:
    """What a hidden layer does."""
    plane = Plane()
    found = f"{plane.right} of the {len(plane.inside)}"
    return Film(
        "hidden_layer",
        "What a hidden layer does",
        "A square grid with points of two classes; the blue ones lie inside a corner. The grid "
        "turns and shears, then everything with a negative coordinate is pressed onto the axes, "
        "and a straight line separates the colours. Unfolded again, that line has a corner.",
        [
            Scene("Two classes, and no straight line between them.", 4,
                  lambda figure, _: plane.draw(figure, 0, 0), 0.02),
            Scene("A hidden layer with two units. Its linear part turns, stretches, shears and "
                  "shifts the plane.", 6,
                  lambda figure, t: plane.draw(figure, between(t, 0, 1), 0), 0.22),
            Scene("The ReLU sets what is negative to 0: it folds the plane onto the axes.", 6,
                  lambda figure, t: plane.draw(figure, 1, between(t, 0, 1)), 0.22),
            Scene(f"Now the output layer needs a straight line only. It gets {found} points right.",
                  5, lambda figure, t: plane.draw(figure, 1, 1, between(t, 0, 1) or 0.01)),
            Scene("Unfolded again, in the plane of the inputs, that straight line has a corner.", 6,
                  plane.draw_corner, 0.25),
        ],
    )  # fmt: skip
