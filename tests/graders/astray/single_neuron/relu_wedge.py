"""Wrong answers to `relu_wedge` that are none of the misconceptions, or more than one."""

import torch


# %% two mistakes: corner on the wrong side, upside down
def relu_wedge():
    w1, b1 = torch.tensor([[-1.0], [1.0]]), torch.tensor([-0.2, 0.2])
    return w1, b1, torch.tensor([[-1.0, -1.5]]), torch.tensor([0.6])


# %% two mistakes: same slopes, zero height
def relu_wedge():
    w1, b1 = torch.tensor([[-1.0], [1.0]]), torch.tensor([0.2, -0.2])
    return w1, b1, torch.tensor([[1.0, 1.0]]), torch.tensor([0.0])


# %% all zero
def relu_wedge():
    return torch.zeros(2, 1), torch.zeros(2), torch.zeros(1, 2), torch.zeros(1)


# %% not a number
def relu_wedge():
    nan = float("nan")
    return torch.full((2, 1), nan), torch.full((2,), nan), torch.ones(1, 2), torch.zeros(1)
