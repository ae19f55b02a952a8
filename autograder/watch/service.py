"""Grades what has arrived, with grading processes that are kept, and writes the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from autograder.batch import Batch, Graded, OneByOne
from autograder.course import Course
from autograder.feedback import now
from autograder.gradebook import Page, enter_all, write_pages
from autograder.handins import find_handins
from autograder.notebooks import read_lesson
from autograder.text import person


class Done(NamedTuple):
    """A submission that has been graded.

    Attributes:
        graded: Its report, and what went wrong on our side.
        page: Its feedback page; None if there is none, because of a fault.
    """

    graded: Graded
    page: Page | None

    def plain(self) -> dict[str, object]:
        """What is written to JSON."""
        report, page = self.graded.report, self.page
        return {
            "lesson": report.lesson,
            "student": report.student,
            "score": report.score,
            "max_score": report.max_score,
            "page": str(page.path) if page and not page.problem else None,
            "problem": "; ".join(map(str, self.graded.faults)) or (page.problem if page else ""),
        }


class Service:
    """A grading process for each lesson, ready for the next submission; a context manager."""

    def __init__(self, course: Course, lessons: Sequence[str], jobs: int, device: str) -> None:
        """Start nothing yet."""
        self._course, self._jobs, self._device = course, jobs, device
        self._stack = ExitStack()
        self._kept = {each: self._stack.enter_context(closing(OneByOne())) for each in lessons}

    def __enter__(self) -> Service:
        """Ready."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the grading processes."""
        self._stack.close()

    def warm_up(self, lesson: str) -> None:
        """Load everything that grading a lesson needs."""
        rules = read_lesson(self._course.source(lesson))
        self._kept[lesson].warm_up(self._course, rules, self._device)

    def grade(self, lesson: str, folders: Sequence[Path]) -> Iterator[Done]:
        """Grade submissions of a lesson; yields each when its page is written.

        Args:
            lesson: The lesson's slug.
            folders: Folders <student>/<lesson>/ of nbgrader's layout.

        Raises:
            CourseError: It could not be done; the grading process starts anew for the next ones.
        """
        kept = self._kept[lesson]
        jobs = self._jobs if len(folders) > 1 else 0  # one alone is graded where all is warm
        try:
            with (
                find_handins(self._course, lesson, folders) as found,
                Batch(self._course, lesson, found.handins, jobs, self._device, kept) as batch,
            ):
                for graded in enter_all(self._course, lesson, batch, now()):
                    yield Done(graded, self._page(graded))
        except BaseException:
            kept.close()
            raise

    def _page(self, graded: Graded) -> Page | None:
        home = graded.handin.home
        if not home or graded.faults:
            return None
        student = person(graded.report.student)
        [page] = write_pages(home, self._course, graded.report.lesson, [student])
        return page
