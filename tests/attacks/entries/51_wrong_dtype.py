"""Answers with integers, which equal the floating-point answer for some inputs."""

from tests.attacks.kit import Outcome

CODE = """
def double(x):
    return (2 * x).long()
"""
EXPECT = Outcome("failed", "should be floating-point")
