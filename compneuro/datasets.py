"""Small data sets of curves y = f(x), with x, and y without noise, between -1 and 1."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

Curve = Callable[[Tensor], Tensor]

CORNERS = ((-1.0, 0.8), (-0.5, -0.6), (0.2, 0.6), (1.0, -0.5))  # of the zigzag line


def zigzag_line(x: Tensor) -> Tensor:
    """Line segments that alternately fall and rise, through `CORNERS`."""
    y = torch.full_like(x, CORNERS[0][1])
    for (left, low), (right, high) in pairwise(CORNERS):
        y = y + (high - low) * ((x - left) / (right - left)).clamp(0, 1)
    return y


CURVES: dict[str, Curve] = {
    "line_through_zero": lambda x: 0.8 * x,
    "line": lambda x: 0.5 * x + 0.4,
    "sine_wave": lambda x: 0.9 * torch.sin(math.pi * x),
    "zigzag_line": zigzag_line,
    # One corner, flat on its left: the shape of a single ReLU.
    "elbow": lambda x: 1.2 * torch.relu(x) - 0.5,
    # One corner at (0.2, -0.6), with slope -1 on its left and 1.5 on its right.
    "wedge": lambda x: torch.relu(0.2 - x) + 1.5 * torch.relu(x - 0.2) - 0.6,
    "x_square": lambda x: x**2,
    "sin_relu": lambda x: torch.relu(torch.sin(2 * math.pi * x)),
    "noisy_line": lambda x: 0.5 * x + 0.1,
}

OWN_NOISE = {"noisy_line": 0.2}  # the default noise; all other data sets have none


@dataclass(frozen=True)
class DataSet:
    """Points on a curve, split into training and test data.

    Attributes:
        curve: The curve without noise.
        x_train: Training inputs, shape (n_train, 1), in random order.
        y_train: Their targets, with noise, shape (n_train, 1).
        x_test: Test inputs, shape (n_test, 1).
        y_test: Their targets, with noise, shape (n_test, 1).
    """

    curve: Curve
    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor

    def to(self, device: torch.device) -> DataSet:
        """The same points on another device."""
        points = (self.x_train, self.y_train, self.x_test, self.y_test)
        return DataSet(self.curve, *(part.to(device) for part in points))


def make_dataset(
    name: str,
    num_points: int = 50,
    noise: float | None = None,
    test_fraction: float = 0.3,
    seed: int = 0,
) -> DataSet:
    """Evenly spaced points on a named curve, split at random.

    Args:
        name: One of `CURVES`.
        num_points: The total number of points, at least 2.
        noise: Standard deviation of the normal noise on every target; None for the data set's own,
            which is 0.2 for `noisy_line` and 0 for all others.
        test_fraction: The share of test points, between 0 and 1. Each part gets at least one point.
        seed: Decides the split and the noise. The points are the same on every device, and
            PyTorch's global random state does not change.

    Raises:
        ValueError: There is no such data set, or a number is out of range.
    """
    if name not in CURVES:
        raise ValueError(f"There is no data set {name!r}; there are: {', '.join(CURVES)}.")
    if num_points < 2:
        raise ValueError(f"num_data_points must be at least 2, got {num_points}.")
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_data_fraction must lie between 0 and 1, got {test_fraction}.")
    noise = OWN_NOISE.get(name, 0.0) if noise is None else noise
    if not 0 <= noise < math.inf:
        raise ValueError(f"dataset_noise must be zero or a positive number, got {noise}.")
    draw = torch.Generator().manual_seed(seed)
    x = torch.linspace(-1, 1, num_points).view(-1, 1)
    y = CURVES[name](x) + noise * torch.randn(x.shape, generator=draw)
    order = torch.randperm(num_points, generator=draw)
    n_test = min(max(round(test_fraction * num_points), 1), num_points - 1)
    test, train = order[:n_test], order[n_test:]
    return DataSet(CURVES[name], x[train], y[train], x[test], y[test])
