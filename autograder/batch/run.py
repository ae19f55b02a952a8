"""Grades a batch of submissions, with one report for each, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from autograder.batch.boundary import Marked
from autograder.batch.process import GradingProcess
from autograder.batch.workers import grade_each, warm_up
from autograder.course import Course
from autograder.grading import Cache, choose_devices, context_key, key_of
from autograder.handins import Handin
from autograder.notebooks import Lesson, Submission, read_lesson
from autograder.report import Fault, Report


class Graded(NamedTuple):
    """A submission that has been graded.

    Attributes:
        submission: The submission; None if the report comes from the cache.
        report: Its report.
        faults: Faults of hidden tests; only for instructors.
        due: When the work of this student is due.
        total: The score in the gradebook, with points given by hand; None if it is in no gradebook.
        penalty: What is taken off it for handing in late.
    """

    handin: Handin
    submission: Submission | None
    report: Report
    faults: tuple[Fault, ...] = ()
    due: datetime | None = None
    total: float | None = None
    penalty: float = 0.0


class Batch:
    """Submissions of one lesson that yield their reports; use it as a context manager.

    Reports in the cache are not graded again, so an interrupted run continues where it stopped. For
    the others, a grading process begins at once, while the caller continues.

    Attributes:
        handins: The submissions.
        lesson: The lesson's slug.
        devices: The devices that tests run on.
        context: A hash of everything that reports depend on, except the submission.
        keys: For each submission, a hash of everything that its report depends on.
    """

    def __init__(
        self,
        course: Course,
        lesson: str,
        handins: Sequence[Handin],
        jobs: int,
        device: str = "auto",
        kept: OneByOne | None = None,
    ) -> None:
        """Look up the reports in the cache, and start the grading process for the others.

        Args:
            course: The course.
            lesson: The lesson's slug.
            handins: The submissions.
            jobs: Number of worker processes.
            device: `auto`, `cpu` or `cuda`.
            kept: A grading process for this lesson that is there already, and stays.
        """
        self.handins = handins
        self.lesson = lesson
        self._kept = kept
        self._marked: Iterator[Marked] = iter(())
        self.devices = choose_devices(course, lesson, device).devices
        self.context = context_key(course, lesson, self.devices)
        self.keys = [report_key(self.context, handin) for handin in handins]
        with ExitStack() as stack:  # closes what is open already if the next step fails
            self._cache = stack.enter_context(closing(Cache.of(course)))
            # Decided once, because another run may add reports to the cache at any time.
            self._is_new = [self._cache.report(key) is None for key in self.keys]
            if new := list(compress(handins, self._is_new)):
                grading = kept or stack.enter_context(closing(OneByOne()))
                grading.start(self.context)
                read = read_lesson(course.source(lesson))
                process = grading.prepared(course, read, self.context)
                named = [(handin.student, handin.path) for handin in new]
                self._marked = process.run(grade_each, course, read, named, jobs, self.devices)
            self._stack = stack.pop_all()

    def __enter__(self) -> Batch:
        """The batch itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the grading process; one that is kept only if it was interrupted."""
        self._stack.close()
        if kind and self._kept:
            self._kept.close()

    def __iter__(self) -> Iterator[Graded]:
        """The reports in the order of `handins`, each as soon as it is ready."""
        for handin, key, is_new in zip(self.handins, self.keys, self._is_new, strict=True):
            kept = None, self._cache.report(key), ()
            submission, report, faults = next(self._marked) if is_new else kept
            assert report is not None
            if is_new:
                self._cache.keep_report(key, report)
            report = replace(report, student=handin.student, path=handin.shown)
            yield Graded(handin, submission, report, faults)
        next(self._marked, None)  # so that the process is ready for another batch


def keys_of(course: Course, lesson: str, handins: Sequence[Handin], device: str) -> list[str]:
    """For each submission the key of its report, whether it is in the cache or not."""
    context = context_key(course, lesson, choose_devices(course, lesson, device).devices)
    return [report_key(context, handin) for handin in handins]


def report_key(context: str, handin: Handin) -> str:
    """A hash of everything that a report depends on."""
    return key_of([context, handin.digest()])


class OneByOne:
    """Grades single submissions in one grading process, which is kept for the next one."""

    def __init__(self) -> None:
        """Start nothing before the first submission."""
        self._process: GradingProcess | None = None
        self._context = ""

    def grade(
        self, course: Course, lesson: Lesson, path: Path, student: str, device: str = "auto"
    ) -> Marked:
        """Grade one submission; returns it with its report and the faults of hidden tests."""
        devices = choose_devices(course, lesson.name, device).devices
        context = context_key(course, lesson.name, devices)
        arguments = (course, lesson, [(student, path)], 0, devices)
        try:
            process = self.prepared(course, lesson, context)
            [graded] = process.run(grade_each, *arguments)
        except BaseException:
            self.close()
            raise
        return graded

    def warm_up(self, course: Course, lesson: Lesson, device: str = "auto") -> None:
        """Load everything that grading needs, so that the first submission does not wait."""
        devices = choose_devices(course, lesson.name, device).devices
        context = context_key(course, lesson.name, devices)
        process = self.prepared(course, lesson, context)
        list(process.run(warm_up, course, lesson, devices))

    def start(self, context: str) -> None:
        """Start the grading process, if none runs, or the tests or anything else changed."""
        if self._process is None or self._process.has_ended or context != self._context:
            self.close()
            self._process, self._context = GradingProcess(), context

    def prepared(self, course: Course, lesson: Lesson, context: str) -> GradingProcess:
        """The grading process, started before or now, with the configuration of the lesson."""
        self.start(context)
        assert self._process
        if not self._process.is_prepared:
            self._process.prepare(course, lesson)
        return self._process

    def close(self) -> None:
        """End the grading process, if there is one."""
        if self._process:
            self._process.close()
        self._process = None
