"""Answers to `shuffle_and_split_data` that each hold the mistake in their heading."""

import random

import numpy as np
import torch


# %% not shuffled
def shuffle_and_split_data(X, y, seed):
    size = len(X) // 5
    return X[-size:], y[-size:], X[:-size], y[:-size]


# %% unpaired labels
def shuffle_and_split_data(X, y, seed):
    rng = np.random.default_rng(seed)
    size = int(0.2 * len(X))
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    return X[:size], y[:size], X[size:], y[size:]


# %% labels left unshuffled
def shuffle_and_split_data(X, y, seed):
    order = list(range(len(X)))
    random.Random(seed).shuffle(order)
    X = X[order]
    size = round(0.2 * len(X))
    return X[-size:], y[-size:], X[:-size], y[:-size]


# %% samples drawn with replacement
def shuffle_and_split_data(X, y, seed):
    np.random.seed(seed)
    drawn = torch.from_numpy(np.random.choice(len(X), len(X)))
    X, y = torch.index_select(X, 0, drawn), torch.index_select(y, 0, drawn)
    size = len(X) // 5
    return X[:size], y[:size], X[size:], y[size:]


# %% test and training data share samples
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    size = int(0.2 * len(X))
    test, train = torch.randperm(len(X))[:size], torch.randperm(len(X))[size:]
    return X[test], y[test], X[train], y[train]


# %% 80/20 swapped
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    order = torch.randperm(X.size(0))
    size = int(0.2 * X.size(0))
    test, train = order[:size], order[size:]
    return X[train], y[train], X[test], y[test]


# %% 80/20 swapped
def shuffle_and_split_data(X, y, seed):
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(X)))
    size = int(0.8 * len(X))
    X, y = X[order], y[order]
    return X[:size], y[:size], X[size:], y[size:]


# %% test size of the lesson's data set
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    order = torch.randperm(len(X))
    X_test, X_train = X[order[:400]], X[order[400:]]
    y_test, y_train = y[order[:400]], y[order[400:]]
    return X_test, y_test, X_train, y_train


# %% argument seed not used
def shuffle_and_split_data(X, y, seed):
    order = torch.randperm(len(X))
    size = int(0.2 * len(X))
    return X[order[:size]], y[order[:size]], X[order[size:]], y[order[size:]]


# %% argument seed not used
def shuffle_and_split_data(X, y, seed):
    rng = np.random.RandomState(0)
    order = rng.permutation(len(X))
    size = int(0.2 * len(X))
    return X[order[:size]], y[order[:size]], X[order[size:]], y[order[size:]]


# %% as many samples as there are columns
def shuffle_and_split_data(X, y, seed):
    rows, N = X.size()
    order = torch.randperm(N, generator=torch.Generator().manual_seed(seed))
    size = int(0.2 * N)
    return X[order][:size], y[order][:size], X[order][size:], y[order][size:]
