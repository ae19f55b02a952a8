"""Stores verdicts, so that nothing is graded twice.

The key of a verdict is a hash of everything that it depends on: the graded code, the hidden tests,
the reference solutions, the limits and all versions. After a change, only the exercises that it
affects are graded again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import autograder
from autograder.course import Course
from autograder.locks import file_lock
from autograder.report import ExerciseResult, Report, dumps, exercise_from, loads
from autograder.sandbox import strongest_level

LIBRARIES = ("msgpack", "numpy", "pytest", "torch")
BUSY_SECONDS = 60.0
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
    """A table of verdicts in one SQLite file, shared by all workers."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        with file_lock(path.with_suffix(".lock")):  # SQLite does not wait for this change of mode
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT)")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def exercise(self, key: str) -> ExerciseResult | None:
        """The stored verdict on an exercise, if any."""
        text = self._get(key)
        return exercise_from(json.loads(text)) if text else None

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """Store a verdict, unless its status is `error`."""
        if result.status != "error":
            self._put(key, json.dumps(asdict(result)))

    def report(self, key: str) -> Report | None:
        """The stored report on a notebook, if any."""
        text = self._get(key)
        return loads(text)[0] if text else None

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

    def _get(self, key: str) -> str | None:
        with closing(self._base.execute("SELECT value FROM kept WHERE key = ?", [key])) as rows:
            found = rows.fetchone()
        return found[0] if found else None

    def _put(self, key: str, value: str) -> None:
        self._base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", [key, value])


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
            rules_key(course, devices),
            strongest_level().level if level is None else level,
        ]
    )


def rules_key(course: Course, devices: tuple[str, ...]) -> str:
    """A hash of what all verdicts of a course depend on: limits, devices, versions, the engine."""
    return key_of(
        [asdict(course.limits), course.minimum_level, devices, _versions(), _engine_digest()]
    )


@cache
def _versions() -> list[str]:
    return [python_version(), *(version(library) for library in LIBRARIES)]


@cache
def _engine_digest() -> str:
    digest = hashlib.sha256()
    for path in deciding_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def deciding_files() -> list[Path]:
    """The files of the engine that a verdict depends on, sorted."""
    engine = Path(autograder.__file__).parent
    rooms = [path for room in DECIDING_ROOMS for path in engine.joinpath(room).rglob("*.py")]
    return sorted([*rooms, *(engine / name for name in DECIDING_FILES)])
