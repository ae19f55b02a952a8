# ruff: noqa: F811
"""Right answers to `approximate_function`, each of its own kind."""

import numpy as np
import torch


# %% stub filled in, with a bias for every training point
def approximate_function(x_train, y_train):
    n_relus = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    b = -x_train
    relu_acts = torch.zeros((n_relus, x.shape[0]))
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x + b[i_relu])
    combination_weights = torch.zeros((n_relus,))
    prev_slope = 0
    for i in range(n_relus):
        delta_x = x_train[i + 1] - x_train[i]
        slope = (y_train[i + 1] - y_train[i]) / delta_x
        combination_weights[i] = slope - prev_slope
        prev_slope = slope
    y_hat = torch.matmul(combination_weights, relu_acts)
    return y_hat, relu_acts, x


# %% no loops
def approximate_function(x_train, y_train):
    xs, ys = x_train.flatten(), y_train.flatten()
    x = torch.linspace(xs[0], xs[-1], 1000)
    relu_acts = torch.relu(x - xs[:-1, None])
    slopes = ys.diff() / xs.diff()
    weights = torch.diff(slopes, prepend=torch.zeros(1))
    return weights @ relu_acts, relu_acts, x


# %% offset of the first value added
def approximate_function(x_train, y_train):
    n_relus = len(x_train) - 1
    x = torch.linspace(x_train.min(), x_train.max(), 1000)
    relu_acts = torch.stack([torch.clamp(x - x_train[i], min=0) for i in range(n_relus)])
    slope = 0
    y_hat = y_train[0] * torch.ones(1000)
    for i in range(n_relus):
        new_slope = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i])
        y_hat = y_hat + (new_slope - slope) * relu_acts[i]
        slope = new_slope
    return y_hat, relu_acts, x


# %% transposed product with a row of weights
def approximate_function(x_train, y_train):
    n_relus = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    relu_acts = torch.zeros((n_relus, 1000))
    weights = torch.zeros((1, n_relus))
    before = 0.0
    for i in range(n_relus):
        relu_acts[i] = torch.nn.functional.relu(x + -1 * x_train[i].item())
        rise = y_train[i + 1].item() - y_train[i].item()
        weights[0, i] = rise / (x_train[i + 1].item() - x_train[i].item()) - before
        before += weights[0, i].item()
    return torch.mm(weights, relu_acts), relu_acts, x


# %% column of weights times activations, summed
def approximate_function(x_train, y_train):
    n_relus = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    b = torch.zeros(n_relus)
    w = torch.zeros(n_relus)
    for i in range(n_relus):
        b[i] = 0 - x_train[i]
        w[i] = (y_train[i + 1] - y_train[i]) / (x_train[i + 1] - x_train[i]) - w[:i].sum()
    relu_acts = torch.maximum(x.repeat(n_relus, 1) + b.view(-1, 1), torch.tensor(0.0))
    y_hat = torch.sum(w.view(-1, 1) * relu_acts, dim=0)
    return y_hat, relu_acts, x


# %% NumPy in double precision
def approximate_function(x_train, y_train):
    xs, ys = x_train.numpy().ravel().astype(float), y_train.numpy().ravel().astype(float)
    x = np.linspace(xs.min(), xs.max(), 1000)
    relu_acts = np.maximum(0, x[None, :] - xs[:-1, None])
    slopes = np.diff(ys) / np.diff(xs)
    weights = np.diff(np.concatenate([[0], slopes]))
    return weights.dot(relu_acts), relu_acts, x


# %% a network of PyTorch layers with these weights
def approximate_function(x_train, y_train):
    n = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    hidden, output = torch.nn.Linear(1, n), torch.nn.Linear(n, 1, bias=False)
    slopes = (y_train[1:] - y_train[:-1]) / (x_train[1:] - x_train[:-1])
    slopes = slopes.reshape(-1)
    with torch.no_grad():
        hidden.weight.fill_(1)
        hidden.bias.copy_(-x_train[:-1].reshape(-1))
        output.weight[0, 0] = slopes[0]
        output.weight[0, 1:] = slopes[1:] - slopes[:-1]
    relu_acts = torch.relu(hidden(x.view(-1, 1)))
    return output(relu_acts), relu_acts.T, x


# %% einsum, points by arange, results in a list
def approximate_function(x_train, y_train):
    x_train, y_train = x_train.view(-1), y_train.view(-1)
    x = torch.arange(1000) / 999 * (x_train[-1] - x_train[0]) + x_train[0]
    relu_acts = torch.relu(x.unsqueeze(0) - x_train[:-1].unsqueeze(1))
    slopes = torch.diff(y_train) / torch.diff(x_train)
    weights = slopes - torch.cat((torch.zeros(1), slopes[:-1]))
    return [torch.einsum("i,ij->j", weights, relu_acts), relu_acts, x]


# %% weights by solving for the training values
def approximate_function(x_train, y_train):
    xs, ys = x_train.reshape(-1), y_train.reshape(-1)
    kinks = xs[:-1].reshape(-1, 1)
    weights = torch.linalg.solve(torch.relu(xs[1:] - kinks).T, ys[1:])
    x = torch.linspace(xs[0].item(), xs[-1].item(), 1000)
    relu_acts = torch.relu(x - kinks)
    y_hat = sum(w * r for w, r in zip(weights, relu_acts, strict=True))
    return y_hat, relu_acts, x
