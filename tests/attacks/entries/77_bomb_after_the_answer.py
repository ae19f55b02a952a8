"""Is right, and leaves code that hangs when its process ends: full marks, and no delay."""

from tests.attacks.kit import PASSED

CODE = """
import atexit
import time


class Bomb:
    def __del__(self):
        time.sleep(10**6)


bombs = [Bomb()]


def double(x):
    atexit.register(time.sleep, 10**6)
    bombs.append(Bomb())
    return 2 * x
"""
EXPECT = PASSED
