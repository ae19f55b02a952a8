"""What failed tests show in the lesson on artificial neurons."""

from __future__ import annotations

import torch

from autograder.testing import Picture, Student, expect, figures


def your_neuron(student: Student) -> Picture:
    """The student's neuron, with one weight and bias."""
    x = torch.linspace(-4, 4, 161)
    lines = {f"w = {w:g}, b = {b:g}": student.neuron(x, torch.tensor(w), torch.tensor(b))
             for w, b in ((1.0, 0.0), (1.0, 2.0), (-0.5, 0.0))}  # fmt: skip
    caption = "What your neuron answers to inputs from -4 to 4, for three pairs of weight and bias."
    return figures.curves(x, lines, caption, labels=("input x", "output"))


def your_split(student: Student) -> Picture:
    """Which of 100 samples the student puts into which part."""
    returned = expect.sequence(student.split_train_val(100, 0.2, 1), "the result", 2)
    train, val = (expect.tensor(part, "a part").flatten() for part in returned)
    taken = {
        "validation": (val, torch.ones(len(val))),
        "training": (train, torch.zeros(len(train))),
    }
    caption = "100 samples as your function splits them, with a share of 0.2 for validation."
    return figures.parts(taken, 100, caption, place="sample in the whole data set")


def your_losses(student: Student) -> Picture:
    """The losses that the student's loop returns for a line through a few points."""
    t_u = torch.linspace(2, 8, 12).view(-1, 1)
    t_c = 5 * t_u - 15
    model = student.make("torch.nn.Linear", 1, 1)
    model.load_state_dict({"weight": torch.ones(1, 1), "bias": torch.zeros(1)})
    parameters = student.make(model, method="parameters")
    optimizer = student.make("torch.optim.SGD", parameters, lr=0.02)
    loss_fn = student.make("torch.nn.MSELoss")
    data = t_u[::2], t_u[1::2], t_c[::2], t_c[1::2]
    returned = student.training_loop(60, optimizer, model, loss_fn, *data)
    losses = expect.sequence(returned, "the result", 2)
    lines = dict(zip(("training", "validation"), losses, strict=True))
    caption = "The losses that your loop returns for 60 epochs of fitting a line to 12 points."
    return figures.curves(torch.arange(60), lines, caption, labels=("epoch", "loss"))


PICTURES = {
    "test_one_neuron": your_neuron,
    "test_sizes_of_the_parts": your_split,
    "test_every_sample_is_in_one_part": your_split,
    "test_samples_are_shuffled": your_split,
    "test_one_epoch_takes_one_step": your_losses,
    "test_each_epoch_has_its_own_gradients": your_losses,
    "test_training_losses": your_losses,
    "test_validation_losses": your_losses,
}
