"""Talks to an abstract socket of the host, which is in no file system."""

from tests.attacks.kit import NOTHING, PASSED

CODE = """
import socket


def double(x):
    try:
        with socket.socket(socket.AF_UNIX) as local:
            local.connect("\\0" + ABSTRACT)
            return 2 * x
    except OSError:
        return None
"""
EXPECT = {3: NOTHING, 2: NOTHING, 1: PASSED}
