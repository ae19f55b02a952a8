"""Mutes the display of exceptions, so that a failing cell looks like a passing one."""

from tests.attacks.kit import raised

CODE = """
import sys


def double(x):
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.showtraceback = lambda *args, **kwargs: None
    sys.excepthook = lambda *args: None
    raise ValueError("nobody sees this")
"""
PATCHES = ("IPython.core.interactiveshell.InteractiveShell.showtraceback", "sys.excepthook")
EXPECT = raised("ValueError: nobody sees this")
