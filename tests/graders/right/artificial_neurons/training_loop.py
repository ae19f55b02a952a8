# ruff: noqa: F811
"""Right answers to `training_loop`, each of its own kind."""

import torch
from tqdm.auto import tqdm


# %% stub filled in
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
        if epoch % 1000 == 0:
            print(f"epoch {epoch}: {train_losses[-1]:.3f} {val_losses[-1]:.3f}")
    return train_losses, val_losses


# %% validation first, gradients cleared first
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        with torch.inference_mode():
            val_losses.append(float(loss_fn(model(t_u_val), t_c_val)))
        loss = loss_fn(model(t_u_train), t_c_train)
        loss.backward()
        train_losses.append(float(loss))
        optimizer.step()
    return train_losses, val_losses


# %% gradients cleared after the step, by the model, in a while loop
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses, epoch = [], [], 0
    while epoch < n_epochs:
        model.train()
        loss = loss_fn(model(t_u_train), t_c_train)
        model.eval()
        with torch.set_grad_enabled(False):
            val_loss = loss_fn(model(t_u_val), t_c_val)
        loss.backward()
        optimizer.step()
        model.zero_grad(set_to_none=False)
        train_losses += [loss.item()]
        val_losses += [val_loss.item()]
        epoch += 1
    return train_losses, val_losses


# %% losses kept in tensors
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    losses = torch.zeros(2, n_epochs)
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        losses[0, epoch] = loss.item()
        with torch.no_grad():
            losses[1, epoch] = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    return losses[0], losses[1]


# %% losses still tensors with gradients
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for _ in range(n_epochs):
        loss_train = loss_fn(model(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model(t_u_val), t_c_val)
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()
        train_losses.append(loss_train)
        val_losses.append(loss_val)
    return [train_losses, val_losses]


# %% helpers, one with a decorator, and a progress bar
@torch.no_grad()
def validate(model, loss_fn, inputs, answers):
    return loss_fn(model(inputs), answers).item()


def step(model, optimizer, loss_fn, inputs, answers):
    optimizer.zero_grad()
    loss = loss_fn(model(inputs), answers)
    loss.backward()
    optimizer.step()
    return loss.item()


def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for _ in tqdm(range(n_epochs)):
        val_losses.append(validate(model, loss_fn, t_u_val, t_c_val))
        train_losses.append(step(model, optimizer, loss_fn, t_u_train, t_c_train))
    return train_losses, val_losses


# %% a closure for the optimizer
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for _ in range(n_epochs):
        with torch.no_grad():
            val_losses.append(loss_fn(model(t_u_val), t_c_val).item())

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(t_u_train), t_c_train)
            loss.backward()
            return loss

        train_losses.append(optimizer.step(closure).item())
    return train_losses, val_losses


# %% forward called by name, debug prints, a dictionary on the way
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    history = {"train": [], "val": []}
    for epoch in range(1, n_epochs + 1):
        loss_train = loss_fn(model.forward(t_u_train), t_c_train)
        with torch.no_grad():
            loss_val = loss_fn(model.forward(t_u_val), t_c_val)
        print(epoch, loss_train, loss_val, list(model.parameters()), t_u_train.shape)
        for parameter in model.parameters():
            parameter.grad = None
        loss_train.backward()
        optimizer.step()
        history["train"].append(loss_train.detach().cpu().numpy())
        history["val"].append(loss_val.cpu().numpy())
    return history["train"], history["val"]


# %% gradients by autograd.grad, gradients switched off by a call, losses in tensors
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val, t_c_train, t_c_val):
    train_losses, val_losses = torch.zeros(n_epochs), torch.zeros(n_epochs)
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u_train), t_c_train)
        torch.set_grad_enabled(False)
        val_losses[epoch] = loss_fn(model(t_u_val), t_c_val)
        torch.set_grad_enabled(True)
        for parameter, gradient in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.grad = gradient
        optimizer.step()
        train_losses[epoch] = loss.item()
    return train_losses.tolist(), val_losses.tolist()
