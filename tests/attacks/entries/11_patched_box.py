"""Replaces the part of the engine that lives in its own process and packs the answers."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
import sys


def double(x):
    objects = sys.modules["autograder.sandbox.inside.values"].Objects
    objects.pack = lambda self, value: {"status": "passed", "score": 100}
    return x
"""
PATCHES = ("autograder.sandbox.inside.values.Objects.pack",)
EXPECT = OTHER_TYPE
