"""What the sandbox of a lesson has to hold."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course
from autograder.grading.cache import rules_key
from autograder.grading.options import imported_modules, own_modules
from tests.notebooks.lessons import SOURCE, parse_lesson


def test_a_magic_beside_imports_hides_none_of_them() -> None:
    magic = SOURCE.replace(
        "import torch\n", "%matplotlib inline\n# %matplotlib inline\nimport torch\n"
    )
    modules = imported_modules(parse_lesson("small", magic))
    assert modules == imported_modules(parse_lesson("small", SOURCE)) == ("torch", "math")


def test_modules_that_the_lesson_imports_decide_its_verdicts(tmp_path: Path) -> None:
    course = Course(tmp_path)
    beside = course.source("small").parent
    beside.mkdir(parents=True)
    files = {
        "small": "",
        "one": "from two import x",
        "two": "def f():\n    import one",
        "notes": "",
    }
    for name, text in files.items():
        (beside / f"{name}.py").write_text(text)
    lesson = parse_lesson("small", SOURCE.replace("import torch\n", "import torch, one\n"))
    assert [path.stem for path in own_modules(course, lesson)] == ["one", "two"]
    before = rules_key(course, "small", ("cpu",))
    (beside / "two.py").write_text("x = 3")
    assert rules_key(course, "small", ("cpu",)) != before
