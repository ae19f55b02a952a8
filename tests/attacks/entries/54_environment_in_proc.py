"""Reads the environment that a process was started with, its own and the grader's."""

from tests.attacks.kit import NOTHING, PASSED

VARIANTS = {
    "its own": """
def double(x):
    try:
        with open("/proc/self/environ", "rb") as file:
            return 2 * x if b"GRADER_TOKEN" in file.read() else None
    except OSError:
        return None
""",
    "the grader's": """
def double(x):
    try:
        with open(f"/proc/{GRADER_PID}/environ", "rb") as file:
            file.read()
    except OSError:
        return None
    return 2 * x
""",
}
EXPECT = {"its own": NOTHING, "the grader's": {3: NOTHING, 2: NOTHING, 1: PASSED}}
AS_ROOT = NOTHING
