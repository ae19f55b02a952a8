"""Mistakes that students made in `prepare_data`, and words that they must be told."""


# %% validation rows taken with the training indices -> those of training samples
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un = 0.1 * t_u
    return t_un[train_indices], t_un[train_indices], t_c[train_indices], t_c[train_indices]


# %% another order -> but it is t_un_train, t_c_train, t_un_val, t_c_val
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_un = 0.1 * t_u
    return t_un[train_indices], t_c[train_indices], t_un[val_indices], t_c[val_indices]
