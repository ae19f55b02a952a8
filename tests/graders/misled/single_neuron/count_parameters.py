"""Answers to `count_parameters` that each hold the mistake in their heading."""

from itertools import pairwise

import numpy as np
import torch
import torch.nn as nn


# %% biases left out
def count_parameters(size_sequence, bias):
    return sum(a * b for a, b in pairwise(size_sequence))


# %% biases counted always
def count_parameters(size_sequence, bias):
    layers = [nn.Linear(a, b) for a, b in pairwise(size_sequence)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


# %% a bias for every input
def count_parameters(size_sequence, bias):
    sizes = np.array(size_sequence)
    weights = (sizes[:-1] * sizes[1:]).sum()
    return int(weights + sizes[:-1].sum()) if bias else int(weights)


# %% one bias for each layer
def count_parameters(size_sequence, bias):
    weights = sum(a * b for a, b in pairwise(size_sequence))
    return weights + (len(size_sequence) - 1) * int(bias)


# %% no biases at the output
def count_parameters(size_sequence, bias):
    weights = sum(a * b for a, b in pairwise(size_sequence))
    return weights + sum(size_sequence[1:-1]) if bias else weights


# %% inputs and outputs added
def count_parameters(size_sequence, bias):
    total = torch.tensor(0)
    for a, b in pairwise(size_sequence):
        total = total + a + b + (b if bias else 0)
    return total


# %% last layer left out
def count_parameters(size_sequence, bias):
    total = 0
    for a, b in pairwise(size_sequence[:-1]):
        total += (a + int(bias)) * b
    return total


# %% the input layer has biases
def count_parameters(size_sequence, bias):
    total = sum(a * b for a, b in pairwise(size_sequence))
    if bias:
        for size in size_sequence:
            total += size
    return total


# %% units counted
def count_parameters(size_sequence, bias):
    return float(sum(size_sequence) - size_sequence[0])
