"""Raises the exception that ends a program with success."""

from tests.attacks.kit import raised

CODE = """
import sys


def double(x):
    sys.exit(0)
"""
EXPECT = raised("SystemExit")
