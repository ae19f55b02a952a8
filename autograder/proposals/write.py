"""Writes proposed tests to a file that an author edits, and never over what an author wrote."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import put
from autograder.notebooks import parse_file
from autograder.proposals.drafting.writer import Draft
from autograder.text import shown

MARK = re.compile(r"\nProposed by `course propose`; (\w{16})\n")
HEAD = '''"""Hidden tests of the lesson {lesson}.

Proposed by `course propose`; {digest}

Each compares with the reference on inputs like those of the notebook. Read each title and ask: does
the exercise's text ask for this? Then edit, join and delete as you like: this file is yours.
"""

from __future__ import annotations

{imports}

'''
IMPORTS = {
    "math": "import math",
    "np": "import numpy as np",
    "pytest": "import pytest",
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
}
OURS = ("Reference", "Student", "alike", "check_gradient", "expect", "splits")


def module(lesson: str, drafts: Sequence[Draft], marks: str = "") -> str:
    """The text of a file with these tests, below the marks of the lesson's questions."""
    body = "\n\n".join(draft.source for draft in drafts)
    used = set(re.findall(r"\w+", body))
    plain = [line for name, line in IMPORTS.items() if name in used]
    order = sorted(plain, key=lambda line: (line != "import math", "nn" in line, line))
    standard = [line for line in order if line == "import math"]
    others = [line for line in order if line != "import math"]
    ours = ", ".join(name for name in OURS if name in used)
    blocks = ["\n".join(standard), "\n".join(others), f"from autograder.testing import {ours}"]
    imports = "\n\n".join(filter(None, blocks))
    unsigned = HEAD.format(lesson=lesson, digest="{}", imports=imports) + (marks or "\n") + body
    return unsigned.replace("{}", _digest(unsigned), 1)


def place(course: Course, lesson: str) -> Path:
    """Where proposals go: the lesson's own file if it has no tests of an author, else beside it.

    Raises:
        CourseError: The file beside it was edited, too.
    """
    beside = course.hidden(lesson) / f"proposed_{lesson}.py"
    for path in (course.grader(lesson), beside):
        if not path.exists() or is_untouched(path) or not _has_code(path):
            return path
    raise CourseError(
        f"{shown(beside)} was edited since it was proposed and stays as it is; move its tests to "
        f"{course.grader(lesson).name} or remove it, and run the command again."
    )


def is_untouched(path: Path) -> bool:
    """Whether a file holds proposals that nobody has edited."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = MARK.search(text)
    return found is not None and _digest(text.replace(found[1], "{}", 1)) == found[1]


def _has_code(path: Path) -> bool:
    """Whether a file holds more than a docstring, imports and the marks of questions."""
    plain = (ast.Expr, ast.Import, ast.ImportFrom)
    _, tree = parse_file(path, "hidden tests")
    return any(not isinstance(node, plain) and not _is_marks(node) for node in tree.body)


def _is_marks(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"


def marks(path: Path) -> str:
    """What stands between the imports and the first test: marks of questions, and comments."""
    if not path.is_file():
        return ""
    text, tree = parse_file(path, "hidden tests")
    head = [node for node in tree.body if isinstance(node, (ast.Expr, ast.Import, ast.ImportFrom))]
    begin = max((node.end_lineno or 0 for node in head), default=0)
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    lines = text.split("\n")
    end = min((node.decorator_list[0].lineno - 1 for node in tests), default=len(lines))
    kept = "\n".join(lines[begin:end]).strip()
    return f"{kept}\n\n\n" if kept else ""


def save(path: Path, text: str) -> None:
    """Write the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
