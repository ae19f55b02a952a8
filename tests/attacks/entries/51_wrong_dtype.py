"""Answers with whole numbers, which are equal to the floating-point ones for some inputs."""

from tests.attacks.kit import Outcome

CODE = """
def double(x):
    return (2 * x).long()
"""
EXPECT = Outcome("failed", "should be floating-point")
