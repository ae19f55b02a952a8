"""Returns a number of a class whose comparisons are always true."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
class Always(int):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Always(0)


def double(x):
    return Always(0)
"""
EXPECT = OTHER_TYPE
