"""nbgrader's own commands, run as an instructor runs them, with our engine behind them."""

from __future__ import annotations

import json
import shutil

import pytest

from autograder.release import nbgrader_api

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SmallCourse
from .test_autograded import Tags

XSS = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def hand_in_all(small: SmallCourse) -> None:
    """One student for each state in which notebooks arrive."""
    small.hand_in("right", small.notebook(double=DOUBLE, Counter=COUNTER, halves="Halving."))
    small.hand_in("partial", small.notebook(double=HALF, Counter=COUNTER, halves=XSS))
    small.hand_in("untouched", small.notebook())
    small.hand_in("corrupt", '{"cells": [')
    small.hand_in("not_a_notebook", "[]")
    twice = small.notebook(double=DOUBLE)
    twice["cells"] += twice["cells"][3:5]
    small.hand_in("duplicated", twice)
    bare = small.notebook(double=DOUBLE, Counter=COUNTER)
    forged = small.notebook(double=HALF)
    future = small.notebook(double=DOUBLE)
    for cell in bare["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    for cell in forged["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            mark["points"] = 100
        if cell["id"] == "test_double":
            data = {"text/plain": "100"}
            cell["outputs"] = [{"output_type": "execute_result", "data": data}]
    for cell in future["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            mark["schema_version"] = 99
    small.hand_in("without_marks", {**bare, "nbformat_minor": 0})
    small.hand_in("forged", forged)
    small.hand_in("future_schema", future)


SCORES = {
    "right": (2.5, 2.0),
    "partial": (1.0, 2.0),
    "untouched": (0.0, 0.0),
    "corrupt": (0.0, 0.0),
    "not_a_notebook": (0.0, 0.0),
    "duplicated": (2.5, 0.0),
    "without_marks": (2.5, 2.0),
    "forged": (1.0, 0.0),
    "future_schema": (2.5, 0.0),
}


@pytest.fixture(scope="module")
def graded(template: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """All of them graded and given feedback by the stock commands."""
    root = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(template.root, root)
    small = SmallCourse(root, template.root)
    hand_in_all(small)
    done = small.nbgrader("autograde", LESSON)
    assert done.returncode == 0, done.stderr
    done = small.nbgrader("generate_feedback", LESSON)
    assert done.returncode == 0, done.stderr
    return small


def test_no_submission_stops_the_batch_and_each_gets_its_score(graded: SmallCourse) -> None:
    found = {}
    for student in SCORES:
        grades = graded.grades(student)
        found[student] = (grades["test_double"]["auto_score"], grades["test_Counter"]["auto_score"])
    assert found == SCORES


def test_the_stock_command_and_ours_write_the_same(graded: SmallCourse, small: SmallCourse) -> None:
    for student in SCORES:
        path = graded.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        small.grade(student, path.read_text())
        assert small.autograded(student) == graded.autograded(student), student
        assert small.comments(student) == graded.comments(student), student
        for name, grade in graded.grades(student).items():
            ours = small.grades(student)[name]
            for key in ("auto_score", "manual_score", "max_score", "needs_manual_grade"):
                assert ours[key] == grade[key], (student, name, key)


def test_the_feedback_page_says_what_was_checked_and_what_was_wrong(graded: SmallCourse) -> None:
    page = graded.feedback("partial")
    for words in (
        "partly right",
        "Large numbers are doubled.",
        "The double of a large number is not right.",
        "0 of 1.5 points",
        "1 of 2.5 points",
    ):
        assert words in page
    assert "damaged or cut off" in graded.feedback("corrupt")
    assert "lost the marks" in graded.feedback("without_marks")


def test_the_feedback_page_holds_no_hidden_test_and_nothing_of_a_student_that_runs(
    graded: SmallCourse,
) -> None:
    for student in SCORES:
        page = graded.feedback(student)
        for hidden in ("1234", "2468", "reference", "pytest"):
            assert hidden not in page.partition("<body")[2], (student, hidden)
    tags = Tags(graded.feedback("partial").partition("<body")[2]).found
    assert not [tag for tag in tags if tag[0] in ("script", "img") or tag[1].startswith("on")]
    assert "&lt;script&gt;alert(1)" in graded.feedback("partial")


def test_the_formgraders_button_grades_one_student_again(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=HALF))
    small.hand_in("ada", small.notebook(double=DOUBLE))
    api = nbgrader_api(small.course, small.root)
    result = api.autograde(LESSON, "ada")
    assert result["success"], result
    assert small.grades("ada")["test_double"]["auto_score"] == 2.5
    assert api.generate_feedback(LESSON, "ada")["success"]
    assert "double</code>: passed" in small.feedback("ada")


def test_a_forged_time_of_handing_in_costs_only_that_student(small: SmallCourse) -> None:
    small.hand_in("ada", small.notebook(double=DOUBLE))
    small.hand_in("mallory", json.dumps(small.notebook()), "the day before yesterday")
    done = small.nbgrader("autograde", LESSON)
    assert done.returncode == 1, "nbgrader itself refuses such a file"
    assert small.grades("ada")["test_double"]["auto_score"] == 2.5
