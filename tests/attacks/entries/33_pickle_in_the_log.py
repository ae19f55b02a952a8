"""Raises an exception, and prints bytes, that run code in whoever unpickles them."""

from tests.attacks.kit import raised

CODE = """
import pickle
import sys


class Payload(Exception):
    def __reduce__(self):
        return open, (GRADER + ".pwned", "w")


def double(x):
    for stream in (sys.stdout, sys.stderr):
        stream.buffer.write(pickle.dumps(Payload()))
    raise Payload("look at me")
"""
EXPECT = raised("Payload: look at me")
