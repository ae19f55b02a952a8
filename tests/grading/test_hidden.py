"""What must stay hidden is never shown to student code, wherever the course keeps it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring import init_course
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading.options import sandbox_options
from autograder.notebooks import Lesson, read_lesson
from autograder.sandbox import Sandbox, SandboxFault, Statement, StudentError

pytestmark = pytest.mark.slow

LESSON = "first_steps"
READ = Statement(1, 1, "def read(path): return open(path).read()")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A new course with a library of its own, which its lesson imports."""
    root = tmp_path / "course"
    init_course(root)
    (root / "library").mkdir()
    (root / "library" / "__init__.py").write_text("def scale():\n    return 2\n")
    monkeypatch.setenv("PYTHONPATH", str(root))
    return load_course(root)


def lesson_of(course: Course, line: str = "import library") -> Lesson:
    """The course's lesson, which imports something more."""
    path = course.source(LESSON)
    path.write_text(path.read_text().replace("import torch\n", f"import torch\n{line}\n", 1))
    return read_lesson(path)


@pytest.mark.parametrize("level", [3, 2])
@pytest.mark.parametrize("graders", ["graders", "../vault", "library_of_tests"])
def test_student_code_reads_the_library_and_nothing_that_is_hidden(
    course: Course, level: int, graders: str
) -> None:
    moved = course.root / graders
    (course.root / "graders").rename(moved)
    course = replace(course, graders=graders)
    (course.root / "library" / "link.py").symlink_to(course.grader(LESSON))
    hidden = [
        course.grader(LESSON),
        course.misconceptions(LESSON),
        course.solutions(LESSON),
        course.root / "library" / ".." / graders / LESSON / f"test_{LESSON}.py",
        course.root / "library" / "link.py",
    ]
    assert all(path.read_text() for path in hidden)
    options = sandbox_options(course, lesson_of(course), level)
    with Sandbox(course.limits, **options) as sandbox, sandbox.open([READ]) as box:
        assert "scale" in str(box.call("read", str(course.root / "library" / "__init__.py")))
        for path in hidden:
            with pytest.raises(StudentError, match=r"\[Errno (2|13)\]"):
                box.call("read", str(path))


@pytest.mark.parametrize("graders", ["library", "library/tests/hidden", ".", "link", "link/deep"])
def test_a_library_that_holds_hidden_tests_is_refused(course: Course, graders: str) -> None:
    (course.root / "link").symlink_to(course.root / "library")
    options = sandbox_options(replace(course, graders=graders), lesson_of(course), None)
    with pytest.raises(CourseError, match=r"cannot be shown to student code, since .* stay hidden"):
        Sandbox(course.limits, **options)


def test_a_lesson_that_imports_solutions_is_refused(course: Course) -> None:
    (course.root / "solutions" / "__init__.py").write_text("")
    options = sandbox_options(course, lesson_of(course, f"import solutions.{LESSON}"), None)
    with pytest.raises(CourseError, match="belong in folders apart"):
        Sandbox(course.limits, **options)


def test_a_course_among_the_installed_packages_is_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [str(course.root.parent / "site-packages")])
    packages = course.root.rename(course.root.parent / "site-packages")
    options = sandbox_options(
        replace(course, root=packages), lesson_of(load_course(packages)), None
    )
    with pytest.raises(CourseError, match="site-packages cannot be shown to student code"):
        Sandbox(course.limits, **options)


@pytest.mark.parametrize("line", [f"import solutions.{LESSON}", f"from graders.{LESSON} import *"])
def test_what_an_import_brings_into_memory_may_be_no_secret_either(
    course: Course, line: str
) -> None:
    (course.root / "library" / "__init__.py").write_text(line)
    (course.root / "graders" / LESSON / "__init__.py").write_text("")
    options = sandbox_options(course, lesson_of(course), None)
    with (
        Sandbox(course.limits, **options) as sandbox,
        pytest.raises(SandboxFault, match="must stay hidden from student code"),
    ):
        sandbox.open([READ])
