"""A report in nbgrader's gradebook: scores, comments, and the notebook beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbgrader.api import get_alembic_version
from sqlalchemy import text

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SmallCourse


def scores(small: SmallCourse, student: str) -> dict[str, float | None]:
    return {name: grade["auto_score"] for name, grade in small.grades(student).items()}


def to_review(small: SmallCourse, student: str) -> set[str]:
    grades = small.grades(student).items()
    return {name for name, grade in grades if grade["needs_manual_grade"]}


def by_hand(small: SmallCourse, student: str, name: str, score: float, comment: str) -> None:
    """What a person enters in the formgrader."""
    with small.gradebook() as book:
        given = book.find_grade(name, LESSON, LESSON, student)
        given.manual_score, given.needs_manual_grade = score, False
        book.find_comment("halves", LESSON, LESSON, student).manual_comment = comment
        book.db.commit()


def test_partial_credit_reaches_the_gradebook(small: SmallCourse) -> None:
    report = small.grade("ada", small.notebook(double=HALF, Counter=COUNTER, halves="Halving."))
    assert report.score == 3.0
    assert scores(small, "ada") == {"test_double": 1.0, "test_Counter": 2.0, "halves": None}
    with small.gradebook() as book:
        submission = book.find_submission(LESSON, "ada")
        assert (submission.score, submission.max_score) == (report.score, report.max_score + 3)


def test_answers_in_words_wait_for_a_person_and_missing_ones_do_not(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=DOUBLE, halves="Halving."))
    small.grade("bob", small.notebook())
    assert to_review(small, "ada") == {"halves"}
    assert small.comments("ada") == {"double": None, "Counter": "No response.", "halves": None}
    assert to_review(small, "bob") == set()
    assert scores(small, "bob")["halves"] == 0.0
    assert set(small.comments("bob").values()) == {"No response."}


def test_grading_again_keeps_what_a_person_gave(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=HALF, halves="Halving."))
    by_hand(small, "ada", "halves", 2.5, "Well said.")
    small.grade("ada", small.notebook(double=DOUBLE, halves="Halving."))
    halves, double = small.grades("ada")["halves"], small.grades("ada")["test_double"]
    assert (halves["manual_score"], halves["needs_manual_grade"]) == (2.5, False)
    assert double["auto_score"] == 2.5
    assert small.comments("ada")["halves"] == "Well said."


def test_a_changed_answer_comes_back_to_the_person_who_graded_it(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(halves="Halving."))
    by_hand(small, "ada", "halves", 2.5, "Well said.")
    small.grade("ada", small.notebook(halves="Something else."))
    halves = small.grades("ada")["halves"]
    assert (halves["manual_score"], halves["needs_manual_grade"]) == (2.5, True)


def test_a_damaged_file_gets_rows_a_reason_and_a_person_to_look_at_it(small: SmallCourse) -> None:
    report = small.grade("ada", '{"cells": [')
    (reason,) = report.repairs
    assert to_review(small, "ada") == {"test_double", "test_Counter", "halves"}
    assert set(small.comments("ada").values()) == {reason}
    assert reason in small.autograded("ada").cells[0].outputs[0].data["text/html"]


def test_a_fault_on_our_side_asks_for_a_person(small: SmallCourse) -> None:
    document = small.notebook(double=DOUBLE, Counter=COUNTER)
    submission, report = small.report(small.hand_in("ada", document))
    first = replace(report.exercises[0], status="error", score=0.0)
    faulty = replace(report, exercises=(first, *report.exercises[1:]))
    small.enter(submission, faulty)
    assert to_review(small, "ada") == {"test_double"}
    small.enter(submission, report)
    small.enter(submission, faulty)
    assert scores(small, "ada")["test_double"] == 2.5, "what was given before stays"
    assert to_review(small, "ada") == {"test_double"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [("2026-03-04 05:06:07 UTC", True), ("yesterday, I think", False), ("", False)],
)
def test_the_time_of_handing_in_is_the_submitted_one(
    small: SmallCourse, text: str, kept: bool
) -> None:
    small.grade("ada", small.notebook(), "2026-01-01 00:00:00 UTC")
    path = small.hand_in("ada", small.notebook())
    path.with_name("timestamp.txt").write_text(text)
    small.grade("ada", small.notebook())
    copied = small.root / "autograded" / "ada" / LESSON / "timestamp.txt"
    assert copied.is_file() == kept
    if kept:
        assert copied.read_text() == text
        with small.gradebook() as book:
            stamp = book.find_submission(LESSON, "ada").timestamp
            assert stamp.isoformat() == "2026-03-04T05:06:07"


def test_late_work_gets_the_courses_penalty(small: SmallCourse) -> None:
    config = small.root / "course_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with small.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate="2026-01-01 00:00:00 UTC")
    small.grade("ada", small.notebook(double=DOUBLE), "2026-01-02 00:00:00 UTC")
    with small.gradebook() as book:
        row = book.find_submission_notebook(LESSON, LESSON, "ada")
        assert (row.score, row.late_submission_penalty) == (2.5, 2.5)


def test_a_folder_of_submissions_elsewhere_gets_a_gradebook_of_its_own(small: SmallCourse) -> None:
    demo = SmallCourse(small.root / "demo", small.template)
    demo.grade("ada", small.notebook(double=DOUBLE))
    assert scores(demo, "ada")["test_double"] == 2.5
    with small.gradebook() as book:
        assert not book.students


def test_a_new_gradebook_bears_the_version_that_nbgrader_gives_it(small: SmallCourse) -> None:
    demo = SmallCourse(small.root / "demo", small.template)
    demo.grade("ada", small.notebook(double=DOUBLE))
    with demo.gradebook() as book:
        found = book.db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert found == [get_alembic_version()]


def test_the_same_report_gives_the_same_notebook(small: SmallCourse) -> None:
    path = small.hand_in("ada", small.notebook(double=HALF, halves="*Halving.*"))
    submission, report = small.report(path)
    small.enter(submission, report)
    written = small.root / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    before = written.read_text()
    written.chmod(0o444)  # as nbgrader leaves it
    small.enter(submission, report)
    assert written.read_text() == before


def test_the_gradebook_follows_a_lesson_that_was_not_built_again(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=DOUBLE))
    grader = small.course.grader(LESSON)
    grader.write_text(grader.read_text().replace("points=3", "points=4"))
    small.grade("ada", small.notebook(double=DOUBLE))
    assert small.grades("ada")["halves"]["max_score"] == 4.0
