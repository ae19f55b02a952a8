"""Registers an exit handler that sets the exit status of success."""

from tests.attacks.kit import WRONG

CODE = """
import atexit
import os


def double(x):
    atexit.register(os._exit, 0)
    return x
"""
EXPECT = WRONG
