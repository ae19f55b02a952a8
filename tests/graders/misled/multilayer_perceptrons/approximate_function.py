"""Answers to `approximate_function` that each hold the mistake in their heading."""

import numpy as np
import torch


def grid(x_train, y_train):
    xs, ys = x_train.flatten(), y_train.flatten()
    return xs, ys, torch.linspace(float(xs[0]), float(xs[-1]), 1000)


# %% bias without its sign
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x + xs[:-1, None])
    slopes = ys.diff() / xs.diff()
    weights = torch.cat([slopes[:1], slopes.diff()])
    return weights @ acts, acts, x


# %% biases one training point too far right
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.stack([torch.clamp(x - right, min=0) for right in xs[1:]])
    slopes = [(ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) for i in range(len(xs) - 1)]
    y_hat, before = torch.zeros(1000), 0
    for slope, act in zip(slopes, acts, strict=True):
        y_hat = y_hat + (slope - before) * act
        before = slope
    return y_hat.view(-1, 1), acts, x.view(-1, 1)


# %% biases evenly spaced, whatever the data
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    n = len(xs) - 1
    width = (xs[-1] - xs[0]) / n
    acts = torch.relu(x - (xs[0] + width * torch.arange(n)).view(-1, 1))
    slopes = ys.diff() / xs.diff()
    weights = slopes - torch.cat([torch.zeros(1), slopes[:-1]])
    return (weights.view(-1, 1) * acts).sum(dim=0), acts, x


# %% whole slopes as weights, as by a = b = c in place of a difference
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    weights = (ys[1:] - ys[:-1]) / (xs[1:] - xs[:-1])
    return torch.einsum("r,rp->p", weights, acts), acts, x


# %% whole slopes as weights, as by a = b = c in place of a difference
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    weights, prev_slope = torch.zeros(len(xs) - 1), 0
    for i in range(len(xs) - 1):
        slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
        weights[i] = slope - prev_slope
    return weights @ acts, acts, x


# %% difference of slopes the wrong way round
def approximate_function(x_train, y_train):
    xs, ys, x = (each.numpy().astype(float) for each in grid(x_train, y_train))
    acts = np.maximum(x - xs[:-1, None], 0)
    slopes = np.diff(ys) / np.diff(xs)
    weights = np.concatenate([[0], slopes[:-1]]) - slopes
    return weights @ acts, acts, x


# %% previous slope set before the weight
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    y_hat, prev_slope = torch.zeros(1000), 0
    for i in range(len(xs) - 1):
        slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
        prev_slope = slope
        y_hat += (slope - prev_slope) * acts[i]
    return y_hat, acts, x


# %% slope without the distance of the points
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    rises = torch.diff(ys)
    return torch.diff(rises, prepend=torch.zeros(1)) @ acts, acts, x


# %% weights left out of the sum
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    return torch.ones(len(acts)) @ acts, acts, x


# %% sum over the points instead of over the ReLUs
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    slopes = ys.diff() / xs.diff()
    weights = torch.diff(slopes, prepend=torch.zeros(1))
    return torch.sum(weights[:, None] * acts, dim=1), acts, x


# %% sum over the points instead of over the ReLUs
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    weights = torch.diff(ys.diff() / xs.diff(), prepend=torch.zeros(1))
    return torch.sum(weights.view(-1, 1) * acts), acts, x


# %% the true sine instead of its approximation
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    return torch.from_numpy(np.sin(x.numpy())), acts, x


# %% previous slope starts at 1
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    weights = torch.diff(ys.diff() / xs.diff(), prepend=torch.ones(1))
    return weights @ acts, acts, x


# %% first piece left out
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts = torch.relu(x - xs[:-1].unsqueeze(1))
    slopes = ys.diff() / xs.diff()
    slopes[0] = 0
    return torch.diff(slopes, prepend=torch.zeros(1)) @ acts, acts, x


# %% always nine ReLUs
def approximate_function(x_train, y_train):
    xs, ys, x = grid(x_train, y_train)
    acts, y_hat, so_far = torch.zeros(9, 1000), torch.zeros(1000), 0
    for i in range(9):
        acts[i] = torch.relu(x - xs[i])
    for i in range(9):
        slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
        y_hat += (slope - so_far) * acts[i]
        so_far = slope
    return y_hat, acts, x
