"""Verdicts kept under what they follow from, so that nothing is graded twice.

A verdict follows from the graded code, the hidden tests, the reference solutions, the limits and
the versions of everything involved. Its key is a hash of all of these: a changed test or answer
has another key, and only what it touches is graded again.
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

LIBRARIES = ("msgpack", "numpy", "pytest", "torch")
BUSY_SECONDS = 60.0
# What decides a verdict. An edit elsewhere, of a chart or of the terminal, regrades nothing.
DECIDING_ROOMS = ("sandbox", "notebooks", "testing", "grading")
DECIDING_FILES = (
    "report.py",
    "feedback/known_errors.txt",
    "feedback/messages.py",
    "feedback/redaction.py",
)


class Cache:
    """A table of kept verdicts in one SQLite file, shared by all workers."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        with file_lock(path.with_suffix(".lock")):  # for this mode SQLite fails rather than waits
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT)")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def exercise(self, key: str) -> ExerciseResult | None:
        """The verdict on an exercise, if it is known."""
        text = self._get(key)
        return exercise_from(json.loads(text)) if text else None

    def keep_exercise(self, key: str, result: ExerciseResult) -> None:
        """Remember a verdict; a fault of ours is none."""
        if result.status != "error":
            self._put(key, json.dumps(asdict(result)))

    def report(self, key: str) -> Report | None:
        """The whole report on a notebook, if it is known."""
        text = self._get(key)
        return loads(text)[0] if text else None

    def keep_report(self, key: str, report: Report) -> None:
        """Remember a report; one with a fault of ours is none."""
        if not report.has_fault:
            self._put(key, dumps([report]))

    def text(self, key: str) -> str | None:
        """Any other text that was kept."""
        return self._get(key)

    def keep_text(self, key: str, text: str) -> None:
        """Remember a text."""
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


def context_key(course: Course, name: str, devices: tuple[str, ...]) -> str:
    """What every verdict on a lesson follows from, the submission aside."""
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
            [path.read_text(encoding="utf-8") for path in files if path.is_file()],
            rules_key(course, devices),
        ]
    )


def rules_key(course: Course, devices: tuple[str, ...]) -> str:
    """What every verdict of a course follows from: limits, devices, versions, the engine itself."""
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
    """The files of the engine that a verdict depends on, in a fixed order."""
    engine = Path(autograder.__file__).parent
    rooms = [path for room in DECIDING_ROOMS for path in engine.joinpath(room).rglob("*.py")]
    return sorted([*rooms, *(engine / name for name in DECIDING_FILES)])
