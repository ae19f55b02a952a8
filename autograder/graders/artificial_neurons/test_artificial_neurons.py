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

from functools import partial

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
split = partial(splits.index_parts, "split_train_val", ("train_indices", "val_indices"))
prepared = partial(splits.prepared_rows, "prepare_data", RESULTS)
check_rows = partial(splits.check_prepared_rows, "prepare_data", RESULTS)
gradients = partial(testing.line_gradients, "mse_gradients", GRADIENTS)
network = partial(testing.random_network, "named_mlp")


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
