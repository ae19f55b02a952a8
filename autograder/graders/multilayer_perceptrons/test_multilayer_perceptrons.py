"""Hidden tests of the lesson on multilayer perceptrons.

What is accepted, exercise by exercise:

- approximate_function: any way of computing the curve; `y_hat` may be a row or a column. Curves
  start at 0, so an added offset is right too.
- Net: layers may have any names; what counts is which layers there are and what they compute.
  Only this is tried on the GPU: the other exercises compute on the CPU, as their given lines do.
- cross_entropy_loss: a number or a tensor with one; plain forms too, since logits stay below 20.
- shuffle_and_split_data: any random order that the seed decides; 20 % may be rounded up or down.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from autograder.testing import Reference, Student, check_outputs, expect, outputs_of, splits

pytestmark = [
    pytest.mark.question("train_mode_and_eval_mode", points=1),
    pytest.mark.question("does_it_generalise_well", points=1),
    pytest.mark.question("real_and_artificial_neurons", points=1),
]
FORWARD = "What forward returns"
PARTS = ("X_test", "y_test", "X_train", "y_train")
LOSSES = r"cross_entropy_loss|nll_loss.*|kl_div|binary_cross_entropy.*|.*_margin_loss"


def approximate(student: Student, x_train: Tensor, y_train: Tensor) -> list[Tensor]:
    """The student's y_hat, relu_acts and x, with their shapes checked."""
    returned = student.approximate_function(x_train, y_train)
    y_hat, acts, x = expect.sequence(returned, "What approximate_function returns", 3)
    x = expect.tensor(x, "x, the third value", kind="floating").double().cpu().flatten()
    points = torch.linspace(float(x_train.min()), float(x_train.max()), 1000, dtype=torch.float64)
    assert x.shape == points.shape and torch.allclose(x.sort().values, points, atol=1e-3), (
        "x must be 1000 evenly spaced points, from the smallest value of x_train to the largest."
    )
    acts = expect.tensor(acts, "relu_acts", shape=(len(x_train) - 1, len(x)), kind="floating")
    y_hat = expect.tensor(y_hat, "y_hat", kind="floating")
    assert y_hat.numel() == len(x), "y_hat must hold one value for each point of x."
    return [y_hat.flatten(), acts, x]


def check_curve(student: Student, x_train: Tensor, y_train: Tensor, what: str) -> None:
    """The student's y_hat is made of straight pieces from each training point to the next."""
    y_hat, _, x = approximate(student, x_train, y_train)
    pieces = np.interp(x.numpy(), x_train.flatten().numpy(), y_train.flatten().numpy())
    look = "It must run straight from point to point. Look at the weights and at the weighted sum."
    # Some 15 float32 terms below 100 each are summed, which loses less than 2e-4.
    expect.close(y_hat, torch.from_numpy(pieces), f"The curve for {what}", atol=5e-4, look=look)


def uneven_points(number: int) -> tuple[Tensor, Tensor]:
    """Increasing x between 0.3 and 1.3 apart, and random y that start at 0."""
    x = torch.randn(1) + (0.3 + torch.rand(number)).cumsum(0)
    return x, torch.cat([torch.zeros(1), torch.randn(number - 1)])


@pytest.mark.exercise("approximate_function", points=1)
def test_each_relu_starts_at_its_training_point(student: Student) -> None:
    """Each ReLU starts to rise, with slope 1, at its own training point."""
    look = "Ask of each bias: at which x does its ReLU start to rise?"
    for number in (10, 6):
        x_train, y_train = (points.view(-1, 1) for points in uneven_points(number))
        _, relu_acts, x = approximate(student, x_train, y_train)
        expect.close(relu_acts, torch.relu(x - x_train[:-1]), "relu_acts", atol=1e-4, look=look)


@pytest.mark.exercise("approximate_function", points=1)
def test_curve_follows_a_sine(student: Student) -> None:
    """The curve passes through evenly spaced points of a sine."""
    for number in (10, 7, 16):
        x_train = torch.linspace(0, 2 * math.pi, number).view(-1, 1)
        check_curve(student, x_train, 5 * torch.sin(x_train), "a sine")


