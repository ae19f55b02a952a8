"""The picture of a computational graph: every number is in it, and parents stand to the left."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from compneuro.graphs import Node, plot_graph

A, B = Node(2.0, name="a", grad=8.0), Node(3.0, name="b")
U = Node(6.0, (A, B), op="×", name="u")
Y = Node(12.0, (U, A), op="×")


def drawn(result: Node, monkeypatch: pytest.MonkeyPatch, **names: Node) -> Axes:
    monkeypatch.setattr(plt, "show", lambda: None)
    plot_graph(result, names)
    return plt.gca()


@pytest.fixture(autouse=True)
def _close() -> object:
    yield
    plt.close("all")


def test_each_number_has_a_box_with_its_operation_value_and_gradient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    axes = drawn(Y, monkeypatch, end=Y)
    words = {text.get_text() for text in axes.texts if text.get_text()}
    assert words == {
        "a\ndata 2\ngrad 8",
        "b\ndata 3\ngrad ?",
        "u  (×)\ndata 6\ngrad ?",
        "end  (×)\ndata 12\ngrad ?",
    }


def test_parents_stand_to_the_left_and_no_two_boxes_overlap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    axes = drawn(Y, monkeypatch)
    at = {text.get_text().split()[0]: text.get_position() for text in axes.texts if text.get_text()}
    assert at["a"][0] == at["b"][0] < at["u"][0] < at["×"][0]
    corners = sorted((patch.get_x(), patch.get_y()) for patch in axes.patches)
    assert len({(x, round(y, 6)) for x, y in corners}) == len(corners) == 4


def test_a_graph_that_nobody_could_read_is_refused() -> None:
    sum_ = A
    for _ in range(40):
        sum_ = Node(sum_.data + 1, (sum_, Node(1.0)), op="+")
    with pytest.raises(ValueError, match="81 boxes cannot be read"):
        plot_graph(sum_)
