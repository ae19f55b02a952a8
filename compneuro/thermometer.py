"""The plots of the thermometer lesson: activations, readings, losses and fitted curves.

Each function draws one figure and shows it. Tensors may be on any device and require gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

CELSIUS = "temperature (°C)"
UNKNOWN = "reading (unknown unit)"
LEARNT_FROM, HELD_BACK = "#000000", "#D55E00"


def plot_responses(x: torch.Tensor, outputs: Mapping[str, torch.Tensor]) -> None:
    """Draw the output of some neurons against their common input.

    Args:
        x: The inputs, shape (n,).
        outputs: The outputs of each neuron, shape (n,), by the neuron's name in the legend.

    Raises:
        TypeError: An output is not a tensor, for example a blank that is still `...`.
    """
    _, axes = plt.subplots()
    for label, output in outputs.items():
        axes.plot(_array("x", x), _array(f"the output for {label}", output), label=label)
    axes.set(title="What a neuron answers", xlabel="input $x$", ylabel="output $o$")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.show()


def plot_activations(
    functions: Mapping[str, Callable[[torch.Tensor], torch.Tensor]], reach: float = 4.0
) -> None:
    """Draw activation functions side by side, each above its derivative.

    Args:
        functions: The functions, by name.
        reach: The inputs go from -reach to reach.
    """
    # An even number of points leaves out 0, where ReLU has no derivative.
    x = torch.linspace(-reach, reach, 400, requires_grad=True)
    columns = len(functions)
    _, grid = plt.subplots(
        2, columns, figsize=(2.4 * columns, 4.2), sharex=True, sharey="row", squeeze=False
    )
    for (name, function), (top, bottom) in zip(functions.items(), grid.T, strict=True):
        output = function(x)
        (slope,) = torch.autograd.grad(output.sum(), x)
        top.plot(_array("x", x), _array(name, output))
        bottom.plot(_array("x", x), _array("slope", slope), color="#E69F00")
        top.set(title=name, ylim=(-1.5, 2.5))
        bottom.set(xlabel="input", ylim=(-0.1, 1.1))
    grid[0, 0].set_ylabel("output")
    grid[1, 0].set_ylabel("slope")
    plt.show()


def plot_readings(t_u: torch.Tensor, t_c: torch.Tensor) -> None:
    """Scatter the readings of the unlabelled thermometer against the temperature in °C.

    Args:
        t_u: Readings of the unlabelled thermometer, shape (n,) or (n, 1).
        t_c: The temperatures at the same times, same shape.
    """
    _, axes = plt.subplots()
    _scatter(axes, t_u, t_c, LEARNT_FROM, "o", None)
    axes.set(title="Two thermometers side by side", xlabel=UNKNOWN, ylabel=CELSIUS)
    plt.show()


def plot_training(train_losses: Sequence[float], val_losses: Sequence[float]) -> None:
    """Draw the training and the validation loss of each epoch, on logarithmic axes.

    Args:
        train_losses: The loss on the training data in each epoch.
        val_losses: The loss on the validation data in each epoch.
    """
    _, axes = plt.subplots()
    epochs = range(1, len(train_losses) + 1)  # a logarithmic axis has no 0
    axes.plot(epochs, train_losses, color=LEARNT_FROM, label="training")
    axes.plot(epochs, val_losses, color=HELD_BACK, linestyle="--", label="validation")
    axes.set(title="Loss", xlabel="epochs so far", ylabel="mean squared error (°C²)")
    axes.set(xscale="log", yscale="log")
    axes.legend()
    plt.show()


def plot_fits(
    t_u: torch.Tensor,
    predictions: Mapping[str, torch.Tensor],
    train: tuple[torch.Tensor, torch.Tensor],
    val: tuple[torch.Tensor, torch.Tensor],
) -> None:
    """Draw fitted curves over the training and the validation data.

    Args:
        t_u: Readings in increasing order, shape (n,) or (n, 1).
        predictions: The temperatures that each model predicts, same shape, by the model's name.
        train: Readings and temperatures of the training data.
        val: Readings and temperatures of the validation data.
    """
    _, axes = plt.subplots(figsize=(6.8, 4.6))
    for name, predicted in predictions.items():
        axes.plot(_array("t_u", t_u), _array(name, predicted), label=name)
    _scatter(axes, *train, LEARNT_FROM, "o", "training data")
    _scatter(axes, *val, HELD_BACK, "s", "validation data")
    axes.set(title="What the models have learnt", xlabel=UNKNOWN, ylabel=CELSIUS)
    axes.legend()
    plt.show()


def _scatter(
    axes: Axes, t_u: torch.Tensor, t_c: torch.Tensor, colour: str, marker: str, label: str | None
) -> None:
    axes.scatter(
        _array("t_u", t_u),
        _array("t_c", t_c),
        s=36,
        color=colour,
        marker=marker,
        label=label,
        edgecolors="white",
        linewidths=0.6,
        zorder=3,
    )


def _array(name: str, values: object) -> NDArray[Any]:
    if not isinstance(values, torch.Tensor):
        raise TypeError(f"{name} must be a tensor, got {values!r}; is a blank still `...`?")
    array: NDArray[Any] = values.detach().cpu().flatten().numpy()
    return array
