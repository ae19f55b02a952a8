"""The plots of the lessons: each function draws one figure and shows it.

Tensors may be on any device and may require gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

CLASS_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
CLASS_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MAX_NAMED_RELUS = 12  # more labels would overlap at the right edge


def imshow(img: torch.Tensor) -> None:
    """Draw an image whose colours go from -1 to 1.

    Args:
        img: The image, shape (colours, height, width).
    """
    _, axes = plt.subplots(figsize=(3.2, 3.2))
    axes.imshow(np.clip(_array("img", img) / 2 + 0.5, 0, 1).transpose(1, 2, 0))
    axes.axis("off")
    plt.show()


def plot_function_approximation(
    x: torch.Tensor,
    relu_acts: torch.Tensor,
    y_hat: torch.Tensor,
    truth: Callable[[torch.Tensor], torch.Tensor] = torch.sin,
) -> None:
    """Draw shifted ReLUs, and below them the curve of their weighted sum.

    Args:
        x: Where the curves were computed, shape (n,).
        relu_acts: One ReLU in each row, shape (n_relus, n).
        y_hat: The weighted sum of the rows, shape (n,).
        truth: The function that `y_hat` approximates.

    Raises:
        TypeError: One of the three is not a tensor, for example a blank that is still `...`.
    """
    xs, rows, estimate = _array("x", x), _array("relu_acts", relu_acts), _array("y_hat", y_hat)
    _, (top, bottom) = plt.subplots(2, 1, figsize=(6.8, 5.6), sharex=True)
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.88, len(rows)))
    for i, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        top.plot(xs, row, color=colour)
        if len(rows) <= MAX_NAMED_RELUS:
            top.annotate(
                f"ReLU {i + 1}",
                (xs[-1], row[-1]),
                xytext=(5, 0),
                color=colour,
                textcoords="offset points",
                va="center",
                fontsize=9,
            )
    top.set(title="Basis functions: one ReLU for each kink", ylabel="activation")
    bottom.plot(xs, _array("truth(x)", truth(x)), color="#B0B0B0", linewidth=5, label="truth")
    bottom.plot(xs, estimate, label="weighted sum of the ReLUs")
    bottom.set(title="Function approximation", xlabel="x", ylabel="y")
    bottom.legend()
    plt.show()


def plot_classes(X: torch.Tensor, y: torch.Tensor, title: str) -> None:
    """Scatter points in the plane, with a colour and a marker for each class.

    Args:
        X: The points, shape (N, 2).
        y: The class of each point, shape (N,).
        title: The title.
    """
    _, axes = plt.subplots(figsize=(5.6, 4.8))
    _scatter_classes(axes, _array("X", X), _array("y", y), size=9)
    axes.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.legend(title="class", loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2)
    plt.show()


def plot_losses(losses: Sequence[float]) -> None:
    """Draw the training loss of each batch, in the order of training."""
    _, axes = plt.subplots()
    axes.plot(losses, linewidth=0.8)
    axes.set(title="Training loss", xlabel="batch", ylabel="loss")
    axes.set_ylim(bottom=0)
    plt.show()


def plot_decision_map(
    X_all: torch.Tensor,
    y_pred: torch.Tensor,
    X_test: torch.Tensor,
    y_test: torch.Tensor,
    M: int | None = None,
    x_max: float | None = None,
    eps: float = 1e-3,
) -> None:
    """Colour the plane by the class that a network predicts, with the test points on top.

    Args:
        X_all: A square grid of points, in which x1 varies slowest, shape (M * M, 2).
        y_pred: The network's logits at those points, shape (M * M, K).
        X_test: The test points, shape (N, 2); a dashed frame shows their range.
        y_test: Their classes, shape (N,).
        M: The number of grid points along each side; None finds it out.
        x_max: Both axes go from -x_max to x_max; None takes the range of the grid.
        eps: How large the area is in which a test point is drawn.
    """
    grid, logits = _array("X_all", X_all), _array("y_pred", y_pred)
    points, labels = _array("X_test", X_test), _array("y_test", y_test)
    _, axes = plt.subplots(figsize=(6.4, 5.2))
    ends = np.concatenate([grid.min(axis=0), grid.max(axis=0)])
    if x_max is not None:
        ends = x_max * np.array([-1, -1, 1, 1])
    _colour_plane(axes, logits, M or math.isqrt(len(grid)), ends)
    _scatter_classes(axes, points, labels, size=14 * eps / 1e-3)
    width, height = points.max(axis=0) - points.min(axis=0)
    axes.add_patch(
        Rectangle(
            points.min(axis=0), width, height, fill=False, linestyle="--", label="their reach"
        )
    )
    axes.set(title="Decision map", xlabel="$x_1$", ylabel="$x_2$")
    axes.grid(False)
    axes.legend(title="test points", loc="center left", bbox_to_anchor=(1, 0.5), markerscale=1.6)
    plt.show()


def _colour_plane(axes: Axes, logits: NDArray[Any], side: int, ends: NDArray[Any]) -> None:
    """Colour a square grid by its classes; `ends` are the least and the largest coordinates."""
    axes.imshow(
        # x1 varies slowest in the grid, but an image has its vertical axis first.
        logits.argmax(axis=1).reshape(side, side).T,
        cmap=ListedColormap([_tint(_colour(k)) for k in range(logits.shape[1])]),
        vmin=-0.5,
        vmax=logits.shape[1] - 0.5,
        origin="lower",
        extent=(ends[0], ends[2], ends[1], ends[3]),
        interpolation="nearest",
    )


def plot_membrane_potential(time: torch.Tensor, Vm: torch.Tensor, Vth: float) -> None:
    """Draw a neuron's membrane potential over time, with its threshold.

    Args:
        time: Time points in ms, shape (n,).
        Vm: The membrane potential at each time point in V, shape (n,).
        Vth: The threshold in V.
    """
    _, axes = plt.subplots()
    axes.plot(_array("time", time), _array("Vm", Vm))
    axes.axhline(Vth, color="#707070", linestyle="--", linewidth=1, label="threshold")
    axes.set(
        title="A leaky integrate-and-fire neuron",
        xlabel="time (ms)",
        ylabel="membrane potential (V)",
    )
    axes.legend(loc="upper right", bbox_to_anchor=(1, 1.12))
    plt.show()


def plot_transfer_function(currents: torch.Tensor, spike_counts: torch.Tensor) -> None:
    """Draw how many spikes a neuron fires at each input current.

    Args:
        currents: Input currents in mA, shape (n,).
        spike_counts: Spikes during the simulation, shape (n,).
    """
    _, axes = plt.subplots()
    draw_transfer_function(axes, currents, spike_counts)
    plt.show()


def draw_transfer_function(axes: Axes, currents: torch.Tensor, spike_counts: torch.Tensor) -> None:
    """Draw a transfer function and its labels on given axes; see `plot_transfer_function`."""
    axes.plot(_array("currents", currents), _array("spike_counts", spike_counts))
    axes.set(
        title="Transfer function of the neuron", xlabel="input current (mA)", ylabel="spike count"
    )


def _scatter_classes(axes: Axes, points: NDArray[Any], labels: NDArray[Any], size: float) -> None:
    for k in np.unique(labels).astype(int):
        members = points[labels == k]
        axes.scatter(
            members[:, 0],
            members[:, 1],
            s=size,
            color=_colour(k),
            label=str(k),
            marker=CLASS_MARKERS[k % len(CLASS_MARKERS)],
            edgecolors="white",
            linewidths=0.3,
        )


def _colour(k: int) -> str:
    return CLASS_COLOURS[k % len(CLASS_COLOURS)]


def _tint(colour: str) -> tuple[float, ...]:
    """The colour mixed with white, for the area under points of the full colour."""
    return tuple(0.4 * channel + 0.6 for channel in to_rgb(colour))


def _array(name: str, values: object) -> NDArray[Any]:
    if values is ...:
        raise TypeError(f"{name} is still `...`: fill in that blank before drawing it.")
    if not isinstance(values, torch.Tensor):
        raise TypeError(f"{name} must be a tensor, got {type(values).__name__}.")
    array: NDArray[Any] = values.detach().cpu().numpy()
    return array
