"""The house rules: who may import whom, and how long a room may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "autograder").glob("*.py"))
MODULES = [*(ROOT / "autograder").rglob("*.py"), *(ROOT / "compneuro").rglob("*.py")]

# Each module may import those to its left.
ORDER = """
errors alone report feedback page code sandbox disclosure course telling lesson slicing rubric
modules misconceptions weave intake reactions reactions_page preload devices split grading_process
submission results marks student evidence expect networks training drawing figures picturing
verdicts collection recognition grading worker proof release preview rendering autograded
gradebook_rows gradebook farm charts analysis class_report mutation audit audit_page nbgrader_setup
nbgrader_hooks check scaffold terminal commands cli
""".split()  # noqa: SIM905

# What the process with a student's code in it may import.
INSIDE = {"child", "student_code", "probes", "values", "wire", "failures"}


def imports(path: Path) -> set[str]:
    """The modules of the engine that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name.split(".")[1] for name in names if name.startswith("autograder.")}
    return found


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_imports_run_one_way(path: Path) -> None:
    if path.stem == "__init__":
        return
    place = ORDER.index(path.stem)
    later = {name for name in imports(path) if name in ORDER and ORDER.index(name) >= place}
    assert not later, f"{path.stem} stands before {later} in the house"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            length = (node.end_lineno or 0) - first + 1
            assert length <= 40, f"{node.name} has {length} lines"
