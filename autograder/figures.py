"""Pictures of what a student's code returned, drawn on the trusted side into small PNG files.

A PNG holds dots and no text, so nothing that a student returned can reach a reader's browser as
anything but a drawing. The bytes depend on the values alone. Values may be as odd as they like:
what is not finite is left out, and what lies far outside the picture is cut off.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Okabe and Ito's colours, told apart by colour-blind readers too; classes have marks besides.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":")
SIZE, DOTS_PER_INCH = (6.0, 3.2), 100
LOOK: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E3E3E3",
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
MOST_VALUES = 5_000  # of one line
MOST_LINES = 40
MOST_KEYS = 12  # more names than this would fill the picture
MOST_NAMES = 3  # of lines that do not show
MOST_ROOM = 1.5  # above and below the points, in units of their height
MOST_CLASSES = 100
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
    drawn = [(name, *_together(places, _flat(y))) for name, y in list(lines.items())[:MOST_LINES]]
    with _axes() as (axes, canvas):
        for i, (name, xs, ys) in enumerate(drawn):
            colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
            axes.plot(xs, ys, label=name, linewidth=1.8, color=colour, linestyle=dash)
        if points is not None:
            px, py = map(_flat, points)
            axes.plot(px, py, "o", color="#000000", markersize=5, label="points of the lesson")
        lines_y = np.concatenate([np.zeros(0), *(ys for _, _, ys in drawn)])
        around = lines_y if points is None else _flat(points[1])
        around = around if height is None else np.array([0.0, height])
        axes.set(xlabel=labels[0], ylabel=labels[1], ylim=_limits(lines_y, around))
        _remark(axes, _unseen({name: ys for name, _, ys in drawn}, *axes.get_ylim()))
        if len(drawn) <= MOST_KEYS:
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
        return Picture(_png(canvas), caption)


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
    area = given.reshape(GRID, GRID).T.numpy()
    tints = [tuple(0.4 * c + 0.6 for c in to_rgb(colour)) for colour in COLOURS]
    with _axes(square=True) as (axes, canvas):
        axes.imshow(
            area,
            origin="lower",
            extent=(-reach, reach, -reach, reach),
            cmap=ListedColormap([*tints, (1.0, 1.0, 1.0)]),
            vmin=0,
            vmax=len(COLOURS),
            interpolation="nearest",
        )
        for k in classes.unique().tolist():
            _marks(axes, inputs[classes == k].numpy(), int(k))
        if bool((given == len(COLOURS)).all()):
            _remark(axes, "no finite values")
        axes.set(xlabel="$x_1$", ylabel="$x_2$")
        axes.grid(False)
        axes.legend(title="points of the lesson", loc="center left", bbox_to_anchor=(1, 0.5))
        return Picture(_png(canvas), caption)


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
    with _axes() as (axes, canvas):
        names = []
        for row, (name, (numbers, labels)) in enumerate(taken.items()):
            where, kinds = _together(_flat(numbers), _flat(labels))
            names.append(f"{name}\n(n = {len(_flat(numbers))})")
            for k in sorted(set(kinds.tolist()))[: len(COLOURS)]:
                here = where[kinds == k]
                colour = COLOURS[int(k) % len(COLOURS)] if 0 <= k < 1000 else COLOURS[-1]
                axes.vlines(here, -row - 0.3, -row + 0.3, color=colour, linewidth=1.2)
        axes.set(
            xlabel=place,
            xlim=(-0.02 * total - 1, 1.02 * total),
            ylim=(-len(names) + 0.5, 0.5),
            yticks=range(0, -len(names), -1),
            yticklabels=names,
        )
        axes.grid(False)
        return Picture(_png(canvas), caption)


def _classes(returned: object) -> torch.Tensor:
    """The colour of each place on the map; beyond the last where its scores are not finite."""
    scores = torch.as_tensor(returned).detach().reshape(GRID**2, -1)
    scores = scores[:, :MOST_CLASSES].double().cpu()
    finite = torch.isfinite(scores).all(dim=1)
    given = scores.nan_to_num().argmax(dim=1) % len(COLOURS)
    return torch.where(finite, given, len(COLOURS))


def _flat(values: object) -> Array:
    """Values as a vector of numbers, at most so many of them; what is not finite is NaN."""
    if isinstance(values, (list, tuple)):
        values = torch.tensor([float(torch.as_tensor(value)) for value in values])
    tensor = torch.as_tensor(values).detach().flatten()
    vector = tensor[:: len(tensor) // MOST_VALUES + 1].double().cpu().numpy()
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
        low = min(low, max(lines.min(), low - MOST_ROOM * height))
        high = max(high, min(lines.max(), high + MOST_ROOM * height))
    margin = 0.08 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def _unseen(lines: Mapping[str, Array], low: float, high: float) -> str:
    """What is to be said of lines that do not show; nothing where all do."""
    if not any(map(len, lines.values())):
        return "no finite values"
    above = [name for name, ys in lines.items() if len(ys) and ys.min() > high]
    below = [name for name, ys in lines.items() if len(ys) and ys.max() < low]
    told = [
        f"{', '.join(names[:MOST_NAMES])} far {where}"
        for names, where in ((above, "above"), (below, "below"))
        if names
    ]
    return "\n".join(told)


def _marks(axes: Axes, points: NDArray[Any], k: int) -> None:
    style: dict[str, Any] = {"color": COLOURS[k % len(COLOURS)], "markeredgecolor": "white"}
    mark = MARKS[k % len(MARKS)]
    axes.plot(points[:, 0], points[:, 1], mark, markersize=6, label=f"class {k}", **style)


def _remark(axes: Axes, text: str) -> None:
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", fontsize=14)


@contextmanager
def _axes(*, square: bool = False) -> Iterator[tuple[Axes, Canvas]]:
    """Axes in the course's look, whatever the reader's own settings of matplotlib are."""
    with matplotlib.rc_context(matplotlib.rcParamsDefault), matplotlib.rc_context(LOOK):
        canvas = Canvas(figsize=(5.0, 3.4) if square else SIZE, dpi=DOTS_PER_INCH)
        yield canvas.add_subplot(aspect="equal" if square else "auto"), canvas


def _png(canvas: Canvas) -> bytes:
    FigureCanvasAgg(canvas)
    file = io.BytesIO()
    canvas.savefig(file, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True})
    return file.getvalue()
