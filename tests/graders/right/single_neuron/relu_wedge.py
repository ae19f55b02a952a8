# ruff: noqa: F811
"""Right answers to `relu_wedge`, each of its own kind."""

import numpy as np
import torch
import torch.nn as nn


# %% one unit for each side
def relu_wedge():
    w1 = torch.tensor([[-1.0], [1.0]])
    b1 = torch.tensor([0.2, -0.2])
    w2 = torch.tensor([[1.0, 1.5]])
    b2 = torch.tensor([-0.6])
    return w1, b1, w2, b2


# %% slopes in the first layer
def relu_wedge():
    w1 = torch.tensor([[1.5], [-1.0]])
    b1 = torch.tensor([-0.3, 0.2])
    w2 = torch.tensor([[1.0, 1.0]])
    b2 = torch.tensor([-0.6])
    return w1, b1, w2, b2


# %% from left to right, each unit adds a change of slope
def relu_wedge():
    w1 = torch.tensor([[1.0], [1.0]])
    b1 = torch.tensor([1.0, -0.2])
    w2 = torch.tensor([[-1.0, 2.5]])
    b2 = torch.tensor([0.6])
    return w1, b1, w2, b2


# %% from right to left
def relu_wedge():
    w1 = torch.tensor([[-1.0], [-1.0]])
    b1 = torch.tensor([1.0, 0.2])
    w2 = torch.tensor([[-1.5, 2.5]])
    b2 = torch.tensor([0.6])
    return w1, b1, w2, b2


# %% three units, one of them as a constant
def relu_wedge():
    w1 = torch.tensor([[-1.0], [1.0], [0.0]])
    b1 = torch.tensor([0.2, -0.2, 0.6])
    w2 = torch.tensor([[1.0, 1.5, -1.0]])
    b2 = torch.tensor([0.0])
    return w1, b1, w2, b2


# %% a line minus a bend, from units far outside
def relu_wedge():
    w1 = torch.tensor([[1.0], [1.0]])
    b1 = torch.tensor([5.0, -0.2])
    w2 = torch.tensor([[-1.0, 2.5]])
    b2 = torch.tensor([4.6])
    return w1, b1, w2, b2


# %% double precision, from NumPy
def relu_wedge():
    w1 = np.array([[-2.0], [2.0]])
    b1 = np.array([0.4, -0.4])
    w2 = np.array([[0.5, 0.75]])
    b2 = np.array([-0.6])
    return [torch.from_numpy(part) for part in (w1, b1, w2, b2)]


# %% taken from a model
def relu_wedge():
    model = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([[-1.0], [1.0]])
        model[0].bias[:] = torch.tensor([0.2, -0.2])
        model[2].weight[:] = torch.tensor([[1.0, 1.5]])
        model[2].bias[:] = -0.6
    return model[0].weight, model[0].bias, model[2].weight, model[2].bias


# %% solved for the output weights
def relu_wedge():
    corners = torch.tensor([[-1.0], [0.2]])
    heights = torch.tensor([0.6, -0.6, 0.6])
    x = torch.tensor([[-1.0], [0.2], [1.0]])
    columns = torch.cat([torch.relu(x - corners.T), torch.ones(3, 1)], dim=1)
    solved = torch.linalg.solve(columns, heights)
    return torch.ones(2, 1), -corners.flatten(), solved[None, :2], solved[2:]
