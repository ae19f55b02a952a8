"""Draws what a student's code returned, on the trusted side, as small PNG files.

A PNG contains only pixels, so student data cannot reach a reader's browser in any other form. The
bytes depend on the values alone. Any values are accepted: values that are not finite are left out,
and lines far outside the axes are cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from autograder.testing.pictures.drawing import (
    LEGEND,
    add_legend,
    add_note,
    new_axes,
    own_settings,
    png,
    set_axis,
    shortened,
)

Array = NDArray[np.float64]

# Okabe and Ito's colours, which colour-blind readers can tell apart; classes have markers too.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
TINTS = np.array([[102 * c + 153 for c in to_rgb(name)] for name in (*COLOURS, "white")], np.uint8)
DASHES = ("-", "--", "-.", ":")
POINTS: dict[str, Any] = {"linestyle": "", "marker": "o", "color": "#000000", "markersize": 5}
MAX_VALUES = 1_000  # of one line
MAX_LINES = 20
MAX_NAMES = 3  # of lines outside the axes
MAX_ROOM = 1.5  # above and below the points, in units of their height
MAX_CLASSES = 100
MAX_PART = 10  # letters in the name of a part
GRID = 80  # squares along each side of a decision map


class Picture(NamedTuple):
    """A drawing and what it shows.

    Attributes:
        png: The file's bytes.
        caption: A sentence about it, also for readers who cannot see it.
    """

    png: bytes
    caption: str


def curves(
    x: object,
    lines: Mapping[str, object],
    caption: str,
    *,
    points: tuple[object, object] | None = None,
    labels: tuple[str, str] = ("x", "y"),
    height: float | None = None,
) -> Picture:
    """Draw lines over a common x, with public points of the lesson.

    Args:
        x: Shape (n,).
        lines: Values at x, shape (n,), by their name in the legend.
        caption: What the picture shows.
        points: Points of the lesson: x and y, shape (m,) each.
        labels: Labels of the axes.
        height: Height of the relevant range of y, from 0; by default the points or lines give it.
    """
    places = _vector(x)
    shown = list(lines.items())[:MAX_LINES]
    drawn = [(name, *_finite_pairs(places, _vector(y))) for name, y in shown]
    px, py = map(_vector, points or ([], []))
    all_x = np.concatenate([px, *(xs for _, xs, _ in drawn)])
    lines_y = np.concatenate([np.zeros(0), *(ys for _, _, ys in drawn)])
    around = lines_y if points is None else py
    low, high = _limits(lines_y, around if height is None else np.array([0.0, height]))
    with own_settings():
        axes = new_axes(beside=LEGEND)
        set_axis(axes, "x", *_limits(np.zeros(0), all_x), labels[0])
        set_axis(axes, "y", low, high, labels[1])
        for i, (name, xs, ys) in enumerate(drawn):
            colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
            axes.plot(xs, ys, label=name, linewidth=1.8, color=colour, linestyle=dash)
        if points is not None:
            axes.plot(px, py, label="points of the lesson", **POINTS)
        axes.grid()
        add_legend(axes)
        add_note(axes, note_on_hidden_lines({name: ys for name, _, ys in drawn}, low, high))
        return Picture(png(axes), caption)


def decision_map(
    predict: Callable[[torch.Tensor], Any],
    inputs: torch.Tensor,
    classes: torch.Tensor,
    caption: str,
) -> Picture:
    """Draw the class that a network predicts at each place of a plane, and points of the lesson.

    Args:
        predict: The network, from places (n, 2) to a score for each class (n, k).
        inputs: Points of the lesson, shape (m, 2).
        classes: Class of each point, whole numbers from 0, shape (m,).
        caption: What the picture shows.
    """
    reach = 1.25 * float(inputs.abs().max())
    side = torch.linspace(-reach, reach, GRID)
    places = torch.cartesian_prod(side, side)
    given = _classes(predict(places))
    squares = TINTS[given.reshape(GRID, GRID).T.numpy()]
    with own_settings():
        axes = new_axes(width=564, height=340, beside=LEGEND)
        set_axis(axes, "x", -reach, reach, "x₁")
        set_axis(axes, "y", -reach, reach, "x₂")
        axes.imshow(squares, origin="lower", extent=(-reach, reach, -reach, reach))
        for k in classes.unique().tolist():
            _draw_points(axes, inputs[classes == k].numpy(), int(k))
        add_legend(axes, "points of the lesson")
        add_note(axes, "no finite values" if bool((given == len(COLOURS)).all()) else "")
        return Picture(png(axes), caption)


def parts(
    taken: Mapping[str, tuple[object, object]],
    total: int,
    caption: str,
    *,
    place: str = "row in the whole data set, coloured by its label",
) -> Picture:
    """Draw which samples of a data set are in which part: a line at the place of each sample.

    Args:
        taken: For each part, by name, the numbers of its samples and their labels, which are whole
            numbers from 0; shape (n,) each.
        total: Number of samples in the data set.
        caption: What the picture shows.
        place: Label of the x axis, which also explains the colours.
    """
    with own_settings():
        axes, names = new_axes(), []
        for row, (name, (numbers, labels)) in enumerate(taken.items()):
            where, kinds = _finite_pairs(_vector(numbers), _vector(labels))
            names.append(f"{shortened(name, MAX_PART)}\n(n = {len(_vector(numbers))})")
            for k in sorted(set(kinds.tolist()))[: len(COLOURS)]:
                colour = COLOURS[int(k) % len(COLOURS)] if 0 <= k < 1000 else COLOURS[-1]
                axes.vlines(where[kinds == k], -row - 0.3, -row + 0.3, colour, linewidth=1.2)
        set_axis(axes, "x", -0.02 * total - 1, 1.02 * total, place)
        set_axis(axes, "y", 0.5 - len(names), 0.5)
        axes.set_yticks(range(0, -len(names), -1), names)
        return Picture(png(axes), caption)


def _classes(returned: object) -> torch.Tensor:
    """The colour number of each place on the map; white if its scores are not finite."""
    scores = torch.as_tensor(returned).detach().reshape(GRID**2, -1)
    scores = scores[:, :MAX_CLASSES].double().cpu()
    finite = torch.isfinite(scores).all(dim=1)
    given = scores.nan_to_num().argmax(dim=1) % len(COLOURS)
    return torch.where(finite, given, len(COLOURS))


def _vector(values: object) -> Array:
    """At most `MAX_VALUES` of the values as a vector; huge and infinite values become NaN."""
    if isinstance(values, (list, tuple)):
        values = torch.tensor([float(torch.as_tensor(value)) for value in values])
    tensor = torch.as_tensor(values).detach().flatten()
    vector = tensor[:: len(tensor) // MAX_VALUES + 1].double().cpu().numpy()
    return np.where(np.abs(vector) < 1e30, vector, np.nan)


def _finite_pairs(x: Array, y: Array) -> tuple[Array, Array]:
    """The pairs of values in which both are finite."""
    number = min(len(x), len(y))
    x, y = x[:number], y[:number]
    both = np.isfinite(x) & np.isfinite(y)
    return x[both], y[both]


def _limits(lines: Array, around: Array) -> tuple[float, float]:
    """From the lowest to the highest value of lines, but not far beyond the values in `around`."""
    around = around[np.isfinite(around)]
    low, high = (around.min(), around.max()) if len(around) else (0.0, 1.0)
    height = high - low or 1.0
    if len(lines):
        low = min(low, max(lines.min(), low - MAX_ROOM * height))
        high = max(high, min(lines.max(), high + MAX_ROOM * height))
    margin = 0.08 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def note_on_hidden_lines(lines: Mapping[str, Array], low: float, high: float) -> str:
    """A note that names the lines outside the axes; empty if all are visible."""
    if not any(map(len, lines.values())):
        return "no finite values"
    above = [name for name, ys in lines.items() if len(ys) and ys.min() > high]
    below = [name for name, ys in lines.items() if len(ys) and ys.max() < low]
    notes = [
        f"far {where}: {', '.join(names[:MAX_NAMES])}"
        for names, where in ((above, "above"), (below, "below"))
        if names
    ]
    return "\n".join(notes)


def _draw_points(axes: Axes, points: NDArray[Any], k: int) -> None:
    style: dict[str, Any] = {"color": COLOURS[k % len(COLOURS)], "markeredgecolor": "white"}
    style |= {"linestyle": "", "marker": MARKERS[k % len(MARKERS)], "markersize": 6}
    axes.plot(points[:, 0], points[:, 1], label=f"class {k}", **style)
