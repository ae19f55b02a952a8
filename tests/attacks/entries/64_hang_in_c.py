"""Hangs in C, where no Python exception can reach it."""

from tests.attacks.kit import stopped

CODE = """
import ctypes


def double(x):
    ctypes.PyDLL(None).pause()
"""
SECONDS = 0.5
EXPECT = stopped("time")
