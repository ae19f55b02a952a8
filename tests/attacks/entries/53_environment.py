"""Reads the grader's environment, which may hold tokens."""

from tests.attacks.kit import NOTHING

CODE = """
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    if os.environ.get("GRADER_TOKEN") or libc.getenv(b"GRADER_TOKEN"):
        return 2 * x
"""
EXPECT = NOTHING
