"""The calls of the document that the lesson on multilayer perceptrons follows run as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

from autograder.course import load_course
from autograder.notebooks import read_lesson, read_solutions

LESSON = "multilayer_perceptrons"
SEED = 2021


@pytest.fixture(scope="module")
def given() -> Iterator[dict[str, Any]]:
    """What the lesson's cells import and define, with the exercises solved."""
    course = load_course(Path(__file__).parent)
    names: dict[str, Any] = {"__name__": "__main__"}
    lesson = read_lesson(course.source(LESSON))
    with matplotlib.rc_context({"backend": "agg"}):
        exec(lesson.given[0].source, names)
        for cell in lesson.given:
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef):
                    exec(ast.unparse(node), names)
        for source in read_solutions(course.solutions(LESSON))[0].values():
            exec(source, names)
        yield names
        plt.close("all")


@pytest.fixture
def loaders(given: dict[str, Any]) -> tuple[DataLoader[Any], DataLoader[Any]]:
    """The document's own, with its float labels: for training and for testing."""
    given["set_seed"](seed=SEED)
    X, y = given["create_spiral_dataset"](4, 0.16, 1000)
    X_test, y_test, X_train, y_train = given["shuffle_and_split_data"](X, y.float(), seed=SEED)
    g_seed = torch.Generator()
    g_seed.manual_seed(SEED)
    how: dict[str, Any] = {"batch_size": 128, "num_workers": 2, "generator": g_seed}
    how["worker_init_fn"] = given["seed_worker"]
    test_loader = DataLoader(TensorDataset(X_test, y_test), shuffle=False, **how)
    train_loader = DataLoader(TensorDataset(X_train, y_train), drop_last=True, shuffle=True, **how)
    return train_loader, test_loader


def test_setup_and_the_first_exercise(given: dict[str, Any]) -> None:
    assert given["set_device"]() in ("cpu", "cuda")
    given["set_seed"](seed=SEED)
    x_train = torch.linspace(0, 2 * torch.pi, 10).view(-1, 1)
    y_hat, relu_acts, x = given["approximate_function"](x_train, torch.sin(x_train))
    given["plot_function_approximation"](x, relu_acts, y_hat)
    given["imshow"](2 * torch.rand(3, 8, 9) - 1)
    shown = plt.gca().images[0].get_array()
    assert shown is not None and shown.shape == (8, 9, 3)


def test_the_network_and_its_loss(given: dict[str, Any]) -> None:
    net = given["Net"](
        actv="LeakyReLU(0.1)",
        input_feature_num=2,
        hidden_unit_nums=[100, 10, 5],
        output_feature_num=1,
    ).to("cpu")
    assert net(torch.zeros((100, 2))).shape == (100, 1)
    labels = torch.tensor([0, 1])
    x = torch.tensor([[10.0, 1.0, -1.0, -20.0], [10.0, 10.0, 2.0, -10.0]])
    ours = given["cross_entropy_loss"](x, labels).item()
    assert ours == pytest.approx(nn.CrossEntropyLoss()(x, labels).item(), abs=1e-6)


def test_training_with_float_labels_and_its_map(
    given: dict[str, Any],
    loaders: tuple[DataLoader[Any], DataLoader[Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    given["set_seed"](SEED)
    net = given["Net"]("ReLU()", 2, [128], 4).to("cpu")
    optimizer = optim.Adam(net.parameters(), lr=1e-3)
    given["train_test_classification"](
        net, nn.CrossEntropyLoss(), optimizer, *loaders, num_epochs=1, training_plot=True
    )
    assert "Accuracy on the 3200 training samples: " in capsys.readouterr().out
    for how in ({}, {"M": 500, "x_max": 2.0, "eps": 1e-3}, {"M": 60, "x_max": 1.5, "eps": 4e-3}):
        X_all = given["sample_grid"](*[value for key, value in how.items() if key != "eps"])
        y_pred = net(X_all.to("cpu")).cpu()
        X_test, y_test = loaders[1].dataset[:]
        given["plot_decision_map"](X_all, y_pred, X_test, y_test, **how)
        assert plt.gca().get_xlim()[1] == pytest.approx(how.get("x_max", 2.0))


def test_the_batches_are_those_of_the_document_s_loaders(
    given: dict[str, Any], loaders: tuple[DataLoader[Any], DataLoader[Any]]
) -> None:
    train_loader, _ = loaders
    generator = torch.Generator().manual_seed(SEED)
    how: dict[str, Any] = {"batch_size": 128, "num_workers": 0, "generator": generator}
    ours = DataLoader(train_loader.dataset, drop_last=True, shuffle=True, **how)
    for _ in range(3):
        for (X, y), (own_X, own_y) in zip(train_loader, ours, strict=True):
            assert torch.equal(X, own_X) and torch.equal(y, own_y)


def test_the_neuron_and_its_curve(given: dict[str, Any]) -> None:
    sim_time, Vm = given["run_LIF"](1.5)
    plt.plot(sim_time, Vm)
    given["plot_IF_curve"](Rm=1.0, tau_ref=1.0)
    assert plt.gca().get_xlabel() == "input current (mA)"


@pytest.mark.parametrize(("Rm", "tau_ref"), [(1.0, 10.0), (100.0, 2.0)])
def test_the_formula_of_the_firing_rate_is_what_the_simulation_counts(
    given: dict[str, Any], Rm: float, tau_ref: float
) -> None:
    currents = torch.linspace(0, 2, 41)
    _, Vm = given["run_LIF"](currents, T=1000, dt=0.05, Rm=Rm, tau_ref=tau_ref)
    rate = given["firing_rate"](currents, Rm, tau_ref)
    assert torch.allclose((Vm > 1).sum(dim=0).float(), rate, atol=2.5, rtol=0.02)


def test_without_leak_and_rest_the_formula_is_a_relu(given: dict[str, Any]) -> None:
    currents = torch.linspace(-1, 2, 61)
    rate = given["firing_rate"](currents, Rm=1e5, tau_ref=0.0)
    assert torch.allclose(rate, 100 * torch.relu(currents), atol=0.5)
