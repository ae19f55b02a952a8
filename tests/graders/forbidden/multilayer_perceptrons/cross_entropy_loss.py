"""Right numbers from what the text of `cross_entropy_loss` does not allow."""

import torch
import torch.nn as nn
import torch.nn.functional as F


# %% the class
def cross_entropy_loss(x, labels):
    return nn.CrossEntropyLoss()(x, labels)


# %% the function
def cross_entropy_loss(x, labels):
    return F.cross_entropy(x, labels)


# %% log_softmax and nll_loss
def cross_entropy_loss(x, labels):
    return F.nll_loss(F.log_softmax(x, dim=1), labels)


# %% under another name, and the other one unused
loss_of = getattr(F, "cross" + "_entropy")


def cross_entropy_loss(x, labels):
    (-x + torch.log(torch.exp(x).sum(dim=1, keepdim=True))).mean()
    return loss_of(x, labels)


# %% the operation itself
def cross_entropy_loss(x, labels):
    return torch.ops.aten.cross_entropy_loss(x, labels)


# %% the last step alone
def cross_entropy_loss(x, labels):
    return F.nll_loss(x - torch.logsumexp(x, 1, keepdim=True), labels)


# %% each sample as a picture of one pixel
def cross_entropy_loss(x, labels):
    return F.cross_entropy(x[:, :, None, None], labels[:, None, None])


# %% probabilities for labels
def cross_entropy_loss(x, labels):
    return F.cross_entropy(x, F.one_hot(labels, x.shape[1]).to(x.dtype))


# %% another loss of the library that is the same
def cross_entropy_loss(x, labels):
    truth = F.one_hot(labels, x.shape[1]).to(x.dtype)
    return F.kl_div(F.log_softmax(x, dim=1), truth, reduction="batchmean")
