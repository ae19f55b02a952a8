"""Mistakes that students made in `split_train_val`, and words that they must be told."""

import torch


# %% one element instead of a slice -> a colon that is missing
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_val = int(val_fraction * n_samples)
    shuffled_indices = torch.randperm(n_samples)
    return shuffled_indices[:-n_val], shuffled_indices[-n_val]


# %% two draws -> share samples, or leave some out
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed(seed)
    n_train = n_samples - int(val_fraction * n_samples)
    return torch.randperm(n_samples)[:n_train], torch.randperm(n_samples)[n_train:]
