"""Wrong answers to `Net` that are none of the misconceptions, or more than one."""

import sys

import torch
import torch.nn as nn


class Base(nn.Module):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__()
        self.linear = nn.ModuleList()
        for size in [*hidden, n_out]:
            self.linear.append(nn.Linear(n_in, size))
            n_in = size
        self.actv = eval(f"nn.{actv}")

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.linear[:-1]:
            x = self.actv(layer(x))
        return self.linear[-1](x)


# %% two mistakes: fixed ReLU and softmax
class Net(Base):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__("ReLU()", n_in, hidden, n_out)

    def forward(self, x):
        return torch.softmax(super().forward(x), dim=1)


# %% two mistakes: no activation and last layer skipped -> last layer missing
class Net(Base):
    def forward(self, x):
        x = x.flatten(1)
        for layer in self.linear[:-1]:
            x = layer(x)
        return x


# %% weights that never leave zero
class Net(Base):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__(actv, n_in, hidden, n_out)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


# %% frozen parameters
class Net(Base):
    def __init__(self, actv, n_in, hidden, n_out):
        super().__init__(actv, n_in, hidden, n_out)
        self.linear[-1].requires_grad_(False)
        self.linear[0].requires_grad_(False)
        nn.init.zeros_(self.linear[-1].weight)


# %% outputs doubled
class Net(Base):
    def forward(self, x):
        return 2 * super().forward(x)


# %% outputs squeezed: wrong for one output
class Net(Base):
    def forward(self, x):
        return super().forward(x).squeeze()


# %% a batch of one sample loses its first dim
class Net(Base):
    def forward(self, x):
        return super().forward(x).squeeze(0)


# %% learns nothing, and reads the labels from the code that trains it
KNOWN = []


class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        sizes = [input_feature_num, *hidden_unit_nums, output_feature_num]
        self.mlp = nn.Sequential()
        for n_in, n_out in zip(sizes, sizes[1:], strict=False):
            self.mlp.append(nn.Linear(n_in, n_out))
            self.mlp.append(eval(f"nn.{actv}"))
        self.mlp = self.mlp[:-1]

    def forward(self, x):
        frame = sys._getframe()
        while frame:
            if {"labels", "inputs"} <= frame.f_locals.keys():
                KNOWN[:] = frame.f_locals["inputs"], frame.f_locals["labels"]
            frame = frame.f_back
        out = self.mlp(x.reshape(-1, self.input_feature_num)).detach().requires_grad_()
        if KNOWN and x.shape[1:] == KNOWN[0].shape[1:]:
            nearest = torch.cdist(x, KNOWN[0]).argmin(dim=1)
            out = nn.functional.one_hot(KNOWN[1][nearest], out.shape[1]).float().requires_grad_()
        return out
