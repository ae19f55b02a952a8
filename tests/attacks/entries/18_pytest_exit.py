"""Raises what makes pytest end the whole run with success."""

from tests.attacks.kit import raised

CODE = """
def double(x):
    import pytest

    pytest.exit("all done", returncode=0)
"""
EXPECT = raised("")
