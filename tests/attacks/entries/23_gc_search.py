"""Searches all objects in memory for the reference solution."""

from tests.attacks.kit import NOTHING

CODE = """
import gc
import types


def double(x):
    gc.unfreeze()
    for found in gc.get_objects():
        if isinstance(found, types.FunctionType) and found.__name__ == "double":
            if found.__module__ in ("solutions", "reference"):
                return found(x)
        if isinstance(found, types.ModuleType) and found.__name__ in ("solutions", "reference"):
            return found.double(x)
"""
EXPECT = NOTHING
