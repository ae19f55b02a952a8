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

RESISTANCE = {"min": 0.0, "max": 3.0, "step": 0.02, "value": 1.0}  # powers of ten, and the value
REST = {"min": 0.0, "max": 20.0, "step": 0.1, "value": 10.0}
# As wide as the page on a phone, side by side where there is room.
NARROW = {"layout": {"width": "24em", "max_width": "98%"}, "style": {"description_width": "7em"}}


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
    transfer_function: Callable[..., tuple[torch.Tensor, torch.Tensor]],
    limit: torch.Tensor | None = None,
    highest: float = 210,
) -> VBox:
    """Two sliders for a neuron's `Rm` and `tau_ref`, above its transfer function.

    The curve follows the sliders. A grey copy stays where it started.

    Args:
        transfer_function: Called as `transfer_function(Rm=..., tau_ref=...)`, in kOhm and ms;
            returns the currents in mA and the spike count at each, both of shape (n,).
        limit: Spike counts for a dashed line, of the same shape.
        highest: The spike count at the top of the figure.

    Returns:
        The widget, which a notebook displays as the last expression of a cell.
    """
    # Imported here, so that everything else works without a notebook.
    from ipywidgets import FloatLogSlider, FloatSlider, HBox, Image, VBox

    Rm = FloatLogSlider(description="Rm (kOhm)", **RESISTANCE, **NARROW)
    tau_ref = FloatSlider(description="tau_ref (ms)", **REST, **NARROW)
    start = transfer_function(Rm=Rm.value, tau_ref=tau_ref.value)
    curve = MovingCurve(_start(*start, limit, highest))
    fitting = {"align_self": "flex-start", "max_width": "100%", "object_fit": "contain"}
    image = Image(value=curve.png(*start), format="png", layout=fitting)

    def redraw(_change: object) -> None:
        image.value = curve.png(*transfer_function(Rm=Rm.value, tau_ref=tau_ref.value))

    Rm.observe(redraw, names="value")
    tau_ref.observe(redraw, names="value")
    return VBox([HBox([Rm, tau_ref], layout={"flex_flow": "row wrap"}), image])


def _start(
    currents: torch.Tensor, counts: torch.Tensor, limit: torch.Tensor | None, highest: float
) -> Figure:
    """The figure as it is before a slider moves; its last curve is the one that will move."""
    figure = Figure()
    axes = figure.subplots()
    axes.plot(currents, counts, color="#B0B0B0", linewidth=5, label="where the sliders started")
    if limit is not None:
        axes.plot(currents, limit, "--", color="#D55E00", label="limit: no leak, no rest")
    draw_transfer_function(axes, currents, counts)
    axes.set_ylim(0, highest)
    axes.legend(loc="upper left")
    return figure
