"""Deadlines, extensions and what late work costs: one place says it, and nothing of it sticks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build_release
from autograder.batch import Batch, Graded
from autograder.errors import CourseError
from autograder.feedback import visible_to_students, withheld_at
from autograder.gradebook import enter_all
from autograder.handins import find_handins

from .small_course import COUNTER, DOUBLE, GRADER, HALF, LESSON, SmallCourse

ROSTER = "students.csv"
PENALTY = """
from nbgrader.plugins import LateSubmissionPlugin


class AnHourAPoint(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return seconds // 3600


c.AssignLatePenalties.plugin_class = AnHourAPoint
"""
NOW = datetime(2030, 6, 1, tzinfo=UTC)
LATE = "2030-01-31 14:30:00 UTC"
MARK = "points=1.5)\ndef test_large"
AFTERWARDS = GRADER.replace(MARK, MARK.replace(")", ', visible="after_deadline")', 1))


def configure(small: SmallCourse, deadline: str | None, penalty: str = PENALTY) -> None:
    path = small.root / "course_config.py"
    head = path.read_text().partition("\n# of this test\n")[0]
    due = {LESSON: deadline} if deadline else {}
    path.write_text(f"{head}\n# of this test\nc.Course.deadlines = {due!r}\n{penalty}")


def enter(small: SmallCourse, moment: datetime = NOW) -> dict[str, Graded]:
    """The class, as `course grade` enters it at a moment."""
    with (
        find_handins(small.course, LESSON, []) as found,
        Batch(small.course, LESSON, found.handins, 1) as batch,
    ):
        return {g.report.student: g for g in enter_all(small.course, LESSON, batch, moment)}


def in_book(small: SmallCourse, student: str = "ada") -> float:
    with small.gradebook() as book:
        return float(book.find_submission(LESSON, student).late_submission_penalty or 0.0)


def hand_in(small: SmallCourse, student: str = "ada", timestamp: str = LATE) -> Path:
    return small.hand_in(student, small.notebook(double=DOUBLE, Counter=COUNTER), timestamp)


@pytest.mark.slow
def test_a_penalty_follows_deadline_time_stamp_extension_and_score(small: SmallCourse) -> None:
    path = hand_in(small)
    penalties = []

    def graded() -> None:
        found = enter(small)["ada"]
        assert found.penalty == in_book(small)
        penalties.append(found.penalty)

    configure(small, "2030-01-31 12:00 UTC")
    graded()
    configure(small, "2030-01-31 15:00 Europe/Berlin")  # 14:00 UTC
    graded()
    configure(small, "2030-01-31 11:00 UTC")
    graded()
    path.with_name("timestamp.txt").write_text("2030-01-31 14:30:00 +0200")
    graded()
    path.with_name("timestamp.txt").unlink()
    graded()
    path.with_name("timestamp.txt").write_text(LATE)
    (small.root / ROSTER).write_text(f"id,extension:{LESSON}\nada,2030-01-31 13:00\n")
    graded()
    (small.root / ROSTER).write_text(f"id,extension:{LESSON}\nada,\n")
    graded()
    configure(small, "2030-01-31 01:00 UTC")  # no more than the score
    graded()
    configure(small, None)
    graded()
    configure(small, "2030-01-31 12:00 UTC")
    graded()
    configure(small, "2030-01-31 12:00 UTC", penalty="")
    graded()
    assert penalties == [2.0, 0.0, 3.0, 1.0, 0.0, 1.0, 3.0, 4.5, 0.0, 2.0, 0.0]


@pytest.mark.slow
def test_points_given_by_hand_count_for_the_penalty_and_the_total(small: SmallCourse) -> None:
    configure(small, "2030-01-31 01:00 UTC")
    document = small.notebook(double=DOUBLE, halves="Halving.")
    small.hand_in("ada", document, LATE)
    assert (enter(small)["ada"].total, in_book(small)) == (2.5, 2.5)
    with small.gradebook() as book:
        grade = book.find_grade("halves", LESSON, LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    found = enter(small)["ada"]
    assert (found.report.score, found.total, found.penalty, in_book(small)) == (2.5, 5.5, 5.5, 5.5)


@pytest.mark.slow
def test_nbgraders_own_command_derives_the_same_penalty(small: SmallCourse) -> None:
    configure(small, "2030-01-31 12:00 UTC")
    path = hand_in(small, timestamp="2030-01-31 16:30:00 +0200")
    assert (done := small.nbgrader("autograde", LESSON)).returncode == 0, done.stderr
    assert in_book(small) == 2.0
    configure(small, "2030-01-31 13:00 UTC")
    path.with_name("timestamp.txt").write_text("01/31/2030 2:30 PM")
    assert (done := small.nbgrader("autograde", LESSON, "--force")).returncode == 0, done.stderr
    assert in_book(small) == 1.0


def seen(small: SmallCourse, moment: datetime) -> dict[str, bool]:
    """Whether each student may read of the test that waits for the deadline."""
    shown = {}
    for student, graded in enter(small, moment).items():
        report = visible_to_students(graded.report, withheld_at(graded.due, moment))
        shown[student] = any(t.name == "test_large" for e in report.exercises for t in e.tests)
        notebook = nbformat.writes(small.autograded(student))
        assert ("Large numbers are doubled." in notebook) == shown[student]
    return shown


@pytest.mark.slow
@pytest.mark.parametrize("granted_in", ["the roster", "nbgrader"])
def test_what_waits_for_the_deadline_opens_for_each_student_at_their_own_time(
    small: SmallCourse, granted_in: str
) -> None:
    small.write_lesson(grader=AFTERWARDS)
    configure(small, "2030-01-31 12:00 UTC", penalty="")
    for student in ("ada", "bob"):
        small.hand_in(student, small.notebook(double=HALF), "2030-01-30 12:00 UTC")
    hours = [datetime(2030, 1, 31, hour, tzinfo=UTC) for hour in (11, 13, 15)]
    if granted_in == "nbgrader":
        enter(small, hours[0])
        with small.gradebook() as book:
            book.grant_extension(LESSON, "bob", hours=2)
    else:
        (small.root / ROSTER).write_text(f"name;id;extension:{LESSON}\nBob;bob;31.1.2030 14:00\n")
    assert [seen(small, hour) for hour in hours] == [
        {"ada": False, "bob": False},
        {"ada": True, "bob": False},
        {"ada": True, "bob": True},
    ]
    with small.gradebook() as book:
        due = {each: book.find_submission(LESSON, each).duedate.hour for each in ("ada", "bob")}
    assert due == {"ada": 12, "bob": 14}


def test_a_due_date_set_in_nbgrader_stays_until_the_course_has_one(small: SmallCourse) -> None:
    def due() -> str:
        with small.gradebook() as book:
            return str(book.find_assignment(LESSON).duedate)

    with small.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate="2030-01-01 00:00:00 UTC")
    hand_in(small)
    found = []
    for deadline in (None, "2030-02-01 00:00 UTC", None):
        configure(small, deadline)
        enter(small)
        found.append(due())
    assert found == ["2030-01-01 00:00:00", "2030-02-01 00:00:00", "None"]


@pytest.mark.parametrize(
    ("deadline", "extension", "reason"),
    [
        ("2030-01-31 12:00 UTC", "soon", "'soon' is no time to which ada has an extension"),
        (None, "2030-01-31 12:00 UTC", "small has no deadline; set one in c.Course.deadlines"),
        ("2030-01-31 12:00", "", "is no deadline of a lesson"),
        ("whenever", "", "is no deadline of a lesson"),
    ],
)
def test_times_that_are_none_are_refused(
    small: SmallCourse, deadline: str | None, extension: str, reason: str
) -> None:
    hand_in(small)
    configure(small, deadline)
    (small.root / ROSTER).write_text(f"id,extension:{LESSON}\nada,{extension}\n")
    with pytest.raises(CourseError, match=re.escape(reason)):
        enter(small)


def test_the_release_begins_with_its_deadline_and_a_page_shows_only_the_new_one(
    small: SmallCourse,
) -> None:
    configure(small, "2030-01-31 22:00 Europe/Berlin")
    build_release(small.course, [LESSON])
    first = nbformat.read(small.release, as_version=4).cells[0]
    assert first.source == "**Due:** Thursday, 31 January 2030, 22:00 CET"
    document = small.notebook(double=DOUBLE)
    configure(small, "2030-02-28T22:00:00+05:30")
    small.grade("ada", document)
    cells = [cell.source for cell in small.autograded("ada").cells]
    assert [text for text in cells if text.startswith("**Due:**")] == [
        "**Due:** Thursday, 28 February 2030, 22:00 UTC+05:30"
    ]
    assert "31 January" not in nbformat.writes(small.autograded("ada"))
