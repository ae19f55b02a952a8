"""Hidden tests of the lesson on artificial neurons.

What is accepted, exercise by exercise:

- neuron: any way of writing tanh, for weighted sums below 10.
- split_train_val: any random order that the seed decides, and any rounding of n_val.
- prepare_data: anything equal to the scaled rows.
- training_loop: losses as numbers or tensors, in a list, a tuple or a tensor. Model, optimizer and
  loss function live in the student's process; what was done with them is seen from parameters and
  losses, which must be those of a loop of our own.
- named_mlp: any module with the three named layers, registered in any order.

Only the models are tried on the GPU.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder import testing
from autograder.testing import TRAINING, VALIDATION, Setting, Student, expect, named_tensors

pytestmark = [
    pytest.mark.question("what_is_the_factor_0_1_good_for", points=1),
    pytest.mark.question("line_or_network", points=1),
]

ONE_SIDED = "BCEWithLogitsLoss"  # a loss that tells predictions from true values
LAYERS = ("hidden_linear", "hidden_activation", "output_linear")
PARAMETERS = [f"{layer}.{kind}" for layer in LAYERS[::2] for kind in ("weight", "bias")]
TrainingRun = partial(testing.TrainingRun, "training_loop")


def check_neuron(student: Student, x: Tensor, w: Tensor, b: Tensor, look: str) -> None:
    """The student's neuron puts out tanh(w x + b)."""
    o = expect.tensor(student.neuron(x, w, b), "The output", kind="floating")
    weighted = w @ x if w.dim() == 2 else w * x
    expect.close(o, torch.tanh(weighted + b), "The output", look=look)


@pytest.mark.exercise("neuron", points=1)
def test_one_neuron(student: Student) -> None:
    """With a number as weight, the neuron answers each input by itself."""
    look = "Work out one input on paper: weigh it, add the bias, then apply tanh."
    for shape in ((), (9,), (6, 1), ()):
        check_neuron(student, torch.randn(shape), torch.randn(()), torch.randn(()), look)


@pytest.mark.exercise("neuron", points=1)
def test_layer_of_neurons(student: Student) -> None:
    """With a matrix as weight, each row of it gives one output."""
    look = "Each row of the matrix is multiplied by the whole input vector, and has its own bias."
    for n_out, n_in in ((3, 5), (4, 2), (1, 6), (3, 1), (4, 4)):
        x, w, b = torch.randn(n_in), torch.randn(n_out, n_in), torch.randn(n_out)
        check_neuron(student, x, w, b, look)


@pytest.mark.exercise("neuron", points=1)
def test_gradients_reach_weight_and_bias(student: Student) -> None:
    """Gradients flow from the output back to the weight and the bias."""
    arguments = [torch.randn(5), torch.randn(3, 5), torch.randn(3)]
    for place in (1, 2):
        shape = arguments[place].shape
        gradient = student.gradient("neuron", *arguments, wrt=place)
        found = expect.tensor(gradient, "The gradient", shape=shape, kind="floating")
        # Whatever the student's neuron computes: its slope in some direction, from two points.
        nudge = 0.01 * torch.randn(shape)
        ahead, behind = list(arguments), list(arguments)
        ahead[place], behind[place] = arguments[place] + nudge, arguments[place] - nudge
        high, low = (
            expect.tensor(student.neuron(*moved), "The output", kind="floating").sum()
            for moved in (ahead, behind)
        )
        look = "Stay with operations of torch, from the arguments to the result."
        expect.close(
            (found * nudge).sum(), (high - low) / 2, "The gradient", rtol=0.02, atol=1e-4, look=look
        )


def split(student: Student, n_samples: int, val_fraction: float, seed: int) -> list[Tensor]:
    """The student's train_indices and val_indices, whole numbers."""
    returned = student.split_train_val(n_samples, val_fraction, seed)
    parts = expect.sequence(returned, "What split_train_val returns", 2)
    named = zip(parts, ("train_indices", "val_indices"), strict=True)
    return [expect.tensor(part, name, kind="integer").long().cpu() for part, name in named]


@pytest.mark.exercise("split_train_val", points=1)
def test_sizes_of_the_parts(student: Student) -> None:
    """The validation part holds its share of the samples, which may be 0; training all others."""
    shares = {40: 0.25, 11: 0.2, 97: 0.5, 2: 0.5, 203: 0.1, 30: 0.0}
    for n_samples, val_fraction in shares.items():
        train, val = split(student, n_samples, val_fraction, seed=3)
        assert train.dim() == val.dim() == 1, (
            "Both parts must be vectors with the number of each of their samples."
        )
        look = "Look at n_val, at your slices (also for n_val = 0) and at the order of returning."
        assert abs(len(val) - val_fraction * n_samples) <= (1 if val_fraction else 0), (
            f"val_indices does not hold the share val_fraction of the samples. {look}"
        )
        assert len(train) + len(val) == n_samples, (
            f"The two parts do not add up to all samples. {look}"
        )


