"""Replaces the encoder of its own process, so that every reply claims full marks."""

from tests.attacks.kit import OTHER_TYPE, stopped

VARIANTS = {
    "a score beside the value": """
import sys


def engine(name):  # no import finds its modules, but frames lead to their variables
    frame = sys._getframe()
    while frame.f_globals["__name__"] != "autograder.sandbox.inside." + name:
        frame = frame.f_back
    return frame.f_globals


def double(x):
    child = engine("server")
    pack = child["pack_frame"]
    child["pack_frame"] = lambda reply: pack({**reply, "score": 100, "status": "passed"})
    return x
""",
    "a truth value": """
import sys


def engine(name):  # no import finds its modules, but frames lead to their variables
    frame = sys._getframe()
    while frame.f_globals["__name__"] != "autograder.sandbox.inside." + name:
        frame = frame.f_back
    return frame.f_globals


def double(x):
    child = engine("server")
    pack = child["pack_frame"]
    child["pack_frame"] = lambda reply: pack({"id": reply["id"], "value": True})
    return x
""",
    "an error of the engine": """
import sys


def engine(name):  # no import finds its modules, but frames lead to their variables
    frame = sys._getframe()
    while frame.f_globals["__name__"] != "autograder.sandbox.inside." + name:
        frame = frame.f_back
    return frame.f_globals


def double(x):
    child = engine("server")
    pack = child["pack_frame"]
    child["pack_frame"] = lambda reply: pack({"id": reply["id"], "fault": "it was not me"})
    return x
""",
}
PATCHES = ("autograder.sandbox.inside.server.pack_frame",)
EXPECT = {
    "a score beside the value": stopped("protocol"),
    "a truth value": OTHER_TYPE,
    "an error of the engine": stopped("protocol"),
}
