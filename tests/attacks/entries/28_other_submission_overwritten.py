"""Overwrites another student's submission."""

from tests.attacks.kit import NOTHING

CODE = """
def double(x):
    try:
        with open(OTHER, "w") as file:
            file.write("")
    except OSError:
        return None
    return 2 * x
"""
EXPECT = {3: NOTHING, 2: NOTHING}
