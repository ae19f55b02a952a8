"""Answers to `gradient_step` that each hold the mistake in their heading."""


# %% uphill
def gradient_step(parameters, lr):
    for p in parameters:
        p.data += lr * p.grad
        p.grad = 0.0


# %% gradients not cleared
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= p.grad * lr


# %% learning rate left out
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= p.grad
        p.grad = 0


# %% no step
def gradient_step(parameters, lr):
    for p in parameters:
        moved = p.data - lr * p.grad
        p.grad = 0.0


# %% only the first parameter
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= lr * p.grad
        p.grad = 0.0
        return


# %% step in place of the parameter
def gradient_step(parameters, lr):
    for p in parameters:
        p.data = p.grad * -lr
        p.grad = 0.0
