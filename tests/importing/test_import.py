"""`course import` itself: what it writes, tries and says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring import init_course, new_lesson
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.importing import import_lesson, lesson_name
from autograder.importing.trial import missing_packages
from autograder.importing.writer import write
from autograder.notebooks import answer, fill_in, read_lesson, read_solutions
from tests.commands.commands import course as command

from .notebooks import NBGRADER, OTTER, made, write_notebook


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with nothing but its first lesson."""
    init_course(tmp_path / "course")
    return load_course(tmp_path / "course")


def files(course: Course) -> dict[str, bytes]:
    folders = ("source", "solutions", "graders")
    paths = [path for folder in folders for path in (course.root / folder).rglob("*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def course_command(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from autograder.commands import main; sys.argv = sys.argv[1:]; main()"
    command = [sys.executable, "-c", code, "course", *words]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True)


@pytest.mark.slow
def test_a_notebook_of_nbgrader_goes_all_the_way_and_is_not_written_over(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = write_notebook(tmp_path / "Homework 1.ipynb", NBGRADER)
    made = import_lesson(course, notebook, lesson_name(notebook), None)
    assert (made.name, made.format) == ("homework_1", "nbgrader")
    assert made.is_new and made.is_listed
    assert made.solved == made.exercises == ("squares", "compute_largest")
    assert (len(made.lesson.questions), len(made.tests), made.untested) == (2, 3, ())
    assert [remark.cell for remark in made.remarks] == [9]
    course = load_course(course.root)
    assert "homework_1" in course.lessons
    beside = course.source("homework_1").parent
    assert (beside / "numbers.txt").read_text() == "1 2 3\n"
    assert (beside / "images" / "1_square.png").read_bytes() == b"\x89PNG\r\n\x1a\n"
    assert "![a square](images/1_square.png)" in course.source("homework_1").read_text()
    modules = [path.name for path in course.modules("homework_1")]
    assert modules == ["late", "scales.py"]  # one imports the other
    monkeypatch.syspath_prepend(beside)  # a grading process has it
    scores = dict(graded(course, "homework_1"))
    assert scores == {"solved": 3.5, "a list": 0.5, "no error": 2.5}
    before = files(course)
    assert not import_lesson(course, notebook, "homework_1", None).is_new
    assert files(course) == before
    assert "1.5 of 10.5 points" in feedback_page(course, "homework_1")
    course.solutions("homework_1").write_text("# edited\n")
    write_notebook(notebook, NBGRADER[:-1])
    before = files(course)
    done = course_command(course, "import", str(notebook))
    assert done.returncode == 2
    assert "was edited since it was imported, so nothing was written" in done.stderr
    assert files(course) == before


def graded(course: Course, name: str) -> Iterator[tuple[str, float]]:
    """The points of some answers to the first notebook, each up to the first test that fails."""
    lesson = read_lesson(course.source(name))
    code, _ = read_solutions(course.solutions(name))
    changes = {
        "solved": ("", ""),
        "a list": ("return tuple(", "return list("),
        "no error": ("n < 1", "n < -9"),
    }
    with Grader(course, lesson) as grader:
        for what, (old, new) in changes.items():
            texts = {exercise: text.replace(old, new) for exercise, text in code.items()}
            cells = fill_in(lesson, texts, {})
            yield (
                what,
                sum(
                    grader.first_failure(each.name, answer(lesson, cells, each.name)).score
                    for each in lesson.exercises
                ),
            )


def feedback_page(course: Course, name: str) -> str:
    """What a student gets back who answers with a list, after all that an author does."""
    for step in ("build", "preview", "check"):
        done = command(step, name, cwd=course.root)
        assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"{name} +squares +\d\d", command("audit", name, cwd=course.root).stdout)
    release = course.release(name)
    assert {"numbers.txt", "scales.py", "late"} <= {path.name for path in release.parent.iterdir()}
    document = json.loads(release.read_text())
    code, _ = read_solutions(course.solutions(name))
    for cell in document["cells"]:
        if cell["id"] in code:
            cell["source"] = code[cell["id"]].replace("return tuple(", "return list(")
    handed_in = course.submitted() / "ada" / name / f"{name}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(json.dumps(document))
    for step in ("grade", "feedback"):
        done = command(step, name, cwd=course.root)
        assert done.returncode == 0, done.stdout + done.stderr
    return (course.root / "feedback" / "ada" / name / f"{name}.html").read_text()


@pytest.mark.slow
def test_several_notebooks_and_one_that_is_none(course: Course, tmp_path: Path) -> None:
    demo = ("code", "cubes = [cube(n) for n in (2, 3, 5)]")
    good = write_notebook(tmp_path / "cubes.ipynb", [*OTTER, demo])
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{}")
    done = course_command(course, "import", str(bad), str(good), "--propose", "--jobs", "1")
    assert done.returncode == 1
    assert "bad.ipynb is not a notebook that can be read" in done.stderr
    said = "cubes (otter): 2 exercises, 2 with a solution that runs, 1 questions, 2 hidden tests"
    assert said in done.stdout
    assert re.search(r"cubes: \d proposed tests for 2 exercises kill \d\d% of", done.stdout)
    assert "Next: course build cubes && course preview cubes" in done.stdout
    assert (course.hidden("cubes") / "proposed_cubes.py").is_file()
    assert "Traceback" not in done.stdout + done.stderr
    assert "cubes" in load_course(course.root).lessons


def test_a_lesson_that_was_not_imported_is_never_written_over(course: Course) -> None:
    new_lesson(course, "small")
    with pytest.raises(CourseError, match="was not imported, so nothing was written"):
        write(course, "small", {course.source("small"): "something else"})


def test_a_missing_package_is_named_with_its_cell() -> None:
    cells = [*NBGRADER, ("code", "def f():\n    import no_such_package.part")]
    found = missing_packages(made("nbgrader", cells).built.parts, {"scales"})
    assert list(found) == [(len(cells), "no_such_package")]


def test_a_name_that_is_no_slug_is_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"'../x' is not a name for a lesson"):
        import_lesson(course, tmp_path / "cubes.ipynb", "../x", None)
