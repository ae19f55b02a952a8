"""Replaces the assertions of numpy.testing by functions that never fail."""

from tests.attacks.kit import WRONG

CODE = """
import numpy.testing


def double(x):
    for name in dir(numpy.testing):
        if name.startswith("assert"):
            setattr(numpy.testing, name, lambda *args, **kwargs: None)
    numpy.allclose = numpy.array_equal = lambda *args, **kwargs: True
    return x
"""
PATCHES = ("numpy.testing.assert_allclose", "numpy.allclose", "numpy.array_equal")
EXPECT = WRONG
