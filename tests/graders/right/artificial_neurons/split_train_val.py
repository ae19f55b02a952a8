# ruff: noqa: F811
"""Right answers to `split_train_val`, each of its own kind."""

import random

import numpy as np
import torch


# %% stub filled in
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(val_fraction * n_samples)
    n_train = n_samples - n_val
    shuffled_indices = torch.randperm(n_samples)
    train_indices = shuffled_indices[:n_train]
    val_indices = shuffled_indices[n_train:]
    return train_indices, val_indices


# %% rounded
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = round(n_samples * val_fraction)
    order = torch.randperm(n_samples)
    return order[n_val:], order[:n_val]


# %% rounded up
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(np.ceil(val_fraction * n_samples))
    order = torch.randperm(n_samples)
    return order[: n_samples - n_val], order[n_samples - n_val :]


# %% negative slices with the empty part seen to
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(val_fraction * n_samples)
    shuffled = torch.randperm(n_samples)
    if n_val == 0:
        return shuffled, shuffled[:0]
    return shuffled[:-n_val], shuffled[-n_val:]


# %% a generator of its own
def split_train_val(n_samples, val_fraction, seed):
    generator = torch.Generator().manual_seed(seed)
    n_train = n_samples - int(val_fraction * n_samples)
    order = torch.randperm(n_samples, generator=generator)
    return torch.split(order, [n_train, n_samples - n_train])


# %% shuffled by NumPy
def split_train_val(n_samples, val_fraction, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(n_samples)
    n_val = int(val_fraction * n_samples)
    return [torch.from_numpy(order[n_val:]), torch.from_numpy(order[:n_val])]


# %% shuffled by Python
def split_train_val(n_samples, val_fraction, seed):
    random.seed(seed)
    order = list(range(n_samples))
    random.shuffle(order)
    n_train = n_samples - int(val_fraction * n_samples)
    train = torch.tensor(order[:n_train], dtype=torch.long)
    return train, torch.tensor(order[n_train:], dtype=torch.long)


# %% random numbers put in order
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    order = torch.rand(n_samples).argsort()
    n_val = int(val_fraction * n_samples)
    chosen = torch.arange(n_samples) >= n_val
    return order[chosen], order[~chosen]
