"""A right model from the function that the text of `build_mlp` does not allow."""

from compneuro import mlp
from compneuro.mlp import build_mlp_model


# %% called
def build_mlp(size_sequence, activation=None, bias=False):
    return build_mlp_model(size_sequence, activation, bias)


# %% by its module, in a helper
def helper(*sizes):
    return getattr(mlp, "build_mlp_" + "model")(*sizes)


def build_mlp(size_sequence, activation=None, bias=False):
    return helper(size_sequence, activation, bias)


# %% its layers put into another model
def build_mlp(size_sequence, activation=None, bias=False):
    import torch.nn as nn

    return nn.Sequential(*build_mlp_model(size_sequence, activation, bias))
