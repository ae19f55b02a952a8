"""Many submissions: found on disk, shared among worker processes, one report each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import LessonBook
from autograder.lesson import Lesson, read_lesson
from autograder.report import Report
from autograder.submission import Submission
from autograder.worker import grade_in_worker, grade_one


@dataclass(frozen=True)
class Handin:
    """A notebook that was handed in.

    Attributes:
        home: The folder that holds `submitted/`, and so the gradebook; None for a loose notebook.
    """

    student: str
    path: Path
    home: Path | None = None


def find_handins(course: Course, lesson: str, paths: Sequence[Path]) -> list[Handin]:
    """The notebooks that the paths name, sorted by student.

    Each path is a notebook, a folder of loose notebooks, or a folder in nbgrader's submitted
    layout; without any, the course's own `submitted/`.

    Raises:
        CourseError: A path does not exist, or holds no submission of this lesson.
    """
    found: list[Handin] = []
    for path in paths or [course.submitted()]:
        handins = list(_handins(lesson, path))
        if not handins:
            raise CourseError(
                f"There is no submission of {lesson} in {path}; expected a notebook, a folder of "
                f"notebooks, or <student>/{lesson}/{lesson}.ipynb below it."
            )
        found += handins
    return sorted(found, key=lambda handin: (handin.student, str(handin.path)))


def _handins(lesson: str, path: Path) -> Iterator[Handin]:
    if path.is_file():
        yield Handin(path.stem, path)
    elif laid_out := sorted(path.glob(f"*/{lesson}")):
        for folder in laid_out:
            yield Handin(folder.parent.name, _notebook_in(folder, lesson), path.resolve().parent)
    else:
        yield from (Handin(notebook.stem, notebook) for notebook in sorted(path.glob("*.ipynb")))


def _notebook_in(folder: Path, lesson: str) -> Path:
    """The lesson's notebook, or the only one there is where a student renamed it."""
    expected = folder / f"{lesson}.ipynb"
    notebooks = sorted(folder.glob("*.ipynb"))
    return notebooks[0] if len(notebooks) == 1 else expected


def grade_all(
    course: Course, lesson: str, handins: Sequence[Handin], jobs: int, device: str = "auto"
) -> Iterator[Report]:
    """The reports in the order of `handins`, as they become ready; gradebooks written on the way.

    This process is the only one that writes, one short transaction a submission.
    """
    with ExitStack() as stack:

        @cache
        def book(home: Path) -> LessonBook:
            return stack.enter_context(LessonBook(home, course, lesson))

        rules = read_lesson(course.source(lesson))
        for handin, submission, report in _graded(course, rules, handins, jobs, device):
            if handin.home:
                book(handin.home).write(submission, report)
            yield report


def _graded(
    course: Course, lesson: Lesson, handins: Sequence[Handin], jobs: int, device: str
) -> Iterator[tuple[Handin, Submission, Report]]:
    if min(jobs, len(handins)) == 1:
        for handin in handins:
            yield handin, *grade_one(course, lesson, handin.path, handin.student, device)
        return
    with ProcessPoolExecutor(min(jobs, len(handins)), get_context("spawn")) as pool:
        work = [
            pool.submit(grade_in_worker, course.root, lesson, handin.path, handin.student, device)
            for handin in handins
        ]
        for handin, future in zip(handins, work, strict=True):
            yield handin, *future.result()
