"""What failed tests show in the lesson on single neurons."""

from __future__ import annotations

import torch

from autograder.testing import Picture, Student, expect, figures
from compneuro.datasets import CURVES


def your_wedge(student: Student) -> Picture:
    """What the student's network says, over points of the lesson's wedge."""
    returned = expect.sequence(student.relu_wedge(), "the result", 4)
    w1, b1, w2, b2 = (expect.tensor(value, "a parameter").double().cpu() for value in returned)
    assert max(value.numel() for value in (w1, b1, w2, b2)) <= 1000, "too many units to draw"
    x = torch.linspace(-1, 1, 201, dtype=torch.float64)
    y = torch.relu(x.view(-1, 1) @ w1.T + b1) @ w2.T + b2
    at = torch.linspace(-1, 1, 11, dtype=torch.float64)
    caption = "The curve that your four parameters draw, over points of the lesson's wedge."
    return figures.curves(x, {"your network": y}, caption, points=(at, CURVES["wedge"](at)))


PICTURES = {
    "test_left_side": your_wedge,
    "test_right_side": your_wedge,
    "test_corner": your_wedge,
}
