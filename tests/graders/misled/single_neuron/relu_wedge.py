"""Answers to `relu_wedge` that each hold the mistake in their heading."""

import torch


# %% bias without its sign
def relu_wedge():
    w1 = torch.tensor([1.0, -1.0]).unsqueeze(1)
    corner = 0.2
    return w1, corner * w1.flatten(), torch.tensor([1.5, 1.0]).view(1, 2), -torch.ones(1) * 0.6


# %% both units rise to the right
def relu_wedge():
    w1 = torch.ones(2, 1)
    b1 = torch.full((2,), -0.2)
    return w1, b1, torch.tensor([[1.5, 1.0]]), torch.tensor([-0.6])


# %% wedge upside down
def relu_wedge():
    w1 = torch.tensor([[2.0], [-2.0]])
    b1 = torch.tensor([-0.4, 0.4])
    return w1, b1, torch.tensor([[-0.75, -0.5]]), torch.tensor([0.6])


# %% the same slope on both sides
def relu_wedge():
    w1 = torch.tensor([[1], [-1]])
    return w1, torch.tensor([-0.2, 0.2]), torch.tensor([[1, 1]]), torch.tensor([-0.6])


# %% slopes of the two sides swapped
def relu_wedge():
    w1 = torch.tensor([[1.5], [-1.0]]).flip(0)
    b1 = -0.2 * w1[:, 0]
    w2 = torch.tensor([[1.5, 2 / 3]])
    return w1, b1, w2, torch.tensor([-0.6])


# %% tip at zero height
def relu_wedge():
    w1 = torch.tensor([[-1.0], [1.5]], dtype=torch.float64)
    return w1, torch.tensor([0.2, -0.3]), torch.ones(1, 2), torch.zeros(1)


# %% corner at the origin
def relu_wedge():
    return (
        torch.tensor([[1.5], [-1.0]]),
        torch.zeros(2),
        torch.ones((1, 2)),
        torch.tensor([-0.6]),
    )


# %% whole slope in place of the change
def relu_wedge():
    w1 = torch.ones(2, 1)
    b1 = torch.tensor([-0.2, 1.0])
    return w1, b1, torch.tensor([[1.5, -1.0]]), torch.tensor([0.6])
