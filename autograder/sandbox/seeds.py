"""The same random numbers on both sides of the wall."""

from __future__ import annotations

import random
from functools import cache

import numpy
import torch

has_cuda = cache(torch.cuda.is_available)


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch, on every device that there is."""
    random.seed(seed)
    numpy.random.seed(seed % (1 << 32))
    torch.default_generator.manual_seed(seed)  # a hundred times faster than torch.manual_seed
    if has_cuda():
        torch.cuda.manual_seed_all(seed)
