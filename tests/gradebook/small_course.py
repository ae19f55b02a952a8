"""A course with one small lesson, in a folder of its own, and notebooks handed in for it."""

from __future__ import annotations

import json
import os
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.authoring import init_course
from autograder.batch import OneByOne
from autograder.course import Course, load_course
from autograder.gradebook import LessonBook
from autograder.moments import in_utc, stamp_in
from autograder.notebooks import Submission, read_lesson
from autograder.report import Report
from tests import warm

ROOT = Path(__file__).parents[2]
GRADING = OneByOne()  # shared by the tests of one worker
LESSON = "small"

SOURCE = '''\
# %% [markdown]
# # A small lesson

# %%
SCALE = 2

# %%
def double(x):
    """Double a number."""
    raise NotImplementedError("Complete double!")
    y = ...
    return y

# %%
assert double(1) == 2

# %%
class Counter:
    """Counts calls."""

    def up(self):
        """One more."""
        raise NotImplementedError("Complete up!")

# %%
assert Counter().up() == 1

# %% [markdown]
# ### Think! Halves
# What undoes `double`?

# %% [markdown]
# *Write your answer here.*
'''

SOLUTIONS = """\
def double(x):
    return 2 * x


class Counter:
    count = 0

    def up(self):
        self.count += 1
        return self.count
"""

# The pytest that runs these very tests would rewrite the asserts of a grader in its own process.
GRADER = '''\
"""Hidden tests of the small lesson."""

import pytest

pytestmark = [pytest.mark.question("halves", points=3)]


@pytest.mark.exercise("double", points=1)
def test_small(student, reference):
    """Small numbers are doubled."""
    assert student.double(1) == 2, "The double of a small number is not right."


@pytest.mark.exercise("double", points=1.5)
def test_large(student, reference):
    """Large numbers are doubled."""
    assert student.double(1234) == 2468, "The double of a large number is not right."


@pytest.mark.exercise("Counter", points=2)
def test_counts(student, reference):
    """Each call counts one more."""
    counter = student.Counter()
    assert [counter.up(), counter.up()] == [1, 2], "The count is not right."
'''

DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def double(x):\n    return min(2 * x, 100)"
COUNTER = "class Counter:\n    n = 0\n    def up(self):\n        self.n += 1\n        return self.n"


@dataclass(frozen=True)
class SmallCourse:
    """The folder of the course, and what its people do in it.

    Attributes:
        template: The folder that this one is a copy of; its grader is warm already.
    """

    root: Path
    template: Path

    @property
    def course(self) -> Course:
        return load_course(self.root)

    @property
    def release(self) -> Path:
        return self.root / "release" / LESSON / f"{LESSON}.ipynb"

    def write_lesson(self, source: str = SOURCE, grader: str = GRADER) -> None:
        for path, text in [
            (f"source/{LESSON}/{LESSON}.py", source),
            (f"solutions/{LESSON}.py", SOLUTIONS),
            (f"graders/{LESSON}/test_{LESSON}.py", grader),
        ]:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")

    def notebook(self, **answers: str) -> dict[str, Any]:
        """The released notebook with some cells answered; keys are cell ids."""
        document: dict[str, Any] = json.loads(self.release.read_text(encoding="utf-8"))
        for cell in document["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        return document

    def hand_in(self, student: str, document: object, timestamp: str = "") -> Path:
        """A notebook, or any text in its place, in nbgrader's submitted layout."""
        path = self.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        if timestamp:
            path.with_name("timestamp.txt").write_text(timestamp, encoding="utf-8")
        return path

    def grade(self, student: str, document: object, timestamp: str = "") -> Report:
        """Hand in, grade and enter one notebook, as `course grade` does."""
        submission, report = self.report(self.hand_in(student, document, timestamp))
        self.enter(submission, report)
        return report

    def report(self, path: Path) -> tuple[Submission, Report]:
        lesson = read_lesson(self.course.source(LESSON))
        course, student = load_course(self.template), path.parts[-3]
        submission, report, _ = GRADING.grade(course, lesson, path, student, "cpu")
        return submission, report

    def enter(self, submission: Submission, report: Report) -> None:
        stamp = self.root / "submitted" / report.student / LESSON / "timestamp.txt"
        with LessonBook(self.root, self.course, LESSON) as book:
            book.write(submission, report, timestamp=in_utc(stamp_in(stamp)))

    def autograded(self, student: str) -> Any:
        path = self.root / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]

    def feedback(self, student: str) -> str:
        path = self.root / "feedback" / student / LESSON / f"{LESSON}.html"
        return path.read_text(encoding="utf-8")

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "course")

    def grades(self, student: str) -> dict[str, dict[str, Any]]:
        """What the gradebook says about each graded cell of a student."""
        with self.gradebook() as book:
            row = book.find_submission_notebook(LESSON, LESSON, student)
            return {grade.name: grade.to_dict() for grade in row.grades}

    def comments(self, student: str) -> dict[str, str | None]:
        with self.gradebook() as book:
            row = book.find_submission_notebook(LESSON, LESSON, student)
            return {comment.name: comment.comment for comment in row.comments}

    def enrol(self, student: str) -> None:
        """A student's rows in the gradebook, as nbgrader itself makes them."""
        with self.gradebook() as book, warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader builds rows outside a session
            book.add_student(student)
            book.add_submission(LESSON, student)

    def nbgrader(self, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
        """Run the stock command as an instructor would."""
        return warm.run("nbgrader", *arguments, cwd=self.root, PATH=path or os.environ["PATH"])


def start_course(root: Path) -> SmallCourse:
    """A new course whose first lesson is the small one."""
    course = SmallCourse(root, template=root)
    course.write_lesson()
    init_course(root, LESSON)
    with (root / "course_config.py").open("a", encoding="utf-8") as file:
        file.write(
            'c.Course.limits = {"call_seconds": 60.0, "load_seconds": 60.0}  # busy machines\n'
        )
    return course
