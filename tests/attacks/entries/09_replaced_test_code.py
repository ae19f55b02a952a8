"""Gives every test function in memory the code of a function that does nothing."""

from tests.attacks.kit import WRONG

CODE = """
import sys


def nothing(*args, **kwargs):
    pass


def double(x):
    for module in list(sys.modules.values()):
        for name, found in list(getattr(module, "__dict__", {}).items()):
            if name.startswith("test_") and hasattr(found, "__code__"):
                found.__code__ = nothing.__code__
    return x
"""
EXPECT = WRONG
