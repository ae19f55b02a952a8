"""Wrong answers to `build_mlp` that are none of the misconceptions, or more than one."""

import torch.nn as nn


# %% two mistakes: bias ignored and activation at the end
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:], strict=False):
        layers += [nn.Linear(n_in, n_out), activation or nn.Identity()]
    return nn.Sequential(*layers)


# %% two mistakes: last layer missing and no bias
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:-1], strict=False):
        layers.append(nn.Linear(n_in, n_out, bias=False))
    return nn.Sequential(*layers)


# %% one layer from the inputs to the outputs
def build_mlp(size_sequence, activation=None, bias=False):
    return nn.Linear(size_sequence[0], size_sequence[-1], bias=bias)


# %% a ReLU on top of the activation
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:], strict=False):
        layers += [nn.Linear(n_in, n_out, bias), activation or nn.Identity(), nn.ReLU()]
    return nn.Sequential(*layers[:-2])


# %% activation left out where there is no bias
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:], strict=False):
        layers += [
            nn.Linear(n_in, n_out, bias),
            activation if activation and bias else nn.Identity(),
        ]
    return nn.Sequential(*layers[:-1])


# %% a new activation without the settings of the one given
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:], strict=False):
        layers += [
            nn.Linear(n_in, n_out, bias),
            type(activation)() if activation else nn.Identity(),
        ]
    return nn.Sequential(*layers[:-1])


# %% no bias at the output only
def build_mlp(size_sequence, activation=None, bias=False):
    layers, last = [], len(size_sequence) - 2
    for i, (n_in, n_out) in enumerate(zip(size_sequence, size_sequence[1:], strict=False)):
        layers += [nn.Linear(n_in, n_out, bias and i < last), activation or nn.Identity()]
    return nn.Sequential(*layers[:-1])


# %% no activation after the last hidden layer
def build_mlp(size_sequence, activation=None, bias=False):
    layers = []
    for n_in, n_out in zip(size_sequence, size_sequence[1:], strict=False):
        layers += [nn.Linear(n_in, n_out, bias), activation or nn.Identity()]
    return nn.Sequential(*layers[:-3], *layers[-2:-1])
