"""Imports the engine and makes its verdict a pass."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    try:
        from autograder import expect, grading

        grading._verdict = lambda test, outcome: grading._result(test, "passed", "")
        expect.close = lambda *args, **kwargs: None
    except (ImportError, PermissionError):
        pass
    return x
"""
EXPECT = WRONG
