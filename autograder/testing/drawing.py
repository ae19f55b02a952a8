"""A drawing with axes and a legend beside them: each word is measured, and none is cut off.

matplotlib's own axes, ticks and legends take most of the time of a picture. Here lines and words
are put onto its canvas directly, at places in dots from the lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from matplotlib.transforms import Affine2D, Bbox, BboxTransform, IdentityTransform
from numpy.typing import NDArray
from PIL import Image

DOTS_PER_INCH = 100
INK, PALE = "#000000", "#E3E3E3"
EDGE, GAP, TICK, WORDS, ROW, KEY = 8, 7, 4, 17, 20, 28  # in dots; ROW and KEY are the legend's
FONT_SIZE = 10  # matplotlib's
MAX_TICKS = 8
MAX_SHARE = 0.45  # of the width, for names at one side
COLOURS = 128

# As matplotlib comes, whatever the reader's settings are; not its backend, which may be in use.
SETTINGS: Any = dict(matplotlib.rcParamsDefault.copy())
del SETTINGS["backend"]


class Axis(NamedTuple):
    """One direction of a drawing.

    Attributes:
        low: Where it begins.
        high: Where it ends.
        label: What it stands for.
        places: Where its ticks are.
        names: What stands at each tick.
        unit: What the numbers at the ticks are multiplied with, or added to.
    """

    low: float
    high: float
    label: str
    places: Sequence[float]
    names: Sequence[str]
    unit: str = ""

    def dots(self, start: float, end: float) -> list[int]:
        """Where the ticks are if the axis goes from start to end."""
        scale = (end - start) / (self.high - self.low)
        return [round(start + scale * (place - self.low)) for place in self.places]


def axis(low: float, high: float, label: str) -> Axis:
    """An axis with round numbers at its ticks."""
    least = max(1e-9 * abs(low), 1e-9 * abs(high), 1e-100)  # less cannot be told apart
    if high - low < least:
        low, high = low - least, high + least
    ticks = MaxNLocator(MAX_TICKS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    places = [tick for tick in ticks if low <= tick <= high]
    formatter: Any = ScalarFormatter()
    formatter.set_powerlimits((-3, 4))
    formatter.create_dummy_axis()
    formatter.axis.set_view_interval(low, high)
    names = formatter.format_ticks(places)
    return Axis(low, high, label, places, names, formatter.get_offset())


@contextmanager
def own_settings() -> Iterator[None]:
    """Within it, matplotlib draws as it comes; drawings are made and used there."""
    with matplotlib.rc_context():
        dict.update(matplotlib.rcParams, SETTINGS)  # known to be right: not checked again
        yield


class Drawing:
    """What is to be drawn, in the units of its axes, until `png` puts all in its place."""

    def __init__(self, width: int = 600, height: int = 320) -> None:
        """An empty canvas of so many dots."""
        self._size = width, height
        self._canvas = Canvas((width / DOTS_PER_INCH, height / DOTS_PER_INCH), DOTS_PER_INCH)
        self._agg: Any = FigureCanvasAgg(self._canvas)
        self._place, self._box = Affine2D(), Bbox.unit()  # of the axes, which `png` decides
        self._keys: list[tuple[str, dict[str, Any]]] = []
        self._squares: NDArray[np.uint8] | None = None
        self._remark = ""

    def line(self, xs: Any, ys: Any, name: str = "", **style: Any) -> None:
        """A line, or marks without one, and its row of the legend if it has a name."""
        self._put(Line2D(xs, ys, transform=self._place, clip_box=self._box, **style))
        if name:
            self._keys.append((name, style))

    def bars(self, xs: Iterable[float], low: float, high: float, **style: Any) -> None:
        """An upright line at each place, from low to high."""
        lines = [((x, low), (x, high)) for x in xs]
        self._put(LineCollection(lines, transform=self._place, clip_box=self._box, **style))

    def squares(self, colours: NDArray[np.uint8]) -> None:
        """Coloured squares that fill the axes, row by row from the lower left: (n, n, 3)."""
        self._squares = colours

    def heading(self, words: str) -> None:
        """A row of the legend that explains those below."""
        self._keys.append((words, {}))

    def remark(self, words: str) -> None:
        """Words across the middle."""
        self._remark = words

    def png(self, across: Axis, up: Axis, *, grid: bool = True) -> bytes:
        """The file.

        Args:
            across: The horizontal axis.
            up: The vertical one.
            grid: Whether lines go from the ticks through the picture.
        """
        if ROW * len(self._keys) > self._size[1] - 2 * EDGE:
            self._keys = []  # more would fill the picture
        names, left = self._names(up.names, ha="right", multialignment="center")
        keys, right = self._names([name for name, _ in self._keys])
        self._frame(across, up, left, right)
        self._axes(across, up, names, grid)
        self._legend(keys)
        self._agg.draw()
        return _packed(np.asarray(self._agg.buffer_rgba())[:, :, :3])

    def _frame(self, across: Axis, up: Axis, names: float, keys: float) -> None:
        """Give the axes the room that the words beside them leave."""
        left = EDGE + (WORDS + GAP) * bool(up.label) + names + GAP + TICK
        right = self._size[0] - EDGE - (2 * GAP + KEY + GAP + keys if keys else 3 * GAP)
        low = EDGE + 2 * WORDS + TICK
        high = self._size[1] - EDGE - (WORDS if up.unit else GAP)
        if self._squares is not None:
            side = round(min(right - left, high - low))
            right, high = left + side, low + side
            of = np.arange(side) * len(self._squares) // side
            shown = self._squares[of][:, of]
            self._canvas.figimage(shown, round(left), low, origin="lower")
        self._box.set_points(np.round([[left, low], [right, high]]))
        units = Bbox([[across.low, up.low], [across.high, up.high]])
        self._place.set_matrix(BboxTransform(units, self._box).get_matrix())

    def _axes(self, across: Axis, up: Axis, names: Sequence[Text], grid: bool) -> None:
        """Lines, ticks and all words that belong to them."""
        (left, low), (right, high) = self._box.get_points()
        xs, ys = across.dots(left, right), up.dots(low, high)
        if grid:
            through = [*([(x, low), (x, high)] for x in xs), *([(left, y), (right, y)] for y in ys)]
            self._put(LineCollection(through, color=PALE, linewidth=0.8, zorder=0.5))
        marks = [
            *([(x, low - TICK), (x, low)] for x in xs),
            *([(left - TICK, y), (left, y)] for y in ys),
        ]
        sides = [[(left, low), (right, low)], [(left, low), (left, high)]]
        self._put(LineCollection([*marks, *sides], color=INK, linewidth=0.8, zorder=2.5))
        for name, y in zip(names, ys, strict=True):
            name.set(position=(left - TICK - GAP / 2, y), va="center")
        for words, x in zip(across.names, xs, strict=True):
            self._word(words, x, low - TICK - GAP / 2, ha="center", va="top")
        middle = (left + right) / 2, (low + high) / 2
        self._fitted(across.label, middle[0], EDGE, right - left, ha="center", va="bottom")
        self._fitted(up.label, EDGE, middle[1], high - low, rotation=90, va="center")
        self._fitted(
            self._remark, *middle, 0.9 * (right - left), fontsize=14, ha="center", va="center"
        )
        self._word(up.unit, left, high + 2)
        self._word(across.unit, right, EDGE, ha="right", va="bottom")

    def _legend(self, names: Sequence[Text]) -> None:
        """Beside the middle of the axes: a sample of each line, and its name."""
        left, middle = self._box.x1 + 2 * GAP, (self._box.y0 + self._box.y1) / 2
        top = min(middle + ROW * len(names) / 2, self._size[1] - EDGE) - ROW / 2
        for row, (name, (_, style)) in enumerate(zip(names, self._keys, strict=True)):
            y = top - ROW * row
            name.set(position=(left + (KEY + GAP) * bool(style), y), va="center")
            if style:
                xs = [left, left + KEY] if style.get("linestyle") != "" else [left + KEY / 2]
                self._put(Line2D(xs, [y] * len(xs), **style))

    def _word(self, words: str, x: float = 0, y: float = 0, **style: Any) -> Text:
        word = Text(x, y, words, **style)
        self._put(word)
        return word

    def _names(self, names: Sequence[str], **style: Any) -> tuple[list[Text], float]:
        """Words beside the axes, which get their places later, and how wide the widest is."""
        words, most, widest = [], MAX_SHARE * self._size[0], 0.0
        for name in names:
            word = self._word(name, **style)
            while (width := word.get_window_extent().width) > most:
                word.set_text(word.get_text()[: int(len(word.get_text()) * most / width) - 1] + "…")
            words.append(word)
            widest = max(widest, width)
        return words, widest

    def _fitted(self, words: str, x: float, y: float, most: float, **style: Any) -> None:
        """A word, made smaller where it is too long."""
        word = self._word(words, x, y, **style)
        if words and (long := max(word.get_window_extent().size)) > most:
            word.set_fontsize(style.get("fontsize", FONT_SIZE) * most / long)

    def _put(self, artist: Artist) -> None:
        if not artist.is_transform_set():
            artist.set_transform(IdentityTransform())
        self._canvas.add_artist(artist)


def _packed(dots: NDArray[np.uint8]) -> bytes:
    """A PNG file of few colours, small and quickly made."""
    few = Image.fromarray(dots).quantize(COLOURS, Image.Quantize.FASTOCTREE)
    palette, corner = few.getpalette() or [], few.getpixel((0, 0))
    assert isinstance(corner, int)
    palette[3 * corner : 3 * corner + 3] = [255] * 3  # white was mixed with what is nearly white
    few.putpalette(palette)
    file = io.BytesIO()
    few.save(file, "png")
    return file.getvalue()
