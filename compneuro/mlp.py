"""Multilayer perceptrons: build one, and draw its units and weights."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from torch import nn


def build_mlp_model(
    size_sequence: Sequence[int], activation: nn.Module | None = None, bias: bool = False
) -> nn.Sequential:
    """Linear layers from each size to the next, with an activation between any two of them.

    Args:
        size_sequence: Number of inputs, of units of each hidden layer, and of outputs: [1, 1] is
            one neuron, [1, 10, 1] has a hidden layer of 10 units.
        activation: Follows every hidden layer, each with a copy of its own; None for none. Nothing
            follows the last layer, so [1, 1] has no activation.
        bias: Whether every layer has biases.

    Returns:
        A network from inputs of shape (N, size_sequence[0]) to outputs of shape
        (N, size_sequence[-1]).

    Raises:
        ValueError: There are fewer than two sizes, or one is no positive whole number.
    """
    sizes = list(size_sequence)
    if len(sizes) < 2 or any(not isinstance(size, int) or size < 1 for size in sizes):
        raise ValueError(
            "size_sequence must hold at least two positive whole numbers, from the inputs to the "
            f"outputs, such as [1, 10, 1]; got {size_sequence!r}."
        )
    layers: list[nn.Module] = [nn.Linear(sizes[0], sizes[1], bias=bias)]
    for inputs, outputs in zip(sizes[1:], sizes[2:], strict=False):
        if activation is not None:
            layers.append(copy.deepcopy(activation))
        layers.append(nn.Linear(inputs, outputs, bias=bias))
    return nn.Sequential(*layers)
