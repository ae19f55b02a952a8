"""Kills its parent, the grader, and every other process that it can reach."""

from tests.attacks.kit import NOTHING

CODE = """
import os
import signal


def double(x):
    for pid in {os.getppid(), GRADER_PID, 2, 3} - {0}:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
        return 2 * x
"""
EXPECT = {3: NOTHING, 2: NOTHING}
