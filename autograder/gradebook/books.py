"""Writes the reports of a batch to the gradebooks beside the submissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.batch import Batch, Graded, Merged, fault_of
from autograder.course import Course
from autograder.feedback import messages, visible_to_students, withheld_at
from autograder.gradebook.written import written_key, written_keys
from autograder.grading import key_of
from autograder.handins import Handin, due
from autograder.notebooks import read_bytes, read_submission
from autograder.report import faulted
from autograder.text import person

if TYPE_CHECKING:
    from autograder.gradebook.book import LessonBook

# Settings that say what being late costs.
PENALTIES = ("AssignLatePenalties", "LateSubmissionPlugin")


def enter_all(
    course: Course, lesson: str, batch: Batch | Merged, moment: datetime
) -> Iterator[Graded]:
    """Write each report of a batch to its gradebook, then yield it with what the book says.

    Reports that are already written are not written again. No other process writes to these
    gradebooks. Extensions and late penalties are derived anew for every submission in them.

    Args:
        course: The course.
        lesson: The lesson's slug.
        batch: The submissions; a loose notebook has no gradebook.
        moment: Now: students see more after the deadline.
    """
    with ExitStack() as stack:
        books = _Books(course, lesson, moment, stack)
        # Open the gradebooks now, which takes seconds, while the grading process starts.
        is_written = list(map(books.hold, batch.handins, batch.keys))
        for graded, key, is_there in zip(batch, batch.keys, is_written, strict=True):
            yield books.complete(graded if is_there else _written(books, graded, key))


def all_known(
    course: Course, lesson: str, handins: Iterable[tuple[Handin, str]], moment: datetime
) -> list[bool]:
    """For each submission and the key of its report, whether the gradebook surely holds it."""
    with ExitStack() as stack:
        books = _Books(course, lesson, moment, stack)
        return [bool(handin.home) and books.is_known(handin, key) for handin, key in handins]


def _written(books: _Books, graded: Graded, key: str) -> Graded:
    """The graded submission, written; what cannot be written gets `error`, and stops no other.

    For a submission that may not be opened, nothing is written: what it had before stays.
    """
    closed = messages.UNREADABLE["closed"]
    if graded.faults and read_bytes(graded.handin.path)[1] == closed:
        return graded
    try:
        books.write(graded, key)
    except Exception as error:
        fault = fault_of(error, f"{graded.handin.path} is not written")
        report = faulted(graded.report, messages.FAULT)
        return graded._replace(report=report, faults=(*graded.faults, fault))
    return graded


class _Books:
    """The gradebooks beside the submissions, each opened at its first use."""

    def __init__(self, course: Course, lesson: str, moment: datetime, stack: ExitStack) -> None:
        @cache
        def book(home: Path) -> LessonBook:
            from autograder.gradebook.book import LessonBook  # imports nbgrader

            return stack.enter_context(LessonBook(home, course, lesson))

        self._book = book
        self._written = cache(partial(written_keys, course=course, lesson=lesson))
        self._autograded = f"autograded/{{}}/{lesson}/{lesson}.ipynb"
        self._due = due(course, lesson)
        # Without a deadline and a rule for penalties, nothing in a gradebook changes by itself.
        self._penalties = [course.nbgrader[name] for name in PENALTIES if name in course.nbgrader]
        self._is_at_rest = not (lesson in course.deadlines or self._penalties)
        self._moment = moment

    def hold(self, handin: Handin, key: str) -> bool:
        """Whether there is nothing to write: it is written, or the notebook is a loose one."""
        if not handin.home:
            return True
        student = person(handin.student)
        if self._is_at_rest and self.is_known(handin, key):
            return True
        book = self._book(handin.home)
        return book.holds(student, self._key(key, book.due(student)))

    def is_known(self, handin: Handin, key: str) -> bool:
        """Whether a report is known to be written, as far as a look tells that writes nothing."""
        assert handin.home
        student = person(handin.student)
        its_due = None if self._is_at_rest else self._due(student)
        expected = written_key(self._key(key, its_due), handin.path)
        is_there = isfile(handin.home / self._autograded.format(student))
        return is_there and self._written(handin.home).get(student) == expected

    def write(self, graded: Graded, key: str) -> None:
        """Write a report. Reads the submission if the report comes from the cache."""
        handin, submission, report, *_ = graded
        assert handin.home
        book = self._book(handin.home)
        submission = submission or read_submission(handin.path, book.lesson, handin.student)
        report = replace(report, student=person(handin.student))
        its_due = book.due(report.student)
        shown = visible_to_students(report, withheld_at(its_due, self._moment))
        book.write(submission, shown, self._key(key, its_due))

    def complete(self, graded: Graded) -> Graded:
        """The graded submission with its due time, its whole score and its penalty."""
        student, home = person(graded.handin.student), graded.handin.home
        if not home or self._is_at_rest:
            return graded._replace(due=self._due(student))
        book = self._book(home)
        if not book.has(student):
            return graded._replace(due=book.due(student))
        total, penalty = book.scores(student)
        return graded._replace(due=book.due(student), total=total, penalty=penalty)

    def _key(self, key: str, its_due: datetime | None) -> str:
        # What is withheld changes at the deadline, and the gradebook holds the deadline, too.
        withheld = sorted(withheld_at(its_due, self._moment))
        return key_of([key, withheld, its_due, self._penalties])
