"""Mistakes that students made in `approximate_function`, and words that they must be told."""

import torch


def start(x_train):
    n_relus = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    relu_acts = torch.zeros((n_relus, x.shape[0]))
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x - x_train[i_relu])
    return n_relus, x, relu_acts, torch.zeros((n_relus,))


# %% bias without its sign -> on the wrong side of zero
def approximate_function(x_train, y_train):
    n_relus, x, relu_acts, combination_weights = start(x_train)
    b = x_train[:-1]
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x + b[i_relu])
    prev_slope = 0
    for i in range(n_relus):
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = slope - prev_slope
        prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x


# %% chained assignment in place of a difference -> a line such as `a = b = c` subtracts nothing
def approximate_function(x_train, y_train):
    n_relus, x, relu_acts, combination_weights = start(x_train)
    prev_slope = 0
    for i in range(n_relus):
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = slope = prev_slope
        prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x


# %% chained assignment the other way round -> a line such as `a = b = c` subtracts nothing
def approximate_function(x_train, y_train):
    n_relus, x, relu_acts, combination_weights = start(x_train)
    prev_slope = 0
    for i in range(n_relus):
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x


# %% always nine ReLUs -> The number of ReLUs follows from x_train
def approximate_function(x_train, y_train):
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    relu_acts, combination_weights, prev_slope = torch.zeros((9, 1000)), torch.zeros(9), 0
    for i in range(9):
        relu_acts[i, :] = torch.relu(x - x_train[i])
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = slope - prev_slope
        prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x


# %% previous slope starts at 1 -> Before the first training point the slope is 0
def approximate_function(x_train, y_train):
    n_relus, x, relu_acts, combination_weights = start(x_train)
    prev_slope = 1
    for i in range(n_relus):
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = slope - prev_slope
        prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x


# %% the loop leaves out the first piece -> The first ReLU
def approximate_function(x_train, y_train):
    n_relus, x, relu_acts, combination_weights = start(x_train)
    prev_slope = 1
    for i in range(1, n_relus):
        slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        combination_weights[i] = slope - prev_slope
        prev_slope = slope
    return combination_weights @ relu_acts, relu_acts, x
