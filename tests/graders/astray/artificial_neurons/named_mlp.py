"""Wrong answers to `named_mlp` that are none of the misconceptions, or more than one."""

from collections import OrderedDict

import torch.nn as nn


# %% two mistakes: no activation in the middle but one at the end
def named_mlp(n_hidden):
    return nn.Sequential(
        OrderedDict(
            hidden_linear=nn.Linear(1, n_hidden),
            output_linear=nn.Linear(n_hidden, 1),
            output_activation=nn.Tanh(),
        )
    )


# %% a hidden layer more
def named_mlp(n_hidden):
    return nn.Sequential(
        OrderedDict(
            hidden_linear=nn.Linear(1, n_hidden),
            hidden_activation=nn.Tanh(),
            second_linear=nn.Linear(n_hidden, n_hidden),
            output_linear=nn.Linear(n_hidden, 1),
        )
    )


# %% no bias
def named_mlp(n_hidden):
    return nn.Sequential(
        OrderedDict(
            hidden_linear=nn.Linear(1, n_hidden, bias=False),
            hidden_activation=nn.Tanh(),
            output_linear=nn.Linear(n_hidden, 1, bias=False),
        )
    )
