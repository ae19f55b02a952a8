"""Never returns."""

from tests.attacks.kit import stopped

CODE = """
def double(x):
    while True:
        pass
"""
SECONDS = 0.5
EXPECT = stopped("time")
