"""The pictures of the lesson: what ends up in the figure that a student sees."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from compneuro import thermometer

READINGS = torch.tensor([[20.0], [50.0], [80.0]])
DEGREES = torch.tensor([[-5.0], [10.0], [27.0]])


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Figure]]:
    """Call a plotting function in the course's style; gives the figure that it showed."""
    shown: list[Figure] = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.gcf()))

    def call(function: Callable[..., None], *args: object, **kwargs: object) -> Figure:
        function(*args, **kwargs)
        (figure,) = shown
        figure.canvas.draw()
        return figure

    backend = matplotlib.get_backend()
    plt.switch_backend("agg")
    with plt.style.context("compneuro.course"):
        yield call
    plt.close("all")
    plt.switch_backend(backend)


def legend(figure: Figure) -> list[str]:
    found = figure.axes[0].get_legend()
    return [text.get_text() for text in found.get_texts()] if found else []


def test_responses_are_named_curves(draw: Callable[..., Figure]) -> None:
    x = torch.linspace(-1, 1, 5)
    figure = draw(thermometer.plot_responses, x, {"steep": 3 * x, "flat": x.requires_grad_()})
    np.testing.assert_array_equal(figure.axes[0].lines[0].get_ydata(), 3 * x.detach())
    assert legend(figure) == ["steep", "flat"]


def test_a_blank_left_in_the_neuron_is_named() -> None:
    with pytest.raises(TypeError, match=r"w = 1 must be a tensor, got Ellipsis; is a blank still"):
        thermometer.plot_responses(torch.ones(3), {"w = 1": ...})  # type: ignore[dict-item]
    plt.close("all")


def test_each_activation_stands_above_its_slope(draw: Callable[..., Figure]) -> None:
    figure = draw(thermometer.plot_activations, {"tanh": torch.tanh, "ReLU": torch.relu}, reach=2)
    top, relu, slope, relu_slope = figure.axes
    assert [axes.get_title(loc="left") for axes in (top, relu)] == ["tanh", "ReLU"]
    x, y = top.lines[0].get_data()
    np.testing.assert_allclose(slope.lines[0].get_ydata(), 1 - y**2, atol=1e-6)
    np.testing.assert_array_equal(relu_slope.lines[0].get_ydata(), x > 0)
    assert x[0] == -2 and x[-1] == 2


def test_readings_are_points(draw: Callable[..., Figure]) -> None:
    (axes,) = draw(thermometer.plot_readings, READINGS, DEGREES).axes
    np.testing.assert_array_equal(
        axes.collections[0].get_offsets(), torch.cat([READINGS, DEGREES], 1)
    )
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("reading (unknown unit)", "temperature (°C)")


def test_both_losses_are_drawn_from_the_first_epoch_on(draw: Callable[..., Figure]) -> None:
    figure = draw(thermometer.plot_training, [9.0, 4.0, 1.0], [8.0, 5.0, 2.0])
    training, validation = figure.axes[0].lines
    np.testing.assert_array_equal(training.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(validation.get_ydata(), [8, 5, 2])
    assert legend(figure) == ["training", "validation"]


def test_fits_lie_over_both_kinds_of_data(draw: Callable[..., Figure]) -> None:
    t_u = torch.linspace(10, 90, 7).unsqueeze(1)
    train, val = (READINGS[:2], DEGREES[:2]), (READINGS[2:], DEGREES[2:])
    line = (0.5 * t_u).requires_grad_()
    figure = draw(thermometer.plot_fits, t_u, {"line": line, "curve": t_u**2}, train, val)
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), line.detach().flatten())
    assert [len(points.get_offsets()) for points in axes.collections] == [2, 1]
    assert legend(figure) == ["line", "curve", "training data", "validation data"]


def test_each_copy_learns_from_all_samples_but_its_own() -> None:
    x, t = torch.linspace(2, 8, 5).view(-1, 1), torch.tensor([[1.0], [4.0], [2.0], [7.0], [9.0]])
    layers = torch.nn.Sequential(torch.nn.Linear(1, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    before = copy.deepcopy(layers.state_dict())
    errors = thermometer.leave_one_out(layers, x, t, n_epochs=20, lr=1e-2)
    assert all(torch.equal(before[name], value) for name, value in layers.state_dict().items())
    for i in range(5):
        alone = copy.deepcopy(layers)
        others = [j for j in range(5) if j != i]
        optimizer = torch.optim.SGD(alone.parameters(), lr=1e-2)
        for _ in range(20):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(alone(x[others]), t[others]).backward()
            optimizer.step()
        assert torch.allclose(errors[i], (alone(x[i]) - t[i]).detach().square().sum(), rtol=1e-3)


def test_the_way_back_shows_values_and_gradients(draw: Callable[..., Figure]) -> None:
    figure = draw(thermometer.plot_backward, x=3.0, t=5.0, w=2.0, b=0.0)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert {"w\n2", "e\n1", "L = e²\n1"} <= {*texts}
    assert {"6", "4", "2", "-2", "1"} <= {*texts}
