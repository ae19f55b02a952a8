"""Builds multilayer perceptrons, and draws their units and weights."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from torch import Tensor, nn

POSITIVE, NEGATIVE = "#0072B2", "#D55E00"
MAX_NUMBERS = 10  # more of a layer's weights do not fit on their lines
Array = NDArray[np.float64]


def build_mlp_model(
    size_sequence: Sequence[int], activation: nn.Module | None = None, bias: bool = False
) -> nn.Sequential:
    """A network of linear layers with activations between them.

    Args:
        size_sequence: The number of inputs, of units in each hidden layer, and of outputs: [1, 1]
            is one neuron, [1, 10, 1] has a hidden layer of 10 units.
        activation: Follows every hidden layer, each with its own copy; None for no activations.
            Nothing follows the last layer, so [1, 1] has no activation.
        bias: Whether the layers have biases.

    Returns:
        A network from inputs of shape (N, size_sequence[0]) to outputs of shape
        (N, size_sequence[-1]).

    Raises:
        ValueError: There are fewer than two sizes, or one is not a positive integer.
    """
    sizes = list(size_sequence)
    if len(sizes) < 2 or any(not isinstance(size, int) or size < 1 for size in sizes):
        raise ValueError(
            "size_sequence must hold at least two positive whole numbers, from the inputs to the "
            f"outputs, such as [1, 10, 1]; got {size_sequence!r}."
        )
    layers: list[nn.Module] = [nn.Linear(sizes[0], sizes[1], bias=bias)]
    for inputs, outputs in pairwise(sizes[1:]):
        if activation is not None:
            layers.append(copy.deepcopy(activation))
        layers.append(nn.Linear(inputs, outputs, bias=bias))
    return nn.Sequential(*layers)


def visualize_mlp(
    model: nn.Module, save_as: str | Path | None = None, title: str | None = None
) -> None:
    """Draw a network's units, in a column for each layer, and its weights as lines between them.

    Positive weights are blue, negative ones orange. A line is thicker and darker the larger the
    weight is, relative to its layer. If there is room, weights are written on the lines and biases
    in the units.

    Args:
        model: Contains linear layers in the order in which they are applied.
        save_as: A file to save the picture in; its ending, such as .png, decides the format.
        title: The title; None for the sizes and the number of parameters.

    Raises:
        ValueError: The model has no linear layer, or their sizes do not fit together.
    """
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    if not layers or any(one.out_features != two.in_features for one, two in pairwise(layers)):
        raise ValueError("visualize_mlp needs linear layers, each taking in what the last put out.")
    sizes = [layers[0].in_features, *(layer.out_features for layer in layers)]
    inches = min(1.9 + 0.42 * (max(sizes) - 1), 6.4)
    figure, axes = plt.subplots(figsize=(2.4 + 2.2 * len(layers), inches), layout="constrained")
    spacing = 72 * (inches - 1.3) / max(sizes)  # points between two units of the largest layer
    columns = [_column(place, size, max(sizes)) for place, size in enumerate(sizes)]
    for layer, (left, right) in zip(layers, pairwise(columns), strict=True):
        _draw_weights(axes, layer.weight.detach().cpu().double().numpy(), left, right)
    biases = [None, *(layer.bias for layer in layers)]
    for bias, units in zip(biases, columns, strict=True):
        _draw_units(axes, units, bias, 28 if len(units) == 1 else min(0.75 * spacing, 28))
    _label(figure, axes, sizes)
    n_parameters = sum(parameter.numel() for parameter in model.parameters())
    axes.set_title(title or f"{sizes}: {n_parameters} parameter{'s' * (n_parameters != 1)}")
    if save_as is not None:
        Path(save_as).parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(save_as)
    plt.show()


def _column(place: int, size: int, largest: int) -> Array:
    """The positions of a layer's units, from top to bottom; shape (size, 2)."""
    top = (size - 1) / (2 * largest)
    return np.column_stack([np.full(size, float(place)), np.linspace(top, -top, size)])


def _draw_weights(axes: Axes, weights: Array, left: Array, right: Array) -> None:
    """Draw the lines of one layer, whose weights have shape (len(right), len(left))."""
    shares = np.abs(weights).ravel() / max(np.abs(weights).max(), 1e-12)
    lines = [(start, end) for end in right for start in left]
    colours = [POSITIVE if weight > 0 else NEGATIVE for weight in weights.ravel()]
    crowding = min(1.0, 3 / len(lines) ** 0.5)  # thinner lines where there are many
    order = np.argsort(shares, kind="stable")  # the strongest on top
    axes.add_collection(
        LineCollection(
            [lines[i] for i in order],
            colors=[colours[i] for i in order],
            linewidths=0.3 + 3.2 * shares[order] * crowding,
            alpha=0.1 + 0.8 * shares[order],
        )
    )
    if len(lines) <= MAX_NUMBERS:
        for (start, end), weight, colour in zip(lines, weights.ravel(), colours, strict=True):
            near = 0.5 + 0.2 * np.sign(len(right) - len(left))  # where the lines are farthest apart
            axes.annotate(
                f"{weight:.2f}",
                start + near * (end - start),
                color=colour,
                fontsize=9,
                ha="center",
                va="center",
                zorder=3,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )


def _draw_units(axes: Axes, units: Array, bias: Tensor | None, diameter: float) -> None:
    """Draw the circles of one layer, with the biases in them if there is room."""
    axes.plot(
        units[:, 0],
        units[:, 1],
        "o",
        markersize=diameter,
        color="white",
        markeredgecolor="#404040",
        markeredgewidth=min(1.2, diameter / 4),
        zorder=4,
    )
    if bias is not None and diameter > 20:
        for place, value in zip(units, bias.tolist(), strict=True):
            axes.annotate(f"{value:+.1f}", place, ha="center", va="center", fontsize=8, zorder=5)


def _label(figure: Figure, axes: Axes, sizes: Sequence[int]) -> None:
    """Write names and sizes below the layers, and add a legend."""
    names = ["input", *(f"hidden {i + 1}" for i in range(len(sizes) - 2)), "output"]
    axes.set_xticks(
        range(len(sizes)), [f"{name}\n{size}" for name, size in zip(names, sizes, strict=True)]
    )
    axes.set(yticks=[], xlim=(-0.3, len(sizes) - 0.7), ylim=(-0.55, 0.55))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(False)
    signs = [
        Line2D([], [], color=POSITIVE, linewidth=2, label="positive weight"),
        Line2D([], [], color=NEGATIVE, linewidth=2, label="negative weight"),
    ]
    figure.legend(handles=signs, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
