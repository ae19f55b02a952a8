"""Sliders that redraw a plot while they move."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from compneuro.plots import draw_transfer_function

if TYPE_CHECKING:
    from ipywidgets import VBox

SLIDER = {"min": 1.0, "max": 100.0, "step": 0.1, "value": 1.0}


class MovingCurve:
    """A figure in which only one curve moves.

    Everything else is drawn once and then copied, which is several times faster than drawing the
    whole figure again.
    """

    def __init__(self, figure: Figure) -> None:
        """Take over a complete figure. The last curve of its last axes is the one that moves."""
        self._canvas = cast("Any", FigureCanvasAgg(figure))  # its methods have no types
        self._axes = figure.axes[-1]
        self._curve = self._axes.lines[-1]
        self._curve.set_animated(True)  # leaves it out of the next line
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(figure.bbox)

    def png(self, x: torch.Tensor, y: torch.Tensor) -> bytes:
        """A PNG image of the figure, its curve through the points (x, y), both of shape (n,)."""
        self._curve.set_data(x.numpy(), y.numpy())
        self._canvas.restore_region(self._background)
        self._axes.draw_artist(self._curve)
        image = io.BytesIO()
        imsave(
            image,
            self._canvas.buffer_rgba(),
            format="png",
            origin="upper",
            pil_kwargs={"compress_level": 1},
        )
        return image.getvalue()


def explore_transfer_function(
    transfer_function: Callable[..., tuple[torch.Tensor, torch.Tensor]], highest: float = 180
) -> VBox:
    """Two sliders for a neuron's `Rm` and `tau_ref`, above its transfer function.

    The curve follows the sliders. A grey copy stays where it started.

    Args:
        transfer_function: Called as `transfer_function(Rm=..., tau_ref=...)`, in kOhm and ms;
            returns the currents in mA and the spike count at each, both of shape (n,).
        highest: The spike count at the top of the figure.

    Returns:
        The widget, which a notebook displays as the last expression of a cell.
    """
    # Imported here, so that everything else works without a notebook.
    from ipywidgets import FloatSlider, HBox, Image, VBox

    Rm = FloatSlider(description="Rm (kOhm)", layout={"width": "45%"}, **SLIDER)
    tau_ref = FloatSlider(description="tau_ref (ms)", layout={"width": "45%"}, **SLIDER)
    start = transfer_function(Rm=Rm.value, tau_ref=tau_ref.value)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(*start, color="#B0B0B0", linewidth=5, label="where the sliders started")
    draw_transfer_function(axes, *start)
    axes.set_ylim(0, highest)
    axes.legend(loc="upper left")
    curve = MovingCurve(figure)
    image = Image(value=curve.png(*start), format="png", layout={"align_self": "flex-start"})

    def redraw(_change: object) -> None:
        image.value = curve.png(*transfer_function(Rm=Rm.value, tau_ref=tau_ref.value))

    Rm.observe(redraw, names="value")
    tau_ref.observe(redraw, names="value")
    return VBox([HBox([Rm, tau_ref]), image])
