"""Raises what makes pytest skip a test, or expect it to fail."""

from tests.attacks.kit import raised

VARIANTS = {
    "skip": """
def double(x):
    import pytest

    pytest.skip("not today")
""",
    "xfail": """
def double(x):
    import pytest

    pytest.xfail("as expected")
""",
}
EXPECT = raised("")
