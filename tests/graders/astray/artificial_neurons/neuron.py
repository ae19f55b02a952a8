"""Wrong answers to `neuron` that are none of the misconceptions, or more than one."""

import torch


# %% two mistakes: bias after a sigmoid
def neuron(x, w, b):
    return torch.sigmoid(w @ x if w.dim() == 2 else w * x) + b


# %% ReLU
def neuron(x, w, b):
    return torch.relu((w @ x if w.dim() == 2 else w * x) + b)


# %% zeros
def neuron(x, w, b):
    return 0 * torch.tanh((w @ x if w.dim() == 2 else w * x) + b)


# %% not a number
def neuron(x, w, b):
    return torch.log(-torch.exp((w @ x if w.dim() == 2 else w * x) + b))
