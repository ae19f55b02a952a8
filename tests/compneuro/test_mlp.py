"""Networks: how they are built, and what their pictures show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from torch import nn

from compneuro.mlp import build_mlp_model, visualize_mlp


def kinds(model: nn.Sequential) -> list[str]:
    return [type(layer).__name__ for layer in model]


def test_one_neuron_is_one_layer_without_bias_or_activation() -> None:
    model = build_mlp_model([1, 1], activation=nn.ReLU())
    assert kinds(model) == ["Linear"]
    assert model[0].bias is None


def test_the_activation_stands_between_layers_only() -> None:
    model = build_mlp_model([2, 4, 5, 3], activation=nn.Tanh(), bias=True)
    assert kinds(model) == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert model(torch.zeros(7, 2)).shape == (7, 3)
    assert all(layer.bias is not None for layer in model if isinstance(layer, nn.Linear))


def test_an_activation_with_parameters_is_not_shared() -> None:
    model = build_mlp_model([1, 2, 2, 1], activation=nn.PReLU())
    assert model[1].weight is not model[3].weight


@pytest.mark.parametrize("sizes", [[], [1], [1, 0, 1], [1, -2], [1, 2.0]])
def test_sizes_that_make_no_network_are_refused(sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="at least two positive whole numbers"):
        build_mlp_model(sizes)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Figure]]:
    """The figures that were shown, in the course's style."""
    figures: list[Figure] = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    backend = matplotlib.get_backend()
    plt.switch_backend("agg")
    with plt.style.context("compneuro.course"):
        yield figures
    plt.close("all")
    plt.switch_backend(backend)


def test_every_weight_is_a_line_in_the_colour_of_its_sign(shown: list[Figure]) -> None:
    model = build_mlp_model([1, 2, 1])
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([[0.5], [-1.0]])
        model[1].weight[:] = torch.tensor([[-0.25, 0.25]])
    visualize_mlp(model)
    axes = shown[0].axes[0]
    first, second = (c for c in axes.collections if isinstance(c, LineCollection))
    assert len(first.get_segments()) == len(second.get_segments()) == 2
    (weak, strong), colours = first.get_linewidths(), first.get_colors()
    assert weak < strong  # the strongest is drawn last
    assert colours[0][2] > colours[0][0]  # 0.5 is blue
    assert colours[1][0] > colours[1][2]  # -1 is orange
    texts = {text.get_text() for text in axes.texts}
    assert texts == {"0.50", "-1.00", "-0.25", "0.25"}


def test_biases_stand_in_the_units_where_there_is_room(shown: list[Figure]) -> None:
    model = build_mlp_model([1, 1], bias=True)
    with torch.no_grad():
        model[0].bias[:] = 0.4
    visualize_mlp(model)
    assert "+0.4" in {text.get_text() for text in shown[0].axes[0].texts}


@pytest.mark.parametrize("sizes", [[1, 1], [1, 10, 1], [1, 20, 20, 1], [1, 120, 1]])
def test_units_never_overlap_and_stay_inside(sizes: list[int], shown: list[Figure]) -> None:
    visualize_mlp(build_mlp_model(sizes, nn.ReLU(), bias=True))
    figure = shown[0]
    figure.canvas.draw()
    axes = figure.axes[0]
    assert len(axes.lines) == len(sizes)
    low, high = axes.bbox.y0, axes.bbox.y1
    for units, size in zip(axes.lines, sizes, strict=True):
        assert len(units.get_xydata()) == size
        places = axes.transData.transform(units.get_xydata())[:, 1]
        diameter = units.get_markersize() * figure.dpi / 72
        assert np.all(-np.diff(places) > diameter)
        assert places.max() + diameter / 2 < high + 1
        assert places.min() - diameter / 2 > low - 1


def test_layers_are_named_with_their_sizes_and_the_parameters_counted(
    shown: list[Figure],
) -> None:
    visualize_mlp(build_mlp_model([1, 20, 20, 1], nn.ReLU(), bias=True))
    axes = shown[0].axes[0]
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["input\n1", "hidden 1\n20", "hidden 2\n20", "output\n1"]
    assert axes.get_title(loc="left") == "[1, 20, 20, 1]: 481 parameters"


def test_a_single_parameter_is_counted_in_the_singular(shown: list[Figure]) -> None:
    visualize_mlp(build_mlp_model([1, 1]))
    assert shown[0].axes[0].get_title(loc="left") == "[1, 1]: 1 parameter"


def test_the_picture_is_saved_where_asked(shown: list[Figure], tmp_path: Path) -> None:
    visualize_mlp(build_mlp_model([1, 1]), save_as=tmp_path / "new" / "neuron.png", title="one")
    assert (tmp_path / "new" / "neuron.png").read_bytes().startswith(b"\x89PNG")
    assert shown[0].axes[0].get_title(loc="left") == "one"


@pytest.mark.parametrize(
    "model", [nn.ReLU(), nn.Sequential(nn.Linear(1, 3), nn.Linear(2, 1))], ids=["none", "unfit"]
)
def test_what_is_no_chain_of_layers_is_refused(model: nn.Module) -> None:
    with pytest.raises(ValueError, match="needs linear layers"):
        visualize_mlp(model)
