"""Stores verdicts, so that nothing is graded twice.

The key of a verdict is a hash of everything that it depends on: the graded code, the hidden tests,
the reference solutions, the limits and all versions. After a change, only the exercises that it
affects are graded again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shlex
import sqlite3
import stat
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Self, TypeVar

import autograder
from autograder.course import Course
from autograder.errors import CourseError, describe
from autograder.files import put
from autograder.grading.options import code_in
from autograder.locks import file_lock
from autograder.report import ExerciseResult, Report, dumps, exercise_from, loads
from autograder.sandbox import strongest_level

logger = logging.getLogger(__name__)

T = TypeVar("T")

LIBRARIES = ("msgpack", "numpy", "pytest", "torch")
BUSY_SECONDS = 60.0
MAX_SHARED = 8 * 2**20  # characters of one verdict
# The code that decides a verdict. After other changes, nothing is graded again.
DECIDING_ROOMS = ("sandbox", "notebooks", "testing", "grading")
DECIDING_FILES = (
    "deadline.py",
    "report.py",
    "feedback/known_errors.txt",
    "feedback/messages.py",
    "feedback/redaction.py",
    "text.py",
)


class Cache:
    """A table of verdicts in one SQLite file, shared by all workers.

    Other machines share verdicts through a folder, if the course names one. It holds a file for
    each, because SQLite needs locks that not every network file system has.
    """

    def __init__(self, path: Path, shared: Path | None = None) -> None:
        self._shared = shared
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        with file_lock(path.with_suffix(".lock")):  # SQLite does not wait for this change of mode
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT)")

    @classmethod
    def of(cls, course: Course) -> Self:
        """The one of a course.

        Raises:
            CourseError: The folder that others share is not there, or everybody may write to it.
        """
        shared = course.shared()
        if shared and not shared.is_dir():
            raise CourseError(
                f"c.Course.shared_verdicts names {shared}, which is no folder here: make it, or "
                "mount it, and let only those write to it who grade."
            )
        if shared and shared.stat().st_mode & stat.S_IWOTH:
            raise CourseError(
                f"Everybody may write to {shared} (c.Course.shared_verdicts), so its verdicts "
                f"cannot be trusted: chmod o-w {shlex.quote(str(shared))}."
            )
        return cls(course.results(), shared)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def exercise(self, key: str) -> ExerciseResult | None:
        """The stored verdict on an exercise, if any."""
        return self._parsed(key, lambda text: exercise_from(json.loads(text)))

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """Store a verdict, unless its status is `error`."""
        if result.status != "error":
            self._put(key, json.dumps(asdict(result)))

    def report(self, key: str) -> Report | None:
        """The stored report on a notebook, if any."""
        return self._parsed(key, lambda text: loads(text)[0])

    def keep_report(self, key: str, report: Report) -> None:
        """Store a report, unless it contains an `error`."""
        if not report.has_fault:
            self._put(key, dumps([report]))

    def text(self, key: str) -> str | None:
        """A stored text, if any."""
        return self._get(key)

    def keep_text(self, key: str, text: str) -> None:
        """Store a text."""
        self._put(key, text)

    def _parsed(self, key: str, read: Callable[[str], T]) -> T | None:
        text = self._get(key)
        try:
            return read(text) if text else None
        except (ValueError, KeyError, TypeError, IndexError) as error:
            logger.warning("what is kept under %s is left aside: %s", key, describe(error))
            return None

    def _get(self, key: str) -> str | None:
        with closing(self._base.execute("SELECT value FROM kept WHERE key = ?", [key])) as rows:
            found = rows.fetchone()
        if found:
            return str(found[0])
        return _read_shared(self._shared, key) if self._shared else None

    def _put(self, key: str, value: str) -> None:
        self._base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", [key, value])
        if self._shared:
            _write_shared(self._shared, key, value)


def _read_shared(folder: Path, key: str) -> str | None:
    """What another machine kept; nothing if the file is missing, too large, cut off or changed."""
    try:
        file = os.open(_shared_file(folder, key), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(file, encoding="utf-8") as opened:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                return None
            digest, _, value = opened.read(MAX_SHARED).partition("\n")
    except (OSError, ValueError):
        return None
    return value if digest == key_of([key, value]) else None


def _write_shared(folder: Path, key: str, value: str) -> None:
    """Let others have a verdict; where that does not work, it is kept here alone."""
    path = _shared_file(folder, key)
    try:
        path.parent.mkdir(exist_ok=True)
        put(path, f"{key_of([key, value])}\n{value}")
    except OSError as error:
        logger.warning("a verdict is not shared: %s", describe(error))


def _shared_file(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


def key_of(parts: Iterable[object]) -> str:
    """A hash of plain values."""
    text = json.dumps(list(parts), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def context_key(
    course: Course, name: str, devices: tuple[str, ...], level: int | None = None
) -> str:
    """A hash of everything that reports on a lesson depend on, except the submission.

    Args:
        course: The course.
        name: The lesson's slug.
        devices: The devices that tests run on.
        level: The isolation level; by default that of this host.
    """
    files = (
        course.source(name),
        course.solutions(name),
        course.grader(name),
        course.misconceptions(name),
        course.pictures(name),
    )
    return key_of(
        [
            name,
            [
                path.read_text(encoding="utf-8", errors="replace")
                for path in files
                if path.is_file()
            ],
            rules_key(course, name, devices),
            strongest_level().level if level is None else level,
        ]
    )


def rules_key(course: Course, name: str, devices: tuple[str, ...]) -> str:
    """A hash of what all verdicts on a lesson depend on: modules, data, limits, the engine."""
    rules = [asdict(course.limits), course.minimum_level, devices]
    return key_of([beside(course, name), rules, _versions(), engine_digest()])


def beside(course: Course, name: str) -> list[tuple[str, str]]:
    """The modules and data beside a lesson's source: the name of each file, and its digest."""
    code = [file for path in course.modules(name) for file in code_in(path)]
    folder = course.source(name).parent
    return [
        (path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (*code, *course.data(name))
    ]


@cache
def _versions() -> list[str]:
    return [python_version(), *(version(library) for library in LIBRARIES)]


@cache
def engine_digest() -> str:
    """A hash of the engine's code that verdicts depend on."""
    digest = hashlib.sha256()
    for path in deciding_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def deciding_files() -> list[Path]:
    """The files of the engine that a verdict depends on, sorted."""
    engine = Path(autograder.__file__).parent
    rooms = [path for room in DECIDING_ROOMS for path in engine.joinpath(room).rglob("*.py")]
    return sorted([*rooms, *(engine / name for name in DECIDING_FILES)])
