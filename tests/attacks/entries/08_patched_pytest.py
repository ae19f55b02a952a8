"""Replaces the method that pytest uses to run a test."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    import pytest

    pytest.Function.runtest = lambda self: None
    pytest.Item.runtest = lambda self: None
    return x
"""
PATCHES = ("pytest.Function.runtest", "pytest.Item.runtest")
EXPECT = WRONG
