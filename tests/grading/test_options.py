"""What the sandbox of a lesson has to hold."""

from __future__ import annotations

from autograder.grading.options import imported_modules
from tests.notebooks.lessons import SOURCE, parse_lesson


def test_a_magic_beside_imports_hides_none_of_them() -> None:
    magic = SOURCE.replace(
        "import torch\n", "%matplotlib inline\n# %matplotlib inline\nimport torch\n"
    )
    modules = imported_modules(parse_lesson("small", magic))
    assert modules == imported_modules(parse_lesson("small", SOURCE)) == ("torch", "math")
