"""Crashes the interpreter."""

from tests.attacks.kit import raised, stopped

VARIANTS = {
    "segmentation fault": """
import ctypes


def double(x):
    ctypes.string_at(0)
""",
    "abort": """
import ctypes


def double(x):
    ctypes.PyDLL(None).abort()
""",
    "endless recursion": """
def double(x):
    return double(x)
""",
}
EXPECT = {
    "segmentation fault": stopped("signal SIGSEGV"),
    "abort": stopped("signal SIG"),
    "endless recursion": raised("RecursionError"),
}
