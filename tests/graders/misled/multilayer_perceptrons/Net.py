"""Answers to `Net` that each hold the mistake in their heading."""

from itertools import pairwise

import torch
import torch.nn as nn


def named(actv):
    name, _, arguments = actv.rstrip(")").partition("(")
    return eval(f"torch.nn.{name}({arguments})")


# %% no activation
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        self.n_in = n_in
        sizes = [n_in, *hidden, n_out]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.actv = named(actv)

    def forward(self, x):
        x = x.reshape(len(x), -1)
        for layer in self.layers:
            x = layer(x)
        return x


# %% activation after the output layer too
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        layers = [nn.Flatten()]
        for a, b in pairwise([n_in, *hidden, n_out]):
            layers += [nn.Linear(a, b), named(actv)]
        self.stack = nn.Sequential(*layers)

    def forward(self, x):
        return self.stack(x)


# %% activation after the output layer too
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        self.out = nn.Linear([n_in, *hidden][-1], n_out)
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise([n_in, *hidden]))
        self.actv = named(actv)

    def forward(self, x):
        x = x.flatten(1)
        for layer in [*self.hidden, self.out]:
            x = self.actv(layer(x))
        return x


# %% activation fixed to ReLU
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        self.out = nn.Linear([n_in, *hidden][-1], n_out)
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise([n_in, *hidden]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.hidden:
            x = torch.clamp(layer(x), min=0)
        return self.out(x)


# %% softmax inside the network
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        layers = [nn.Flatten()]
        for a, b in pairwise([n_in, *hidden, n_out]):
            layers += [nn.Linear(a, b), named(actv)]
        layers[-1] = nn.Softmax(dim=-1)
        self.stack = nn.Sequential(*layers)

    def forward(self, x):
        return self.stack(x)


# %% last layer missing
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        self.out = nn.Linear([n_in, *hidden][-1], n_out)
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise([n_in, *hidden]))
        self.actv = named(actv)

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.hidden:
            x = self.actv(layer(x))
        return x


# %% no output layer
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        layers = [nn.Flatten()]
        for a, b in pairwise([n_in, *hidden]):
            layers += [nn.Linear(a, b), named(actv)]
        self.stack = nn.Sequential(*layers)

    def forward(self, x):
        return self.stack(x)


# %% every layer takes in the input
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(n_in, size), named(actv)]
        self.n_in = n_in
        self.stack = nn.Sequential(*layers, nn.Linear([n_in, *hidden][-1], n_out))

    def forward(self, x):
        return self.stack(x.view(-1, self.n_in))


# %% layers without bias
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        sizes = [n_in, *hidden, n_out]
        self.linear = nn.ModuleList(nn.Linear(a, b, bias=False) for a, b in pairwise(sizes))
        self.actv = named(actv)

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.linear[:-1]:
            x = self.actv(layer(x))
        return self.linear[-1](x)


# %% no gradient through forward
class Net(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        layers = [nn.Flatten()]
        for a, b in pairwise([n_in, *hidden, n_out]):
            layers += [nn.Linear(a, b), named(actv)]
        self.stack = nn.Sequential(*layers[:-1])

    def forward(self, x):
        with torch.no_grad():
            return self.stack(x)


# %% output layer inside the loop
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.width = input_feature_num
        layers = {}
        for n, width in enumerate(hidden_unit_nums):
            layers[f"hidden{n}"] = nn.Linear(input_feature_num, width)
            layers[f"activation{n}"] = eval(f"nn.{actv}")
            layers["out"] = nn.Linear(width, output_feature_num)
            input_feature_num = width
        self.layers = nn.Sequential()
        for name, layer in layers.items():
            self.layers.add_module(name, layer)

    def forward(self, x):
        return self.layers(x.reshape(-1, self.width))
