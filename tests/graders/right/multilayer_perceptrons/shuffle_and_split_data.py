# ruff: noqa: F811
"""Right answers to `shuffle_and_split_data`, each of its own kind."""

import math
import random

import numpy as np
import torch


# %% stub filled in
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * N)
    X_test = X[:test_size]
    y_test = y[:test_size]
    X_train = X[test_size:]
    y_train = y[test_size:]
    return X_test, y_test, X_train, y_train


# %% rounded
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    order = torch.randperm(N)
    k = round(N / 5)
    return X[order[:k]], y[order[:k]], X[order[k:]], y[order[k:]]


# %% rounded up, a list in place of a tuple
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    shuffled_indices = torch.randperm(len(X))
    X, y = X[shuffled_indices], y[shuffled_indices]
    test_size = math.ceil(20 / 100 * len(X))
    return [X[:test_size], y[:test_size], X[test_size:], y[test_size:]]


# %% whole-number division
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = torch.argsort(torch.rand(N))
    X, y = X[shuffled_indices], y[shuffled_indices]
    test_size = N // 5
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% test data from the end
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    indices = torch.randperm(X.shape[0]).tolist()
    n_train = int(len(indices) * 0.8)
    train, test = indices[:n_train], indices[n_train:]
    return X[test], y[test], X[train], y[train]


# %% a generator of its own
def shuffle_and_split_data(X, y, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(y), generator=generator)
    sizes = [int(len(y) * 0.2), len(y) - int(len(y) * 0.2)]
    (X_test, X_train), (y_test, y_train) = X[order].split(sizes), y[order].split(sizes)
    return X_test, y_test, X_train, y_train


# %% NumPy's permutation
def shuffle_and_split_data(X, y, seed):
    np.random.seed(seed)
    order = np.random.permutation(X.shape[0])
    cut = int(np.floor(X.shape[0] * 0.2))
    test, train = order[:cut], order[cut:]
    return X.numpy()[test], y.numpy()[test], X.numpy()[train], y.numpy()[train]


# %% Python's shuffle
def shuffle_and_split_data(X, y, seed):
    random.seed(seed)
    rows = list(range(X.shape[0]))
    random.shuffle(rows)
    test_size = int(X.shape[0] * 0.2)
    X_test = torch.stack([X[i] for i in rows[:test_size]])
    y_test = torch.stack([y[i] for i in rows[:test_size]])
    return X_test, y_test, X[rows[test_size:]], y[rows[test_size:]]


# %% labels glued to the samples
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    together = torch.cat([X, y.float().unsqueeze(1)], dim=1)
    together = together[torch.randperm(together.size(0))]
    test_size = torch.tensor(0.2 * len(X)).long()
    test, train = together[:test_size], together[test_size:]
    return test[:, :-1], test[:, -1], train[:, :-1], train[:, -1]


# %% only the test data drawn, by a mask
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    is_test = torch.zeros(N, dtype=torch.bool)
    is_test[torch.randperm(N)[: int(0.2 * N)]] = True
    return X[is_test], y[is_test], X[~is_test], y[~is_test]


# %% random_split on a generator of its own
def shuffle_and_split_data(X, y, seed):
    sizes = [int(0.2 * len(X)), len(X) - int(0.2 * len(X))]
    generator = torch.Generator().manual_seed(seed)
    test, train = torch.utils.data.random_split(range(len(X)), sizes, generator=generator)
    return X[test.indices], y[test.indices], X[train.indices], y[train.indices]


# %% one shuffled batch of a loader
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    data = torch.utils.data.TensorDataset(X, y)
    X, y = next(iter(torch.utils.data.DataLoader(data, batch_size=len(X), shuffle=True)))
    test_size = round(0.2 * len(X))
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]
