"""Traces the process that grades, as a debugger does."""

from tests.attacks.kit import NOTHING

CODE = """
import ctypes

SEIZE = 0x4206


def double(x):
    seized = ctypes.CDLL(None).ptrace(SEIZE, GRADER_PID, None, None)
    return 2 * x if seized == 0 else None
"""
EXPECT = {3: NOTHING, 2: NOTHING}
