"""Answers with NaN, which some comparisons treat as equal."""

from tests.attacks.kit import Outcome

CODE = """
def double(x):
    return x * float("nan")
"""
EXPECT = Outcome("failed", "holds NaN or infinity")
