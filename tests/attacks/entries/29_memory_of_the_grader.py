"""Opens the memory of the process that grades, and of its own parents."""

from tests.attacks.kit import NOTHING

CODE = """
import os


def double(x):
    for pid in (GRADER_PID, os.getppid()):
        try:
            with open(f"/proc/{pid}/mem", "rb+"):
                return 2 * x
        except OSError:
            continue
"""
EXPECT = {3: NOTHING, 2: NOTHING}
