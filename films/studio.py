"""What all films share: scenes with a subtitle, their frames, and the files of a film."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from compneuro.utils.video import Frame, VideoWriter

SIZE_INCHES, DPI, FPS = (8.0, 4.5), 120, 12  # 960 x 540 pixels
STYLE: list[Any] = ["compneuro.course", {"figure.constrained_layout.use": False}]
GREY, DARK, BLUE, RED, GREEN, AMBER = (
    "#BDBDBD", "#404040", "#0072B2", "#D55E00", "#00795A", "#E69F00",
)  # fmt: skip
LINE = 76  # characters of a subtitle
FULL = (0.1, 0.3, 0.84, 0.56)  # left, bottom, width and height of one large plot
Draw = Callable[[Figure, float], None]
Place = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    """A part of a film with one subtitle.

    Attributes:
        says: The subtitle.
        seconds: How long it lasts.
        draw: Draws the picture; its second argument goes from 0 to 1.
        moves: The share of the time in which something moves; then the picture holds still.
    """

    says: str
    seconds: float
    draw: Draw
    moves: float = 0.7


@dataclass(frozen=True)
class Film:
    """A film without sound, which its subtitles tell.

    Attributes:
        name: Of its files.
        title: Above every picture.
        shows: What is to be seen, for somebody who cannot see it.
        scenes: The scenes, in order.
    """

    name: str
    title: str
    shows: str
    scenes: Sequence[Scene]

    def subtitles(self) -> str:
        """The text of the film as WebVTT: what is to be seen as a note, and the subtitles."""
        parts, start = [f"WEBVTT - {self.title}", f"NOTE\n{self.shows}"], 0.0
        for scene in self.scenes:
            end = start + scene.seconds
            parts.append(f"{_clock(start)} --> {_clock(end)}\n{scene.says}")
            start = end
        return "\n\n".join(parts) + "\n"

    def picture(self, scene: Scene, moment: float) -> Frame:
        """One picture of a scene; the moment goes from 0 to 1."""
        with matplotlib.style.context(STYLE):
            figure = Figure(figsize=SIZE_INCHES, dpi=DPI)
            canvas = cast("Any", FigureCanvasAgg(figure))  # its methods have no types
            scene.draw(figure, moment)
            figure.text(0.03, 0.935, self.title, fontsize=14, fontweight="bold", color=DARK)
            lines = -(-len(scene.says) // LINE)
            says = textwrap.fill(scene.says, len(scene.says) // lines + 8)  # lines of like length
            figure.text(0.5, 0.085, says, fontsize=13, ha="center", va="center", linespacing=1.3)
            canvas.draw()
            return np.array(canvas.buffer_rgba())

    def frames(self) -> Iterator[Frame]:
        """All frames. Where nothing moves the same picture comes again."""
        for scene in self.scenes:
            total = round(scene.seconds * FPS)
            moving = max(1, round(total * scene.moves))
            for i in range(moving):
                picture = self.picture(scene, (i + 1) / moving)
                yield picture
            for _ in range(total - moving):
                yield picture

    def write(self, folder: Path) -> Path:
        """Write the film and its subtitles. Returns the film's path."""
        path = folder / f"{self.name}.mp4"
        size = round(SIZE_INCHES[0] * DPI), round(SIZE_INCHES[1] * DPI)
        with VideoWriter(path, FPS, size, is_small=True) as video:
            for frame in self.frames():
                video.write(frame)
        path.with_suffix(".vtt").write_text(self.subtitles(), encoding="utf-8")
        return path


def plot(figure: Figure, place: Place = FULL, **settings: Any) -> Axes:
    """Axes at a place, with settings such as `xlabel`."""
    axes = figure.add_axes(place)
    axes.set(**settings)
    return axes


def between(moment: float, start: float, end: float) -> float:
    """How much of the time from start to end is over, from 0 to 1, slow at both ends."""
    share = min(max((moment - start) / (end - start), 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _clock(seconds: float) -> str:
    return f"00:{int(seconds) // 60:02}:{seconds % 60:06.3f}"
