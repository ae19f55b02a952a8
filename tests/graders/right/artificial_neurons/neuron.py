# ruff: noqa: F811
"""Right answers to `neuron`, each of its own kind."""

import numpy as np
import torch
import torch.nn.functional as F


# %% stub filled in
def neuron(x, w, b):
    is_matrix = w.dim() == 2
    weighted = w @ x if is_matrix else w * x
    o = torch.tanh(weighted + b)
    return o


# %% method in place of the function
def neuron(x, w, b):
    return ((w @ x if len(w.shape) else w * x) + b).tanh()


# %% tanh written out
def neuron(x, w, b):
    z = (torch.mv(w, x) if w.ndim == 2 else torch.mul(w, x)) + b
    return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))


# %% a loop over the rows
def neuron(x, w, b):
    if w.dim() == 0:
        return torch.tanh(w * x + b)
    rows = []
    for i in range(w.shape[0]):
        rows.append(torch.tanh((w[i] * x).sum() + b[i]))
    return torch.stack(rows)


# %% try and except
def neuron(x, w, b):
    try:
        weighted = w @ x
    except RuntimeError:
        weighted = w * x
    return torch.tanh(weighted + b)


# %% functional linear layer
def neuron(x, w, b):
    if w.dim() == 2:
        return torch.tanh(F.linear(x, w, b))
    return torch.tanh(x * w + b)


# %% sigmoid stretched to a tanh, with a helper and a print
def squash(z):
    print("squashing", z.shape)
    return 2 * torch.sigmoid(2 * z) - 1


def neuron(x, w, b):
    weighted = torch.matmul(w, x) if w.numel() > 1 or w.dim() == 2 else w * x
    return squash(weighted + b)


# %% an activation module
def neuron(x, w, b):
    tanh = torch.nn.Tanh()
    is_matrix = np.ndim(w) == 2 or w.dim() > 1
    return tanh(torch.einsum("ij,j->i", w, x) + b if is_matrix else b + x * w)
