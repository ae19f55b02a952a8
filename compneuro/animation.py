"""The film of a training run: the fit and the loss side by side, redrawn while the model learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import matplotlib.style
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from torch import Tensor, nn

from compneuro.datasets import DataSet
from compneuro.utils.video import Frame, FrameFolder, VideoWriter

GREY, DARK, BLUE, RED = "#BDBDBD", "#404040", "#0072B2", "#D55E00"
# 960 x 480 pixels: every pixel costs time in every frame, but the text must stay readable when a
# page shows the film 600 pixels wide.
SIZE_INCHES, DPI = (8.0, 4.0), 120
FIXED_LAYOUT = {"figure.constrained_layout.use": False}  # computing it takes longer than drawing
LOSS_RANGE = (1e-5, 3.0)  # the same in every film, so that two of them can be compared
GRID = torch.linspace(-1, 1, 300).view(-1, 1)  # where the model's curve is drawn


class TrainingPicture:
    """One figure for a whole run, in which a frame redraws only what moves.

    Points, axes and legends are drawn once and then copied, which is many times faster than a new
    figure for each frame.

    Attributes:
        figure: The figure as it is after the last frame.
    """

    def __init__(self, data: DataSet, last_step: int, ylim: float | None = None) -> None:
        """Draw everything that does not move.

        Args:
            data: The points, on any device.
            last_step: Where the axis of the loss ends.
            ylim: The y axis of the fit goes from -ylim to ylim; None takes the range of the points.
        """
        with matplotlib.style.context(["compneuro.course", FIXED_LAYOUT]):
            self.figure = figure = Figure(figsize=SIZE_INCHES, dpi=DPI)
            self._canvas = cast("Any", FigureCanvasAgg(figure))  # its methods have no types
            fit_axes, loss_axes = figure.subplots(1, 2, width_ratios=(1.25, 1))
            figure.subplots_adjust(left=0.095, right=0.975, bottom=0.14, top=0.92, wspace=0.17)
            self._fit = _draw_points(fit_axes, data, ylim)
            self._train_loss, self._test_loss = _draw_losses(loss_axes, last_step)
            self._epoch = fit_axes.set_title("")
        self._curves = (self._fit, self._train_loss, self._test_loss)
        for artist in (self._epoch, *self._curves):
            artist.set_animated(True)  # leaves it out of the next line
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(figure.bbox)
        self._with_epoch = self._still
        self._history = np.empty((3, last_step))
        self._frames = 0

    @property
    def size(self) -> tuple[int, int]:
        """The width and height of a frame in pixels."""
        width, height = self._canvas.get_width_height()
        return width, height

    def frame(
        self, epoch: int, step: int, curve: NDArray[Any], train_loss: float, test_loss: float
    ) -> Frame:
        """Draw the next frame.

        Args:
            epoch: The epoch, from 1.
            step: How many steps the optimizer has taken.
            curve: The model's prediction at each point of `GRID`, of as many elements.
            train_loss: The loss of this step's batch.
            test_loss: The loss of the test data after this step.

        Returns:
            The frame as RGBA, shape (height, width, 4). The next frame overwrites it.
        """
        self._canvas.restore_region(self._background(epoch))
        self._history[:, self._frames] = step, train_loss, test_loss
        self._frames += 1
        steps, train_losses, test_losses = self._history[:, : self._frames]
        self._fit.set_ydata(curve)
        self._train_loss.set_data(steps, train_losses)
        self._test_loss.set_data(steps, test_losses)
        for artist in self._curves:
            artist.draw(self._canvas.get_renderer())
        return np.asarray(self._canvas.buffer_rgba())

    def _background(self, epoch: int) -> Any:
        """Everything but the curves. Text is slow to draw, so this is redrawn once an epoch."""
        title = f"epoch {epoch}"
        if self._epoch.get_text() != title:
            self._epoch.set_text(title)
            self._canvas.restore_region(self._still)
            self._epoch.draw(self._canvas.get_renderer())
            self._with_epoch = self._canvas.copy_from_bbox(self.figure.bbox)
        return self._with_epoch


class Film:
    """Evaluates a model while it learns, and passes each frame on."""

    def __init__(
        self, picture: TrainingPicture, data: DataSet, keepers: Sequence[Callable[[Frame], None]]
    ) -> None:
        """Start without a frame.

        Args:
            picture: Draws the frames.
            data: The points, on the device of the model.
            keepers: Called with every frame: the writer of a video, of a folder.
        """
        self._picture = picture
        self._keepers = keepers
        self._inputs = torch.cat([GRID.to(data.x_test.device), data.x_test])
        self._y_test = data.y_test

    @torch.no_grad()
    def record(self, model: nn.Module, epoch: int, step: int, batch_loss: Tensor) -> None:
        """Add a frame that shows the model in its current state.

        Args:
            model: The model, from shape (N, 1) to shape (N, 1).
            epoch: The epoch, from 1.
            step: How many steps the optimizer has taken.
            batch_loss: The loss of this step's batch, a scalar.
        """
        outputs = model(self._inputs)
        test_loss = nn.functional.mse_loss(outputs[len(GRID) :], self._y_test).item()
        curve = outputs[: len(GRID)].cpu().numpy()
        frame = self._picture.frame(epoch, step, curve, batch_loss.item(), test_loss)
        for keep in self._keepers:
            keep(frame)


@contextmanager
def open_film(
    data: DataSet,
    last_step: int,
    ylim: float | None = None,
    video: str | Path | None = None,
    fps: int = 60,
    folder: str | Path | None = None,
) -> Iterator[Film]:
    """A film to record; at the end, or when training is interrupted, its video is completed.

    Args:
        data: The points, on the device of the model.
        last_step: Where the axis of the loss ends.
        ylim: The y axis of the fit goes from -ylim to ylim; None takes the range of the points.
        video: The video file; None for no video.
        fps: The video's frames per second.
        folder: Where each frame is saved as a PNG file; None for nowhere.
    """
    picture = TrainingPicture(data, last_step, ylim)
    with ExitStack() as stack:
        keepers: list[Callable[[Frame], None]] = []
        if video is not None:
            keepers.append(stack.enter_context(VideoWriter(video, fps, picture.size)).write)
        if folder is not None:
            keepers.append(FrameFolder(folder).write)
        yield Film(picture, data, keepers)


def _draw_points(axes: Axes, data: DataSet, ylim: float | None) -> Line2D:
    """Draw the points and the true curve. Returns the model's curve, which is still zero."""
    axes.plot(GRID, data.curve(GRID), color=GREY, linewidth=5, label="without noise")
    axes.scatter(
        data.x_train.cpu(),
        data.y_train.cpu(),
        s=26,
        color=DARK,
        alpha=0.75,
        linewidths=0,
        label="training data",
        zorder=3,
    )
    axes.scatter(
        data.x_test.cpu(),
        data.y_test.cpu(),
        s=34,
        marker="s",
        facecolor="white",
        edgecolor=RED,
        linewidths=1.4,
        label="test data",
        zorder=3,
    )
    (fit,) = axes.plot(GRID, torch.zeros_like(GRID), color=BLUE, linewidth=2.8, label="model")
    axes.set(xlabel="input x", ylabel="output y", xlim=(-1.05, 1.05))
    if ylim is not None:
        axes.set_ylim(-ylim, ylim)
    axes.legend(loc="upper left", fontsize=9, ncols=2)
    return fit


def _draw_losses(axes: Axes, last_step: int) -> tuple[Line2D, Line2D]:
    """Draw an empty plot of both losses. Returns their curves, training first."""
    (train,) = axes.plot([], [], color=DARK, linewidth=1.2, label="training (each batch)")
    (test,) = axes.plot([], [], color=RED, linewidth=2, label="test")
    axes.set(title="mean squared error", xlabel="step", xlim=(0, max(last_step, 2)))
    axes.set(yscale="log", ylim=LOSS_RANGE)
    axes.legend(loc="upper right", fontsize=9)
    return train, test
