"""Replaces the part of the engine that lives in its own process and packs the answers."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
import sys


def engine(name):  # no import finds its modules, but frames lead to their variables
    frame = sys._getframe()
    while frame.f_globals["__name__"] != "autograder.sandbox.inside." + name:
        frame = frame.f_back
    return frame.f_globals


def double(x):
    objects = engine("server")["Objects"]
    objects.pack = lambda self, value: {"status": "passed", "score": 100}
    return x
"""
PATCHES = ("autograder.sandbox.inside.values.Objects.pack",)
EXPECT = OTHER_TYPE
