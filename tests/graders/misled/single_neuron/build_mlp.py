"""Answers to `build_mlp` that each hold the mistake in their heading."""

from itertools import pairwise

import torch
import torch.nn as nn


# %% activation after the last layer too
def build_mlp(size_sequence, activation=None, bias=False):
    model = nn.Sequential()
    for n_in, n_out in pairwise(size_sequence):
        model.append(nn.Linear(n_in, n_out, bias))
        if activation:
            model.append(activation)
    return model


# %% no activation at all
def build_mlp(size_sequence, activation=None, bias=False):
    pairs = pairwise(size_sequence)
    return nn.Sequential(*(nn.Linear(i, o, bias=bias) for i, o in pairs))


# %% activation after the first layer only
class MLP(nn.Module):
    def __init__(self, sizes, activation, bias):
        super().__init__()
        self.linear = nn.ModuleList(nn.Linear(i, o, bias) for i, o in pairwise(sizes))
        self.activation = activation

    def forward(self, x):
        for i, layer in enumerate(self.linear):
            x = layer(x)
            if self.activation is not None and i == 0 and len(self.linear) > 1:
                x = self.activation(x)
        return x


def build_mlp(size_sequence, activation=None, bias=False):
    return MLP(size_sequence, activation, bias)


# %% activation fixed to ReLU
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in pairwise(size_sequence):
        layers += [nn.Linear(n_in, n_out, bias), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% activation fixed to ReLU
class MLP(nn.Module):
    def __init__(self, sizes, activation, bias):
        super().__init__()
        self.linear = nn.ModuleList(nn.Linear(i, o, bias) for i, o in pairwise(sizes))
        self.activation = activation

    def forward(self, x):
        *hidden, last = self.linear
        for layer in hidden:
            x = layer(x)
            if self.activation:
                x = torch.relu(x)
        return last(x)


def build_mlp(size_sequence, activation=None, bias=False):
    return MLP(size_sequence, activation, bias)


# %% argument bias ignored
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in pairwise(size_sequence):
        layers.append(nn.Linear(n_in, n_out, bias=True))
        layers.append(activation or nn.Identity())
    del layers[-1]
    return nn.Sequential(*layers)


# %% never a bias
def build_mlp(size_sequence, activation=None, bias=False):
    bias = None
    layers = []
    for n_in, n_out in pairwise(size_sequence):
        layers.append(nn.Linear(n_in, n_out, bias=bias))
        layers.append(activation or nn.Identity())
    return nn.Sequential(*layers[:-1])


# %% bias in the last layer only
def build_mlp(size_sequence, activation=None, bias=False):
    *inner, n_last, n_out = size_sequence
    model = nn.Sequential()
    for n_in, n_next in pairwise([*inner, n_last]):
        model.append(nn.Linear(n_in, n_next, bias=False))
        if activation:
            model.append(activation)
    return model.append(nn.Linear(n_last, n_out, bias=bias))


# %% last layer missing
def build_mlp(size_sequence, activation=None, bias=False):
    model = nn.Sequential()
    for i in range(1, len(size_sequence) - 1):
        model.append(nn.Linear(size_sequence[i - 1], size_sequence[i], bias=bias))
        if activation is not None:
            model.append(activation)
    return model


# %% every layer starts at the inputs
def build_mlp(size_sequence, activation=None, bias=False):
    first, *rest = size_sequence
    model = nn.Sequential()
    for size in rest:
        if len(model) and activation:
            model.append(activation)
        model.append(nn.Linear(first, size, bias=bias))
    return model


# %% None put between the layers
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in pairwise(size_sequence):
        layers += [nn.Linear(n_in, n_out, bias), activation]
    return nn.Sequential(*layers[:-1])


# %% a plain list of layers
def build_mlp(size_sequence, activation=None, bias=False):
    layers = [nn.Linear(i, o, bias) for i, o in pairwise(size_sequence)]
    return layers


# %% a plain list of layers
class Layers(nn.ModuleList):
    pass


def build_mlp(size_sequence, activation=None, bias=False):
    layers = Layers()
    for n_in, n_out in pairwise(size_sequence):
        layers.append(nn.Linear(n_in, n_out, bias))
    return layers
