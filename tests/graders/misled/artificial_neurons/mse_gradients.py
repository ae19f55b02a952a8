"""Answers to `mse_gradients` that each hold the mistake in their heading."""

import torch


# %% factor from the square left out
def mse_gradients(x, t, w, b):
    e = w * x + b - t
    return torch.sum(e * x) / len(x), torch.sum(e) / len(x)


# %% added up in place of averaged
def mse_gradients(x, t, w, b):
    e = 2 * (w * x + b - t)
    return (x * e).sum(), e.sum()


# %% error with the wrong sign
def mse_gradients(x, t, w, b):
    e = t - w * x - b
    return 2 * torch.mean(e * x), 2 * torch.mean(e)


# %% input left out of the gradient for the weight
def mse_gradients(x, t, w, b):
    e = 2 * torch.mean(w * x + b - t)
    return e, e


# %% product of means in place of mean of products
def mse_gradients(x, t, w, b):
    grad_b = 2 * torch.mean(w * x + b - t)
    return grad_b * torch.mean(x), grad_b


# %% bias left out of the prediction
def mse_gradients(x, t, w, b):
    e = torch.sub(w * x, t)
    return 2 * torch.mean(x * e), 2 * torch.mean(e)


# %% gradients returned in the wrong order
def mse_gradients(x, t, w, b):
    e = 2 * (w * x + b - t)
    return [e.mean(), (e * x).mean()]
