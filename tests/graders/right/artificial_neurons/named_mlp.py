# ruff: noqa: F811
"""Right answers to `named_mlp`, each of its own kind."""

import collections
from collections import OrderedDict

import torch
import torch.nn as nn


# %% stub filled in
def named_mlp(n_hidden):
    model = nn.Sequential(
        OrderedDict(
            [
                ("hidden_linear", nn.Linear(1, n_hidden)),
                ("hidden_activation", nn.Tanh()),
                ("output_linear", nn.Linear(n_hidden, 1)),
            ]
        )
    )
    return model


# %% an ordered dictionary filled key by key
def named_mlp(n_hidden):
    layers = collections.OrderedDict()
    layers["hidden_linear"] = nn.Linear(in_features=1, out_features=n_hidden)
    layers["hidden_activation"] = nn.Tanh()
    layers["output_linear"] = nn.Linear(in_features=n_hidden, out_features=1)
    return nn.Sequential(layers)


# %% add_module
def named_mlp(n_hidden):
    model = nn.Sequential()
    model.add_module("hidden_linear", nn.Linear(1, n_hidden))
    model.add_module("hidden_activation", nn.Tanh())
    model.add_module("output_linear", nn.Linear(n_hidden, 1))
    return model


# %% an ordered dictionary from keywords
def named_mlp(n_hidden):
    return nn.Sequential(
        OrderedDict(
            hidden_linear=nn.Linear(1, n_hidden, bias=True),
            hidden_activation=nn.Tanh(),
            output_linear=nn.Linear(n_hidden, 1),
        )
    )


# %% a class of its own
class Network(nn.Module):
    def __init__(self, n_hidden):
        super().__init__()
        self.hidden_linear = nn.Linear(1, n_hidden)
        self.hidden_activation = nn.Tanh()
        self.output_linear = nn.Linear(n_hidden, 1)

    def forward(self, x):
        return self.output_linear(self.hidden_activation(self.hidden_linear(x)))


def named_mlp(n_hidden):
    return Network(n_hidden)


# %% layers registered in another order
def named_mlp(n_hidden):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.output_linear = nn.Linear(n_hidden, 1)
            self.hidden_linear = nn.Linear(1, n_hidden)
            self.hidden_activation = torch.tanh if False else nn.Tanh()

        def forward(self, x):
            hidden = self.hidden_linear(x)
            return self.output_linear(self.hidden_activation(hidden))

    return Network()


# %% first weights of its own
def named_mlp(n_hidden):
    model = nn.Sequential(
        OrderedDict(
            [
                ("hidden_linear", nn.Linear(1, n_hidden)),
                ("hidden_activation", nn.Tanh()),
                ("output_linear", nn.Linear(n_hidden, 1)),
            ]
        )
    )
    nn.init.xavier_normal_(model.hidden_linear.weight)
    nn.init.zeros_(model.output_linear.bias)
    print(model)
    return model


# %% names zipped with layers
def named_mlp(n_hidden):
    names = ["hidden_linear", "hidden_activation", "output_linear"]
    layers = [nn.Linear(1, n_hidden), nn.Tanh(), nn.Linear(n_hidden, 1)]
    return nn.Sequential(OrderedDict(zip(names, layers, strict=True)))


# %% layers set as attributes
def named_mlp(n_hidden):
    model = nn.Sequential()
    model.hidden_linear = nn.Linear(1, n_hidden)
    model.hidden_activation = nn.Tanh()
    model.output_linear = nn.Linear(n_hidden, 1)
    return model
