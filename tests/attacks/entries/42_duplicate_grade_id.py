"""Repeats the graded cells, so that they count several times."""

from copy import deepcopy
from dataclasses import replace

from tests.attacks.kit import PASSED, Notebook, cell


def repeated(notebook: Notebook) -> Notebook:
    for name in ("double", "test_double"):
        notebook["cells"] += [deepcopy(cell(notebook, name)) for _ in range(3)]
    return notebook


NOTEBOOKS = {"four times": repeated}
EXPECT = replace(PASSED, repair="The cell of `double` stands 4 times")
