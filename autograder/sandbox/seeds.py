"""Seeds random numbers, so that they are the same inside and outside the sandbox."""

from __future__ import annotations

import random

import numpy
import torch


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch, on every device that this process uses."""
    random.seed(seed)
    numpy.random.seed(seed % (1 << 32))
    torch.default_generator.manual_seed(seed)  # a hundred times faster than torch.manual_seed
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(seed)