@pytest.mark.exercise("split_train_val", points=1)
def test_every_sample_is_in_one_part(student: Student) -> None:
    """Every sample is in exactly one of the two parts."""
    for n_samples, val_fraction in ((45, 0.2), (12, 0.5), (150, 0.3)):
        parts = split(student, n_samples, val_fraction, seed=5)
        together = torch.cat([part.flatten() for part in parts])
        assert torch.equal(together.sort().values, torch.arange(n_samples)), (
            "Some samples are in both parts, in neither, or repeated. Look at where the one slice "
            "ends and the other begins."
        )


@pytest.mark.exercise("split_train_val", points=1)
def test_samples_are_shuffled(student: Student) -> None:
    """Both parts come from all over the data, in random order."""
    for part in split(student, 400, 0.5, seed=7):
        ordered = part.flatten().sort().values
        gaps = torch.cat([torch.tensor([-1]), ordered, torch.tensor([400])]).diff()
        # Of 400 samples, 200 at random leave out 60 in a row with a chance below 1e-15.
        assert gaps.max() < 60 and len(gaps.unique()) > 2 and not torch.equal(part, ordered), (
            "The samples are not in random order. Look at shuffled_indices, and at whether both "
            "parts are taken from it."
        )


@pytest.mark.exercise("split_train_val", points=1)
def test_seed_decides_the_split(student: Student) -> None:
    """The same seed gives the same split; another seed gives another."""
    first, again, *others = (split(student, 150, 0.2, seed) for seed in (11, 11, 12, 13))
    assert all(torch.equal(one, two) for one, two in zip(first, again, strict=True)), (
        "Two calls with the same seed gave different splits. Draw the order after seeding."
    )
    assert not any(torch.equal(first[1], other[1]) for other in others), (
        "Two different seeds gave the same split. The argument `seed` must decide the order."
    )


def check_rows(student: Student, part: str, look: str) -> None:
    """The student's inputs and answers of one part, "train" or "val"."""
    names = ("t_un_train", "t_un_val", "t_c_train", "t_c_val")
    for number, n_val in ((9, 3), (30, 4)):
        t_u, t_c, order = torch.randn(number, 1), torch.randn(number, 1), torch.randperm(number)
        rows = {"train": order[n_val:], "val": order[:n_val]}
        returned = student.prepare_data(t_u, t_c, rows["train"], rows["val"])
        parts = expect.sequence(returned, "What prepare_data returns", 4)
        found = dict(zip(names, parts, strict=True))
        for name, data in ((f"t_un_{part}", 0.1 * t_u), (f"t_c_{part}", t_c)):
            value = expect.tensor(found[name], name, kind="floating")
            expect.close(value, data[rows[part]], name, look=look)


@pytest.mark.exercise("prepare_data", points=1)
def test_training_rows(student: Student) -> None:
    """The training data are the rows of train_indices, with only the readings scaled."""
    check_rows(student, "train", "Which rows, of which tensor, and what are they multiplied by?")


@pytest.mark.exercise("prepare_data", points=1)
def test_validation_rows(student: Student) -> None:
    """The validation data are the rows of val_indices, with the readings scaled alike."""
    check_rows(student, "val", "Which rows, of which tensor, and what are they multiplied by?")


@pytest.mark.exercise("prepare_data", points=1)
def test_data_stay_as_they_are(student: Student) -> None:
    """The function leaves the tensors that it is given as they are."""
    with student.arguments_unchanged():
        returned = student.prepare_data(
            torch.randn(9, 1), torch.randn(9, 1), torch.arange(6), torch.arange(6, 9)
        )
    for part in expect.sequence(returned, "What prepare_data returns", 4):
        expect.tensor(part, "Each of the four values")


@pytest.mark.exercise("training_loop", points=1)
def test_one_epoch_takes_one_step(student: Student, device: str) -> None:
    """One epoch moves the parameters by one step against the gradient of the training loss."""
    look = (
        "After one epoch it should have taken one step. Use the model that you are handed, and "
        "follow the gradient from loss_train through backward to the optimizer."
    )
    TrainingRun(student, 1, Setting(device=device)).check_parameters(look)


@pytest.mark.exercise("training_loop", points=2)
def test_each_epoch_has_its_own_gradients(student: Student) -> None:
    """Several epochs take as many steps, each with the gradients of its own epoch."""
    look = "Count the steps, and ask what becomes of the gradients of the epoch before."
    for n_epochs in (2, 3, 25):
        TrainingRun(student, n_epochs).check_parameters(look)


