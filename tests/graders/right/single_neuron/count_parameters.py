# ruff: noqa: F811
"""Right answers to `count_parameters`, each of its own kind."""

from itertools import pairwise

import numpy as np
import torch
import torch.nn as nn


# %% stub filled in
def count_parameters(size_sequence, bias):
    total = 0
    for i in range(len(size_sequence) - 1):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        total += n_in * n_out
        if bias:
            total += n_out
    return total


# %% the bias as one more input
def count_parameters(size_sequence, bias):
    return sum((n_in + bias) * n_out for n_in, n_out in pairwise(size_sequence))


# %% biases all at once
def count_parameters(size_sequence, bias):
    total = sum(size_sequence[1:]) if bias else 0
    for n_in, n_out in pairwise(size_sequence):
        total += n_in * n_out
    return total


# %% counted in a model
def count_parameters(size_sequence, bias):
    layers = [nn.Linear(n_in, n_out, bias=bias) for n_in, n_out in pairwise(size_sequence)]
    return sum(parameter.numel() for parameter in nn.Sequential(*layers).parameters())


# %% tensors
def count_parameters(size_sequence, bias):
    sizes = torch.tensor(size_sequence)
    return (sizes[:-1] * sizes[1:]).sum() + bias * sizes[1:].sum()


# %% NumPy
def count_parameters(size_sequence, bias):
    sizes = np.array(size_sequence)
    return np.dot(sizes[:-1], sizes[1:]) + (sizes[1:].sum() if bias else 0)


# %% one layer after the other, by recursion
def count_parameters(size_sequence, bias):
    if len(size_sequence) < 2:
        return 0
    first = size_sequence[0] * size_sequence[1] + (size_sequence[1] if bias else 0)
    return first + count_parameters(size_sequence[1:], bias)


# %% a list consumed from the end
def count_parameters(size_sequence, bias):
    total = 0
    while len(size_sequence) > 1:
        n_out = size_sequence.pop()
        total += size_sequence[-1] * n_out + int(bias) * n_out
    return float(total)
