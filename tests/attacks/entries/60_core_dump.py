"""Crashes after raising the limit for core files, which would hold its memory."""

from tests.attacks.kit import stopped

CODE = """
import os
import resource


def double(x):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
        return 2 * x
    except ValueError:
        os.abort()
"""
EXPECT = stopped("signal SIG")
