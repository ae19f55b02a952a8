"""nbgrader's own commands, run as an instructor runs them, with our engine behind them."""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path

import pytest

from autograder.authoring.release import nbgrader_api
from tests.markup import Read

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
    twice["cells"] += twice["cells"][2:4]
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


@pytest.mark.slow
def test_the_stock_commands_give_what_ours_gives_whatever_state_a_notebook_is_in(
    small: SmallCourse, template: SmallCourse, tmp_path: Path
) -> None:
    hand_in_all(small)
    (small.root / "gradebook.db").unlink()  # it is not tracked: a fresh clone has none
    for command in ("autograde", "generate_feedback"):
        done = small.nbgrader(command, LESSON)
        assert done.returncode == 0, done.stderr

    ours = SmallCourse(shutil.copytree(template.root, tmp_path / "ours"), template.root)
    found = {}
    for student in SCORES:
        path = small.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        ours.grade(student, path.read_text())
        assert ours.autograded(student) == small.autograded(student), student
        assert ours.comments(student) == small.comments(student), student
        stock, own = small.grades(student), ours.grades(student)
        for name, key in product(stock, ("auto_score", "max_score", "needs_manual_grade")):
            assert own[name][key] == stock[name][key], (student, name, key)
        found[student] = (stock["test_double"]["auto_score"], stock["test_Counter"]["auto_score"])
        assert "Checked automatically" in small.feedback(student)
    assert found == SCORES


def test_the_feedback_page_says_what_was_checked_and_what_was_wrong(small: SmallCourse) -> None:
    page = feedback(small, small.notebook(double=HALF, Counter=COUNTER))
    for words in (
        "partly right",
        "Large numbers are doubled.",
        "The double of a large number is not right.",
        "0 of 1.5 points",
        "1 of 2.5 points",
    ):
        assert words in page


def test_the_top_of_the_page_names_what_has_points(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=HALF, halves="Halving."))
    page = top(feedback(small, small.notebook(double=HALF, halves="Halving.")))
    assert page == "double 1 of 2.5 points Counter 0 of 2 points Think! Halves not graded yet"
    with small.gradebook() as book:
        book.find_grade("halves", LESSON, LESSON, "ada").manual_score = 1.5
        book.find_grade("halves", LESSON, LESSON, "ada").needs_manual_grade = False
        book.find_comment("halves", LESSON, LESSON, "ada").manual_comment = "Good."
        book.db.commit()
    assert nbgrader_api(small.course, small.root).generate_feedback(LESSON, "ada", force=True)
    assert "Think! Halves (comment) 1.5 of 3 points" in top(small.feedback("ada"))


def top(page: str) -> str:
    """The list at the top of a page."""
    found = re.search(r'<ul id="toc"[^>]*>(.*?)</ul>', page, re.DOTALL)
    assert found
    return " ".join(Read(found[1]).words.split())


def test_the_feedback_page_on_a_damaged_file_says_so(small: SmallCourse) -> None:
    assert "damaged or cut off" in feedback(small, '{"cells": [')


def test_the_feedback_page_holds_no_hidden_test_and_nothing_of_a_student_that_runs(
    small: SmallCourse,
) -> None:
    page = feedback(small, small.notebook(double=f"{HALF}  # {XSS}", halves=XSS))
    for hidden in ("1234", "2468", "reference", "pytest", "0x7f"):
        assert hidden not in page
    tags = Tags(page).found
    assert not [tag for tag in tags if tag[0] in ("script", "img") or tag[1].startswith("on")]
    assert page.count("&lt;script&gt;alert(1)") == 2


def feedback(small: SmallCourse, document: object) -> str:
    """The body of the page that one student gets."""
    small.grade("ada", document)
    result = nbgrader_api(small.course, small.root).generate_feedback(LESSON, "ada")
    assert result["success"], result
    return small.feedback("ada").partition("<body")[2]
