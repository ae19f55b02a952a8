"""Answers to `prepare_data` that each hold the mistake in their heading."""

import torch


# %% validation readings taken with the training indices
def prepare_data(t_u, t_c, train_indices, val_indices):
    scaled = t_u / 10
    x_train = torch.index_select(scaled, 0, train_indices)
    x_val = torch.index_select(scaled, 0, train_indices)
    return x_train, x_val, t_c[train_indices], t_c[val_indices]


# %% validation answers taken with the training indices
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_u = t_u * 0.1
    parts = [t_u[train_indices], t_u[val_indices]]
    parts += [t_c[train_indices] for _ in range(2)]
    return tuple(parts)


# %% inputs not scaled
def prepare_data(t_u, t_c, train_indices, val_indices):
    return (
        torch.stack([t_u[i] for i in train_indices]),
        torch.stack([t_u[i] for i in val_indices]),
        torch.stack([t_c[i] for i in train_indices]),
        torch.stack([t_c[i] for i in val_indices]),
    )


# %% inputs not scaled
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un = 0.1 * t_u
    return t_u[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]


# %% validation readings not scaled
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un = t_u.clone().div_(10)
    return t_un[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]


# %% answers scaled too
def prepare_data(t_u, t_c, train_indices, val_indices):
    both = torch.cat([t_u, t_c], dim=1) * 0.1
    t_u, t_c = both[:, :1], both[:, 1:]
    return t_u[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]


# %% readings scaled in place
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_u.mul_(0.1)
    return t_u[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]


# %% returned in another order
def prepare_data(t_u, t_c, train_indices, val_indices):
    x, y = t_u * 0.1, t_c
    train = x[train_indices], y[train_indices]
    val = x[val_indices], y[val_indices]
    return [*train, *val]
