"""What students get wrong in the lesson on single neurons.

Most mistakes sit in one blank, so an answer is written as the stub with its blanks filled.
"""

from __future__ import annotations

from autograder.misconceptions import Misconception


def _collapse_linear(
    name: str, hint: str, W: str = "w2 @ w1", B: str = "w2 @ b1 + b2", returned: str = "W, B"
) -> Misconception:
    code = f"""
def collapse_linear(w1, b1, w2, b2):
    w1, w2 = torch.atleast_2d(torch.as_tensor(w1), torch.as_tensor(w2))
    b1, b2 = torch.atleast_1d(torch.as_tensor(b1), torch.as_tensor(b2))
    W = {W}
    B = {B}
    return {returned}
"""
    return Misconception("collapse_linear", name, hint, code.lstrip())


def _build_mlp(
    name: str,
    hint: str,
    layer: str = "nn.Linear(n_in, n_out, bias=bias)",
    n_layers: str = "len(size_sequence) - 1",
    follows: str = "activation is not None and i < n_layers - 1",
    appended: str = "activation",
    model: str = "nn.Sequential(*layers)",
) -> Misconception:
    code = f"""
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    n_layers = {n_layers}
    for i in range(n_layers):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        layer = {layer}
        layers.append(layer)
        activation_follows = {follows}
        if activation_follows:
            layers.append({appended})
    model = {model}
    return model
"""
    return Misconception("build_mlp", name, hint, code.lstrip())


def _relu_wedge(
    name: str,
    hint: str,
    w1: str = "[[-1.0], [1.0]]",
    b1: str = "[0.2, -0.2]",
    w2: str = "[[1.0, 1.5]]",
    b2: str = "[-0.6]",
) -> Misconception:
    code = f"""
def relu_wedge():
    w1 = torch.tensor({w1})
    b1 = torch.tensor({b1})
    w2 = torch.tensor({w2})
    b2 = torch.tensor({b2})
    return w1, b1, w2, b2
"""
    return Misconception("relu_wedge", name, hint, code.lstrip())


def _count_parameters(
    name: str,
    hint: str,
    weights: str = "n_in * n_out",
    biases: str = "n_out",
    condition: str = "bias",
    start: str = "0",
    layers: str = "len(size_sequence) - 1",
) -> Misconception:
    code = f"""
def count_parameters(size_sequence, bias):
    total = {start}
    for i in range({layers}):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        total += {weights}
        if {condition}:
            total += {biases}
    return total
"""
    return Misconception("count_parameters", name, hint, code.lstrip())


