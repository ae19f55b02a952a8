"""Returns an object that turns into whatever array or number the comparison asks for."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
class Duck:
    def __array__(self, *args, **kwargs):
        raise SystemExit(0)

    def __float__(self):
        return 2.0

    def __getattr__(self, name):
        return lambda *args, **kwargs: True


def double(x):
    return Duck()
"""
EXPECT = OTHER_TYPE
