"""Wrong answers to `collapse_linear` that are none of the misconceptions, or more than one."""

import torch


def layers(*values):
    return [torch.as_tensor(value) for value in values]


# %% two mistakes: matrices in reading order, and no bias of the first layer
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return (w1.T @ w2.T if w1.dim() == 2 else w1 * w2), b2


# %% the layers change places
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    if w1.dim() == 2:
        return w1.T @ w2.T, w1.T @ w2.T @ b2
    return w1 * w2, w1 * b2 + b1


# %% numbers only
def collapse_linear(w1, b1, w2, b2):
    return float(w1) * float(w2), float(w2) * float(b1) + float(b2)


# %% random
def collapse_linear(w1, b1, w2, b2):
    return torch.randn(1, 1), torch.randn(1)
