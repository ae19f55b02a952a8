"""Wrong answers to `approximate_function` that are none of the misconceptions, or more than one."""

import torch


def pieces(x_train, y_train):
    xs, ys = x_train.flatten(), y_train.flatten()
    return xs, ys.diff() / xs.diff(), torch.linspace(float(xs[0]), float(xs[-1]), 1000)


# %% two mistakes: bias without its sign, whole slopes
def approximate_function(x_train, y_train):
    xs, slopes, x = pieces(x_train, y_train)
    acts = torch.relu(x + xs[:-1, None])
    return slopes @ acts, acts, x


# %% two mistakes: biases at the right ends, weights left out
def approximate_function(x_train, y_train):
    xs, slopes, x = pieces(x_train, y_train)
    acts = torch.relu(x - xs[1:, None])
    return acts.sum(0), acts, x


# %% halved
def approximate_function(x_train, y_train):
    xs, slopes, x = pieces(x_train, y_train)
    acts = torch.relu(x - xs[:-1, None])
    return torch.diff(slopes, prepend=torch.zeros(1)) @ acts / 2, acts, x


# %% not a number
def approximate_function(x_train, y_train):
    xs, slopes, x = pieces(x_train, y_train)
    acts = torch.relu(x - xs[:-1, None])
    return torch.full((1000,), float("nan")), acts, x


# %% sixty points in place of a thousand
def approximate_function(x_train, y_train):
    xs, ys = x_train.flatten(), y_train.flatten()
    x = torch.linspace(xs[0], xs[-1], 60)
    acts = torch.relu(x - xs[:-1].view(-1, 1))
    slopes = torch.diff(ys) / torch.diff(xs)
    weights = torch.diff(slopes, prepend=torch.zeros(1))
    return weights @ acts, acts, x
