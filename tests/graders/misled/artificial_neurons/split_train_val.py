"""Answers to `split_train_val` that each hold the mistake in their heading."""

import numpy as np
import torch


# %% negative slices, wrong for an empty validation part
def split_train_val(n_samples, val_fraction, seed):
    generator = np.random.default_rng(seed)
    order = torch.from_numpy(generator.permutation(n_samples))
    n_val = int(n_samples * val_fraction)
    return order[:-n_val], order[-n_val:]


# %% one element instead of a slice
def split_train_val(n_samples, val_fraction, seed):
    g = torch.Generator().manual_seed(seed)
    order = torch.randperm(n_samples, generator=g)
    n_train = n_samples - int(n_samples * val_fraction)
    return order[:n_train], order[n_train]


# %% not shuffled
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(val_fraction * n_samples)
    numbers = torch.tensor(list(range(n_samples)))
    return numbers[n_val:], numbers[:n_val]


# %% not shuffled
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    shuffled_indices = torch.randperm(n_samples)
    n_train = n_samples - int(val_fraction * n_samples)
    return torch.arange(0, n_train), torch.arange(n_train, n_samples)


# %% validation samples are training samples
def split_train_val(n_samples, val_fraction, seed):
    np.random.seed(seed)
    order = np.random.permutation(n_samples)
    n_val = int(val_fraction * n_samples)
    return torch.tensor(order[: n_samples - n_val]), torch.tensor(order[:n_val])


# %% validation samples are training samples
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(val_fraction * n_samples)
    train = torch.randperm(n_samples)[n_val:]
    val = torch.randperm(n_samples)[:n_val]
    return train, val


# %% shares of training and validation swapped
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    order = torch.randperm(n_samples)
    n_val = int(val_fraction * n_samples)
    val, train = order[:n_val], order[n_val:]
    return val, train


# %% argument seed not used
def split_train_val(n_samples, val_fraction, seed):
    order = torch.randperm(n_samples)
    n_val = int(val_fraction * n_samples)
    return order[n_val:], order[:n_val]


# %% argument seed not used
def split_train_val(n_samples, val_fraction, seed):
    rng = np.random.RandomState(42)
    order = torch.from_numpy(rng.permutation(n_samples))
    n_train = n_samples - int(val_fraction * n_samples)
    return order[:n_train], order[n_train:]


# %% argument seed not used
def split_train_val(n_samples, val_fraction, seed):
    order = torch.randperm(n_samples)
    torch.manual_seed(seed)
    n_train = n_samples - int(val_fraction * n_samples)
    return order[:n_train], order[n_train:]
