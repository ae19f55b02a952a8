"""Answers to `named_mlp` that each hold the mistake in their heading."""

from collections import OrderedDict

import torch
import torch.nn as nn


# %% no activation function between the layers
def named_mlp(n_hidden):
    net = nn.Sequential()
    net.add_module("hidden_linear", nn.Linear(1, n_hidden))
    net.add_module("output_linear", nn.Linear(n_hidden, 1))
    return net


# %% no activation function between the layers
class Network(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.hidden_linear = nn.Linear(1, size)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(size, 1)

    def forward(self, x):
        hidden = self.hidden_linear(x)
        return self.output_linear(hidden)


def named_mlp(n_hidden):
    return Network(n_hidden)


# %% ReLU instead of tanh
class Network(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.output_linear = nn.Linear(size, 1)
        self.hidden_linear = nn.Linear(1, size)
        self.hidden_activation = nn.ReLU()

    def forward(self, x):
        return self.output_linear(torch.clamp(self.hidden_linear(x), min=0))


def named_mlp(n_hidden):
    return Network(n_hidden)


# %% always eight hidden neurons
seq_model = nn.Sequential(
    OrderedDict(
        hidden_linear=nn.Linear(1, 8),
        hidden_activation=nn.Tanh(),
        output_linear=nn.Linear(8, 1),
    )
)


def named_mlp(n_hidden):
    return seq_model


# %% other names
def named_mlp(n_hidden):
    return nn.Sequential(nn.Linear(1, n_hidden), nn.Tanh(), nn.Linear(n_hidden, 1))


# %% other names
def named_mlp(n_hidden):
    net = nn.Sequential()
    net.add_module("hidden_linear", nn.Linear(1, n_hidden))
    net.add_module("activation", nn.Tanh())
    net.add_module("output_linear", nn.Linear(n_hidden, 1))
    return net


# %% activation after the output layer too
def named_mlp(n_hidden):
    net = nn.Sequential()
    net.add_module("hidden_linear", nn.Linear(1, n_hidden))
    net.add_module("hidden_activation", nn.Tanh())
    net.add_module("output_linear", nn.Linear(n_hidden, 1))
    net.add_module("output_activation", nn.Tanh())
    return net
