"""Wrong answers to `count_parameters` that are none of the misconceptions, or more than one."""

from itertools import pairwise


# %% two mistakes: last layer left out, biases always -> last layer left out
def count_parameters(size_sequence, bias):
    pairs = zip(size_sequence[:-1], size_sequence[1:-1], strict=False)
    return sum((a + 1) * b for a, b in pairs)


# %% one too many
def count_parameters(size_sequence, bias):
    pairs = zip(size_sequence, size_sequence[1:], strict=False)
    return 1 + sum((a + bias) * b for a, b in pairs)


# %% always one
def count_parameters(size_sequence, bias):
    return 1


# %% first layer alone
def count_parameters(size_sequence, bias):
    return (size_sequence[0] + bias) * size_sequence[1]


# %% equal layers counted once
def count_parameters(size_sequence, bias):
    layers = set(pairwise(size_sequence))
    return sum((n_in + bias) * n_out for n_in, n_out in layers)
