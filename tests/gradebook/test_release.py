"""The notebook that students get: built by nbgrader, the same however it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build_release, released_notebook
from autograder.authoring.release import nbgrader_api
from autograder.errors import CourseError
from autograder.notebooks import read_lesson

from .small_course import GRADER, LESSON, SOURCE, SmallCourse, start_course

HALVED = """
# %%
def halve(x):
    raise NotImplementedError("Complete halve!")

# %%
assert halve(2) == 1
"""
HALVED_GRADER = '''
@pytest.mark.exercise("halve", points=1)
def test_halve(student, reference):
    """Numbers are halved."""
    assert student.halve(2) == 1
'''


def test_two_builds_give_the_same_bytes(small: SmallCourse) -> None:
    before = small.release.read_bytes()
    build_release(small.course, [LESSON])
    assert small.release.read_bytes() == before


@pytest.mark.slow
def test_the_stock_command_gives_the_same_bytes_in_a_fresh_clone_that_is_not_activated(
    small: SmallCourse, tmp_path: Path
) -> None:
    clone = start_course(tmp_path / "clone")
    done = clone.nbgrader("generate_assignment", LESSON, path="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert clone.release.read_bytes() == small.release.read_bytes()


def test_the_stock_command_reads_the_source_even_where_the_notebook_beside_it_is_stale(
    small: SmallCourse,
) -> None:
    small.write_lesson(SOURCE.replace("SCALE = 2", "SCALE = 3"))
    result = nbgrader_api(small.course, small.root).generate_assignment(LESSON)
    assert result["success"], result
    assert "SCALE = 3" in small.release.read_text()


def test_pictures_and_imported_modules_are_released_and_films_of_a_run_are_not(
    small: SmallCourse,
) -> None:
    small.write_lesson(SOURCE.replace("SCALE = 2", "from scales import SCALE"))
    for name in ("diagram.png", "training.mp4", "frame_00001.png", "helper.py", "scales.py"):
        (small.course.source(LESSON).parent / name).write_bytes(b"...")
    build_release(small.course, [LESSON])
    names = {path.name for path in small.release.parent.iterdir()}
    assert names == {small.release.name, "diagram.png", "scales.py"}


def test_a_module_with_a_solution_in_it_is_not_released(small: SmallCourse) -> None:
    small.write_lesson(SOURCE.replace("SCALE = 2", "from scales import SCALE"))
    module = small.course.source(LESSON).with_name("scales.py")
    module.write_text("### BEGIN SOLUTION\nSCALE = 2\n### END SOLUTION\n")
    with pytest.raises(CourseError, match=r"scales\.py holds the mark"):
        build_release(small.course, [LESSON])


def test_the_release_is_known_without_nbgraders_files(small: SmallCourse) -> None:
    lesson = read_lesson(small.course.source(LESSON))
    assert released_notebook(small.course, lesson) == nbformat.read(small.release, as_version=4)


def test_hidden_tests_left_in_a_check_cell_are_not_released(small: SmallCourse) -> None:
    check = "assert double(1) == 2"
    hidden = f"{check}\n### BEGIN HIDDEN TESTS\nassert double(70) == 140\n### END HIDDEN TESTS"
    small.write_lesson(SOURCE.replace(check, hidden))
    build_release(small.course, [LESSON])
    released = released_notebook(small.course, read_lesson(small.course.source(LESSON)))
    assert released == nbformat.read(small.release, as_version=4)
    assert "double(70)" not in small.release.read_text()


def test_stubs_survive_word_by_word_and_carry_nbgraders_marks(small: SmallCourse) -> None:
    cells = {cell.id: cell for cell in nbformat.read(small.release, as_version=4).cells}
    assert cells["double"].source.endswith(
        '"""Double a number."""\n'
        '    raise NotImplementedError("Complete double!")\n    y = ...\n    return y'
    )
    marks = {name: cell.metadata.get("nbgrader", {}) for name, cell in cells.items()}
    kinds = {n: (m.solution, m.grade, m.locked, m.get("points")) for n, m in marks.items() if m}
    assert kinds == {
        "double": (True, False, False, None),
        "test_double": (False, True, True, 2.5),
        "Counter": (True, False, False, None),
        "test_Counter": (False, True, True, 2.0),
        "halves": (True, True, False, 3.0),
    }


def test_a_release_opens_anywhere_and_holds_nothing_else(small: SmallCourse) -> None:
    notebook = nbformat.read(small.release, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "jupytext" not in notebook.metadata
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert "install" not in [cell.id for cell in notebook.cells]
    assert [path.name for path in small.release.parent.iterdir()] == [small.release.name]


NOWHERE = 'nowhere @ git+https://example.org/nowhere ; python_version >= "3"'


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "pip cannot install nowhere from"),
        ("another", "The nowhere installed here is another library of that name"),
        ("broken", "The nowhere installed here is another library of that name"),
        ("ours", ""),
    ],
)
def test_the_first_cell_says_in_a_sentence_what_is_wrong_with_the_library(
    kind: str, sentence: str, small: SmallCourse, tmp_path: Path
) -> None:
    course = replace(small.course, library="nowhere", install=NOWHERE)
    small.write_lesson(SOURCE.replace("SCALE = 2", "from nowhere.parts import x\nSCALE = 2"))
    cell = released_notebook(course, read_lesson(course.source(LESSON))).cells[0]
    assert cell.id == "install"
    if kind != "missing":
        (tmp_path / "nowhere").mkdir()
        text = "raise ValueError('me too')" if kind == "broken" else ""
        (tmp_path / "nowhere" / "__init__.py").write_text(text)
    if kind == "ours":
        (tmp_path / "nowhere" / "parts.py").touch()
    offline = os.environ | {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9"}
    command = [sys.executable, "-W", "ignore", "-c", cell.source.replace("git+https", "file")]
    done = subprocess.run(command, cwd=tmp_path, env=offline, capture_output=True, text=True)
    assert sentence in (done.stderr.splitlines() or [""])[-1]
    assert done.returncode == bool(sentence)


def test_a_lesson_may_gain_and_lose_an_exercise_after_it_was_handed_in(small: SmallCourse) -> None:
    small.enrol("ada")
    build_release(small.course, [LESSON])
    assert set(small.grades("ada")) == {"test_double", "test_Counter", "halves"}

    small.write_lesson(SOURCE + HALVED, GRADER + HALVED_GRADER)
    build_release(small.course, [LESSON])
    assert small.grades("ada")["test_halve"]["needs_manual_grade"]

    small.write_lesson()
    build_release(small.course, [LESSON])
    assert set(small.grades("ada")) == {"test_double", "test_Counter", "halves"}
    assert set(small.comments("ada")) == {"double", "Counter", "halves"}


def test_scores_given_by_hand_are_never_dropped_with_an_exercise(small: SmallCourse) -> None:
    small.write_lesson(SOURCE + HALVED, GRADER + HALVED_GRADER)
    build_release(small.course, [LESSON])
    small.enrol("ada")
    with small.gradebook() as book:
        book.find_grade("test_halve", LESSON, LESSON, "ada").manual_score = 1
        book.db.commit()
    small.write_lesson()
    with pytest.raises(
        CourseError, match=r"could not build .* 'test_halve', .* manual scores for it; put"
    ):
        build_release(small.course, [LESSON])


@pytest.mark.parametrize(
    ("tests", "sentence"),
    [
        (GRADER.replace('"Counter", ', '"double", '), "'Counter' has no hidden test; add one"),
        (GRADER.replace('"halves"', '"doubles"'), "question 'halves' has no points; add"),
    ],
)
def test_a_cell_without_points_is_refused(small: SmallCourse, tests: str, sentence: str) -> None:
    small.write_lesson(grader=tests)
    with pytest.raises(CourseError, match=sentence):
        build_release(small.course, [LESSON])
