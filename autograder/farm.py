"""Many submissions: found on disk, shared among worker processes, one report each."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress
from multiprocessing import get_context
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import LessonBook
from autograder.intake import read_bytes
from autograder.lesson import Lesson, read_lesson
from autograder.report import Report
from autograder.results import Results, context_key, key_of
from autograder.sandbox.outcomes import SandboxFault
from autograder.submission import Submission, read_submission
from autograder.telling import Withheld, told
from autograder.worker import grade_in_worker, grade_one

AHEAD = 4  # submissions for each worker, so that none waits and memory stays flat


@dataclass(frozen=True)
class Handin:
    """A notebook that was handed in.

    Attributes:
        home: The folder that holds `submitted/`, and so the gradebook; None for a loose notebook.
    """

    student: str
    path: Path
    home: Path | None = None

    def digest(self) -> str:
        """A hash of the notebook's bytes, or why they cannot be read; links are not followed."""
        data, reason = read_bytes(self.path)
        return reason or hashlib.sha256(data).hexdigest()


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

    Args:
        course: The course.
        lesson: The lesson's slug.
        handins: What to grade.
        jobs: Worker processes.
        device: `auto`, `cpu` or `cuda`.
        withheld: Tests of which the autograded notebooks say the points alone; the reports that
            are returned hold everything.
    """
    rules = read_lesson(course.source(lesson))
    context = context_key(course, rules, device)
    with ExitStack() as stack:
        results = stack.enter_context(closing(Results(course.results())))

        @cache
        def book(home: Path) -> LessonBook:
            return stack.enter_context(LessonBook(home, course, lesson))

        keys = [key_of([context, handin.digest()]) for handin in handins]
        # Decided once: another run beside this one may add what it finds at any moment.
        new = [results.report(key) is None for key in keys]
        graded = _graded(course, rules, list(compress(handins, new)), jobs, device)
        for handin, key, is_new in zip(handins, keys, new, strict=True):
            submission, report = next(graded) if is_new else (None, results.report(key))
            assert report is not None
            if is_new:
                results.keep_report(key, report)
            report = replace(report, student=handin.student, path=str(handin.path))
            written = key_of([key, sorted(withheld)])  # what is withheld changes at the deadline
            if handin.home and not book(handin.home).holds(handin.student, written):
                submission = submission or read_submission(handin.path, rules, handin.student)
                book(handin.home).write(submission, told(report, withheld), written)
            yield report


def _graded(
    course: Course, lesson: Lesson, handins: Sequence[Handin], jobs: int, device: str
) -> Iterator[tuple[Submission, Report]]:
    """Submissions and their reports, in order; the workers are kept a few submissions ahead."""
    if min(jobs, len(handins)) <= 1:
        for handin in handins:
            yield grade_one(course, lesson, handin.path, handin.student, device)
        return
    pending: deque[Future[tuple[Submission, Report]]] = deque()
    with ProcessPoolExecutor(min(jobs, len(handins)), get_context("spawn")) as pool:
        try:
            for handin in handins:
                if len(pending) > AHEAD * jobs:
                    yield pending.popleft().result()
                handed_in = (handin.path, handin.student)
                args = (course.root, course.minimum_level, lesson, *handed_in, device)
                pending.append(pool.submit(grade_in_worker, *args))
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise SandboxFault(
                "A worker process died; run the command again, it goes on where it stopped."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
