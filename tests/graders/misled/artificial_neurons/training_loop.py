"""Answers to `training_loop` that each hold the mistake in their heading."""

import torch
import torch.nn as nn
import torch.nn.functional as F

linear_model = nn.Linear(1, 1)


# %% global model instead of the argument
def training_loop(n_epochs, optimizer, model, loss_fn, x, x_val, y, y_val):
    history = []
    for _ in range(n_epochs):
        loss = loss_fn(linear_model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            history.append((loss.item(), loss_fn(linear_model(x_val), y_val).item()))
    return [a for a, _ in history], [b for _, b in history]


# %% global model instead of the argument
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.b = nn.Parameter(torch.randn(1)), nn.Parameter(torch.randn(1))

    def forward(self, x):
        return self.w * x + self.b


my_model = Line()


def training_loop(n_epochs, optimizer, model, loss_fn, x, x_val, y, y_val):
    train, val = [], []
    for _ in range(n_epochs):
        loss = loss_fn(my_model(x), y)
        with torch.no_grad():
            loss_val = loss_fn(my_model(x_val), y_val)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
        val.append(loss_val.item())
    return train, val


# %% global data instead of the arguments
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    losses = {"train": [], "val": []}
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fn(model.forward(t_un_train), t_c_train)
        loss.backward()
        losses["train"].append(float(loss))
        with torch.no_grad():
            losses["val"].append(float(loss_fn(model.forward(t_un_val), t_c_val)))
        optimizer.step()
    return losses["train"], losses["val"]


# %% loss function of its own
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        with torch.no_grad():
            val += [((model(t_u_val) - t_c_val) ** 2).mean()]
        loss = ((model(t_u_train) - t_c_train) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train += [loss.detach()]
    return train, val


# %% loss function of its own
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        loss = F.mse_loss(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        train.append(loss_fn(model(t_u_train), t_c_train).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return train, val


# %% one epoch too many
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val, epoch = [], [], 0
    while epoch <= n_epochs:
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        model.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
        epoch += 1
    return train, val


# %% one epoch too few
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val, epoch = [], [], 1
    while epoch < n_epochs:
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        model.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
        epoch += 1
    return train, val


# %% gradients not cleared
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = torch.zeros(n_epochs), torch.zeros(n_epochs)
    optimizer.zero_grad()
    for i in range(n_epochs):
        with torch.no_grad():
            val[i] = loss_fn(model(t_u_val), t_c_val)
        loss = loss_fn(model(t_u_train), t_c_train)
        loss.backward()
        optimizer.step()
        train[i] = loss.detach()
    return train, val


# %% no step, or none with a gradient
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        train.append(loss.item())
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return train, val


# %% no step, or none with a gradient
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            val.append(loss_fn(model(t_u_val), t_c_val).item())
        optimizer.zero_grad()
        optimizer.step()
        train.append(loss.item())
    return train, val


# %% learns from the validation data too
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(t_u_train), t_c_train)
        loss.backward()
        other = loss_fn(model(t_u_val), t_c_val)
        other.backward()
        optimizer.step()
        train.append(loss.item())
        val.append(other.item())
    return train, val


# %% training and validation data mixed in one loss
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        predicted = model(t_u_train)
        loss = loss_fn(predicted, t_c_train)
        with torch.no_grad():
            val.append(loss_fn(predicted, t_c_val).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return train, val


# %% validation loss is the training loss
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train = []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return train, list(train)


# %% lists returned in the wrong order
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    losses = [[], []]
    for _ in range(n_epochs):
        with torch.no_grad():
            losses[0].append(loss_fn(model(t_u_val), t_c_val).item())
        loss = loss_fn(model(t_u_train), t_c_train)
        losses[1].append(loss.item())
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    return losses


# %% gradients prepared for the validation data
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train, val = [], []
    for _ in range(n_epochs):
        val.append(loss_fn(model(t_u_val), t_c_val).detach().item())
        loss = loss_fn(model(t_u_train), t_c_train)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train.append(loss.item())
    return train, val


# %% training and validation data mixed in one loss
def training_loop(epochs, optimizer, model, loss_fn, x_train, x_val, y_train, y_val):
    history = []
    for _ in range(epochs):
        with torch.no_grad():
            val = loss_fn(model(x_val), y_train)
        train = loss_fn(model(x_train), y_train)
        optimizer.zero_grad()
        train.backward()
        optimizer.step()
        history.append((train.item(), val.item()))
    return [t for t, _ in history], [v for _, v in history]
