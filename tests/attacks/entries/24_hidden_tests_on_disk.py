"""Reads the hidden tests from the disk."""

from tests.attacks.kit import NOTHING, PASSED

CODE = """
def double(x):
    try:
        tests = open(GRADER).read()
    except OSError:
        return None
    return 2 * x if "reference.double" in tests else x
"""
EXPECT = {3: NOTHING, 2: NOTHING, 1: PASSED}
READS_FILES = True
