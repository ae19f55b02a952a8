"""Compares a student's network with our own network that has the same parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from autograder.testing import expect


def check_outputs(
    net: Any,
    ours: nn.Module,
    sizes: Sequence[int],
    device: str,
    what: str,
    look: str,
    *,
    bias: bool = True,
) -> None:
    """Give both networks the same random parameters, and compare their outputs for random inputs.

    Args:
        net: The student's network, on the device.
        ours: Our network of linear layers, with the same activations.
        sizes: Sizes of the input, of each hidden layer and of the output.
        device: Device that computes both.
        what: Name of the output in a message.
        look: Sentence that tells the student where to look if the output is not right.
        bias: Whether the layers have biases.

    Raises:
        AssertionError: The outputs differ.
    """
    shapes = {name: value.shape for name, value in ours.state_dict().items()}
    drawn = {shape: torch.randn(shape) / math.sqrt(shape[-1]) for shape in shapes.values()}
    ours.load_state_dict({name: drawn[shape] for name, shape in shapes.items()})
    x = torch.randn(20, sizes[0], device=device)
    expected = ours.to(device)(x)
    layers = expect.linear_layers(net.state_dict(), sizes, bias=bias)
    net.load_state_dict({name: drawn[shape] for name, shape in layers.items()})
    found = outputs_of(net, x, sizes[-1], what)
    # Three layers in float32 have errors near 1e-6, on the CPU and on the GPU.
    expect.close(found, expected, what, atol=1e-4, look=look)


def outputs_of(net: Any, x: Tensor, outputs: int, what: str) -> Tensor:
    """Outputs of a student's network for a batch x, checked: one row for each sample."""
    return expect.tensor(net(x), what, shape=(len(x), outputs), kind="floating").cpu()
