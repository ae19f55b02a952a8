"""Hidden tests of the lesson on single neurons.

What is accepted, exercise by exercise:

- collapse_linear: any way of computing the layer, of any floating-point type. Numbers may come back
  as numbers or as tensors with one element.
- build_mlp: layers may have any names, and the model may be any module; what counts is which layers
  there are and what they compute. One activation may serve all places, or each have its own.
- relu_wedge: any number of hidden units, and anything outside the interval from -1 to 1.
- count_parameters: an int, or any other number with the same value.

The exercises compute where their arguments are; only `build_mlp` is tried on the GPU.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.testing import Reference, Student, check_outputs, expect, outputs_of

pytestmark = [
    pytest.mark.question("a_line_without_a_bias", points=1),
    pytest.mark.question("units_or_parameters", points=1),
    pytest.mark.question("signal_or_noise", points=1),
]


def random_layers(n_in: int, n_hidden: int, n_out: int) -> list[Tensor]:
    """The weight and bias of a layer from n_in to n_hidden, then of one from there to n_out."""
    shapes = ((n_hidden, n_in), (n_hidden,), (n_out, n_hidden), (n_out,))
    return [torch.randn(shape) for shape in shapes]


def collapse(student: Student, layers: list[Tensor]) -> list[Tensor]:
    """The student's W and B, with their shapes checked."""
    returned = student.collapse_linear(*layers)
    W, B = expect.sequence(returned, "What collapse_linear returns", 2)
    shape = (layers[2].shape[0], layers[0].shape[1])
    return [
        expect.tensor(W, "W", shape=shape, kind="floating"),
        expect.tensor(B, "B", shape=shape[:1], kind="floating"),
    ]


@pytest.mark.exercise("collapse_linear", points=1)
def test_two_single_neurons(student: Student, reference: Reference) -> None:
    """Two neurons with one input and one output each become one, and stay as they are."""
    for _ in range(3):
        layers = random_layers(1, 1, 1)
        expected = reference.collapse_linear(*layers)
        with student.arguments_unchanged():
            W, B = collapse(student, layers)
        expect.close(W, expected[0], "W", look="What does x get multiplied with on its way?")
        expect.close(B, expected[1], "B", look="Which constants reach the output, and how?")


@pytest.mark.exercise("collapse_linear", points=1)
def test_weight_of_matrices(student: Student, reference: Reference) -> None:
    """The weights are multiplied as matrices, whatever the sizes of the layers."""
    for sizes in ((3, 5, 2), (1, 4, 1), (4, 1, 3), (3, 3, 3)):
        layers = random_layers(*sizes)
        expected = reference.collapse_linear(*layers)
        W, _ = collapse(student, layers)
        look = "Which layer does the input meet first? The order of the factors matters."
        expect.close(W, expected[0], "W", atol=1e-4, look=look)


@pytest.mark.exercise("collapse_linear", points=1)
def test_bias_of_matrices(student: Student, reference: Reference) -> None:
    """The bias of the first layer passes through the second one."""
    for sizes in ((3, 5, 2), (1, 4, 1), (4, 1, 3), (3, 3, 3)):
        layers = random_layers(*sizes)
        expected = reference.collapse_linear(*layers)
        _, B = collapse(student, layers)
        look = "Put x = 0 into the first layer, and its output into the second."
        expect.close(B, expected[1], "B", atol=1e-4, look=look)


@pytest.mark.exercise("collapse_linear", points=1)
def test_plain_numbers(student: Student, reference: Reference) -> None:
    """Weights and biases may be plain numbers."""
    numbers = [round(value, 3) for value in torch.randn(4).tolist()]
    expected = reference.collapse_linear(*numbers)
    returned = student.collapse_linear(*numbers)
    found = expect.sequence(returned, "What collapse_linear returns for numbers", 2)
    for value, wanted, what in zip(found, expected, ("W", "B"), strict=True):
        number = expect.number(value, f"{what} for numbers")
        expect.close(number, float(wanted), f"{what} for numbers")


def build(
    student: Student, sizes: list[int], activation: str, bias: bool, device: str, *settings: float
) -> Any:
    """A student's model on the device; the activation is made beside it, by its name in nn."""
    layer = student.make(f"torch.nn.{activation}", *settings) if activation else None
    model = expect.module(student.build_mlp(sizes, layer, bias), "What build_mlp returns")
    library = "build_mlp_model"
    student.check_own_work(f"compneuro.mlp.{library}", f"`{library}`", "build_mlp", sizes)
    return model if device == "cpu" else model.to(device)


