"""Assignments in nbgrader's own way, beside the lessons of a course."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .small_course import DOUBLE, LESSON, SmallCourse

NAME = "ps1"
SOLUTION = """\
def square(x):
    \"\"\"The square of a number.\"\"\"
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION"""
TESTS = """\
assert square(2) == 4
### BEGIN HIDDEN TESTS
assert square(12) == 144
### END HIDDEN TESTS"""
GIVEN = "import helper"
WORDS = "A square is a number times itself."


def marks(name: str, **flags: object) -> dict[str, object]:
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": usual | {"grade_id": name, "schema_version": 3} | flags}


def write_stock(small: SmallCourse, solution: str = SOLUTION, given: str = GIVEN) -> Path:
    """An assignment as nbgrader's documentation shows one."""
    cells = [
        new_code_cell(given),
        new_code_cell(solution, metadata=marks("square", solution=True)),
        new_code_cell(TESTS, metadata=marks("test_square", grade=True, locked=True, points=2)),
        new_markdown_cell(WORDS, metadata=marks("why", grade=True, solution=True, points=1)),
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = small.root / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    (path.parent / "helper.py").write_text("HELP = 1\n")
    return path


def release(small: SmallCourse) -> Path:
    return small.root / "release" / NAME / f"{NAME}.ipynb"


@pytest.mark.slow
def test_stock_assignments_and_lessons_live_side_by_side(small: SmallCourse) -> None:
    write_stock(small)
    assert (done := small.nbgrader("generate_assignment", NAME)).returncode == 0, done.stderr
    released = nbformat.read(release(small), as_version=4).cells
    assert [cell.source for cell in released] == [
        GIVEN,
        SOLUTION.partition("    ###")[0] + "    # YOUR CODE HERE\n    raise NotImplementedError()",
        "assert square(2) == 4",
        "YOUR ANSWER HERE",
    ]
    assert (release(small).parent / "helper.py").is_file()

    document = nbformat.read(release(small), as_version=4)
    document.cells[1].source = "def square(x):\n    return x ** 2"
    for student, answer in {
        "ada": "def square(x):\n    return x ** 2",
        "bob": "square = 4",
    }.items():
        folder = small.root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        document.cells[1].source = answer
        nbformat.write(document, folder / f"{NAME}.ipynb")
    done = small.nbgrader("autograde", NAME)
    assert done.returncode == 0, done.stderr
    assert "ps1 is no lesson of this course" in done.stderr
    assert "Traceback" not in done.stderr
    with small.gradebook() as book:
        scores = {each: book.find_submission(NAME, each).score for each in ("ada", "bob")}
    assert scores == {"ada": 2.0, "bob": 0.0}
    assert (done := small.nbgrader("generate_feedback", NAME)).returncode == 0, done.stderr
    assert (small.root / "feedback" / "ada" / NAME / f"{NAME}.html").is_file()

    small.hand_in("ada", small.notebook(double=DOUBLE))
    assert (done := small.nbgrader("autograde", LESSON)).returncode == 0, done.stderr
    assert small.grades("ada")["test_double"]["auto_score"] == 2.5


OTHER_MARKS = SOLUTION.replace("### BEGIN", "### Begin").replace("### END", "### End")
LEFT = "c.GenerateAssignment.preprocessors = ['nbgrader.preprocessors.SaveCells']\n"
CASES = {
    "marks that nbgrader overlooks": (
        f"{SOLUTION}\n# begin solution\nx = 1\n# end solution",
        GIVEN,
        "",
        "",
        "mark `begin solution`",
    ),
    "marks in a cell that is no solution": (SOLUTION, SOLUTION, "", "", "in a non-solution cell;"),
    "an answer beside the notebook": (
        SOLUTION.replace("x * x", "pow(x, 2, None) + 0 * x"),
        GIVEN,
        "def square(x):\n    return pow(x, 2, None) + 0 * x\n",
        "",
        "answers.txt holds the hidden line `return pow(x, 2, None) + 0 * x`",
    ),
    "solutions that a course does not clear": (
        "def square(x):\n    return x * x",
        GIVEN,
        "",
        LEFT,
        "would be released with its solution `def square(x):`",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_release_with_a_solution_is_refused(small: SmallCourse, case: str) -> None:
    solution, given, beside, config, reason = CASES[case]
    source = write_stock(small, solution, given)
    if beside:
        source.with_name("answers.txt").write_text(beside)
    with (small.root / "course_config.py").open("a") as file:
        file.write(config)
    done = small.nbgrader("generate_assignment", NAME)
    assert done.returncode == 1
    assert reason in done.stderr, done.stderr
    assert not release(small).exists()


@pytest.mark.slow
def test_a_lesson_with_a_solution_in_it_is_refused_without_a_traceback(small: SmallCourse) -> None:
    shutil.rmtree(small.release.parent)
    given = "SCALE = 2\n### BEGIN SOLUTION\nFACTOR = 2\n### END SOLUTION"
    source = small.course.source(LESSON)
    source.write_text(source.read_text().replace("SCALE = 2", given))
    done = small.nbgrader("generate_assignment", LESSON)
    assert done.returncode == 1
    assert "holds the mark `BEGIN SOLUTION`" in done.stderr
    assert "Traceback" not in done.stderr
    assert not small.release.exists()
