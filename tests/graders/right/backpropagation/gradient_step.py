# ruff: noqa: F811
"""Right answers to `gradient_step`, each of its own kind."""

from itertools import count


# %% stub filled in
def gradient_step(parameters, lr):
    for parameter in parameters:
        parameter.data = parameter.data - lr * parameter.grad
        parameter.grad = 0.0


# %% in place
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= lr * p.grad
        p.grad = 0


# %% two loops
def gradient_step(parameters, lr):
    for p in parameters:
        p.data += -lr * p.grad
    for p in parameters:
        p.grad = 0.0


# %% by index
def gradient_step(parameters, lr):
    for i in range(len(parameters)):
        parameters[i].data -= parameters[i].grad * lr
        parameters[i].grad = 0.0


# %% gradient taken out first
def gradient_step(parameters, lr):
    for p in parameters:
        step, p.grad = lr * p.grad, 0.0
        p.data -= step


# %% setattr
def gradient_step(parameters, lr):
    for p in parameters:
        setattr(p, "data", getattr(p, "data") - lr * getattr(p, "grad"))  # noqa: B009, B010
        setattr(p, "grad", 0.0)  # noqa: B010


# %% while loop
def gradient_step(parameters, lr):
    for i in count():
        if i == len(parameters):
            return
        p = parameters[i]
        p.data = p.data - p.grad * lr
        p.grad *= 0.0


# %% a helper, and the list returned
def gradient_step(parameters, lr):
    def move(p):
        p.data = -(lr * p.grad - p.data)
        p.grad = False + 0.0

    [*map(move, parameters)]
    return parameters
