"""Pictures: what ends up in the figure that a student sees."""

from collections.abc import Callable, Iterator

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from compneuro import plots

X = torch.tensor([[0.0, 0.0], [1.0, 0.5], [0.2, 1.0], [0.9, 0.1]])
Y = torch.tensor([0, 1, 2, 1])


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


def test_function_approximation_shows_every_relu_the_truth_and_the_sum(
    draw: Callable[..., Figure],
) -> None:
    x = torch.linspace(0, 3, 50)
    relus = torch.stack([torch.relu(x), torch.relu(x - 1)])
    figure = draw(plots.plot_function_approximation, x, relus, relus.sum(0), truth=torch.cos)
    top, bottom = figure.axes
    np.testing.assert_array_equal([line.get_ydata() for line in top.lines], relus)
    assert [text.get_text() for text in top.texts] == ["ReLU 1", "ReLU 2"]
    truth, estimate = bottom.lines
    np.testing.assert_allclose(truth.get_ydata(), torch.cos(x))
    np.testing.assert_array_equal(estimate.get_ydata(), relus.sum(0))


def test_many_relus_are_drawn_without_names_that_would_overlap(
    draw: Callable[..., Figure],
) -> None:
    x = torch.linspace(0, 1, 5)
    figure = draw(plots.plot_function_approximation, x, x.repeat(40, 1), x)
    assert len(figure.axes[0].lines) == 40
    assert not figure.axes[0].texts


@pytest.mark.parametrize(
    ("value", "message"),
    [(..., "y_hat is still `...`"), (None, "y_hat must be a tensor, got NoneType")],
)
def test_a_blank_left_open_is_named(
    draw: Callable[..., Figure], value: object, message: str
) -> None:
    x = torch.linspace(0, 1, 5)
    with pytest.raises(TypeError, match=message):
        draw(plots.plot_function_approximation, x, x.repeat(2, 1), value)


def test_classes_differ_by_colour_and_by_marker(draw: Callable[..., Figure]) -> None:
    figure = draw(plots.plot_classes, X, Y, title="three classes")
    clouds = figure.axes[0].collections
    assert [len(cloud.get_offsets()) for cloud in clouds] == [1, 2, 1]
    assert len({tuple(cloud.get_facecolor()[0]) for cloud in clouds}) == 3
    assert len({cloud.get_paths()[0].vertices.tobytes() for cloud in clouds}) == 3
    assert figure.axes[0].get_title(loc="left") == "three classes"


def test_losses_are_drawn_in_order_above_zero(draw: Callable[..., Figure]) -> None:
    (axes,) = draw(plots.plot_losses, [3.0, 2.0, 2.5]).axes
    assert list(axes.lines[0].get_ydata()) == [3.0, 2.0, 2.5]
    assert axes.get_ylim()[0] == 0


def test_the_decision_map_puts_each_prediction_where_its_point_is(
    draw: Callable[..., Figure],
) -> None:
    side = torch.linspace(-2, 2, 21)
    grid = torch.cartesian_prod(side, side)
    right = (grid[:, 0] > 0.5).float()  # class 1 where x1 is large, whatever x2 is
    logits = torch.stack([1 - right, right], dim=1).requires_grad_()
    (axes,) = draw(plots.plot_decision_map, grid, logits, X, Y).axes
    (image,) = axes.images
    assert tuple(image.get_extent()) == (-2, 2, -2, 2)
    assert image.origin == "lower"
    classes = np.asarray(image.get_array())
    np.testing.assert_array_equal(classes, np.tile(side.numpy() > 0.5, (21, 1)))
    frame = axes.patches[0].get_bbox()
    np.testing.assert_allclose([frame.x0, frame.y0, frame.x1, frame.y1], [0, 0, 1, 1])


def test_a_membrane_potential_is_drawn_with_its_threshold(draw: Callable[..., Figure]) -> None:
    time = torch.arange(4.0)
    (axes,) = draw(plots.plot_membrane_potential, time, time / 2, Vth=1).axes
    potential, threshold = axes.lines
    assert list(potential.get_ydata()) == [0, 0.5, 1, 1.5]
    assert set(threshold.get_ydata()) == {1}


def test_a_transfer_function_names_its_units(draw: Callable[..., Figure]) -> None:
    (axes,) = draw(plots.plot_transfer_function, torch.arange(3.0), torch.arange(3)).axes
    assert list(axes.lines[0].get_ydata()) == [0, 1, 2]
    assert axes.get_xlabel() == "input current (mA)"