@pytest.mark.exercise("training_loop", points=1)
def test_any_model_optimizer_and_loss(student: Student) -> None:
    """The loop trains any model, by any optimizer and loss, and leaves the data as they are."""
    look = (
        "Whatever they are, an epoch is a step. Use the arguments as the docstring says, and "
        "nothing of your own."
    )
    with student.arguments_unchanged():
        for unusual in (Setting(hidden=5, optimizer="Adam"), Setting(loss=ONE_SIDED, lr=0.05)):
            TrainingRun(student, 1, unusual).check_parameters(look)


def check_losses(student: Student, which: int, what: str, look: str) -> None:
    """One of the two lists that the student's loop returns."""
    # Neither depends on what becomes of old gradients: there are none before the second step.
    TrainingRun(student, 2).check_losses(which, what, look)
    TrainingRun(student, 6, Setting(lr=0.0, loss=ONE_SIDED)).check_losses(which, what, look)


@pytest.mark.exercise("training_loop", points=1)
def test_training_losses(student: Student) -> None:
    """The first list holds the training loss of each epoch, measured before its step."""
    look = "Is it the loss of the training data, and is it measured before the step?"
    check_losses(student, 0, "The list of training losses", look)


@pytest.mark.exercise("training_loop", points=1)
def test_validation_losses(student: Student) -> None:
    """The second list holds the validation loss of each epoch, measured before its step."""
    look = "Are both its inputs and its answers for validation, and is it measured before the step?"
    check_losses(student, 1, "The list of validation losses", look)


@pytest.mark.exercise("training_loop", points=1)
def test_validation_needs_no_gradients(student: Student) -> None:
    """In each epoch the model is asked about the validation data, with gradients switched off."""
    passes = TrainingRun(student, 3).passes
    assert (TRAINING, True) in passes, (
        "The model it was handed never predicted the training data with gradients switched on. "
        "Which model do you use, and what stands inside torch.no_grad()?"
    )
    assert (VALIDATION, True) not in passes, (
        "PyTorch prepared for gradients of the validation predictions, which nobody needs. Look at "
        "what stands inside torch.no_grad()."
    )
    assert passes.count((VALIDATION, False)) >= 3, (
        "The model was not asked about the validation data in each epoch."
    )


def network(student: Student, n_hidden: int) -> tuple[Any, dict[str, Tensor]]:
    """The student's network with random parameters, and those by name.

    They are in the order of w1, b1, w2, b2, told apart by their shapes.
    """
    net = expect.module(student.named_mlp(n_hidden), "What named_mlp returns")
    layers = expect.linear_layers(net.state_dict(), [1, n_hidden, 1])
    order = [(n_hidden, 1), (n_hidden,), (1, n_hidden), (1,)]
    drawn = {n: torch.randn(s) for n, s in sorted(layers.items(), key=lambda x: order.index(x[1]))}
    assert len(drawn) == 4, "The network must have two linear layers and no other parameters."
    net.load_state_dict(drawn)
    return net, drawn


@pytest.mark.exercise("named_mlp", points=1)
def test_layers_have_their_names(student: Student) -> None:
    """The network has three layers, with the names that were asked for."""
    net, drawn = network(student, 6)
    children = expect.sequence(net.named_children(), "The list of layers", 3)
    names = [expect.sequence(child, "A layer", 2)[0] for child in children]
    texts = [name for name in names if isinstance(name, str)]
    assert sorted(texts) == sorted(LAYERS) and list(drawn) == PARAMETERS, (
        "The layers have other names than those in the docstring."
    )


@pytest.mark.exercise("named_mlp", points=1)
def test_network_computes_its_output(student: Student, device: str) -> None:
    """The output is a weighted sum of as many tanh neurons as were asked for, plus a bias."""
    look = "Ask of each layer: what comes in, what comes out, and is there a tanh behind it?"
    for n_hidden in (6, 2, 11):
        net, drawn = network(student, n_hidden)
        net.to(device)
        w1, b1, w2, b2 = drawn.values()
        x = 2 * torch.randn(10, 1)
        out = expect.tensor(net(x.to(device)), "The output", kind="floating").cpu()
        expect.close(out, torch.tanh(x @ w1.T + b1) @ w2.T + b2, "The output", atol=1e-4, look=look)


@pytest.mark.exercise("named_mlp", points=1)
def test_gradients_reach_every_parameter(student: Student) -> None:
    """Gradients flow from the output back to every parameter of both layers."""
    net, drawn = network(student, 4)
    x = 2 * torch.randn(10, 1)
    gradients = student.gradient(net, x, wrt="parameters")
    found = named_tensors(gradients, drawn, "What gets a gradient")
    w1, b1, w2, b2 = leaves = [tensor.requires_grad_() for tensor in drawn.values()]
    out = torch.tanh(x @ w1.T + b1) @ w2.T + b2
    wanted = torch.autograd.grad(out.sum(), leaves)
    for name, expected, parameter in zip(drawn, wanted, PARAMETERS, strict=True):
        expect.close(found[name], expected, f"The gradient of {parameter}")
