"""Mistakes that students made in `training_loop`, and words that they must be told."""

import torch
import torch.nn as nn
import torch.optim as optim

linear_model = nn.Linear(1, 1)
global_optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
t_un_train, t_un_val = torch.ones(9, 1), torch.ones(2, 1)


# %% a global model -> never asks the model that it is handed
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        loss_train = loss_fn(linear_model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(linear_model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses


# %% global data -> names that are not arguments
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        loss_train = loss_fn(model(t_un_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_un_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses


# %% a global optimizer -> the model that it is handed never changes
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        global_optimizer.zero_grad()
        loss_train.backward()
        global_optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses


# %% one epoch too many -> How often does range(n + 1) run?
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs + 1):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses


# %% one epoch too many, from 1 on -> one epoch more than n_epochs
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(0, n_epochs + 1):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train)
        val_losses.append(loss_val)
    return train_losses, val_losses


# %% gradients prepared for the validation data -> prepares for gradients of the validation loss
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses


# %% the caller's tensors overwritten -> changes the tensor that is its
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        t_p_train = model(t_u_train)
        loss_train = loss_fn(t_p_train, t_c_train)
        with torch.no_grad():
            t_p_val = model(t_u_val)
            loss_val = loss_fn(t_p_val, t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    t_c_train[:] = t_p_train.detach()
    t_c_val[:] = t_p_val
    return train_losses, val_losses


# %% no validation losses -> should be 2 values
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses = []
    for epoch in range(n_epochs):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            model(t_u_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train.item())
    return train_losses