def parameter_shapes(model: Any) -> list[tuple[int, ...]]:
    """The shapes of a student's weights and biases, sorted."""
    state = model.state_dict()
    if not isinstance(state, dict):
        raise AssertionError("What build_mlp returns must be an nn.Module, such as nn.Sequential.")
    what = "A value of state_dict()"
    found = [expect.tensor(item, what, finite=False).shape for item in state.values()]
    return sorted(map(tuple, found))


def wanted_shapes(sizes: list[int], bias: bool) -> list[tuple[int, ...]]:
    """The shapes of weights and biases of linear layers of these sizes, sorted."""
    weights: list[tuple[int, ...]] = [(n_out, n_in) for n_in, n_out in pairwise(sizes)]
    biases: list[tuple[int, ...]] = [(n_out,) for n_out in sizes[1:]]
    return sorted(weights + biases if bias else weights)


def check_model(
    student: Student,
    reference: Reference,
    sizes: list[int],
    activation: str,
    device: str,
    *settings: float,
    bias: bool = True,
    is_lenient: bool = False,
) -> None:
    """A student's model, with biases or none, computes what the reference does.

    All biases are zero. A lenient check allows an activation after the last layer.
    """
    layer = getattr(torch.nn, activation)(*settings) if activation else None
    ours = reference.build_mlp(sizes, layer)
    model = build(student, sizes, activation, bias, device, *settings)
    look = "Ask of each linear layer: does an activation follow it, and should one?"
    what = f"The output with {activation or 'no activation'}"
    last = layer if is_lenient else None
    check_outputs(model, ours, sizes, device, what, look, bias=None, at_the_end=last)


@pytest.mark.exercise("build_mlp", points=0.5)
def test_layers_have_the_sizes_asked_for(student: Student, device: str) -> None:
    """There is a linear layer from each size to the next."""
    for sizes in ([4, 9, 6, 5, 2], [2, 7, 3], [1, 1]):
        model = build(student, sizes, "ReLU", True, device)
        weights = [shape for shape in parameter_shapes(model) if len(shape) > 1]
        assert weights == wanted_shapes(sizes, False), (
            "There must be one linear layer from each size to the next, and nothing else that has "
            "a weight."
        )
        outputs_of(model, torch.randn(6, sizes[0], device=device), sizes[-1], "The output")


@pytest.mark.exercise("build_mlp", points=0.5)
def test_biases_only_where_they_are_wanted(student: Student, device: str) -> None:
    """With `bias=True` every layer has a bias; with `bias=False`, the default, none has one."""
    for sizes in ([3, 8, 7, 5, 2], [1, 1]):
        said = build(student, sizes, "ReLU", False, device)
        unsaid = expect.module(student.build_mlp(sizes), "What build_mlp returns")
        for model in (said, unsaid):
            assert parameter_shapes(model) == wanted_shapes(sizes, False), (
                "With bias=False, which is the default, every layer must have a weight and none a "
                "bias. Look at how the argument bias reaches the layers."
            )
        wanted = build(student, sizes, "ReLU", True, device)
        assert parameter_shapes(wanted) == wanted_shapes(sizes, True), (
            "With bias=True, every layer must have a weight and a bias. Look at how the argument "
            "bias reaches the layers."
        )
    outputs_of(wanted, torch.randn(6, 1, device=device), 1, "The output with biases")


@pytest.mark.exercise("build_mlp", points=1.5)
def test_activation_stands_between_layers(
    student: Student, reference: Reference, device: str
) -> None:
    """An activation stands between any two layers."""
    for sizes in ([4, 17, 11, 8, 6], [4, 12, 7, 3], [3, 16, 5]):
        for bias in (True, False):
            check_model(student, reference, sizes, "ReLU", device, bias=bias, is_lenient=True)


@pytest.mark.exercise("build_mlp", points=0.5, after="test_activation_stands_between_layers")
def test_activation_is_the_one_asked_for(
    student: Student, reference: Reference, device: str
) -> None:
    """The activation is the one that is handed over, with its settings."""
    for activation, *settings in (("Tanh",), ("Sigmoid",), ("LeakyReLU", 0.3)):
        sizes = [4, 17, 11, 6]
        check_model(student, reference, sizes, activation, device, *settings, is_lenient=True)


@pytest.mark.exercise("build_mlp", points=0.5, after="test_activation_stands_between_layers")
def test_no_activation_after_the_last_layer(
    student: Student, reference: Reference, device: str
) -> None:
    """No activation follows the last layer."""
    for sizes in ([4, 17, 11, 6], [3, 16, 5], [2, 3]):
        check_model(student, reference, sizes, "ReLU", device)


