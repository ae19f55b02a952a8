"""Answers to `neuron` that each hold the mistake in their heading."""

import numpy as np
import torch
import torch.nn.functional as F


# %% no activation function
def neuron(x, w, b):
    if w.ndim < 2:
        return torch.mul(x, w).add(b)
    rows = [torch.dot(row, x) for row in w]
    return torch.stack(rows) + b


# %% no activation function
def neuron(inputs, weight, bias):
    if weight.ndim == 2:
        return F.linear(inputs, weight, bias)
    return inputs * weight + bias


# %% bias added after the activation
def neuron(x, w, b):
    if w.dim() == 2:
        activated = torch.stack([torch.sum(row * x) for row in w]).tanh()
    else:
        activated = torch.tanh(x * w)
    return b + activated


# %% bias left out
def neuron(x, w, b):
    product = torch.matmul(w, x) if w.dim() else w * x
    e = torch.exp(-2 * product)
    return (1 - e) / (1 + e)


# %% sigmoid instead of tanh
def neuron(x, w, b):
    z = w.mv(x) + b if w.dim() == 2 else w * x + b
    return 1 / (1 + torch.exp(-z))


# %% matrix multiplied number by number
def neuron(x, w, b):
    return torch.tanh(x * w + b)


# %% gradient cut off
def neuron(x, w, b):
    with torch.no_grad():
        z = w @ x if w.dim() == 2 else w * x
        return (z + b).tanh()


# %% gradient cut off
def neuron(x, w, b):
    x, w, b = x.detach().numpy(), w.detach().numpy(), b.detach().numpy()
    return torch.as_tensor(np.tanh(w.dot(x) + b))
