"""Many submissions: graded, one report each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cache, partial
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from autograder.batch.handins import Handin
from autograder.batch.process import GradingProcess
from autograder.batch.workers import grade_each
from autograder.course import Course
from autograder.feedback.visibility import Withheld, told
from autograder.gradebook.written import mark, marks
from autograder.grading.cache import Results, context_key, key_of
from autograder.grading.devices import choose
from autograder.notebooks.lesson import Lesson, read_lesson
from autograder.notebooks.submission import Submission, read_submission
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.gradebook.book import LessonBook

Graded: TypeAlias = tuple[Submission, Report]

_waiting: dict[str, GradingProcess] = {}  # at most one, by what it grades


def grade_all(
    course: Course,
    lesson: str,
    handins: Sequence[Handin],
    jobs: int,
    device: str = "auto",
    *,
    withheld: Withheld = frozenset(),
) -> Iterator[Report]:
    """The reports in the order of `handins`, as they become ready; gradebooks written on the way.

    What is known already is neither graded nor written again, so that a run that was cut off goes
    on where it stopped. This process is the only one that writes a gradebook.

    Autograded notebooks say of `withheld` tests the points alone; the reports hold everything.
    """
    devices = choose(course, lesson, device).devices
    context = context_key(course, lesson, devices)
    with ExitStack() as stack:
        results = stack.enter_context(closing(Results(course.results())))
        books = _Books(course, lesson, withheld, stack)
        keys = [key_of([context, handin.digest()]) for handin in handins]
        # Decided once: another run beside this one may add what it finds at any moment.
        new = [results.report(key) is None for key in keys]
        graded = _graded(course, lesson, list(compress(handins, new)), jobs, devices, stack)
        for handin, key, is_new in zip(handins, keys, new, strict=True):
            is_written = books.hold(handin, key)
            submission, report = next(graded) if is_new else (None, results.report(key))
            assert report is not None
            if is_new:
                results.keep_report(key, report)
            report = replace(report, student=handin.student, path=str(handin.path))
            if not is_written:
                books.write(handin, key, submission, report)
            yield report


def _graded(
    course: Course,
    lesson: str,
    handins: Sequence[Handin],
    jobs: int,
    devices: tuple[str, ...],
    stack: ExitStack,
) -> Iterator[Graded]:
    """The submissions and their reports, in order, from a grading process that begins now."""
    if not handins:
        return iter(())
    process = stack.enter_context(GradingProcess())
    rules = read_lesson(course.source(lesson))
    process.prepare(course, rules)
    named = [(handin.student, handin.path) for handin in handins]
    return process.run(grade_each, course, rules, named, jobs, devices)


def grade_one(
    course: Course, lesson: Lesson, path: Path, student: str, device: str = "auto"
) -> Graded:
    """One submission and its report, by a grading process that stays for the next one."""
    devices = choose(course, lesson.name, device).devices
    context = context_key(course, lesson.name, devices)
    if context not in _waiting:
        while _waiting:
            _waiting.popitem()[1].close()
        _waiting[context] = GradingProcess()
        _waiting[context].prepare(course, lesson)
    try:
        [graded] = _waiting[context].run(grade_each, course, lesson, [(student, path)], 1, devices)
    except BaseException:
        _waiting.pop(context).close()
        raise
    return graded


class _Books:
    """The gradebooks beside submissions, each opened when it is first asked for."""

    def __init__(self, course: Course, lesson: str, withheld: Withheld, stack: ExitStack) -> None:
        @cache
        def book(home: Path) -> LessonBook:
            from autograder.gradebook.book import LessonBook  # takes a second; the workers go on

            return stack.enter_context(LessonBook(home, course, lesson))

        self._book = book
        self._marks = cache(partial(marks, course=course, lesson=lesson))
        self._autograded = f"autograded/{{}}/{lesson}/{lesson}.ipynb"
        # What is withheld changes at the deadline, which stands in the gradebook, too.
        self._rules = sorted(withheld), course.deadlines.get(lesson)
        self._withheld = withheld

    def hold(self, handin: Handin, key: str) -> bool:
        """Whether nothing is to be written: it stands there, or the notebook is a loose one."""
        if not handin.home:
            return True
        key, student = self._key(key), handin.student
        if self._marks(handin.home).get(student) == mark(key, handin.path):
            return (handin.home / self._autograded.format(student)).is_file()
        return self._book(handin.home).holds(student, key)

    def write(
        self, handin: Handin, key: str, submission: Submission | None, report: Report
    ) -> None:
        """Enter a report; the submission is read where it was not graded now."""
        assert handin.home
        book = self._book(handin.home)
        submission = submission or read_submission(handin.path, book.lesson, handin.student)
        book.write(submission, told(report, self._withheld), self._key(key))

    def _key(self, key: str) -> str:
        return key_of([key, *self._rules])
