"""Replaces torch's comparisons by functions that always agree."""

from tests.attacks.kit import WRONG

CODE = """
import torch.testing


def double(x):
    torch.allclose = torch.equal = lambda *args, **kwargs: True
    torch.isclose = torch.isfinite = lambda a, *args, **kwargs: torch.ones_like(a).bool()
    torch.testing.assert_close = lambda *args, **kwargs: None
    torch.Tensor.allclose = torch.Tensor.__eq__ = lambda *args, **kwargs: True
    return x
"""
PATCHES = (
    "torch.allclose",
    "torch.equal",
    "torch.isclose",
    "torch.isfinite",
    "torch.testing.assert_close",
    "torch.Tensor.allclose",
)
EXPECT = WRONG
