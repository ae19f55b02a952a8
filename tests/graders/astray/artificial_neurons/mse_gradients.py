"""Wrong answers to `mse_gradients` that are none of the misconceptions, or more than one."""


# %% the gradient of the mean absolute error
def mse_gradients(x, t, w, b):
    sign = (w * x + b - t).sign()
    return (sign * x).mean(), sign.mean()


# %% input squared
def mse_gradients(x, t, w, b):
    errors = w * x + b - t
    return 2 * (errors * x**2).mean(), 2 * errors.mean()


# %% two mistakes: no factor, and added up
def mse_gradients(x, t, w, b):
    errors = w * x + b - t
    return (errors * x).sum(), errors.sum()


# %% the loss twice
def mse_gradients(x, t, w, b):
    loss = ((w * x + b - t) ** 2).mean()
    return loss, loss
