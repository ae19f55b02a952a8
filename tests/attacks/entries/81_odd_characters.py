"""Holds characters that break programs: NUL, half of a surrogate pair, control characters."""

from tests.attacks.kit import PASSED, Notebook, cell


def odd(notebook: Notebook) -> Notebook:
    source = 'def double(x):\n    """\0 \ud800 \u202e \x1b[2J \x0c \u2028"""\n    return 2 * x'
    cell(notebook, "double")["source"] = source
    return notebook


NOTEBOOKS = {"in code": odd}
EXPECT = PASSED
