"""Answers to `collapse_linear` that each hold the mistake in their heading."""

import torch


def layers(w1, b1, w2, b2):
    w1, w2 = (torch.as_tensor(w).reshape(-1, 1) if not torch.is_tensor(w) else w for w in (w1, w2))
    b1, b2 = (torch.as_tensor(b).reshape(-1) for b in (b1, b2))
    return w1, b1, w2, b2


# %% matrices in reading order
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return torch.matmul(w1, w2), torch.mv(w2, b1) + b2


# %% product element by element
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    weight = w1 * w2
    bias = torch.nn.functional.linear(b1, w2, b2)
    return weight, bias


# %% product element by element
def collapse_linear(w1, b1, w2, b2):
    return w1 * w2, w2 * b1 + b2


# %% first bias left out
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return torch.einsum("oh,hi->oi", w2, w1), b2.clone()


# %% second bias left out
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return w2.mm(w1), (w2 * b1).sum(dim=1)


# %% biases added as they are
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    bias = b2 + b1
    return (w1.T @ w2.T).T, bias


# %% first bias times the first weight
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return w2 @ w1, torch.add(torch.mv(w1, b1), b2)


# %% both biases through the second layer
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    together = b2 + b1
    return w2.matmul(w1), w2.matmul(together)


# %% weights added
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    return torch.add(w1, w2), w2 @ b1 + b2


# %% bias returned first
def collapse_linear(w1, b1, w2, b2):
    w1, b1, w2, b2 = layers(w1, b1, w2, b2)
    answer = {"bias": b2 + w2 @ b1, "weight": w2 @ w1}
    return list(answer.values())
