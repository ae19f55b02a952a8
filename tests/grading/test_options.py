"""What the sandbox of a lesson has to hold."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course
from autograder.grading.cache import rules_key
from autograder.grading.options import imported_modules, own_data, own_modules
from tests.notebooks.lessons import SOURCE, parse_lesson


def test_a_magic_beside_imports_hides_none_of_them() -> None:
    magic = SOURCE.replace(
        "import torch\n", "%matplotlib inline\n# %matplotlib inline\nimport torch\n"
    )
    modules = imported_modules(parse_lesson("small", magic))
    assert modules == imported_modules(parse_lesson("small", SOURCE)) == ("torch", "math")


def test_what_lies_beside_the_lesson_decides_its_verdicts(tmp_path: Path) -> None:
    course = Course(tmp_path)
    beside = course.source("small").parent
    beside.mkdir(parents=True)
    files = {
        "small": "",
        "one": "from two import x",
        "two/__init__": "from .three import x",
        "two/three": "import one\nx = open('data/x.csv')",
        "notes": "",
    }
    (beside / "two").mkdir()
    for name, text in files.items():
        (beside / f"{name}.py").write_text(text)
    (beside / "data").mkdir()
    for name in ("x.csv", "y.csv"):
        (beside / "data" / name).write_text("1")
    lesson = parse_lesson("small", SOURCE.replace("import torch\n", "import torch, one\n"))
    assert [path.stem for path in own_modules(course, lesson)] == ["one", "two"]
    assert [path.name for path in own_data(course, lesson)] == ["x.csv"]
    keys = {rules_key(course, "small", ("cpu",))}
    for path in (beside / "two" / "three.py", beside / "data" / "x.csv"):
        path.write_text("x = 3")
        keys.add(rules_key(course, "small", ("cpu",)))
    assert len(keys) == 3
