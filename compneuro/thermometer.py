"""The plots of the thermometer lesson: activations, gradients, readings, losses and fitted curves.

Each of them draws one figure and shows it. Tensors may be on any device and require gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray
from torch import nn

CELSIUS = "temperature (°C)"
UNKNOWN = "reading (unknown unit)"
LEARNT_FROM, HELD_BACK = "#000000", "#D55E00"
FORTH, BACK = "#000000", "#B84A00"  # a value, and its gradient


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


def plot_backward(x: float, t: float, w: float, b: float) -> None:
    """Draw how the squared error of a linear neuron is computed, and its gradients on the way back.

    Args:
        x: The input.
        t: The true value.
        w: The weight.
        b: The bias.
    """
    leaves = {name: torch.tensor(value) for name, value in zip("wxbt", (w, x, b, t), strict=True)}
    for leaf in leaves.values():
        leaf.requires_grad_()
    steps = {"w·x": leaves["w"] * leaves["x"]}
    steps["w·x + b"] = steps["w·x"] + leaves["b"]
    steps["e"] = steps["w·x + b"] - leaves["t"]
    steps["L = e²"] = steps["e"] ** 2
    for step in steps.values():
        step.retain_grad()
    steps["L = e²"].backward()
    _, axes = plt.subplots(figsize=(7.6, 3.4))
    places = {"w": (-0.8, 0.75), "x": (-0.8, -0.75), "b": (1, 1.5), "t": (2, 1.5)}
    places |= {name: (float(column), 0.0) for column, name in enumerate(steps)}
    for start, end in [("w", "w·x"), ("x", "w·x"), ("b", "w·x + b"), ("t", "e")]:
        _arrow(axes, places[start], places[end])
    for start, end in pairwise(steps):
        _arrow(axes, places[start], places[end])
    for name, number in (leaves | steps).items():
        _number(axes, places[name], f"{name}\n{number:g}", f"{number.grad:g}")
    axes.set(xlim=(-1.3, 3.6), ylim=(-1.5, 2.1), title="Forth in black, back in orange")
    axes.axis("off")
    plt.show()


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "->", "color": FORTH, "shrinkA": 22, "shrinkB": 24}
    axes.annotate("", end, start, arrowprops=style)


def _number(axes: Axes, place: tuple[float, float], value: str, gradient: str) -> None:
    """A box with a name and its value, and the gradient below it."""
    box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": FORTH}
    axes.annotate(value, place, ha="center", va="center", color=FORTH, bbox=box, zorder=3)
    axes.annotate(
        gradient,
        place,
        xytext=(0, -31) if place[1] < 1 else (24, 0),  # beside the box if an arrow leaves below
        textcoords="offset points",
        ha="center",
        va="center",
        color=BACK,
        fontweight="bold",
    )


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


def leave_one_out(
    model: nn.Module, x: torch.Tensor, t: torch.Tensor, n_epochs: int, lr: float
) -> torch.Tensor:
    """Train a copy of a model without each of the samples, and test it on that sample.

    The copies are trained side by side by gradient descent on the mean squared error; each has its
    own parameters, so that what one of them learns changes no other.

    Args:
        model: A linear layer, or an `nn.Sequential` of linear layers and activations, from shape
            (n, 1) to shape (n, 1); all copies start as it is, and it stays so.
        x: The inputs, shape (n, 1).
        t: Their true values, shape (n, 1).
        n_epochs: How many steps each copy takes, with all of its n - 1 samples.
        lr: The learning rate.

    Returns:
        The squared error of each sample by the copy that has not seen it, shape (n,).
    """
    n = len(x)
    layers = list(model) if isinstance(model, nn.Sequential) else [model]
    own = [p.detach().expand(n, *p.shape).clone().requires_grad_() for p in model.parameters()]
    seen = 1 - torch.eye(n)
    optimizer = torch.optim.SGD(own, lr=lr)
    for _ in range(n_epochs):
        loss = (seen * _squared_errors(layers, own, x, t)).sum() / (n - 1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _squared_errors(layers, own, x, t).detach().diagonal()


def _squared_errors(
    layers: Sequence[nn.Module], own: Sequence[torch.Tensor], x: torch.Tensor, t: torch.Tensor
) -> torch.Tensor:
    """The squared error of each copy, in the rows, on each sample."""
    parameters, out = iter(own), x.expand(len(x), *x.shape)
    for layer in layers:
        if isinstance(layer, nn.Linear):
            weight, bias = next(parameters), next(parameters)
            out = torch.baddbmm(bias.unsqueeze(1), out, weight.transpose(1, 2))
        else:
            out = layer(out)
    squared: torch.Tensor = (out - t).squeeze(-1) ** 2
    return squared


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
