"""Hidden tests of the lesson on artificial neurons.

What is accepted, exercise by exercise:

- neuron: any way of writing tanh, for weighted sums below 10.
- split_train_val: any random order that the seed decides, and any rounding of n_val.
- prepare_data: anything equal to the scaled rows.
- mse_gradients: numbers or tensors with one element.
- training_loop: losses as numbers or tensors, in a list, a tuple or a tensor. Model, optimizer and
  loss function live in the student's process; what was done with them is seen from parameters and
  losses, which must be those of a loop of our own.
- named_mlp: any module with the three named layers, registered in any order.

Only the models are tried on the GPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder import testing
from autograder.testing import Setting, Student, check_gradient, expect, named_tensors, splits

pytestmark = [
    pytest.mark.question("what_is_the_factor_0_1_good_for", points=1),
    pytest.mark.question("line_or_network", points=1),
]

PREPARED = "What prepare_data returns"
ONE_SIDED = "BCEWithLogitsLoss"  # a loss that tells predictions from true values
LAYERS = ("hidden_linear", "hidden_activation", "output_linear")
RESULTS = ("t_un_train", "t_un_val", "t_c_train", "t_c_val")  # of prepare_data
GRADIENTS = ("grad_w", "grad_b")
GRADIENTS_OF = "What mse_gradients returns"
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
        check_gradient(student, "neuron", arguments, place)


def split(student: Student, n_samples: int, val_fraction: float, seed: int) -> list[Tensor]:
    """The student's train_indices and val_indices, two vectors of whole numbers."""
    returned = student.split_train_val(n_samples, val_fraction, seed)
    parts = expect.sequence(returned, "What split_train_val returns", 2)
    named = zip(parts, ("train_indices", "val_indices"), strict=True)
    train, val = [expect.tensor(part, name, kind="integer").long().cpu() for part, name in named]
    assert train.dim() == val.dim() == 1, (
        "Both parts must be vectors. Look for a colon that is missing in the square brackets."
    )
    return [train, val]


@pytest.mark.exercise("split_train_val", points=1)
def test_every_sample_is_in_one_part(student: Student) -> None:
    """Every sample is in exactly one of the two parts."""
    for n_samples, val_fraction in ((45, 0.2), (12, 0.5), (150, 0.3)):
        together = torch.cat(split(student, n_samples, val_fraction, seed=5))
        assert torch.equal(together.sort().values, torch.arange(n_samples)), (
            "Some samples are in both parts, in neither, or repeated. Look at where the one slice "
            "ends and the other begins."
        )


@pytest.mark.exercise("split_train_val", points=0.5, after="test_every_sample_is_in_one_part")
def test_sizes_of_the_parts(student: Student) -> None:
    """The validation part holds its share of the samples, training all others."""
    for n_samples, val_fraction in ((40, 0.25), (11, 0.2), (97, 0.5), (2, 0.5), (203, 0.1)):
        _, val = split(student, n_samples, val_fraction, seed=3)
        assert abs(len(val) - val_fraction * n_samples) <= 1, (
            "val_indices does not hold the share val_fraction of the samples. Look at n_val, at "
            "your slices and at the order of returning."
        )


@pytest.mark.exercise("split_train_val", points=0.5)
def test_nothing_for_validation(student: Student) -> None:
    """If the validation part is to hold nothing, all samples are for training."""
    train, val = split(student, 30, 0.0, seed=3)
    assert len(val) == 0 and torch.equal(train.sort().values, torch.arange(30)), (
        "With val_fraction = 0, all samples are for training. What do your slices do then?"
    )


@pytest.mark.exercise("split_train_val", points=1, after="test_sizes_of_the_parts")
def test_samples_are_shuffled(student: Student) -> None:
    """Both parts come from all over the data, in random order."""
    for part in split(student, 400, 0.5, seed=7):
        splits.check_random(part, 400, "Are both parts taken from shuffled_indices?")


@pytest.mark.exercise("split_train_val", points=1, after="test_sizes_of_the_parts")
def test_seed_decides_the_split(student: Student) -> None:
    """The same seed gives the same split; another seed gives another."""
    splits.check_seed(lambda seed: split(student, 150, 0.2, seed))


def prepared(student: Student) -> Iterator[tuple[dict[str, Tensor], dict[str, Tensor]]]:
    """What the student returns for random data, by name, and the rows that it should hold."""
    for number, n_val in ((9, 3), (30, 4)):
        t_u, t_c, order = torch.randn(number, 1), torch.randn(number, 1), torch.randperm(number)
        train, val = order[n_val:], order[:n_val]
        rows = dict(zip(RESULTS, (t_u[train], t_u[val], t_c[train], t_c[val]), strict=True))
        returned = student.prepare_data(t_u, t_c, train, val)
        yield expect.named(returned, PREPARED, RESULTS, splits.name_by_rows(rows)), rows


def check_rows(student: Student, names: Sequence[str]) -> None:
    """Some of the student's results hold the right rows, whatever they are multiplied by."""
    for found, rows in prepared(student):
        for name in names:
            value, wanted = splits.direction(found[name]), splits.direction(rows[name])
            expect.close(value, wanted, name, look="Which rows does it hold, and of which tensor?")


