"""A student's network beside one of ours: with the same parameters, do both compute the same?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from autograder.testing import expect


def check_outputs(
    net: Any, ours: nn.Module, sizes: Sequence[int], device: str, what: str, look: str
) -> None:
    """A student's network with random parameters puts out what ours does with the same ones.

    Args:
        net: The student's, on the device.
        ours: Made of linear layers and the same activations.
        sizes: Of the input, of each hidden layer, of the output.
        device: Where to compute.
        what: How a message calls the output.
        look: Where to look when it is not right.
    """
    shapes = {name: value.shape for name, value in ours.state_dict().items()}
    drawn = {shape: torch.randn(shape) / math.sqrt(shape[-1]) for shape in shapes.values()}
    ours.load_state_dict({name: drawn[shape] for name, shape in shapes.items()})
    x = torch.randn(20, sizes[0], device=device)
    expected = ours.to(device)(x)
    layers = expect.linear_layers(net.state_dict(), sizes)
    net.load_state_dict({name: drawn[shape] for name, shape in layers.items()})
    found = outputs_of(net, x, sizes[-1], what)
    # Float32 through three layers: errors near 1e-6 on the CPU and on the GPU.
    expect.close(found, expected, what, atol=1e-4, look=look)


def outputs_of(net: Any, x: Tensor, outputs: int, what: str) -> Tensor:
    """What a student's network puts out for a batch x: one row for each sample."""
    return expect.tensor(net(x), what, shape=(len(x), outputs), kind="floating").cpu()
