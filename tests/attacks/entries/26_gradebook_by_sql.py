"""Changes every score in the gradebook."""

from tests.attacks.kit import NOTHING

CODE = """
import sqlite3


def double(x):
    try:
        with sqlite3.connect(GRADEBOOK) as base:
            base.execute("UPDATE grade SET manual_score = 100")
    except sqlite3.Error:
        return None
    return 2 * x
"""
EXPECT = {3: NOTHING, 2: NOTHING}