@pytest.mark.exercise("prepare_data", points=0.5)
def test_training_rows(student: Student) -> None:
    """The training data are the rows of train_indices."""
    check_rows(student, RESULTS[::2])


@pytest.mark.exercise("prepare_data", points=0.5, after="test_training_rows")
def test_validation_rows(student: Student) -> None:
    """The validation data are the rows of val_indices."""
    check_rows(student, RESULTS[1::2])


@pytest.mark.exercise("prepare_data", points=0.5, after="test_validation_rows")
def test_order_of_the_results(student: Student) -> None:
    """The four results come in the order of the docstring."""
    for found, _ in prepared(student):
        expect.in_order(found, RESULTS, PREPARED)


@pytest.mark.exercise("prepare_data", points=1, after="test_validation_rows")
def test_only_the_readings_are_scaled(student: Student) -> None:
    """The readings are multiplied by 0.1, for training and validation; the temperatures are not."""
    for found, rows in prepared(student):
        for name, factor in zip(RESULTS, (0.1, 0.1, 1, 1), strict=True):
            expect.close(found[name], factor * rows[name], name, look="What is it multiplied by?")


@pytest.mark.exercise("prepare_data", points=0.5, after="test_validation_rows")
def test_data_stay_as_they_are(student: Student) -> None:
    """The function leaves the tensors that it is given as they are."""
    with student.arguments_unchanged():
        next(prepared(student))


def gradients(student: Student) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    """The student's gradients, by name in the order in which they came, and ours."""
    for n in (8, 1, 31):
        x, t, w, b = torch.randn(n, 1) + 1, torch.randn(n, 1) - 2, torch.randn(()), torch.randn(())
        by_backward = "torch.autograd.graph._engine_run_backward"
        student.check_own_work(by_backward, "PyTorch's `backward`", "mse_gradients", x, t, w, b)
        returned = expect.sequence(student.mse_gradients(x, t, w, b), GRADIENTS_OF, 2)
        found = list(map(expect.number, returned, GRADIENTS))
        errors = w * x + b - t
        wanted = [2 * (errors * x).mean().item(), 2 * errors.mean().item()]
        turned = torch.allclose(torch.tensor(found[::-1]), torch.tensor(wanted), rtol=1e-3)
        names = GRADIENTS[::-1] if turned else GRADIENTS
        named = zip(names, found, strict=True)
        yield dict(named), dict(zip(GRADIENTS, wanted, strict=True))


@pytest.mark.exercise("mse_gradients", points=1)
def test_gradient_for_the_weight(student: Student) -> None:
    """The first gradient says how the loss changes with the weight."""
    look = "How does the error of a sample change with w? Add up over the samples as the loss does."
    for found, wanted in gradients(student):
        expect.close(found["grad_w"], wanted["grad_w"], "grad_w", atol=1e-4, look=look)


@pytest.mark.exercise("mse_gradients", points=1)
def test_gradient_for_the_bias(student: Student) -> None:
    """The second gradient says how the loss changes with the bias."""
    look = "How does the error of a sample change with b? Add up over the samples as the loss does."
    for found, wanted in gradients(student):
        expect.close(found["grad_b"], wanted["grad_b"], "grad_b", atol=1e-4, look=look)


@pytest.mark.exercise("mse_gradients", points=1, after="test_gradient_for_the_bias")
def test_order_of_the_gradients(student: Student) -> None:
    """The gradients come in the order of the docstring, and the arguments stay as they are."""
    with student.arguments_unchanged():
        for found, _ in gradients(student):
            expect.in_order(found, GRADIENTS, GRADIENTS_OF)


@pytest.mark.exercise("training_loop", points=1)
def test_one_epoch_takes_one_step(student: Student, device: str) -> None:
    """One epoch moves the parameters by one step against the gradient of the training loss."""
    look = (
        "After one epoch it should have taken one step. Use the model that you are handed, and "
        "follow the gradient from loss_train through backward to the optimizer."
    )
    TrainingRun(student, 1, Setting(device=device)).check_parameters(look)


@pytest.mark.exercise("training_loop", points=1.5)
def test_each_epoch_has_its_own_gradients(student: Student) -> None:
    """Several epochs take as many steps, each with the gradients of its own epoch."""
    look = "Count the steps, and ask what becomes of the gradients of the epoch before."
    for n_epochs in (2, 3, 25):
        TrainingRun(student, n_epochs).check_parameters(look)


@pytest.mark.exercise("training_loop", points=0.5, after="test_one_epoch_takes_one_step")
def test_number_of_epochs(student: Student) -> None:
    """The loop runs as many epochs as it is asked to."""
    for n_epochs in (1, 4):
        more = TrainingRun(student, n_epochs, strict=True).epochs_more
        assert not more, (
            f"The loop runs one epoch {'more' if more > 0 else 'fewer'} than n_epochs. How often "
            "does its `range` run what stands in it?"
        )


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
    TrainingRun(student, 3).check_passes(3)


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
    net = expect.module(student.named_mlp(6), "What named_mlp returns")
    children = expect.sequence(net.named_children(), "The list of layers", 3)
    names = [expect.sequence(child, "A layer", 2)[0] for child in children]
    same = all(isinstance(name, str) for name in names) and {*names} == {*LAYERS}
    assert same, "The layers have other names than those in the docstring."
    named_tensors(net.state_dict(), PARAMETERS, "The network")


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
