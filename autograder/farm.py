"""Many submissions: found on disk, shared among worker processes, one report each."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.report import Report
from autograder.submission import Submission, read_submission


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


def grade_one(
    course: Course, lesson: str, path: Path, student: str, device: str = "auto"
) -> tuple[Submission, Report]:
    """One submission and its report, by a grader that stays warm as long as this process."""
    grader = _grader(course, lesson, device)
    submission = read_submission(path, grader.lesson, student)
    return submission, grader.grade(submission)


def grade_all(
    course: Course, lesson: str, handins: Sequence[Handin], jobs: int, device: str = "auto"
) -> Iterator[tuple[Handin, Submission, Report]]:
    """Submissions and their reports in the order of `handins`, as they become ready."""
    jobs = min(jobs, len(handins))
    if jobs <= 1:
        for handin in handins:
            yield handin, *grade_one(course, lesson, handin.path, handin.student, device)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        work = [
            pool.submit(_work, course.root, lesson, handin.path, handin.student, device)
            for handin in handins
        ]
        for handin, future in zip(handins, work, strict=True):
            yield handin, *future.result()


def _work(
    root: Path, lesson: str, path: Path, student: str, device: str
) -> tuple[Submission, Report]:
    return grade_one(_course(root), lesson, path, student, device)


@lru_cache(maxsize=1)
def _course(root: Path) -> Course:
    return load_course(root)


_graders: dict[tuple[Path, str, str], Grader] = {}


def _grader(course: Course, lesson: str, device: str) -> Grader:
    key = (course.root, lesson, device)
    if key not in _graders:
        _graders[key] = Grader(course, lesson, device)
    return _graders[key]