@pytest.mark.exercise("build_mlp", points=0.5, after="test_activation_stands_between_layers")
def test_no_activation_where_none_is_asked_for(
    student: Student, reference: Reference, device: str
) -> None:
    """With `activation=None` the layers follow each other directly."""
    for sizes in ([4, 17, 11, 6], [2, 3]):
        check_model(student, reference, sizes, "", device)


def wedge_at(student: Student, x: Tensor) -> Tensor:
    """What the student's network says at each x; all of shape (n,), in double precision."""
    returned = expect.sequence(student.relu_wedge(), "What relu_wedge returns", 4)
    names = ("w1", "b1", "w2", "b2")
    w1, b1, w2, b2 = (
        expect.tensor(value, name, kind="real").double().cpu()
        for value, name in zip(returned, names, strict=True)
    )
    n_hidden = b1.numel()
    assert n_hidden <= 1000, "Two hidden units are enough for the wedge."
    shapes = {"w1": (n_hidden, 1), "b1": (n_hidden,), "w2": (1, n_hidden), "b2": (1,)}
    for (name, shape), value in zip(shapes.items(), (w1, b1, w2, b2), strict=True):
        expect.tensor(value, name, shape=shape)
    hidden = torch.relu(x.view(-1, 1) @ w1.T + b1)
    return (hidden @ w2.T + b2).flatten()


def check_side(student: Student, end: float, slope: float, what: str, look: str) -> None:
    """Seen from the tip, the student's network follows a side of the wedge, whatever its height."""
    x = torch.linspace(0.2, end, 101, dtype=torch.float64)
    y = wedge_at(student, x)
    # Students may round their parameters to three digits.
    expect.close(y - y[0], slope * (x - 0.2), what, atol=5e-3, look=look)


@pytest.mark.exercise("relu_wedge", points=1)
def test_left_side(student: Student) -> None:
    """The left side falls in a straight line to the tip, as steeply as it should."""
    look = "On the left, which hidden units are active, and what slope do they make together?"
    check_side(student, -1.0, -1.0, "The left side of the wedge", look)


@pytest.mark.exercise("relu_wedge", points=1)
def test_right_side(student: Student) -> None:
    """The right side rises in a straight line from the tip, as steeply as it should."""
    look = "On the right, which hidden units are active, and what slope do they make together?"
    check_side(student, 1.0, 1.5, "The right side of the wedge", look)


@pytest.mark.exercise("relu_wedge", points=1)
def test_corner(student: Student) -> None:
    """The tip is at the right height."""
    look = "Which hidden units are active at the tip, and what does the output add to them?"
    y = wedge_at(student, torch.tensor([0.2], dtype=torch.float64))
    expect.close(y.squeeze(), -0.6, "The height of the tip", atol=5e-3, look=look)


def check_count(student: Student, reference: Reference, sizes: list[int], bias: bool) -> None:
    """The student's count for these sizes is that of the reference."""
    expected = reference.count_parameters(list(sizes), bias)
    total = expect.number(student.count_parameters(list(sizes), bias), "The number of parameters")
    layers = f"{len(sizes) - 1} layer" + ("s" if len(sizes) > 2 else "")
    assert total == expected, (
        f"The count for {layers} with bias={bias} is not right. Draw a small network of that kind, "
        "and count its lines and its biases."
    )


@pytest.mark.exercise("count_parameters", points=1)
def test_weights(student: Student, reference: Reference) -> None:
    """Without biases, there is one weight for every pair of an input and an output."""
    for sizes in ([1, 1], [5, 3], [2, 7, 4], [3, 8, 6, 5, 2], [3, 6, 6, 6, 2]):
        check_count(student, reference, sizes, False)


@pytest.mark.exercise("count_parameters", points=1)
def test_biases(student: Student, reference: Reference) -> None:
    """With biases, there is one more for every output of a layer."""
    for sizes in ([1, 1], [5, 3], [2, 7, 4], [3, 8, 6, 5, 2], [3, 6, 6, 6, 2]):
        check_count(student, reference, sizes, True)


@pytest.mark.exercise("count_parameters", points=1)
def test_any_sizes(student: Student, reference: Reference) -> None:
    """The count is right for networks of any width and depth."""
    for bias in 3 * (True, False):
        depth = int(torch.randint(3, 7, ()))  # in one layer, several mistakes look the same
        sizes = torch.randint(1, 200, (depth,)).tolist()
        check_count(student, reference, sizes, bias)
