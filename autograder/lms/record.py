"""What was collected of a lesson: by student, from where, and under which name of the LMS."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import put
from autograder.locks import file_lock

FOLDER = "collected"


@dataclass(frozen=True)
class Entry:
    """Where a student's submission came from.

    Attributes:
        name: The student's name in the source.
        lms: `moodle`, `canvas`, `exchange`, or empty.
        id: The number that the LMS gives the student.
        folder: The name under which the LMS takes feedback back.
        order: The number of the upload.
        changed: When the file was last changed, in seconds since 1970.
    """

    name: str = ""
    lms: str = ""
    id: str = ""
    folder: str = ""
    order: int = 0
    changed: float = 0.0


def read_record(course: Course, lesson: str) -> dict[str, Entry]:
    """The record of a lesson, by student; empty if nothing was collected."""
    path = course.root / FOLDER / f"{lesson}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {student: Entry(**entry) for student, entry in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} cannot be read ({error}); remove it to start anew.") from error


def write_record(course: Course, lesson: str, entries: Mapping[str, Entry]) -> None:
    """Write the record, in one piece or not at all."""
    path = course.root / FOLDER / f"{lesson}.json"
    document = {student: asdict(entries[student]) for student in sorted(entries)}
    put(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


@contextmanager
def collecting(course: Course) -> Iterator[None]:
    """Let no other run collect meanwhile."""
    folder = course.root / FOLDER
    folder.mkdir(exist_ok=True)
    with file_lock(folder / "run.lock"):
        yield
