"""Ends the process with the exit status of success."""

from tests.attacks.kit import stopped

VARIANTS = {
    "while it loads": """
import os


def double(x, end=os._exit(0)):
    return x
""",
    "in a call": """
import os


def double(x):
    os._exit(0)
""",
}
EXPECT = stopped("exit")
