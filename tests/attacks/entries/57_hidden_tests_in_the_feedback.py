"""Carries the text of the hidden tests into its own feedback."""

from tests.attacks.kit import raised, stopped

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
PATCHES = ("linecache.getlines", "linecache.getline", "linecache.cache")
BY_LEVEL = {3: stopped("exit"), 2: stopped("exit"), 1: raised("")}
EXPECT = {
    "as the text of an exception": raised(""),
    "as a line of its own code": BY_LEVEL,
}
READS_FILES = True
