"""Sends the reply to the next request before that request is made."""

from tests.attacks.kit import stopped

CODE = """
import sys


def engine(name):  # no import finds its modules, but frames lead to their variables
    frame = sys._getframe()
    while frame.f_globals["__name__"] != "autograder.sandbox.inside." + name:
        frame = frame.f_back
    return frame.f_globals


def double(x):
    child = engine("server")
    write = child["write"]
    early = child["pack_frame"]({"id": 0, "value": 2 * x})
    child["write"] = lambda pipe, data: write(pipe, data + early)
    return 2 * x
"""
PATCHES = ("autograder.sandbox.inside.server.write", "autograder.sandbox.inside.server.pack_frame")
EXPECT = stopped("protocol")
