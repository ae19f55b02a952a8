"""The formgrader's button and `nbgrader autograde` grade what `course grade` grades."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.authoring.release import nbgrader_api
from autograder.gradebook.plugins.autograde import KEPT
from autograder.gradebook.plugins.whole import DAY

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SmallCourse
from .test_late import enter

pytestmark = pytest.mark.slow

STAMP = "2026-11-26 14:37:34 +0100"  # which nbgrader itself reads as 100 seconds from Greenwich


def write(small: SmallCourse, place: str, **answers: str) -> None:
    path = small.root / "submitted" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(small.notebook(**answers)))


def hand_in_in_every_way(small: SmallCourse) -> None:
    """What teachers find in submitted/, a student for each layout."""
    write(small, f"renamed/{LESSON}/My answers.ipynb", double=DOUBLE)
    write(small, f"two/{LESSON}/{LESSON}.ipynb")
    write(small, f"two/{LESSON}/{LESSON} (1).ipynb", double=DOUBLE, Counter=COUNTER)
    write(small, f"scratch/{LESSON}/mine.ipynb", Counter=COUNTER)
    (small.root / f"submitted/scratch/{LESSON}/Untitled.ipynb").write_text("{}")
    (small.root / f"submitted/scratch/{LESSON}/._mine.ipynb").write_text("\0\5")
    write(small, f"capitals/{LESSON}/{LESSON}.IPYNB", double=HALF)
    write(small, f"as_text/{LESSON}/{LESSON}.ipynb.txt", double=HALF)
    write(small, f"folder_in_capitals/{LESSON.title()}/{LESSON}.ipynb", double=DOUBLE)
    write(small, f"no_folder/{LESSON}.ipynb", double=DOUBLE)
    write(small, "loose.ipynb", double=DOUBLE)
    write(small, f"deeper/{LESSON}/work/{LESSON}.ipynb", double=DOUBLE)
    write(small, f"page/{LESSON}/{LESSON}.html")
    for folder in (f"renamed/{LESSON}", f"folder_in_capitals/{LESSON.title()}", f"deeper/{LESSON}"):
        (small.root / "submitted" / folder / "timestamp.txt").write_text(STAMP)


def outcome(small: SmallCourse) -> dict[str, Any]:
    """All that the gradebook and autograded/ hold of a class."""
    found: dict[str, Any] = {}
    with small.gradebook() as book:
        for row in book.assignment_submissions(LESSON):
            grades = sorted(
                (g.name, g.auto_score, g.needs_manual_grade) for g in row.notebooks[0].grades
            )
            found[row.student_id] = row.score, str(row.timestamp), grades
    for path in (small.root / "autograded").rglob("*.*"):
        found[str(path.relative_to(small.root))] = path.read_bytes()
    return found


def button(api: NbGraderAPI, student: str) -> bool:
    """What the formgrader does when somebody clicks "autograde"."""
    return bool(api.autograde(LESSON, student)["success"])


def test_every_layout_gives_what_course_grade_gives(small: SmallCourse, tmp_path: Path) -> None:
    hand_in_in_every_way(small)
    theirs = SmallCourse(shutil.copytree(small.root, tmp_path / "theirs"), small.template)
    enter(small)
    expected = outcome(small)
    assert expected["renamed"][:2] == (2.5, "2026-11-26 13:37:34")
    assert expected["two"][0] == 4.5 and expected["page"][0] == 0
    done = theirs.nbgrader("autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert outcome(theirs) == expected
    api = nbgrader_api(small.course, small.root)
    assert all(row["autograded"] for row in api.get_submissions(LESSON))
    for student in ("renamed", "two"):
        assert button(api, student)
    assert outcome(small) == expected
    KEPT.close()


def test_what_was_graded_and_what_a_person_gave_stay_whatever_happens(small: SmallCourse) -> None:
    write(small, f"ada/{LESSON}/{LESSON}.ipynb", double=DOUBLE, halves="Halving.")
    api = nbgrader_api(small.course, small.root)
    assert button(api, "ada")
    with small.gradebook() as book:
        given = book.find_grade("halves", LESSON, LESSON, "ada")
        given.manual_score, given.needs_manual_grade = 2, False
        book.find_comment("halves", LESSON, LESSON, "ada").manual_comment = "Good."
        book.db.commit()
    folder = small.root / "submitted" / "ada" / LESSON
    (folder / f"{LESSON}.ipynb").rename(folder / "renamed.ipynb")
    (folder / "timestamp.txt").write_text("the day before yesterday")
    assert button(api, "ada")
    before = outcome(small)
    assert before["ada"][0] == 4.5

    grader = small.course.grader(LESSON)
    text = grader.read_text()
    grader.write_text(text + "\nthis is no Python\n")
    assert not button(api, "ada")
    assert outcome(small) == before
    grader.write_text(text)
    (folder / "renamed.ipynb").unlink()
    assert button(api, "ada"), "there is nothing to grade any more, and a report says so"
    assert small.grades("ada")["halves"]["manual_score"] == 2
    assert small.comments("ada")["halves"] == "Good."
    [row] = api.get_submissions(LESSON)
    assert row["autograded"] and row["timestamp"] is None
    assert not button(api, "nobody")
    KEPT.close()


def test_a_page_or_a_release_that_cannot_be_made_anew_stays(small: SmallCourse) -> None:
    small.grade("ada", small.notebook(double=DOUBLE))
    api = nbgrader_api(small.course, small.root)
    assert api.generate_feedback(LESSON, "ada", force=True)["success"]
    page, release = small.feedback("ada"), small.release.read_bytes()
    notebook = small.root / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    notebook.write_text("damaged")
    for name, age in (("killed", 2 * DAY), ("at_work", 0)):
        (small.root / f".release-{name}").mkdir()
        os.utime(small.root / f".release-{name}", times=(time.time() - age,) * 2)
    assert not api.generate_feedback(LESSON, "ada", force=True)["success"]
    assert small.feedback("ada") == page
    source = small.course.source(LESSON)
    source.write_text(source.read_text() + "\n# %%\n### BEGIN SOLUTION\n")
    assert not api.generate_assignment(LESSON, force=True)["success"]
    assert small.release.read_bytes() == release
    left = [path.name for path in small.root.glob(".release-*")]
    assert left == [".release-at_work"], "nothing is left behind, by this one or by a killed one"
