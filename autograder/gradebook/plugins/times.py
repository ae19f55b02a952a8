"""Lets nbgrader read the times in timestamp.txt as the engine does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.moments import in_utc, stamp_in


def read_as_the_engine_does() -> None:
    """By itself, nbgrader misreads usual forms, and its pages end at a text that names no time."""
    CourseDirectory.get_existing_timestamp = lambda _, folder: time_in(folder)
    NbGraderAPI.get_submitted_timestamp = _submitted


def time_in(folder: str) -> datetime | None:
    """When the submission in a folder was handed in, in UTC and without a zone, as nbgrader has it.

    Students may have put anything there.
    """
    found = in_utc(stamp_in(Path(folder, "timestamp.txt")))
    return found and found.replace(tzinfo=None)


def _submitted(api: Any, assignment: str, student: str) -> datetime | None:
    places = api.coursedir
    return time_in(places.format_path(places.submitted_directory, student, assignment))
