"""Copies the answer from another student's submission."""

from tests.attacks.kit import NOTHING, PASSED

CODE = """
def double(x):
    try:
        with open(OTHER) as file:
            return 2 * x if "return 2 * x" in file.read() else None
    except OSError:
        return None
"""
EXPECT = {3: NOTHING, 2: NOTHING, 1: PASSED}
READS_FILES = True