@pytest.mark.exercise("approximate_function", points=1)
def test_curve_follows_any_points(student: Student) -> None:
    """The curve passes through any points, however they are spaced and however many there are."""
    for number in (2, 5, 12):
        x_train, y_train = (points.view(-1, 1) for points in uneven_points(number))
        check_curve(student, x_train, y_train, "unevenly spaced points")


@pytest.mark.exercise("approximate_function", points=1)
def test_training_points_may_be_a_vector(student: Student) -> None:
    """Training points may have the shape (n + 1,) as well as (n + 1, 1), and stay as they are."""
    with student.arguments_unchanged():
        check_curve(student, *uneven_points(8), "x_train and y_train of shape (n + 1,)")


def build(student: Student, actv: str, sizes: list[int], device: str) -> Any:
    """A student's Net with layers of these sizes, from input to output, on the device."""
    net = expect.module(student.Net(actv, sizes[0], sizes[1:-1], sizes[-1]), "Net(...)")
    return net if device == "cpu" else net.to(device)


def check_forward(
    student: Student, reference: Reference, actv: str, sizes: list[int], device: str, **how: Any
) -> None:
    """A student's Net computes what the reference does with the same parameters."""
    ours = reference.Net(actv, sizes[0], sizes[1:-1], sizes[-1])
    check_outputs(build(student, actv, sizes, device), ours, sizes, device, FORWARD, **how)


@pytest.mark.exercise("Net", points=1)
def test_layers_have_the_sizes_asked_for(student: Student, device: str) -> None:
    """There is one linear layer for each hidden size and one for the output, and they fit."""
    for sizes in ([4, 9, 7, 6, 2], [3, 8, 5], [4, 6, 6, 6, 1], [5, 3]):
        net = build(student, "ReLU()", sizes, device)
        expect.linear_layers(net.state_dict(), sizes)
        expect.sequence(net.parameters(), "What parameters() yields", 2 * len(sizes) - 2)
        outputs_of(net, torch.randn(6, sizes[0], device=device), sizes[-1], FORWARD)


@pytest.mark.exercise("Net", points=1)
def test_batch_goes_through_all_layers(student: Student, reference: Reference, device: str) -> None:
    """The batch goes through all layers, with a ReLU after each hidden one and none at the end."""
    look = "Look at which layers the batch goes through, and at what follows each of them."
    for sizes in ([4, 9, 8, 7, 6], [4, 17, 11, 6], [3, 16, 5], [4, 9, 9, 9, 6]):
        check_forward(student, reference, "ReLU()", sizes, device, look=look)


@pytest.mark.exercise("Net", points=1)
def test_activation_is_the_one_named(student: Student, reference: Reference, device: str) -> None:
    """The activation function is the one that `actv` names, settings included."""
    look = "The argument actv decides the activation function, with whatever settings it names."
    for actv in ("Tanh()", "LeakyReLU(0.1)", "LeakyReLU(negative_slope=0.4)", "Sigmoid()"):
        how = {"look": look, "bias": None, "at_the_end": eval(f"torch.nn.{actv}")}
        check_forward(student, reference, actv, [4, 12, 7, 3], device, **how)


@pytest.mark.exercise("Net", points=0.5)
def test_samples_may_have_any_shape(student: Student, device: str) -> None:
    """Each sample is flattened, whatever its shape."""
    net = build(student, "Tanh()", [24, 10, 5], device)
    look = "Each sample must become one row of input_feature_num numbers."
    for samples in (7, 1):
        images = torch.randn(samples, 2, 3, 4, device=device)
        flat = outputs_of(net, images.view(samples, 24), 5, FORWARD)
        found = outputs_of(net, images, 5, FORWARD)
        expect.close(found, flat, "The output for images", atol=1e-4, look=look)


