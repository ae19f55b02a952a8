"""Small notebooks of our own in each format, and what is made of them without running anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.importing.form import RawCell
from autograder.importing.formats import nbgrader, neuromatch, otter
from autograder.importing.hidden import HiddenTest, hidden_tests
from autograder.importing.lesson import Built, build
from autograder.importing.needs import Solved
from autograder.importing.writer import grader_text, solutions_text, source_text
from autograder.notebooks import Lesson, drift, read_lesson, read_solutions

READERS = {"neuromatch": neuromatch.read, "nbgrader": nbgrader.read, "otter": otter.read}

NEUROMATCH = (
    (
        "markdown",
        '<a href="x"><img src="https://colab.research.google.com/assets/colab-badge.svg"/></a>',
    ),
    ("markdown", "# Tutorial 1: Sums"),
    ("code", "# @title Install\n!pip install vibecheck\ndef content_review(name):\n    pass"),
    ("code", "import torch\nimport matplotlib.pyplot as plt\n%matplotlib inline"),
    (
        "code",
        "# @title Video 1: Sums\nfrom IPython.display import IFrame\n"
        "video_ids = [('Youtube', 'abc123'), ('Bilibili', 'BV1')]",
    ),
    (
        "code",
        "# @title Helper\nOFFSET = 1  # @param {type: 'integer'}\n\n"
        "def shift(x):\n  return x + OFFSET",
    ),
    ("markdown", "## Coding Exercise 1: A shifted sum"),
    (
        "code",
        'def shifted_sum(x):\n  """\n  Sum of what is shifted\n  """\n'
        "  # Fill in\n  raise NotImplementedError('Complete shifted_sum')\n"
        "  total = ...\n  return total\n\n\nx = torch.ones(3)\n"
        "## Uncomment to test\n# total = shifted_sum(x)\n# plt.plot(total)",
    ),
    ("markdown", "```\n6.0\n```"),
    (
        "code",
        '# to_remove solution\ndef shifted_sum(x):\n  """\n  Sum of what is shifted\n  """\n'
        "  # Fill in\n  total = shift(x).sum() * 31337 / 31337\n  return total\n\n\n"
        "x = torch.ones(3)\n"
        "## Uncomment to test\ntotal = shifted_sum(x)\nwith plt.xkcd():\n  plt.plot(total)",
    ),
    ("code", '# @title Submit your feedback\ncontent_review(f"{feedback_prefix}_Shifted_Sum")'),
    ("markdown", "### Think 1.1!: Why shift?\n\nWhat does it change?"),
    ("code", '# to_remove explanation\n\n"""\nEach element grows by the secret offset.\n""";'),
)

NBGRADER = (
    ("markdown", "# Squares\n\n![a square](attachment:square.png) and [data](numbers.txt)"),
    (
        "code",
        "import numpy as np\nfrom scales import scale_of\n%precision 3\n"
        "SCALE = scale_of(int(np.loadtxt('numbers.txt')[0]))\n\n"
        "def scaled(x):\n    return SCALE * x",
    ),
    (
        "code",
        'def squares(n):\n    """The squares up to n."""\n    ### BEGIN SOLUTION\n'
        '    if n < 1:\n        raise ValueError("n must be positive, 31337")\n'
        "    return tuple(scaled(i**2) // 2 for i in range(1, n + 1))\n    ### END SOLUTION",
        {"grade_id": "squares", "solution": True},
    ),
    ("code", "squares(3)"),
    (
        "code",
        '"""Squares are right"""\nexpected = (1, 4)\nassert squares(2) == expected\n'
        "### BEGIN HIDDEN TESTS\nassert squares(3) == (1, 4, 9), squares\n### END HIDDEN TESTS",
        {"grade_id": "test_squares", "grade": True, "points": 2},
    ),
    (
        "code",
        "try:\n    squares(0)\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError('no error')",
        {"grade_id": "test_error", "grade": True, "points": 1},
    ),
    (
        "code",
        "### BEGIN SOLUTION\nhalf = [31337 / 2 for _ in range(1)]\n"
        "largest = max(half)\n### END SOLUTION",
        {"grade_id": "largest", "solution": True},
    ),
    (
        "code",
        "assert largest > sum(squares(2))",
        {"grade_id": "test_largest", "grade": True, "points": 0.5},
    ),
    (
        "code",
        "kept = squares\ndel squares",
        {"grade_id": "test_uses", "grade": True, "points": 0.5},
    ),
    ("markdown", "Why is a square never negative?"),
    (
        "markdown",
        "A secret reason.",
        {"grade_id": "why", "solution": True, "grade": True, "points": 3},
    ),
    (
        "markdown",
        "### Draw one\n\nDraw a square.\n\n"
        "### BEGIN MARK SCHEME\nFour equal sides.\n### END MARK SCHEME",
        {"grade_id": "draw", "task": True, "points": 4},
    ),
)

OTTER = (
    ("raw", "# ASSIGNMENT CONFIG\nfiles:\n    - numbers.txt"),
    ("code", "import numpy as np"),
    ("raw", "# BEGIN QUESTION\nname: q1\npoints: 3"),
    ("markdown", "**Question 1.** Assign `x`, and write `cube`."),
    ("raw", "# BEGIN SOLUTION"),
    ("code", "x = 31337 - 31330 # SOLUTION\nnp.random.seed(4) # SEED"),
    (
        "code",
        "def cube(n):\n    # BEGIN SOLUTION\n    return n**3 * 31337 // 31337\n    # END SOLUTION",
    ),
    ("raw", "# END SOLUTION"),
    ("raw", "# BEGIN TESTS"),
    ("code", "x == 7"),
    (
        "code",
        '""" # BEGIN TEST CONFIG\npoints: 2\nhidden: true\n""" # END TEST CONFIG\ncube(3)',
        {},
        "27",
    ),
    ("raw", "# END TESTS"),
    ("raw", "# END QUESTION"),
    ("markdown", "```\n# BEGIN QUESTION\nname: q2\nmanual: true\npoints: 2\n```"),
    ("markdown", "### Question 2\n\nWhat is a cube?"),
    ("markdown", "```\n# BEGIN SOLUTION\n```"),
    ("markdown", "**SOLUTION:** A secret box."),
    ("markdown", "```\n# END SOLUTION\n```"),
    ("markdown", "```\n# END QUESTION\n```"),
)
MODULE = "def scale_of(x):\n    from late import FACTOR\n\n    return FACTOR * x\n"
NOTEBOOKS = {"neuromatch": NEUROMATCH, "nbgrader": NBGRADER, "otter": OTTER}


