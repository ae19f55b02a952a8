# ruff: noqa: F811
"""Right answers to `build_mlp`, each of its own kind."""

import copy
from collections import OrderedDict
from itertools import pairwise

import torch
import torch.nn as nn


# %% stub filled in
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    n_layers = len(size_sequence) - 1
    for i in range(n_layers):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        layer = nn.Linear(n_in, n_out, bias=bias)
        layers.append(layer)
        activation_follows = activation is not None and i < n_layers - 1
        if activation_follows:
            layers.append(activation)
    model = nn.Sequential(*layers)
    return model


# %% the activation asked for its truth
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    n_layers = len(size_sequence) - 1
    for i in range(n_layers):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        layer = nn.Linear(n_in, n_out, bias)
        layers.append(layer)
        activation_follows = activation and i != n_layers - 1
        if activation_follows:
            layers.append(activation)
    return nn.Sequential(*layers)


# %% last activation removed
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in pairwise(size_sequence):
        layers.append(nn.Linear(n_in, n_out, bias=bias))
        if activation is not None:
            layers.append(activation)
    if activation is not None:
        layers.pop()
    return nn.Sequential(*layers)


# %% a copy of the activation for each place
def build_mlp(size_sequence, activation=None, bias=False):
    layers = [nn.Linear(size_sequence[0], size_sequence[1], bias=bias)]
    for i in range(1, len(size_sequence) - 1):
        if activation is not None:
            layers.append(copy.deepcopy(activation))
        layers.append(nn.Linear(size_sequence[i], size_sequence[i + 1], bias=bias))
    return nn.Sequential(*layers)


# %% identity where there is no activation
def build_mlp(size_sequence, activation=None, bias=False):
    activation = activation or nn.Identity()
    model = nn.Sequential()
    for i, (n_in, n_out) in enumerate(pairwise(size_sequence)):
        if i > 0:
            model.append(activation)
        model.append(nn.Linear(n_in, n_out, bias=bias))
    return model


# %% layers with names
def build_mlp(size_sequence, activation=None, bias=False):
    last = len(size_sequence) - 2
    layers = OrderedDict()
    for i, (n_in, n_out) in enumerate(pairwise(size_sequence)):
        layers["output" if i == last else f"hidden_{i}"] = nn.Linear(n_in, n_out, bias=bias)
        if i < last and activation is not None:
            layers[f"activation_{i}"] = activation
    return nn.Sequential(layers)


# %% a module of its own
class MLP(nn.Module):
    def __init__(self, sizes, activation, bias):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(i, o, bias=bias) for i, o in pairwise(sizes))
        self.activation = activation

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x)
            if self.activation is not None:
                x = self.activation(x)
        return self.layers[-1](x)


def build_mlp(size_sequence, activation=None, bias=False):
    return MLP(size_sequence, activation, bias)


# %% one inside the other
def build_mlp(size_sequence, activation=None, bias=False):
    n_in, n_out, *rest = size_sequence
    layer = nn.Linear(n_in, n_out, bias=bias)
    if not rest:
        return nn.Sequential(layer)
    middle = [] if activation is None else [activation]
    return nn.Sequential(layer, *middle, build_mlp([n_out, *rest], activation, bias))


# %% weights of zero at first
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for i in range(len(size_sequence) - 1):
        layer = nn.Linear(size_sequence[i], size_sequence[i + 1], bias=bias)
        torch.nn.init.zeros_(layer.weight)
        layers += [layer, activation]
    return nn.Sequential(*[layer for layer in layers[:-1] if layer is not None])


# %% activations put in front, each layer appended
def build_mlp(size_sequence, activation=None, bias=False):
    model = nn.Sequential()
    for i, (n_in, n_out) in enumerate(pairwise(size_sequence)):
        if i and activation is not None:
            model.append(activation)
        model.append(nn.Linear(n_in, n_out, bias))
    return model
