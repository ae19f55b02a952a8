"""Imports the engine and changes its verdict to a pass."""

from tests.attacks.kit import NOTHING, WRONG

CODE = """
def double(x):
    try:
        from autograder.grading import grader, verdicts
        from autograder.testing import expect
    except (ImportError, PermissionError):
        return None
    grader.verdict = verdicts.verdict = lambda test, *rest: verdicts.result(test, "passed", "")
    expect.close = lambda *args, **kwargs: None
    return x
"""
PATCHES = (
    "autograder.grading.grader.verdict",
    "autograder.grading.verdicts.verdict",
    "autograder.grading.verdicts.result",
    "autograder.testing.expect.close",
)
EXPECT = {3: NOTHING, 2: NOTHING, 1: WRONG}
