"""Wrong answers to `split_train_val` that are none of the misconceptions, or more than one."""

import torch


# %% two mistakes: not shuffled, and the wrong shares
def split_train_val(n_samples, val_fraction, seed):
    n_val = int(val_fraction * n_samples)
    order = torch.arange(n_samples)
    return order[:n_val], order[n_val:]


# %% two mistakes: seed not used, one element only -> one element instead of a slice
def split_train_val(n_samples, val_fraction, seed):
    order = torch.randperm(n_samples)
    n_val = int(val_fraction * n_samples)
    return order[n_val:], order[n_val]


# %% every fifth sample
def split_train_val(n_samples, val_fraction, seed):
    order = torch.arange(n_samples)
    is_val = order % 5 == 0
    return order[~is_val], order[is_val]


# %% sorted after drawing
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    order = torch.randperm(n_samples)
    n_val = int(val_fraction * n_samples)
    return order[n_val:].sort().values, order[:n_val].sort().values


# %% drawn with replacement
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    order = torch.randint(n_samples, (n_samples,))
    n_val = int(val_fraction * n_samples)
    return order[n_val:], order[:n_val]
