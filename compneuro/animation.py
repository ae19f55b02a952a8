"""The picture of a training run: the fit beside the loss, redrawn while the model learns."""

from __future__ import annotations

from typing import Any, cast

import matplotlib.style
import numpy as np
import torch
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from compneuro.datasets import DataSet

GREY, BLUE, ORANGE, RED = "#B0B0B0", "#0072B2", "#E69F00", "#D55E00"
SIZE_INCHES, DPI = (9.6, 4.8), 125  # 1200 x 600 pixels: sharp on a projector, twice the usual 600
LOSS_RANGE = (1e-5, 3.0)  # the same in every video, so that two of them can be compared


class TrainingPicture:
    """One figure that lasts for a whole run; a frame redraws nothing but what moves.

    Points, axes and legends are drawn once and copied from then on: many times as fast as a new
    figure for each frame.
    """

    def __init__(self, data: DataSet, last_step: int, ylim: float | None) -> None:
        """Draw what holds still.

        Args:
            data: The points, on any device.
            last_step: Where the axis of the loss ends.
            ylim: The fit is drawn from -ylim to ylim; None takes the range of the points.
        """
        with matplotlib.style.context("compneuro.course"):
            figure = Figure(figsize=SIZE_INCHES, dpi=DPI)
            self._canvas = cast("Any", FigureCanvasAgg(figure))  # its methods have no types
            fit, loss = figure.subplots(1, 2, width_ratios=(1.25, 1))
            self._caption = fit.set_title(" ")
            self._losses = loss.set_title(" ")
            self._fit = _draw_points(fit, data, ylim)
            self._train_loss, self._test_loss = _draw_loss(loss, last_step)
            self._moving: list[tuple[Axes, Artist]] = [
                (fit, self._fit),
                (fit, self._caption),
                (loss, self._train_loss),
                (loss, self._test_loss),
                (loss, self._losses),
            ]
            for _, artist in self._moving:
                artist.set_animated(True)  # leaves it out of the next line
            self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(figure.bbox)
        self._history: list[tuple[int, float, float]] = []

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a frame in pixels."""
        width, height = self._canvas.get_width_height()
        return width, height

    def frame(
        self, step: int, caption: str, curve: NDArray[Any], train_loss: float, test_loss: float
    ) -> NDArray[np.uint8]:
        """The next frame: RGBA, shape (height, width, 4), good until the frame after it.

        Args:
            step: How many steps of the optimizer were taken.
            caption: What stands above the fit.
            curve: What the model says at `grid`, shape (300,).
            train_loss: Loss of the batch of this step.
            test_loss: Loss of the test data after this step.
        """
        self._history.append((step, train_loss, test_loss))
        steps, train, test = zip(*self._history, strict=True)
        self._fit.set_ydata(curve)
        self._train_loss.set_data(steps, train)
        self._test_loss.set_data(steps, test)
        self._caption.set_text(caption)
        self._losses.set_text(f"loss: training {train_loss:.4f}, test {test_loss:.4f}")
        self._canvas.restore_region(self._background)
        for axes, artist in self._moving:
            axes.draw_artist(artist)
        return np.asarray(self._canvas.buffer_rgba())


def grid() -> torch.Tensor:
    """Where the fit is drawn: inputs of shape (300, 1), from -1 to 1."""
    return torch.linspace(-1, 1, 300).view(-1, 1)


def _draw_points(axes: Axes, data: DataSet, ylim: float | None) -> Any:
    x = grid()
    axes.plot(x, data.curve(x), color=GREY, linewidth=5, alpha=0.6, label="without noise")
    axes.scatter(data.x_train.cpu(), data.y_train.cpu(), s=26, color="#404040", alpha=0.75,
                 linewidths=0, label="training data", zorder=3)
    axes.scatter(data.x_test.cpu(), data.y_test.cpu(), s=34, marker="s", facecolor="white",
                 edgecolor=RED, linewidths=1.4, label="test data", zorder=3)
    (fit,) = axes.plot(x, torch.zeros_like(x), color=BLUE, linewidth=2.8, label="model")
    axes.set(xlabel="input x", ylabel="output y", xlim=(-1.05, 1.05))
    if ylim is not None:
        axes.set_ylim(-ylim, ylim)
    axes.legend(loc="upper left", fontsize=9, ncols=2)
    return fit


def _draw_loss(axes: Axes, last_step: int) -> tuple[Any, Any]:
    (train,) = axes.plot([], [], color="#404040", linewidth=1.2, label="training (batch)")
    (test,) = axes.plot([], [], color=RED, linewidth=2, label="test")
    axes.set(xlabel="step", ylabel="mean squared error", yscale="log", ylim=LOSS_RANGE,
             xlim=(0, max(last_step, 2)))
    axes.legend(loc="upper right", fontsize=9, ncols=2)
    return train, test
