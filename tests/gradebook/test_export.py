"""The table that `nbgrader export` writes."""

from __future__ import annotations

import csv

import pytest

from autograder.gradebook.plugins.export import plain

from .small_course import DOUBLE, LESSON, SmallCourse

FORMULAS = ["=1+1", "+cmd", "-2+3", "@sum", "\t=1", "\r=1", '=HYPERLINK("https://x.org","a")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert [plain(value) for value in (-1.5, 0.0, None, "ada")] == ["-1.5", "0.0", "", "ada"]


@pytest.mark.slow
def test_a_row_stays_a_row_whatever_a_student_is_called(small: SmallCourse) -> None:
    small.grade("=2+5", small.notebook(double=DOUBLE))
    small.enrol("ada")
    with small.gradebook() as book:
        book.update_or_create_student("ada", last_name='Love, "A"\nlace', email="@x.org")
    done = small.nbgrader("export", "--to", "table.csv")
    assert done.returncode == 0, done.stderr
    with (small.root / "table.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"'=2+5", "ada"}
    assert (rows["'=2+5"]["score"], rows["'=2+5"]["max_score"]) == ("2.5", "7.5")
    assert rows["ada"]["last_name"] == 'Love, "A"\nlace'
    assert rows["ada"]["email"] == "'@x.org"
    assert rows["ada"]["assignment"] == LESSON
