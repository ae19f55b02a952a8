"""Wrong answers to `prepare_data` that are none of the misconceptions, or more than one."""


# %% two mistakes: answers scaled in place of the readings
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_c = 0.1 * t_c
    return t_u[train_indices], t_u[val_indices], t_c[train_indices], t_c[val_indices]


# %% two mistakes: not scaled, and returned in another order
def prepare_data(t_u, t_c, train_indices, val_indices):
    return t_u[train_indices], t_c[train_indices], t_u[val_indices], t_c[val_indices]


# %% first rows, whatever the indices
def prepare_data(t_u, t_c, train_indices, val_indices):
    n, t_un = len(train_indices), 0.1 * t_u
    return t_un[:n], t_un[n:], t_c[:n], t_c[n:]