def raw_cells(cells: Any) -> list[RawCell]:
    """Cells as they are read from a notebook."""
    return [RawCell(n, *_parts(cell)) for n, cell in enumerate(cells, start=1)]


def _parts(cell: Any) -> tuple[str, str, dict[str, object], dict[str, str], str]:
    kind, source, *rest = cell
    metadata = {"nbgrader": rest[0]} if rest and rest[0] else {}
    return kind, source, metadata, {}, rest[1] if len(rest) > 1 else ""


def write_notebook(path: Path, cells: Any) -> Path:
    """The notebook as a file, with an image in a cell, and files, a module and a package beside."""
    found = []
    for kind, source, metadata, _, output in map(_parts, cells):
        cell = {"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": metadata}
        if "attachment:square.png" in source:
            cell["attachments"] = {"square.png": {"image/png": "iVBORw0KGgo="}}
        if kind == "code":
            value = {"output_type": "execute_result", "data": {"text/plain": output}}
            cell |= {"outputs": [value] if output else []}
        found.append(cell)
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "cells": found}))
    (path.parent / "numbers.txt").write_text("1 2 3\n")
    (path.parent / "scales.py").write_text(MODULE)
    package = path.parent / "late"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("from .factor import FACTOR\n")
    (package / "factor.py").write_text("FACTOR = 2\n")
    return path


@dataclass
class Made:
    """What becomes of a notebook before anything is run."""

    built: Built
    solved: Solved
    tests: list[HiddenTest]

    @property
    def source(self) -> str:
        """The text of the lesson's source."""
        return source_text(self.built)

    @property
    def solutions(self) -> str:
        """The text of its solutions."""
        return solutions_text("small", self.built, self.solved)

    @property
    def grader(self) -> str:
        """The text of its hidden tests."""
        return grader_text("small", self.built, self.tests)

    def lesson(self, folder: Path) -> tuple[Lesson, list[str]]:
        """The lesson, and where its stubs and solutions do not agree."""
        source, solutions = folder / "small.py", folder / "solutions.py"
        source.write_text(self.source)
        solutions.write_text(self.solutions)
        lesson = read_lesson(source)
        return lesson, list(drift(lesson, *read_solutions(solutions)))


def made(kind: str, cells: Any = None, corners: str = "") -> Made:
    """A notebook of that format as a lesson."""
    built = build(READERS[kind](raw_cells(cells or NOTEBOOKS[kind])), corners)
    solved = Solved(built.parts)
    return Made(built, solved, list(hidden_tests(built.parts, solved, {"scales"})))
