"""The one writer of the gradebook, at an empty one and at that of a large class.

Measured are opening the gradebook and writing a submission, with its notebook in autograded/. The
large class consists of copies of one submission's rows, made by SQL in one go.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text

from autograder.batch import OneByOne
from autograder.course import Course, load_course
from autograder.gradebook import LessonBook
from autograder.notebooks import Submission, read_lesson
from autograder.report import Report
from benchmarks import classes
from tests.gradebook.test_postgresql import Server

STUDENT = "student_00000"
# Of each table with rows for a submission, the columns that differ from student to student.
COLUMNS = {
    "student": ("id",),
    "submitted_assignment": ("id", "student_id"),
    "submitted_notebook": ("id", "assignment_id"),
    "grade": ("id", "notebook_id"),
    "comment": ("id", "notebook_id"),
    "course_written": ("student",),
}
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", default="single_neuron", help="or `small`")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--writes", type=int, default=200)
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    print(
        "database   submissions in it   open, s   write, ms each (of them on our side)   file, MB"
    )
    with tempfile.TemporaryDirectory() as folder:
        course, submission, report = _graded(Path(folder), options.lesson)
        for database in options.databases:
            home = Path(folder) / database
            home.mkdir()
            with _address(database, home) as url:
                own = _at(course, url)
                for size in [0, *options.sizes]:
                    _measure(own, home, submission, report, size, options.writes)


def _graded(folder: Path, lesson: str) -> tuple[Course, Submission, Report]:
    """A course, and a submission that is graded."""
    root, lesson, home = classes.handed_in(folder, lesson, 1, 1)
    [path] = home.glob("submitted/*/*/*.ipynb")
    course, grading = load_course(root), OneByOne()
    submission, report, _ = grading.grade(course, read_lesson(course.source(lesson)), path, STUDENT)
    grading.close()
    assert submission
    return course, submission, report


@contextmanager
def _address(database: str, home: Path) -> Iterator[str]:
    """The address of an empty database."""
    if database == "sqlite":
        yield f"sqlite:///{home / 'gradebook.db'}"
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # that the server's user may enter
    try:
        server = Server(folder)
        server.start()
        try:
            yield server.database("gradebook")
        finally:
            server.stop("fast")
    finally:
        shutil.rmtree(folder)


def _at(course: Course, url: str) -> Course:
    """The course with its gradebook there."""
    config = deepcopy(course.nbgrader)
    config.CourseDirectory.db_url = url
    return replace(course, nbgrader=config)


def _measure(
    course: Course, home: Path, submission: Submission, report: Report, size: int, writes: int
) -> None:
    """Fill the gradebook up to a size, and write to it; what was written is there next time."""
    url = course.nbgrader.CourseDirectory.db_url
    if size:
        _fill(url, size)
    began = _now()
    with LessonBook(home, course, report.lesson) as book:
        opened = _now()
        for i in range(writes):
            student = STUDENT if i == 0 else f"{size}_{i}"
            book.write(submission, replace(report, student=student), key=str(size))
        written = _now()
    name = make_url(url).get_backend_name()
    file = f"{(home / 'gradebook.db').stat().st_size / 2**20:.0f}" if name == "sqlite" else ""
    print(
        f"{name:10}   {size:18,}   {_spent(began, opened, 1):>14}"
        f"   {_spent(opened, written, 1000 / writes):>14}   {file:>8}",
        flush=True,
    )


def _now() -> tuple[float, float]:
    """The time, and the seconds of cores of this process."""
    return time.perf_counter(), time.process_time()


def _spent(start: tuple[float, float], end: tuple[float, float], factor: float) -> str:
    wall, cores = ((after - before) * factor for before, after in zip(start, end, strict=True))
    return f"{wall:.1f} ({cores:.1f})"


def _fill(url: str, size: int) -> None:
    """Copy the rows of one student until there are so many submissions."""
    engine = create_engine(url)
    with engine.begin() as base:
        there = base.scalar(text("SELECT count(*) FROM submitted_assignment")) or 0
        for table, own in COLUMNS.items():
            names = [column["name"] for column in inspect(base).get_columns(table)]
            # Identifiers are random and have 32 characters at most, so their half is still one.
            values = [f"substr({n}, 1, 16) || :at || i" if n in own else n for n in names]
            base.execute(
                text(
                    f"{NUMBERS}, first AS MATERIALIZED "  # once, and not for each number
                    f"(SELECT * FROM {table} WHERE {own[-1]} IN {_of(table)}) "
                    f"INSERT INTO {table} ({', '.join(names)}) "
                    f"SELECT {', '.join(values)} FROM n, first"
                ),
                {"number": size - there, "at": f"_{there:x}_", "student": STUDENT},
            )
        if engine.dialect.name == "postgresql":
            base.execute(text("ANALYZE"))  # as the server does by itself, but minutes later
    engine.dispose()


def _of(table: str) -> str:
    """Whom or what rows of a table that are copied belong to."""
    handed_in = "(SELECT id FROM submitted_assignment WHERE student_id = :student)"
    if table in ("grade", "comment"):
        return f"(SELECT id FROM submitted_notebook WHERE assignment_id IN {handed_in})"
    return handed_in if table == "submitted_notebook" else "(:student)"


if __name__ == "__main__":
    main()
