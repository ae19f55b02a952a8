"""Wrong answers to `shuffle_and_split_data` that are no misconceptions, or more than one."""

import torch


# %% two mistakes: larger part for testing, labels unshuffled
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    X = X[torch.randperm(len(X))]
    n = int(0.8 * len(X))
    return X[:n], y[:n], X[n:], y[n:]


# %% two mistakes: seed not used, labels in another order -> unpaired labels
def shuffle_and_split_data(X, y, seed):
    n = int(0.2 * len(X))
    X, y = X[torch.randperm(len(X))], y[torch.randperm(len(y))]
    y = y.flip(0)
    return X[:n], y[:n], X[n:], y[n:]


# %% half for testing
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    order, n = torch.randperm(len(X)), len(X) // 2
    X, y = X[order], y[order]
    return X[:n], y[:n], X[n:], y[n:]


# %% turned round
def shuffle_and_split_data(X, y, seed):
    n = int(0.2 * len(X))
    X, y = X.flip(0), y.flip(0)
    return X[:n], y[:n], X[n:], y[n:]


# %% returned in another order
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    order, n = torch.randperm(len(X)), int(0.2 * len(X))
    X, y = X[order], y[order]
    return X[n:], X[:n], y[n:], y[:n]


# %% shuffled in place
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    shuffled_indices = torch.randperm(len(X))
    X[:], y[:] = X[shuffled_indices], y[shuffled_indices]
    test_size = int(0.2 * len(X))
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% two seeds only -> argument seed not used
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed % 2)
    order = torch.randperm(len(X))
    test, train = order[: len(X) // 5], order[len(X) // 5 :]
    return X[test], y[test], X[train], y[train]


# %% one sample too many for testing
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    order = torch.randperm(len(X))
    n_test = int(0.2 * len(X)) + 1
    test, train = order[:n_test], order[n_test:]
    return X[test], y[test], X[train], y[train]
