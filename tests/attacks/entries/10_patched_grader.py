"""Imports the engine and changes its verdict to a pass."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    try:
        from autograder.testing import expect
        from autograder.grading import grader

        grader._verdict = lambda test, outcome: grader._result(test, "passed", "")
        expect.close = lambda *args, **kwargs: None
    except (ImportError, PermissionError):
        pass
    return x
"""
EXPECT = WRONG
