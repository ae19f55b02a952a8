"""Is right, and writes warnings and much else to stderr: full marks."""

from tests.attacks.kit import PASSED

CODE = """
import sys
import warnings


def double(x):
    warnings.warn("deprecated", DeprecationWarning)
    print("Traceback (most recent call last):", file=sys.stderr)
    return 2 * x
"""
EXPECT = PASSED
