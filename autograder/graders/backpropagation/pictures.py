"""What failed tests show in the lesson on backpropagation."""

from __future__ import annotations

import torch
from torch import Tensor

from autograder.testing import Picture, Student, expect, figures

PLACES = torch.linspace(-2, 2, 42)  # an even number leaves out the corner of a ReLU


def your_relu(student: Student) -> Picture:
    """The student's ReLU and its slope."""
    out, slope = [], []
    for x in PLACES.tolist():
        value = expect.instance(student.Value(x), "a Value")
        result = expect.instance(value.relu(), "the result")
        result.backward()
        out.append(_read(student, result, "data"))
        slope.append(_read(student, value, "grad"))
    lines = {"relu": torch.tensor(out), "slope": torch.tensor(slope)}
    caption = (
        "What your ReLU puts out for inputs from -2 to 2, and the derivative that backward finds."
    )
    return figures.curves(PLACES, lines, caption, labels=("input", "output and slope"))


def your_square(student: Student) -> Picture:
    """The derivative that the student's engine finds for s * s, over the square itself."""
    slope = []
    for x in PLACES.tolist():
        value = expect.instance(student.Value(x), "a Value")
        expect.instance(student.call("operator.mul", value, value), "the result").backward()
        slope.append(_read(student, value, "grad"))
    lines: dict[str, Tensor] = {"s * s": PLACES**2, "your slope": torch.tensor(slope)}
    caption = "The curve s * s, and the derivative that your backward finds for it at each place."
    return figures.curves(PLACES, lines, caption, labels=("s", "value and slope"))


def _read(student: Student, value: object, attribute: str) -> float:
    return expect.number(student.call("builtins.getattr", value, attribute), attribute)


PICTURES = {
    "test_relu": your_relu,
    "test_gradient_of_a_relu": your_relu,
    "test_gradient_of_a_product": your_square,
    "test_gradients_of_several_paths": your_square,
}
