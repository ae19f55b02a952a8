"""What students get wrong in the lesson on single neurons."""

from __future__ import annotations

from functools import partial

from autograder.notebooks import misconception

_collapse_linear = partial(misconception, "collapse_linear")
_build_mlp = partial(misconception, "build_mlp")
_relu_wedge = partial(misconception, "relu_wedge")
_count_parameters = partial(misconception, "count_parameters")

MISCONCEPTIONS = (
    _collapse_linear(
        "matrices in reading order",
        "Your weights are multiplied in the order in which the layers stand. Ask which matrix the "
        "input meets first, and on which side of it a matrix must stand for that.",
        {"w2 @ w1": "w1 @ w2"},
    ),
    _collapse_linear(
        "product element by element",
        "The sign * multiplies element by element. That is right for numbers; layers with several "
        "units need another product.",
        {"w2 @ w1": "w2 * w1"},
        {"w2 @ w1": "w2 * w1", "w2 @ b1": "w2 * b1"},
    ),
    _collapse_linear(
        "first bias left out",
        "Your single layer forgets the bias of the first one. Follow it to the output.",
        {"w2 @ b1 + b2": "b2"},
    ),
    _collapse_linear(
        "second bias left out",
        "Your single layer forgets the bias of the second one. What does it do to the output?",
        {"w2 @ b1 + b2": "w2 @ b1"},
    ),
    _collapse_linear(
        "biases added as they are",
        "Your B adds up the two biases. The first one is on its way through a layer: ask what "
        "happens to it there.",
        {"w2 @ b1 + b2": "b1 + b2"},
    ),
    _collapse_linear(
        "first bias times the first weight",
        "Your B sends the first bias through its own layer again. Ask which layer comes after it.",
        {"w2 @ b1": "w1 @ b1"},
    ),
    _collapse_linear(
        "both biases through the second layer",
        "Your B multiplies both biases. The second one is added last: is anything left to "
        "multiply it?",
        {"w2 @ b1 + b2": "w2 @ (b1 + b2)"},
    ),
    _collapse_linear(
        "weights added",
        "Your W adds where it should multiply. What happens to x when it is doubled first, and "
        "then made three times as large?",
        {"w2 @ w1": "w2 + w1"},
    ),
    _collapse_linear(
        "bias returned first",
        "You return the right values in the wrong order. Compare your last line with the "
        "docstring.",
        {"return W, B": "return B, W"},
    ),
    _build_mlp(
        "activation after the last layer too",
        "Your outputs go through the activation, so that a ReLU would never let them be negative. "
        "Ask which layers have one behind them.",
        {" and i < n_layers - 1": ""},
    ),
    _build_mlp(
        "no activation at all",
        "Your network is linear, however deep it is. Look at when an activation follows.",
        {"activation is not None and i < n_layers - 1": "False"},
    ),
    _build_mlp(
        "activation after the first layer only",
        "Your deeper layers follow each other directly. Look at when an activation follows.",
        {"i < n_layers - 1": "i == 0 and n_layers > 1"},
    ),
    _build_mlp(
        "activation fixed to ReLU",
        "Your network uses ReLU whatever it is asked for. Look at the argument activation.",
        {"append(activation)": "append(nn.ReLU())"},
        {"append(activation)": "append(nn.ReLU())", "activation is not None and ": ""},
    ),
    _build_mlp(
        "argument bias ignored",
        "Your layers have biases whether they are wanted or not. Look at the argument bias.",
        {", bias=bias)": ")"},
    ),
    _build_mlp(
        "never a bias",
        "Your layers have no biases, even when they are wanted. Look at the argument bias.",
        {"bias=bias": "bias=False"},
    ),
    _build_mlp(
        "bias in the last layer only",
        "Your hidden units have no biases, so that all their corners lie at the origin.",
        {"bias=bias": "bias=bias and i == n_layers - 1"},
    ),
    _build_mlp(
        "last layer missing",
        "Your network ends with the last hidden layer. Three sizes make two layers: count again.",
        {"len(size_sequence) - 1": "len(size_sequence) - 2"},
    ),
    _build_mlp(
        "every layer starts at the inputs",
        "Each of your layers takes in as many numbers as the whole network. Ask what the second "
        "layer gets to see.",
        {"n_in, n_out = size_sequence[i]": "n_in, n_out = size_sequence[0]"},
    ),
    _build_mlp(
        "None put between the layers",
        "Where no activation is asked for, your network gets None in place of a layer. Look at "
        "when an activation follows.",
        {"activation is not None and ": ""},
    ),
    _build_mlp(
        "a plain list of layers",
        "You return a list, which cannot be called with an input. Something must send the input "
        "through all the layers.",
        {"nn.Sequential(*layers)": "layers"},
        {"nn.Sequential(*layers)": "nn.ModuleList(layers)"},
    ),
    _relu_wedge(
        "bias without its sign",
        "Your corner is on the wrong side of zero. At which x does w1 * x + b1 become zero?",
        {"[0.2, -0.2]": "[-0.2, 0.2]"},
    ),
    _relu_wedge(
        "both units rise to the right",
        "Left of the tip, all of your hidden units are silent, so nothing can draw that side.",
        {"[[-1.0], [1.0]]": "[[1.0], [1.0]]", "[0.2, -0.2]": "[-0.2, -0.2]"},
    ),
    _relu_wedge(
        "wedge upside down",
        "Your wedge stands on its head. Look at the signs of w2.",
        {"[[1.0, 1.5]]": "[[-1.0, -1.5]]", "[-0.6]": "[0.6]"},
    ),
    _relu_wedge(
        "the same slope on both sides",
        "Your two sides are equally steep. Work out the slope of each from two of its points.",
        {"[[1.0, 1.5]]": "[[1.0, 1.0]]"},
    ),
    _relu_wedge(
        "slopes of the two sides swapped",
        "Each of your sides has the slope of the other. Which unit is active on the left?",
        {"[[1.0, 1.5]]": "[[1.5, 1.0]]"},
    ),
    _relu_wedge(
        "tip at zero height",
        "Your wedge has its tip in the right place, but not at the right height.",
        {"[-0.6]": "[0.0]"},
        {"[-0.6]": "[0.6]"},
    ),
    _relu_wedge(
        "corner at the origin",
        "Your tip is at x = 0. Which parameter moves the corner of a hidden unit?",
        {"[0.2, -0.2]": "[0.0, 0.0]"},
    ),
    _relu_wedge(
        "whole slope in place of the change",
        "Your first unit goes on past the tip, with the slope that it has. Ask how much the second "
        "one must add to turn it into the slope on the right.",
        {"[[-1.0]": "[[1.0]", "[0.2,": "[1.0,", "[[1.0, 1.5]]": "[[-1.0, 1.5]]", "[-0.6]": "[0.6]"},
    ),
    _count_parameters(
        "biases left out",
        "You count the weights only. What else is learnt?",
        {"total += n_out": "pass"},
    ),
    _count_parameters(
        "biases counted always",
        "You count biases even where there are none. Look at the argument bias.",
        {"if bias:": "if True:"},
    ),
    _count_parameters(
        "a bias for every input",
        "You count one bias for each input of a layer. To what is a bias added?",
        {"total += n_out": "total += n_in"},
    ),
    _count_parameters(
        "one bias for each layer",
        "You count a single bias for a whole layer. Each of its units has its own.",
        {"total += n_out": "total += 1"},
    ),
    _count_parameters(
        "no biases at the output",
        "You count biases for the hidden units only. Do the outputs have any?",
        {"if bias:": "if bias and i < len(size_sequence) - 2:"},
    ),
    _count_parameters(
        "inputs and outputs added",
        "You add the two sizes of a layer. Draw a layer from 2 to 3 units and count its lines.",
        {"n_in * n_out": "n_in + n_out"},
    ),
    _count_parameters(
        "last layer left out",
        "You stop one layer too early. How many layers do three sizes make?",
        {"len(size_sequence) - 1": "len(size_sequence) - 2"},
    ),
    _count_parameters(
        "the input layer has biases",
        "You count biases for the inputs. They are what comes in: nothing is learnt there.",
        {"total = 0": "total = size_sequence[0] * bias"},
    ),
    _count_parameters(
        "units counted",
        "You count units. Parameters are the numbers that are learnt: weights and biases.",
        {"n_in * n_out": "n_out", "total += n_out": "pass"},
    ),
)
