"""Pictures of a student's values: reproducible bytes, for any values."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from PIL import Image

from autograder.grading.pictures import MAX_BYTES
from autograder.testing import Picture, figures

X = torch.linspace(0, 2 * math.pi, 200)
POINTS = X[::20], X[::20].sin()
ODD = [math.nan, math.inf, -math.inf, 1e300, -1e300, 1e-300, 0.0, 1.0]


def pixels(picture: Picture) -> np.ndarray:  # type: ignore[type-arg]
    assert len(picture.png) <= MAX_BYTES
    return np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB"))


def test_the_same_values_give_the_same_bytes_with_any_settings() -> None:
    import matplotlib

    first = figures.curves(X, {"y": X.sin()}, "A sine.", points=POINTS)
    with matplotlib.rc_context({"axes.facecolor": "red", "font.size": 30, "savefig.dpi": 30}):
        again = figures.curves(X, {"y": X.sin()}, "A sine.", points=POINTS)
    assert first == again
    assert b"Software" not in first.png and b"matplotlib" not in first.png


def test_other_values_give_another_picture() -> None:
    sine, cosine = (figures.curves(X, {"y": y}, "A line.").png for y in (X.sin(), X.cos()))
    assert sine != cosine


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(ODD), max_size=12), st.lists(st.sampled_from(ODD), max_size=12))
def test_odd_values_are_drawn_where_possible(x: list[float], y: list[float]) -> None:
    assert pixels(figures.curves(torch.tensor(x), {"y": y}, "Odd.", points=POINTS)).any()


@pytest.mark.parametrize(
    "y",
    [torch.zeros(0), torch.full((200,), math.nan), torch.ones(1_000_000), 7.0, [torch.ones(1)] * 5],
    ids=["nothing", "nan", "a million", "a number", "a list of tensors"],
)
def test_any_number_of_values_is_drawn(y: object) -> None:
    assert pixels(figures.curves(X, {"y": y}, "Values.")).any()


@pytest.mark.parametrize("far", [50.0, -50.0])
def test_a_line_outside_the_axes_is_named(far: float) -> None:
    off, near = (
        figures.curves(X, {"y": X.sin() + shift}, "A line.", points=POINTS) for shift in (far, 0)
    )
    low, high = -1.0, 1.0
    assert figures.note_on_hidden_lines({"y": np.array([far])}, low, high) == (
        "far above: y" if far > 0 else "far below: y"
    )
    assert figures.note_on_hidden_lines({"y": np.array([far, 0.0])}, low, high) == ""
    assert off.png != near.png


def test_a_line_far_away_leaves_the_points_visible() -> None:
    far = figures.curves(X, {"y": X.sin() + 1e9}, "Far.", points=POINTS)
    near = figures.curves(X, {"y": X.sin()}, "Near.", points=POINTS)
    in_far, in_near = ((pixels(shown) < 16).all(axis=2).sum() for shown in (far, near))  # black
    assert in_far > 0.5 * in_near > 0


@pytest.mark.parametrize("number", [1, 12, 13, 20])
@pytest.mark.parametrize("name", ["y_hat[{}]", "a name that is a great deal too long for it {}"])
@pytest.mark.parametrize("scale", [1e-9, 1.0, -1e12])
def test_nothing_touches_the_edge(number: int, name: str, scale: float) -> None:
    lines = {name.format(i): (i + X.sin()) * scale for i in range(number)}
    labels = "a word at the side that is far too long for the picture of so many lines", "x" * 80
    seen = pixels(figures.curves(X, lines, "Lines.", points=POINTS, labels=labels))
    for edge in (seen[0], seen[-1], seen[:, 0], seen[:, -1]):
        assert (edge == 255).all()


def test_a_decision_map_shows_each_class_in_its_own_colour() -> None:
    corners = torch.tensor([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])
    centres = torch.tensor([0, 1, 2, 3])

    def nearest(places: torch.Tensor) -> torch.Tensor:
        return -torch.cdist(places, corners)

    seen = pixels(figures.decision_map(nearest, corners, centres, "Quarters.")).astype(int)
    for colour in figures.COLOURS[:4]:
        tint = np.array([0.4 * c + 0.6 for c in to_rgb(colour)]) * 255
        share = (np.abs(seen - tint).max(axis=2) < 3).mean()
        assert 0.04 < share < 0.25


@pytest.mark.parametrize("value", [math.nan, math.inf, 0.0])
@pytest.mark.parametrize("classes", [1, 2, 200])
def test_a_decision_map_of_odd_scores_is_drawn(value: float, classes: int) -> None:
    inputs, labels = torch.randn(9, 2), torch.zeros(9, dtype=torch.long)
    picture = figures.decision_map(
        lambda places: torch.full((len(places), classes), value), inputs, labels, "Odd."
    )
    assert pixels(picture).any()


def test_parts_are_drawn_with_odd_labels_too() -> None:
    rows = torch.arange(50)
    usual = figures.parts({"a": (rows[:10], rows[:10] % 2), "b": (rows[10:], rows[10:])}, 50, "P.")
    odd = figures.parts({"a": (rows * math.nan, rows), "b": (torch.zeros(0), rows)}, 50, "P.")
    assert pixels(usual).any() and pixels(odd).any()
    assert usual.png != odd.png
