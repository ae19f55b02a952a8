# ruff: noqa: F811
"""Right answers to `mse_gradients`, each of its own kind."""

import numpy as np
import torch


# %% stub filled in
def mse_gradients(x, t, w, b):
    errors = w * x + b - t
    grad_w = 2 * (errors * x).mean()
    grad_b = 2 * errors.mean()
    return grad_w, grad_b


# %% sums divided by the number of samples
def mse_gradients(x, t, w, b):
    errors = w * x + b - t
    n = x.shape[0]
    return 2 / n * torch.sum(errors * x), 2 / n * torch.sum(errors)


# %% matrix product
def mse_gradients(x, t, w, b):
    errors = x * w + b - t
    return 2 * (x.T @ errors) / len(x), 2 * errors.sum() / len(x)


# %% the other sign twice
def mse_gradients(x, t, w, b):
    missing = t - (w * x + b)
    return -2 * torch.mean(missing * x), -2 * torch.mean(missing)


# %% a loop over the samples
def mse_gradients(x, t, w, b):
    grad_w = grad_b = 0
    for x_i, t_i in zip(x, t, strict=True):
        e = w * x_i + b - t_i
        grad_w += 2 * e * x_i / len(x)
        grad_b += 2 * e / len(x)
    return grad_w, grad_b


# %% multiplied out
def mse_gradients(x, t, w, b):
    grad_w = 2 * (w * (x**2).mean() + b * x.mean() - (x * t).mean())
    grad_b = 2 * (w * x.mean() + b - t.mean())
    return [grad_w, grad_b]


# %% both at once, with a column of ones
def mse_gradients(x, t, w, b):
    inputs = torch.cat([x, torch.ones_like(x)], dim=1)
    errors = inputs @ torch.stack([w, b]).view(2, 1) - t
    both = 2 * inputs.T @ errors / len(x)
    return both[0], both[1]


# %% NumPy
def mse_gradients(x, t, w, b):
    x, t, w, b = (np.asarray(each) for each in (x, t, w, b))
    errors = w * x + b - t
    return float(2 * (errors * x).mean()), float(2 * errors.mean())


# %% doubled errors
def mse_gradients(x, t, w, b):
    twice = 2 * (torch.addcmul(-t, x, w.expand_as(x)) + b)
    return (twice * x).mean().item(), twice.mean().item()
