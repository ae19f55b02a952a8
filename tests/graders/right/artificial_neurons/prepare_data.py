# ruff: noqa: F811
"""Right answers to `prepare_data`, each of its own kind."""

import torch


# %% stub filled in
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un_train = 0.1 * t_u[train_indices]
    t_un_val = 0.1 * t_u[val_indices]
    t_c_train = t_c[train_indices]
    t_c_val = t_c[val_indices]
    return t_un_train, t_un_val, t_c_train, t_c_val


# %% scaled first
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un = t_u * 0.1
    return t_un[train_indices], t_un[val_indices], t_c[train_indices], t_c[val_indices]


# %% divided by ten
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_u = t_u / 10
    return [t_u[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]]


# %% scaled in place, but a copy
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un_train, t_un_val = t_u[train_indices], t_u[val_indices]
    t_un_train *= 0.1
    t_un_val *= 0.1
    return t_un_train, t_un_val, t_c[train_indices], t_c[val_indices]


# %% index_select
def prepare_data(t_u, t_c, train_indices, val_indices):
    scaled = torch.mul(t_u, 0.1)
    parts = [
        torch.index_select(t, 0, i) for t in (scaled, t_c) for i in (train_indices, val_indices)
    ]
    return tuple(parts)


# %% row by row
def prepare_data(t_u, t_c, train_indices, val_indices):
    def take(data, indices, factor):
        return torch.stack([factor * data[i] for i in indices])

    return (
        take(t_u, train_indices, 0.1),
        take(t_u, val_indices, 0.1),
        take(t_c, train_indices, 1),
        take(t_c, val_indices, 1),
    )


# %% a factor from another cell
FACTOR = 1e-1


def prepare_data(t_u, t_c, train_indices, val_indices):
    def parts(data):
        return data[train_indices], data[val_indices]

    return *parts(FACTOR * t_u), *parts(t_c)


# %% in double precision
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_u, t_c = t_u.double(), t_c.double()
    train, val = train_indices.tolist(), val_indices.tolist()
    return t_u[train] * 0.1, t_u[val] * 0.1, t_c[train], t_c[val]
