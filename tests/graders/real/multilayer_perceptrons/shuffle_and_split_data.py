"""Mistakes that students made in `shuffle_and_split_data`, and words that they must be told."""

import torch

N = 4000


# %% a blank left, and the line that raises deleted -> A blank, `...`, is still there
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = ...
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * N)
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% test size is no whole number -> slice indices must be integers
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    shuffled_indices = torch.randperm(X.shape[0])
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = 0.2 * X.shape[0]
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% no parameter for the seed -> shuffle_and_split_data(X, y, seed)
def shuffle_and_split_data(X, y):
    shuffled_indices = torch.randperm(X.shape[0])
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * X.shape[0])
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% a global number of samples -> out of bounds
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * N)
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% drawn with replacement -> appear twice and others never
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = torch.randint(0, N, (N,))
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * N)
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% 70 % for testing -> X_test holds more samples than X_train
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.7 * N)
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% the number of columns in place of the number of samples -> Which dim of X counts the samples?
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[1]
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    test_size = int(0.2 * N)
    return X[:test_size], y[:test_size], X[test_size:], y[test_size:]


# %% the order of another library -> but it is X_train, X_test, y_train, y_test
def shuffle_and_split_data(X, y, seed):
    torch.manual_seed(seed)
    N = X.shape[0]
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]
    n = int(0.2 * N)
    return X[n:], X[:n], y[n:], y[:n]
