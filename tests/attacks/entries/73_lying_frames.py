"""Answers with frames that lie about their length, or drips them byte by byte."""

from tests.attacks.kit import stopped

VARIANTS = {
    "claims 4 GB": """
import os


def double(x):
    os.write(4, b"\\xff\\xff\\xff\\xff")
    return x
""",
    "sends half": """
import os
import time


def double(x):
    os.write(4, b"\\x10\\0\\0\\0half")
    time.sleep(10**6)
""",
    "drips": """
import os
import time


def double(x):
    while True:
        os.write(4, b"\\1")
        time.sleep(0.05)
""",
}
SECONDS = 0.5
EXPECT = {
    "claims 4 GB": stopped("protocol"),
    "sends half": stopped("time"),
    "drips": stopped("time"),
}
