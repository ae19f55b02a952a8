"""Wrong answers to `gradient_step` that are none of the misconceptions, or more than one."""


# %% two mistakes: uphill and not cleared
def gradient_step(parameters, lr):
    for p in parameters:
        p.data += lr * p.grad


# %% a gradient of None
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= lr * p.grad
        p.grad = None


# %% everybody moves by the first gradient
def gradient_step(parameters, lr):
    first = parameters[0].grad
    for p in parameters:
        p.data -= lr * first
        p.grad = 0.0


# %% the learning rate divides
def gradient_step(parameters, lr):
    for p in parameters:
        p.data -= p.grad / lr
        p.grad = 0.0
