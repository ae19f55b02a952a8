"""Reads the history of the notebook for the cells that were run before."""

from tests.attacks.kit import NOTHING

CODE = """
import sys


def double(x):
    main = vars(sys.modules["__main__"])
    for name in ("In", "_ih", "_i", "Out", "_oh"):
        if main.get(name):
            return 2 * x
"""
EXPECT = NOTHING
