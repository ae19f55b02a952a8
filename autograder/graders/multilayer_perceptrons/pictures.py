"""What failed tests show in the lesson on multilayer perceptrons."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from autograder.testing import Picture, Student, expect, figures


def sine(number: int = 10) -> tuple[Tensor, Tensor]:
    """The training points of the lesson."""
    x = torch.linspace(0, 2 * math.pi, number).view(-1, 1)
    return x, torch.sin(x)


def your_curve(student: Student) -> Picture:
    """The student's curve over the lesson's points."""
    points = sine()
    y_hat, _, x = expect.sequence(student.approximate_function(*points), "the result", 3)
    caption = "Your `y_hat` over the ten training points of the lesson."
    return figures.curves(x, {"y_hat": y_hat}, caption, points=points)


def your_relus(student: Student) -> Picture:
    """The student's ReLUs over the lesson's points."""
    points = sine()
    _, acts, x = expect.sequence(student.approximate_function(*points), "the result", 3)
    places = points[0], torch.zeros(len(points[0]))
    rows = expect.tensor(acts, "relu_acts", finite=False)
    lines = {f"relu_acts[{i}]": row for i, row in enumerate(rows[:20])}
    caption = (
        "The rows of your `relu_acts` for the ten training points of the lesson (on the x axis)."
    )
    return figures.curves(x, lines, caption, points=places, labels=("x", "activation"), height=8)


def your_map(student: Student) -> Picture:
    """What the student's network learns of a spiral without noise."""
    arms, t = 4, torch.linspace(0.04, 1, 25)
    angles = 2 * math.pi / arms * (2 * t + torch.arange(arms).view(-1, 1))
    inputs = (t.view(-1, 1) * torch.stack([angles.sin(), angles.cos()], dim=-1)).flatten(end_dim=1)
    classes = torch.arange(arms).repeat_interleave(len(t))
    net = student.Net("ReLU()", 2, [64, 32], arms)
    student.train(net, inputs, classes, epochs=20, batch_size=25, lr=0.02)
    caption = (
        "The class that your network gives to each place, after a short training on the lesson's "
        "spiral without noise. Each arm should lie in the colour of its own marks."
    )
    return figures.decision_map(net, inputs, classes, caption)


def your_split(student: Student) -> Picture:
    """Which of 200 sorted samples the student puts into which part."""
    rows = torch.arange(200)
    X, y = torch.stack([rows.float(), torch.zeros(200)], dim=1), rows * 4 // 200
    returned = student.shuffle_and_split_data(X, y, 1)
    X_test, y_test, X_train, y_train = (
        expect.tensor(part, "a part") for part in expect.sequence(returned, "the result", 4)
    )
    taken = {"test": (X_test[:, 0], y_test), "training": (X_train[:, 0], y_train)}
    caption = (
        "200 samples, sorted by their class (a colour for each), as your function splits them: "
        "which rows went into which part, and with which label."
    )
    return figures.parts(taken, 200, caption)


PICTURES = {
    "test_each_relu_starts_at_its_training_point": your_relus,
    "test_curve_follows_a_sine": your_curve,
    "test_curve_follows_any_points": your_curve,
    "test_learns_the_spiral": your_map,
    "test_a_fifth_of_the_samples_is_for_testing": your_split,
    "test_samples_keep_their_labels": your_split,
    "test_smaller_part_is_for_testing": your_split,
    "test_test_data_come_from_everywhere": your_split,
}
