"""Gives its first answer again at every later call."""

from tests.attacks.kit import Outcome

CODE = """
first = []


def double(x):
    first.append(2 * x)
    return first[0]
"""
EXPECT = Outcome("partial", "should have shape", score=1.0)
