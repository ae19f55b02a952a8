"""Changes its argument in place, so that the reference works on the changed one too."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    return x.zero_()
"""
EXPECT = WRONG
