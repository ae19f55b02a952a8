"""Checks of what a student's network or function computes, and of its gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from autograder.testing import expect
from autograder.testing.student import Student

DERIVES = r"autograd::engine::.*|_make_dual"  # backwards and forwards


def check_outputs(
    net: Any,
    ours: nn.Module,
    sizes: Sequence[int],
    device: str,
    what: str,
    look: str,
    *,
    bias: bool | None = True,
    at_the_end: nn.Module | None = None,
) -> None:
    """Give both networks the same random parameters, and compare their outputs for random inputs.

    Args:
        net: The student's network, on the device.
        ours: Our network of linear layers, with the same activations.
        sizes: Sizes of the input, of each hidden layer and of the output.
        device: Device that computes both.
        what: Name of the output in a message.
        look: Sentence that tells the student where to look if the output is not right.
        bias: Whether the layers have biases; None if both are right, and then all are zero.
        at_the_end: What may follow the last layer, if another test checks that nothing does.

    Raises:
        AssertionError: The outputs differ.
    """
    _share_parameters(net, ours, sizes, bias)
    x = torch.randn(20, sizes[0], device=device)
    expected = ours.to(device)(x).cpu()
    found = outputs_of(net, x, sizes[-1], what)
    if at_the_end and torch.allclose(found.double(), at_the_end(expected).double(), atol=1e-4):
        expected = at_the_end(expected)
    # Three layers in float32 have errors near 1e-6, on the CPU and on the GPU.
    expect.close(found, expected, what, atol=1e-4, look=look)


def _share_parameters(net: Any, ours: nn.Module, sizes: Sequence[int], bias: bool | None) -> None:
    """Give both networks the same random parameters; biases are zero if either kind is right."""
    shapes = {name: value.shape for name, value in ours.state_dict().items()}
    drawn = {shape: torch.randn(shape) / math.sqrt(shape[-1]) for shape in shapes.values()}
    layers = expect.linear_layers(net.state_dict(), sizes, bias=bias)
    if bias is None:
        both = (*layers.values(), *shapes.values())
        drawn |= {shape: torch.zeros(shape) for shape in both if len(shape) < 2}
    ours.load_state_dict({name: drawn[shape] for name, shape in shapes.items()})
    net.load_state_dict({name: drawn[shape] for name, shape in layers.items()})


def outputs_of(net: Any, x: Tensor, outputs: int, what: str) -> Tensor:
    """Outputs of a student's network for a batch x, checked: one row for each sample."""
    return expect.tensor(net(x), what, shape=(len(x), outputs), kind="floating").cpu()


def check_gradient(student: Student, function: str, arguments: Sequence[Tensor], wrt: int) -> None:
    """Check the gradient of one argument, whatever the function computes, by a small step."""
    shape = arguments[wrt].shape
    gradient = student.gradient(function, *arguments, wrt=wrt)
    found = expect.tensor(gradient, "The gradient", shape=shape, kind="floating").cpu()
    nudge = 0.01 * torch.randn(shape)
    sums = []
    for sign in (1, -1):
        moved = [*arguments]
        moved[wrt] = arguments[wrt] + sign * nudge
        output = student.call(function, *moved)
        sums.append(expect.tensor(output, "The output", kind="floating").cpu().sum())
    assert found.any(), "The output does not depend on all arguments."
    look = "Stay with operations of torch, from the arguments to the result."
    slope = (sums[0] - sums[1]) / 2
    expect.close((found * nudge).sum(), slope, "The gradient", rtol=0.02, atol=1e-4, look=look)


def line_gradients(
    function: str, names: Sequence[str], student: Student
) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    """A student's gradients of the mean squared error of a line, worked out by hand, and ours.

    Args:
        function: Takes inputs, true values, weight and bias.
        names: The names of its two results. Those found are in the order in which they came.
        student: The student's definitions.
    """
    for n in (8, 1, 31):
        x, t, w, b = torch.randn(n, 1) + 1, torch.randn(n, 1) - 2, torch.randn(()), torch.randn(())
        student.check_own_work(DERIVES, "PyTorch's differentiation", function, x, t, w, b)
        what = f"What {function} returns"
        returned = expect.sequence(getattr(student, function)(x, t, w, b), what, 2)
        found = list(map(expect.number, returned, names))
        errors = w * x + b - t
        wanted = [2 * (errors * x).mean().item(), 2 * errors.mean().item()]
        turned = torch.allclose(torch.tensor(found[::-1]), torch.tensor(wanted), rtol=1e-3)
        named = zip(names[::-1] if turned else names, found, strict=True)
        yield dict(named), dict(zip(names, wanted, strict=True))


def random_network(function: str, student: Student, n_hidden: int) -> tuple[Any, dict[str, Tensor]]:
    """A student's network from one number to one, with random parameters, and those by name.

    They are in the order of w1, b1, w2, b2, told apart by their shapes.
    """
    net = expect.module(getattr(student, function)(n_hidden), f"What {function} returns")
    layers = expect.linear_layers(net.state_dict(), [1, n_hidden, 1])
    order = [(n_hidden, 1), (n_hidden,), (1, n_hidden), (1,)]
    drawn = {n: torch.randn(s) for n, s in sorted(layers.items(), key=lambda x: order.index(x[1]))}
    assert len(drawn) == 4, "The network must have two linear layers and no other parameters."
    net.load_state_dict(drawn)
    return net, drawn