MISCONCEPTIONS = (
    _collapse_linear(
        "matrices in reading order",
        "Your weights are multiplied in the order in which the layers stand. Ask which matrix the "
        "input meets first, and on which side of it a matrix must stand for that.",
        W="w1 @ w2",
        B="b1 @ w2.T + b2",
    ),
    _collapse_linear(
        "product element by element",
        "The sign * multiplies element by element. That is right for numbers; layers with several "
        "units need another product.",
        W="w2 * w1",
    ),
    _collapse_linear(
        "first bias left out",
        "Your single layer forgets the bias of the first one. Follow it to the output.",
        B="b2",
    ),
    _collapse_linear(
        "second bias left out",
        "Your single layer forgets the bias of the second one. What does it do to the output?",
        B="w2 @ b1",
    ),
    _collapse_linear(
        "biases added as they are",
        "Your B adds up the two biases. The first one is on its way through a layer: ask what "
        "happens to it there.",
        B="b1 + b2 if b1.shape == b2.shape else b2 + b1.sum()",
    ),
    _collapse_linear(
        "first bias times the first weight",
        "Your B sends the first bias through its own layer again. Ask which layer comes after it.",
        B="w1 @ b1 + b2 if w1.shape[0] == w1.shape[1] else w2 @ b1 + w2 @ b1 + b2",
    ),
    _collapse_linear(
        "both biases through the second layer",
        "Your B multiplies both biases. The second one is added last: is anything left to "
        "multiply it?",
        B="w2 @ b1 + w2.sum(dim=1) * b2",
    ),
    _collapse_linear(
        "weights added",
        "Your W adds where it should multiply. What happens to x when it is doubled first, and "
        "then made three times as large?",
        W="(w1 + w2) if w1.shape == w2.shape else (w2.sum() + w1.sum()) * torch.ones(len(w2), "
        "w1.shape[1])",
    ),
    _collapse_linear(
        "bias returned first",
        "You return the right values in the wrong order. Compare your last line with the "
        "docstring.",
        returned="B, W",
    ),
    _build_mlp(
        "activation after the last layer too",
        "Your outputs go through the activation, so that a ReLU would never let them be negative. "
        "Ask which layers have one behind them.",
        follows="activation is not None",
    ),
    _build_mlp(
        "no activation at all",
        "Your network is linear, however deep it is. Look at when an activation follows.",
        follows="False",
    ),
    _build_mlp(
        "activation after the first layer only",
        "Your deeper layers follow each other directly. Look at when an activation follows.",
        follows="activation is not None and i == 0 and n_layers > 1",
    ),
    _build_mlp(
        "activation fixed to ReLU",
        "Your network uses ReLU whatever it is asked for. Look at the argument activation.",
        appended="nn.ReLU()",
    ),
    _build_mlp(
        "argument bias ignored",
        "Your layers have biases whether they are wanted or not. Look at the argument bias.",
        layer="nn.Linear(n_in, n_out)",
    ),
    _build_mlp(
        "never a bias",
        "Your layers have no biases, even when they are wanted. Look at the argument bias.",
        layer="nn.Linear(n_in, n_out, bias=False)",
    ),
    _build_mlp(
        "bias in the last layer only",
        "Your hidden units have no biases, so that all their corners lie at the origin.",
        layer="nn.Linear(n_in, n_out, bias=bias and i == n_layers - 1)",
    ),
    _build_mlp(
        "last layer missing",
        "Your network ends with the last hidden layer. Three sizes make two layers: count again.",
        n_layers="max(1, len(size_sequence) - 2)",
        follows="activation is not None",
    ),
    _build_mlp(
        "every layer starts at the inputs",
        "Each of your layers takes in as many numbers as the whole network. Ask what the second "
        "layer gets to see.",
        layer="nn.Linear(size_sequence[0], n_out, bias=bias)",
    ),
    _build_mlp(
        "None put between the layers",
        "Where no activation is asked for, your network gets None in place of a layer. Look at "
        "when an activation follows.",
        follows="i < n_layers - 1",
    ),
    _build_mlp(
        "a plain list of layers",
        "You return a list. Something must send the input through all the layers.",
        model="layers",
    ),
    _relu_wedge(
        "bias without its sign",
        "Your corner is on the wrong side of zero. At which x does w1 * x + b1 become zero?",
        b1="[-0.2, 0.2]",
    ),
    _relu_wedge(
        "both units rise to the right",
        "Left of the tip, all of your hidden units are silent, so nothing can draw that side.",
        w1="[[1.0], [1.0]]",
        b1="[-0.2, -0.2]",
    ),
    _relu_wedge(
        "wedge upside down",
        "Your wedge stands on its head. Look at the signs of w2.",
        w2="[[-1.0, -1.5]]",
        b2="[0.6]",
    ),
    _relu_wedge(
        "the same slope on both sides",
        "Your two sides are equally steep. Work out the slope of each from two of its points.",
        w2="[[1.0, 1.0]]",
    ),
    _relu_wedge(
        "tip at zero height",
        "Your wedge has its tip in the right place, but not at the right height.",
        b2="[0.0]",
    ),
    _relu_wedge(
        "corner at the origin",
        "Your tip is at x = 0. Which parameter moves the corner of a hidden unit?",
        b1="[0.0, 0.0]",
    ),
    _relu_wedge(
        "whole slope in place of the change",
        "Your first unit goes on past the tip, with the slope that it has. Ask how much the second "
        "one must add to turn it into the slope on the right.",
        w1="[[1.0], [1.0]]",
        b1="[1.0, -0.2]",
        w2="[[-1.0, 1.5]]",
        b2="[0.6]",
    ),
    _count_parameters(
        "biases left out",
        "You count the weights only. What else is learnt?",
        biases="0",
    ),
    _count_parameters(
        "biases counted always",
        "You count biases even where there are none. Look at the argument bias.",
        condition="True",
    ),
    _count_parameters(
        "a bias for every input",
        "You count one bias for each input of a layer. To what is a bias added?",
        biases="n_in",
    ),
    _count_parameters(
        "one bias for each layer",
        "You count a single bias for a whole layer. Each of its units has its own.",
        biases="1",
    ),
    _count_parameters(
        "inputs and outputs added",
        "You add the two sizes of a layer. Draw a layer from 2 to 3 units and count its lines.",
        weights="n_in + n_out",
    ),
    _count_parameters(
        "last layer left out",
        "You stop one layer too early. How many layers do three sizes make?",
        layers="len(size_sequence) - 2",
    ),
    _count_parameters(
        "the input layer has biases",
        "You count biases for the inputs. They are what comes in: nothing is learnt there.",
        start="size_sequence[0] * bias",
    ),
    _count_parameters(
        "units counted",
        "You count units. Parameters are the numbers that are learnt: weights and biases.",
        weights="n_out",
        biases="0",
    ),
)
