"""Is right, and prints 40 MB: full marks."""

from tests.attacks.kit import PASSED

CODE = """
import os


def double(x):
    for stream in (1, 2):
        for _ in range(40):
            os.write(stream, b"x" * (1 << 20))
    return 2 * x
"""
EXPECT = PASSED
