"""Forks a daemon that outlives the grading; the answer itself is right."""

from tests.attacks.kit import PASSED, raised

CODE = """
import os
import time
from contextlib import suppress


def double(x):
    if os.fork() == 0:
        with suppress(PermissionError):
            os.setsid()
        if os.fork() == 0:
            time.sleep(10**6)
        os._exit(0)
    return 2 * x
"""
EXPECT = {3: PASSED, 2: raised("PermissionError"), 1: PASSED}
