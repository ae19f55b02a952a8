"""Writes a pickle where the grader reads the answers."""

from tests.attacks.kit import stopped

CODE = """
import os
import pickle
import struct


class Payload:
    def __reduce__(self):
        return open, (GRADER + ".pwned", "w")


def double(x):
    pickled = pickle.dumps({"id": 0, "value": Payload()})
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<I", len(pickled)) + pickled)
        except OSError:
            continue
"""
EXPECT = stopped("protocol")