def spiral(arms: int, points: int) -> tuple[Tensor, Tensor]:
    """Noisy spiral arms around the origin, as in the lesson, and the arm of each point."""
    t = torch.linspace(0, 1, points)
    angles = 2 * math.pi / arms * (2 * t + torch.arange(arms).view(-1, 1))
    circles = torch.stack([angles.sin(), angles.cos()], dim=-1)
    inputs = t.view(-1, 1) * (circles + 0.16 * torch.randn(circles.shape))
    return inputs.flatten(end_dim=1), torch.arange(arms).repeat_interleave(points)


@pytest.mark.exercise("Net", points=0.5, after="test_batch_goes_through_all_layers")
def test_learns_the_spiral(student: Student, device: str) -> None:
    """Trained for ten epochs, the network tells the arms of a spiral apart."""
    sizes = [2, 64, 32, 4]
    inputs, labels = spiral(arms=4, points=100)
    net = build(student, "ReLU()", sizes, device)
    student.train(net, inputs.to(device), labels.to(device), epochs=10, batch_size=50, lr=0.02)
    learnt = net.state_dict()
    expect.linear_layers(learnt, sizes)
    student.close()  # a new process has seen no labels: what is known is in the parameters
    net = build(student, "ReLU()", sizes, device)
    net.load_state_dict(learnt)
    inputs, labels = spiral(arms=4, points=100)
    right = outputs_of(net, inputs.to(device), 4, FORWARD).argmax(dim=1) == labels
    # In 200 runs a right network reached 0.87 at least, one without activation 0.55 at most.
    assert right.double().mean() > 0.75, (
        "After training, the network still mixes up the arms of the spiral. Look at the "
        "activations, and ask whether gradients can flow back through forward."
    )


def check_loss(
    student: Student, reference: Reference, x: Tensor, y: Tensor, look: str, *, summed: bool = False
) -> None:
    """The student's loss of x and y is that of the reference, if `summed` also the sum of all."""
    expected = float(reference.cross_entropy_loss(x, y))
    loss = expect.number(student.cross_entropy_loss(x, y), "The loss")
    if summed and abs(loss / len(x) - expected) < 1e-4:
        loss /= len(x)
    # Float32 logits below 20 lose less than 1e-5 in either form of the formula.
    expect.close(loss, expected, "The loss", atol=1e-4, look=look)
    student.check_own_work(LOSSES, "PyTorch's own loss", "cross_entropy_loss", x, y)


@pytest.mark.exercise("cross_entropy_loss", points=1)
def test_loss_of_one_sample(student: Student, reference: Reference) -> None:
    """For a batch of one sample, the loss is the loss of that sample."""
    look = "Work out a single sample on paper, and compare each step with yours."
    for classes in (4, 2, 9):
        x, labels = 2 * torch.randn(1, classes), torch.randint(classes, (1,))
        check_loss(student, reference, x, labels, look)


@pytest.mark.exercise("cross_entropy_loss", points=1)
def test_every_sample_counts(student: Student, reference: Reference) -> None:
    """The loss of a batch is the average over all its samples."""
    look = "Look at how the losses of the samples become one number: every one must count."
    for samples, classes in ((7, 5), (3, 8), (64, 10)):
        x, labels = 2 * torch.randn(samples, classes), torch.randint(classes, (samples,))
        check_loss(student, reference, x, labels, look)


@pytest.mark.exercise("cross_entropy_loss", points=1)
def test_each_sample_is_held_against_its_own_label(student: Student, reference: Reference) -> None:
    """Each row of logits is held against its own label and the classes of that row."""
    look = "Rows are samples, columns are classes. Ask of each step: which logits does it use?"
    x, labels = 2 * torch.randn(6, 6), torch.randperm(6)
    for sample in range(6):
        check_loss(student, reference, x, labels, look, summed=True)
        labels[sample] = x[sample].argmin()


