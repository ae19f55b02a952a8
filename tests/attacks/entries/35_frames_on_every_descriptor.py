"""Scribbles a reply of full marks on every descriptor."""

from tests.attacks.kit import stopped

CODE = """
import os
import struct

import msgpack


def double(x):
    reply = msgpack.packb({"id": 0, "value": True, "score": 100})
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<I", len(reply)) + reply)
        except OSError:
            continue
    return x
"""
EXPECT = stopped("protocol")
