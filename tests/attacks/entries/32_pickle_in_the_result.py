"""Returns an object that runs code in whoever unpickles it."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
class Payload:
    def __reduce__(self):
        return open, (GRADER + ".pwned", "w")


def double(x):
    return Payload()
"""
EXPECT = OTHER_TYPE
