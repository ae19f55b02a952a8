"""Carries the text of the hidden tests into its own feedback."""

from tests.attacks.kit import raised

VARIANTS = {
    "as the text of an exception": """
def double(x):
    raise ValueError(open(GRADER).read())
""",
    "as a line of its own code": """
import linecache


def double(x):
    linecache.getlines = linecache.getline = lambda *args: open(GRADER).read()
    linecache.cache = {}
    raise ValueError
""",
}
EXPECT = raised("")
