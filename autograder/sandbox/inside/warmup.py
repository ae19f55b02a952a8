"""What nearly every lesson does once, done ahead of time.

Run in the warm parent it loads what is loaded lazily; run in a fresh child, while that waits for
its student's code, it brings in the memory pages that a fork leaves to be copied on first use.
"""

from __future__ import annotations

import sys

import torch
from torch import nn

from autograder.sandbox.inside import helpers
from autograder.sandbox.inside.values import Objects
from autograder.sandbox.wire import pack_frame, unpack

HEADER = 4  # bytes of a frame before its body


def exercise(device: str = "cpu") -> None:
    """Build tensors and a small network, send some to ourselves; train where lessons train."""
    x = torch.randn(16, 2, device=device)
    labels = torch.randint(0, 3, (16,), device=device)
    order = torch.randperm(16, device=device)
    curve = torch.relu(torch.linspace(0, 1, 1000, device=device) - 0.5)
    shares = torch.log(torch.exp(x[order]).sum(1)).mean() + x.std() + x.max() + x.min()
    both = torch.cat([torch.stack([curve, torch.sin(curve)]), torch.zeros(1, 1000, device=device)])
    net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3)).to(device)
    if "torch._dynamo" in sys.modules:  # which the first optimizer would import
        helpers.train(net, x, labels, epochs=1, batch_size=16, lr=0.1, seed=0)
    net.load_state_dict(net.state_dict())
    x.requires_grad_()
    torch.autograd.backward((torch.tanh(x) @ torch.ones(2, 2, device=device)).sum() + shares)
    unpack(pack_frame({"id": 0, "value": Objects().pack([both, net(x), float(shares)])})[HEADER:])
