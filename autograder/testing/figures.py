"""Pictures of what a student's code returned, drawn on the trusted side into small PNG files.

A PNG holds dots and no text, so nothing that a student returned can reach a reader's browser as
anything but a drawing. The bytes depend on the values alone. Values may be as odd as they like:
what is not finite is left out, and what lies far outside the picture is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from autograder.testing.drawing import Axis, Drawing, axis, own_settings

Array = NDArray[np.float64]

# Okabe and Ito's colours, told apart by colour-blind readers too; classes have marks besides.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKS = ("o", "s", "^", "D", "v", "P", "X")
TINTS = np.array([[102 * c + 153 for c in to_rgb(name)] for name in (*COLOURS, "white")], np.uint8)
DASHES = ("-", "--", "-.", ":")
POINTS: dict[str, Any] = {"linestyle": "", "marker": "o", "color": "#000000", "markersize": 5}
MAX_VALUES = 1_000  # of one line
MAX_LINES = 20
MAX_NAMES = 3  # of lines that do not show
MAX_ROOM = 1.5  # above and below the points, in units of their height
MAX_CLASSES = 100
GRID = 80  # squares along each side of a decision map


class Picture(NamedTuple):
    """A drawing and what it shows.

    Attributes:
        png: The file's bytes.
        caption: A sentence for those who see it and for those who do not.
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
    """Lines over a common x, with points that everybody may see.

    Args:
        x: Shape (n,).
        lines: Values at x, shape (n,), by what the legend calls them.
        caption: What the picture shows.
        points: Of the lesson: x and y, shape (m,) each.
        labels: What stands along x and along y.
        height: Of what matters, from 0; without it, that of the points or else of the lines.
    """
    places = _flat(x)
    drawn = [(name, *_together(places, _flat(y))) for name, y in list(lines.items())[:MAX_LINES]]
    px, py = map(_flat, points or ([], []))
    with own_settings():
        drawing = Drawing()
        for i, (name, xs, ys) in enumerate(drawn):
            colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
            drawing.line(xs, ys, name, linewidth=1.8, color=colour, linestyle=dash)
        if points is not None:
            drawing.line(px, py, "points of the lesson", **POINTS)
        all_x = np.concatenate([px, *(xs for _, xs, _ in drawn)])
        lines_y = np.concatenate([np.zeros(0), *(ys for _, _, ys in drawn)])
        around = lines_y if points is None else py
        around = around if height is None else np.array([0.0, height])
        across = axis(*_limits(np.zeros(0), all_x), labels[0])
        up = axis(*_limits(lines_y, around), labels[1])
        drawing.remark(unseen({name: ys for name, _, ys in drawn}, up.low, up.high))
        return Picture(drawing.png(across, up), caption)


def decision_map(
    predict: Callable[[torch.Tensor], Any],
    inputs: torch.Tensor,
    classes: torch.Tensor,
    caption: str,
) -> Picture:
    """The class that a network gives to each place of the plane, below the points of a data set.

    Args:
        predict: The network: from places, shape (n, 2), to a score for each class, shape (n, k).
        inputs: Points of the lesson, shape (m, 2).
        classes: Their classes, whole numbers from 0, shape (m,).
        caption: What the picture shows.
    """
    reach = 1.25 * float(inputs.abs().max())
    side = torch.linspace(-reach, reach, GRID)
    places = torch.cartesian_prod(side, side)
    given = _classes(predict(places))
    with own_settings():
        drawing = Drawing(width=530, height=340)
        drawing.squares(TINTS[given.reshape(GRID, GRID).T.numpy()])
        drawing.heading("points of the lesson")
        for k in classes.unique().tolist():
            _marks(drawing, inputs[classes == k].numpy(), int(k))
        if bool((given == len(COLOURS)).all()):
            drawing.remark("no finite values")
        sides = (axis(-reach, reach, label) for label in ("x₁", "x₂"))
        return Picture(drawing.png(*sides, grid=False), caption)


