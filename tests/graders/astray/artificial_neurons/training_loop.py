"""Wrong answers to `training_loop` that are none of the misconceptions, or more than one."""

import copy

import torch


# %% two mistakes: one epoch too many, and lists in the wrong order
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs + 1):
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return val, train


# %% two mistakes: gradients neither cleared nor switched off for validation
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        val.append(loss_fn(model(t_u_val), t_c_val).item())
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return train, val


# %% a copy is trained -> no step, or none with a gradient
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    train, val = [], []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return train, val


# %% losses after the step
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u_train), t_c_train).backward()
        optimizer.step()
        with torch.no_grad():
            train.append(loss_fn(model(t_u_train), t_c_train).item())
            val.append(loss_fn(model(t_u_val), t_c_val).item())
    return train, val


# %% nothing done -> global model instead of the argument
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    return [0.0] * n_epochs, [0.0] * n_epochs