@pytest.mark.exercise("cross_entropy_loss", points=1)
def test_only_differences_between_logits_matter(student: Student, reference: Reference) -> None:
    """Adding a number to all logits of a sample changes no loss; computing it changes no logit."""
    look = "What does a number added to all logits of a sample do to each term of its loss?"
    x, labels = 2 * torch.randn(5, 4), torch.randint(4, (5,))
    with student.arguments_unchanged():
        for shift in (10.0, -10.0):
            shifted = x + shift * torch.rand(5, 1)
            check_loss(student, reference, shifted, labels, look, summed=True)


def numbered_rows(number: int, columns: int = 2) -> tuple[Tensor, Tensor]:
    """Rows that hold their own number first, and four classes of labels, sorted."""
    rows = torch.arange(number)
    others = torch.randn(number, columns - 1)
    return torch.cat([rows.float().view(-1, 1), others], dim=1), rows * 4 // number


def split(student: Student, X: Tensor, y: Tensor, seed: int) -> dict[str, Tensor]:
    """The student's parts by name, which fit each other in length; some in another order."""

    def name_of(part: Tensor) -> str:
        kind = "X" if part.dim() == X.dim() else "y"
        return f"{kind}_test" if sum(part.shape[:1]) < len(X) / 2 else f"{kind}_train"

    returned = student.shuffle_and_split_data(X, y, seed)
    found = expect.named(returned, "What shuffle_and_split_data returns", PARTS, name_of)
    if list(found) == [*PARTS[2:], *PARTS[:2]]:  # not the order is wrong then, but the shares
        found = dict(zip(PARTS, found.values(), strict=True))
    for rows, labels in ((found[f"X_{part}"], found[f"y_{part}"]) for part in ("test", "train")):
        assert rows.shape[1:] == X.shape[1:] and labels.shape == rows.shape[:1], (
            "X_test and X_train must hold whole rows of X, and there must be a label for each row."
        )
    return found


@pytest.mark.exercise("shuffle_and_split_data", points=1)
def test_samples_keep_their_labels(student: Student) -> None:
    """Every sample appears exactly once, in a new place, with its own label."""
    for number, columns in ((120, 2), (57, 1)):
        X, y = numbered_rows(number, columns)
        found = split(student, X, y, seed=5)
        pairs = [(found[f"X_{part}"], found[f"y_{part}"]) for part in ("test", "train")]
        splits.check_pairs(pairs, X, y)


@pytest.mark.exercise("shuffle_and_split_data", points=0.5, after="test_samples_keep_their_labels")
def test_smaller_part_is_for_testing(student: Student) -> None:
    """Fewer samples are for testing than for training."""
    for number in (100, 57):
        found = split(student, *numbered_rows(number), seed=3)
        assert len(found["X_test"]) <= len(found["X_train"]), (
            "X_test holds more samples than X_train. Look at test_size and at the returned order."
        )


@pytest.mark.exercise("shuffle_and_split_data", points=0.5)
def test_a_fifth_of_the_samples_is_for_testing(student: Student) -> None:
    """The test data are 20 % of the samples; the parts come in the order of the docstring."""
    for number in (100, 57, 203, 8):
        found = split(student, *numbered_rows(number), seed=3)
        expect.in_order(found, PARTS, "What shuffle_and_split_data returns")
        assert abs(len(found["X_test"]) - number / 5) < 1, "X_test must hold 20 % of the samples."


@pytest.mark.exercise("shuffle_and_split_data", points=1, after="test_smaller_part_is_for_testing")
def test_test_data_come_from_everywhere(student: Student) -> None:
    """The samples are shuffled: test data come from all over the data set, in no fixed pattern."""
    rows = split(student, *numbered_rows(400), seed=7)["X_test"][:, 0]
    splits.check_random(rows, 400, "Look at how they are shuffled.", may_be_sorted=True)


@pytest.mark.exercise("shuffle_and_split_data", points=1, after="test_smaller_part_is_for_testing")
def test_seed_decides_the_order(student: Student) -> None:
    """The same seed gives the same split, another seed another; X and y stay as they are."""
    X, y = numbered_rows(150)
    with student.arguments_unchanged():
        splits.check_seed(lambda seed: [*split(student, X, y, seed).values()])