def parts(
    taken: Mapping[str, tuple[object, object]],
    total: int,
    caption: str,
    *,
    place: str = "row in the whole data set, coloured by its label",
) -> Picture:
    """Which samples of a data set are in which part: a mark at each sample's place.

    Args:
        taken: By the name of the part, the numbers of its samples and their labels, which are whole
            numbers from 0; shape (n,) each.
        total: How many samples there are.
        caption: What the picture shows.
        place: What the numbers of samples and the colours stand for.
    """
    with own_settings():
        drawing, names = Drawing(), []
        for row, (name, (numbers, labels)) in enumerate(taken.items()):
            where, kinds = _together(_flat(numbers), _flat(labels))
            names.append(f"{name}\n(n = {len(_flat(numbers))})")
            for k in sorted(set(kinds.tolist()))[: len(COLOURS)]:
                colour = COLOURS[int(k) % len(COLOURS)] if 0 <= k < 1000 else COLOURS[-1]
                drawing.bars(where[kinds == k], -row - 0.3, -row + 0.3, color=colour, linewidth=1.2)
        across = axis(-0.02 * total - 1, 1.02 * total, place)
        up = Axis(0.5 - len(names), 0.5, "", range(0, -len(names), -1), names)
        return Picture(drawing.png(across, up, grid=False), caption)


def _classes(returned: object) -> torch.Tensor:
    """The colour of each place on the map; beyond the last where its scores are not finite."""
    scores = torch.as_tensor(returned).detach().reshape(GRID**2, -1)
    scores = scores[:, :MAX_CLASSES].double().cpu()
    finite = torch.isfinite(scores).all(dim=1)
    given = scores.nan_to_num().argmax(dim=1) % len(COLOURS)
    return torch.where(finite, given, len(COLOURS))


def _flat(values: object) -> Array:
    """Values as a vector of numbers, at most so many of them; what is not finite is NaN."""
    if isinstance(values, (list, tuple)):
        values = torch.tensor([float(torch.as_tensor(value)) for value in values])
    tensor = torch.as_tensor(values).detach().flatten()
    vector = tensor[:: len(tensor) // MAX_VALUES + 1].double().cpu().numpy()
    return np.where(np.abs(vector) < 1e30, vector, np.nan)


def _together(x: Array, y: Array) -> tuple[Array, Array]:
    """Where both are finite, as far as the shorter goes."""
    number = min(len(x), len(y))
    x, y = x[:number], y[:number]
    both = np.isfinite(x) & np.isfinite(y)
    return x[both], y[both]


def _limits(lines: Array, around: Array) -> tuple[float, float]:
    """From the lowest to the highest value, but not far beyond those around which it matters."""
    around = around[np.isfinite(around)]
    low, high = (around.min(), around.max()) if len(around) else (0.0, 1.0)
    height = high - low or 1.0
    if len(lines):
        low = min(low, max(lines.min(), low - MAX_ROOM * height))
        high = max(high, min(lines.max(), high + MAX_ROOM * height))
    margin = 0.08 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def unseen(lines: Mapping[str, Array], low: float, high: float) -> str:
    """What is to be said of lines that do not show; nothing where all do."""
    if not any(map(len, lines.values())):
        return "no finite values"
    above = [name for name, ys in lines.items() if len(ys) and ys.min() > high]
    below = [name for name, ys in lines.items() if len(ys) and ys.max() < low]
    told = [
        f"{', '.join(names[:MAX_NAMES])} far {where}"
        for names, where in ((above, "above"), (below, "below"))
        if names
    ]
    return "\n".join(told)


def _marks(drawing: Drawing, points: NDArray[Any], k: int) -> None:
    style: dict[str, Any] = {"color": COLOURS[k % len(COLOURS)], "markeredgecolor": "white"}
    style |= {"linestyle": "", "marker": MARKS[k % len(MARKS)], "markersize": 6}
    drawing.line(points[:, 0], points[:, 1], f"class {k}", **style)
