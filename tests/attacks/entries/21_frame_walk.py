"""Walks up the stack to find the reference solution or the expected value."""

from tests.attacks.kit import NOTHING

CODE = """
import sys


def double(x):
    frame = sys._getframe()
    while frame:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if hasattr(value, "reference") or "Reference" in type(value).__name__:
                return value.double(x)
            if isinstance(value, torch.Tensor) and value.shape == x.shape and value is not x:
                return value
        frame = frame.f_back
"""
EXPECT = NOTHING
