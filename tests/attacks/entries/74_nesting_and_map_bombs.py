"""Answers with values that take forever, or all memory, to decode."""

from tests.attacks.kit import raised, stopped

FRAME = """
import os
import struct


def double(x):
    body = {body}
    os.write(4, struct.pack("<I", len(body)) + body)
    return x
"""

VARIANTS = {
    "lists in lists": FRAME.format(body=r'b"\x91" * 50_000 + b"\xc0"'),
    "4 billion items": FRAME.format(body=r'b"\xdd\xff\xff\xff\xff"'),
    "keys that repeat": FRAME.format(body=r'b"\x82\xa2id\x00\xa2id\x00"'),
    "a list that holds itself": """
def double(x):
    answer = []
    answer.append(answer)
    return answer
""",
    "an iterator without end": """
import itertools


def double(x):
    return itertools.repeat(itertools.count())
""",
}
EXPECT = dict.fromkeys(VARIANTS, stopped("protocol")) | {
    "a list that holds itself": raised("ValueError"),
    "an iterator without end": raised("ValueError"),
}
