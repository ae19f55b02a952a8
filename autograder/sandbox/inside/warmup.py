"""Does ahead of time what nearly every lesson does, so that a student's first call is fast.

In the fork server, it triggers lazy imports. In a new child that waits for student code, it copies
the memory pages that the fork shares until their first use.
"""

from __future__ import annotations

import ast
from typing import Any

import torch

from autograder.sandbox.inside.values import Objects
from autograder.sandbox.wire import pack_frame, unpack

CODE = '''
import math
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, sizes):
        """Stack the layers."""
        super().__init__()
        self.layers = nn.Sequential()
        for i in range(len(sizes) - 1):
            self.layers.add_module(f"layer_{i}", nn.Linear(sizes[i], sizes[i + 1]))
            self.layers.add_module(f"activation_{i}", nn.ReLU())

    def forward(self, x):
        return self.layers(x.view(len(x), -1))
'''
HEADER = 4  # bytes of a frame before its body


def warm_up(device: str = "cpu", *, gradients: bool = True) -> None:
    """Run code of a lesson's kind; use tensors, a small network and the encoding.

    Args:
        device: Where to compute.
        gradients: Compute gradients. The first one starts CUDA on every card that torch sees,
            whatever the device, and no process forked afterwards can use a card.
    """
    names: dict[str, Any] = {}
    exec(compile(ast.parse(CODE), "<warm-up>", "exec"), names)
    torch.manual_seed(0)
    x = torch.randn(16, 2, device=device)
    order = torch.randperm(16, device=device)
    curve = torch.relu(torch.linspace(0, 1, 1000, device=device) - 0.5)
    shares = torch.log(torch.exp(x[order]).sum(1)).mean() + x.std() + x.max() + x.min()
    both = torch.cat([torch.stack([curve, torch.sin(curve)]), torch.zeros(1, 1000, device=device)])
    net = names["Net"]([2, 8, 3]).to(device)
    net.load_state_dict(net.state_dict())
    x.requires_grad_()
    slope = (torch.tanh(x) @ torch.ones(2, 2, device=device)).sum() + shares
    if gradients:
        torch.autograd.backward(slope)
    unpack(pack_frame({"id": 0, "value": Objects().pack([both, net(x), float(shares)])})[HEADER:])
