"""The film of a training run: the fit beside the loss, redrawn while the model learns."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, cast

import matplotlib.style
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.lines import Line2D
from torch import Tensor, nn

from compneuro.datasets import DataSet
from compneuro.utils.video import Frame, VideoWriter

GREY, DARK, BLUE, RED = "#BDBDBD", "#404040", "#0072B2", "#D55E00"
SIZE_INCHES, DPI = (9.6, 4.8), 125  # 1200 x 600 pixels: sharp at twice the usual width of 600
LOSS_RANGE = (1e-5, 3.0)  # the same in every film, so that two of them can be compared


class Film:
    """A frame for each step that is recorded, sent to the encoder at once.

    One figure lasts for the whole run. Points, axes and legends are drawn once and copied from
    then on, and a frame draws only what moves: many times as fast as a new figure for each.
    """

    def __init__(
        self,
        data: DataSet,
        last_step: int,
        ylim: float | None = None,
        video: VideoWriter | None = None,
        folder: Path | None = None,
    ) -> None:
        """Draw what holds still.

        Args:
            data: The points, on the device of the model.
            last_step: Where the axis of the loss ends.
            ylim: The fit is drawn from -ylim to ylim; None takes the range of the points.
            video: Where the frames go.
            folder: Where they go as PNG files too.
        """
