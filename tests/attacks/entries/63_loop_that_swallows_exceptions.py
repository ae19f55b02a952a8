"""Never returns, whatever exception is thrown at it."""

from tests.attacks.kit import stopped

CODE = """
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
"""
SECONDS = 0.5
EXPECT = stopped("time")
