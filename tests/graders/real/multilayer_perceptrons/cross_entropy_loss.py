"""Mistakes that students made in `cross_entropy_loss`, and words that they must be told."""

import torch


# %% the collected logits indexed after the loop -> After a loop its variable still holds the last
def cross_entropy_loss(x, labels):
    x_of_labels = torch.zeros(len(labels))
    for i, label in enumerate(labels):
        x_of_labels[i] = x[i, label]
    losses = -x_of_labels[i] + torch.log(torch.exp(x).sum(dim=1))
    return losses.mean()


# %% sign turned -> Look at the signs of its two terms
def cross_entropy_loss(x, labels):
    x_of_labels = torch.zeros(len(labels))
    for i, label in enumerate(labels):
        x_of_labels[i] = x[i, label]
    losses = x_of_labels - torch.log(torch.exp(x).sum(dim=1))
    return losses.mean()
