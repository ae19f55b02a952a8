"""Runs the reference solutions from the disk."""

from tests.attacks.kit import NOTHING, PASSED

CODE = """
def double(x):
    names = {}
    try:
        exec(open(SOLUTIONS).read(), names)
    except OSError:
        return None
    return names["double"](x)
"""
EXPECT = {3: NOTHING, 2: NOTHING, 1: PASSED}
READS_FILES = True
