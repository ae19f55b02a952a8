"""matplotlib's axes in a fixed layout, and small PNG files of what is drawn in them.

Places are fixed and words are shortened to fit, so that matplotlib measures few words: a picture
takes 35 to 70 ms of one core.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

DOTS_PER_INCH = 100
LEFT, RIGHT, BELOW, ABOVE, LEGEND = 92, 16, 52, 22, 206  # dots around the axes
LETTER = 8  # dots of a letter, on average
ROW = 20  # dots of a row of the legend
MAX_NAME = 20  # letters in the legend
COLOURS = 128

# As matplotlib comes, whatever the reader's settings are; not its backend, which may be in use.
SETTINGS: Any = dict(matplotlib.rcParamsDefault.copy())
del SETTINGS["backend"]
SETTINGS |= {
    "axes.axisbelow": True,
    "axes.formatter.limits": (-3, 4),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": "#E3E3E3",
    "legend.frameon": False,
}


@contextmanager
def own_settings() -> Iterator[None]:
    """Within it, matplotlib draws as it comes; axes are made and used there."""
    with matplotlib.rc_context():
        dict.update(matplotlib.rcParams, SETTINGS)  # known to be right: not checked again
        yield


def new_axes(width: int = 600, height: int = 320, *, beside: int = RIGHT) -> Axes:
    """Empty axes.

    Args:
        width: Of the picture, in dots.
        height: Of the picture, in dots.
        beside: Dots to the right of the axes, where a legend needs them.
    """
    figure = Figure((width / DOTS_PER_INCH, height / DOTS_PER_INCH), DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    wide, high = width - LEFT - beside, height - BELOW - ABOVE
    axes = figure.add_axes((LEFT / width, BELOW / height, wide / width, high / height))
    axes.xaxis.set_label_coords(0.5, -28 / high)
    axes.yaxis.set_label_coords((18 - LEFT) / wide, 0.5)
    return axes


def set_axis(axes: Axes, name: str, low: float, high: float, label: str = "") -> None:
    """Set where the axis of this name, x or y, begins and ends, and what stands beside it."""
    least = max(1e-9 * abs(low), 1e-9 * abs(high), 1e-100)  # less cannot be told apart
    if high - low < least:
        low, high = low - least, high + least
    axis = {"x": axes.xaxis, "y": axes.yaxis}[name]
    axes.set(**{f"{name}lim": (low, high)})
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    room = axes.bbox.width if name == "x" else axes.bbox.height
    axis.set_label_text(shortened(label, int(room / LETTER)))


def add_legend(axes: Axes, title: str = "") -> None:
    """A legend to the right of the axes, unless it would be higher than the picture."""
    handles, names = axes.get_legend_handles_labels()
    if ROW * len(names) < axes.figure.bbox.height - 2 * ABOVE:
        axes.legend(
            handles,
            [shortened(name, MAX_NAME) for name in names],
            title=title or None,
            alignment="left",
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
        )


def add_note(axes: Axes, words: str) -> None:
    """Words across the middle of the axes."""
    if words:
        most = int(axes.bbox.width / LETTER)
        fitting = "\n".join(shortened(line, most) for line in words.splitlines())
        axes.text(0.5, 0.5, fitting, ha="center", va="center", transform=axes.transAxes)


def shortened(words: str, most: int) -> str:
    """Words of at most so many letters."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def png(axes: Axes) -> bytes:
    """A PNG file of few colours, small and quickly made."""
    agg: Any = axes.figure.canvas
    agg.draw()
    dots = np.asarray(agg.buffer_rgba())[:, :, :3]
    few = Image.fromarray(dots).quantize(COLOURS, Image.Quantize.FASTOCTREE)
    palette, corner = few.getpalette() or [], few.getpixel((0, 0))
    assert isinstance(corner, int)
    palette[3 * corner : 3 * corner + 3] = [255] * 3  # white was mixed with what is nearly white
    few.putpalette(palette)
    file = io.BytesIO()
    few.save(file, "png")
    return file.getvalue()
