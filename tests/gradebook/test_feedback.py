"""Pictures and withheld tests, in everything that a student gets to see."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from autograder import report as reports
from autograder.authoring.release import nbgrader_api
from autograder.batch import Batch
from autograder.feedback import visible_to_students, withheld_at
from autograder.gradebook import enter_all
from autograder.handins import find_handins
from autograder.notebooks import read_lesson, read_submission
from autograder.report import Report

from .small_course import COUNTER, GRADER, HALF, LESSON, SmallCourse
from .test_autograded import Tags

PICTURES = """\
import torch
from autograder.testing import figures


def yours(student):
    x = torch.arange(-5.0, 6.0)
    caption = "What `double` makes of the numbers from -5 to 5."
    return figures.curves(x, {"double": [student.double(float(v)) for v in x]}, caption)


PICTURES = {"test_small": yours, "test_large": yours}
"""
ALWAYS_WRONG = "def double(x):\n    return 3 * x"
SECRET = "The double of a large number is not right."
LATER = "One more test: more is shown after the deadline."


def graded(small: SmallCourse, moment: datetime) -> tuple[list[Report], str]:
    """The class graded into gradebook and notebooks at a moment; full reports, and the JSON."""
    with (
        find_handins(small.course, LESSON, []) as found,
        Batch(small.course, LESSON, found.handins, 1) as batch,
    ):
        entered = list(enter_all(small.course, LESSON, batch, moment))
    shown = [visible_to_students(g.report, withheld_at(g.due, moment)) for g in entered]
    return [each.report for each in entered], reports.dumps(shown)


def outputs(small: SmallCourse, student: str) -> str:
    """The feedback in an autograded notebook: its summary and its outputs."""
    return json.dumps(small.autograded(student))


def with_pictures(small: SmallCourse, grader: str = GRADER, config: str = "") -> None:
    small.write_lesson(grader=grader)
    path = small.course.pictures(LESSON)
    path.parent.mkdir(exist_ok=True)
    path.write_text(PICTURES)
    course_config = small.root / "course_config.py"
    course_config.write_text(course_config.read_text() + config)


def figures_of(found: Sequence[Report]) -> list[str]:
    tests = [test for report in found for e in report.exercises for test in e.tests]
    return [test.figure.file for test in tests if test.figure]


@pytest.mark.slow
def test_visibility_is_honoured_in_every_output_and_ends_at_the_deadline(
    small: SmallCourse,
) -> None:
    deadline = datetime.now(UTC) + timedelta(days=1)
    mark = "points=1.5)\ndef test_large"
    with_pictures(
        small,
        GRADER.replace(mark, mark.replace(")", ', visible="after_deadline")', 1)),
        f"\nc.Course.deadlines = {{{LESSON!r}: {deadline.isoformat()!r}}}\n",
    )
    small.hand_in("ada", small.notebook(double=HALF, Counter=COUNTER))
    before, text = graded(small, deadline - timedelta(hours=1))
    page = outputs(small, "ada")
    assert LATER in text and LATER in page
    for secret in (SECRET, "Large numbers are doubled.", "from -5 to 5", "test_large"):
        assert secret in reports.dumps(before), "the kept verdict holds everything"
        assert secret not in text and secret not in page
    assert "1 of 2.5 points" in re.sub(r"<[^>]*>", "", page)

    api = nbgrader_api(small.course, small.root)
    assert api.autograde(LESSON, "ada", force=True)["success"]
    assert LATER in outputs(small, "ada") and SECRET not in outputs(small, "ada")
    assert api.generate_feedback(LESSON, "ada", force=True)["success"]
    html = small.feedback("ada")
    assert LATER in html and SECRET not in html and "from -5 to 5" not in html
    with small.gradebook() as book:
        due = book.find_assignment(LESSON).duedate
        assert due == deadline.replace(tzinfo=None), "one deadline for all tools"

    after, text = graded(small, deadline + timedelta(hours=1))
    assert [report.without_timing() for report in after] == [r.without_timing() for r in before]
    assert SECRET in text and SECRET in outputs(small, "ada")
    assert LATER not in text and LATER not in outputs(small, "ada")


@pytest.mark.slow
def test_a_picture_is_part_of_the_page_and_shown_once(small: SmallCourse) -> None:
    with_pictures(small)
    path = small.hand_in("ada", small.notebook(double=ALWAYS_WRONG))
    (found,), text = graded(small, datetime.now(UTC))
    first, second = figures_of([found])
    assert first == second and text.count(first) == 2
    assert (small.course.figures() / first).is_file()
    api = nbgrader_api(small.course, small.root)
    assert api.generate_feedback(LESSON, "ada", force=True)["success"]
    html = small.feedback("ada")
    images = [(name, value) for tag, name, value in Tags(html).found if tag == "img"]
    words = [value for name, value in images if name == "alt"]
    assert words == ["What double makes of the numbers from -5 to 5."], "each has words"
    assert [value[:22] for name, value in images if name == "src"] == ["data:image/png;base64,"]
    assert re.search(r"<figcaption[^>]*>What <code[^>]*>double</code> makes", html)

    assert found.level in (1, 2, 3)
    assert f'"level": {found.level}' in text
    assert "isolation" not in html, "it is for instructors"

    (small.course.figures() / first).unlink()
    small.enter(read_submission(path, read_lesson(small.course.source(LESSON)), "ada"), found)
    page = outputs(small, "ada")
    assert "<img" not in page and "makes of the numbers from -5 to 5." in page, "a caption is left"
