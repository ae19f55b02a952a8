"""Moodle's grading worksheet: the times of submissions in it, and the grades that go into it.

Its columns have names in the site's language, so a worksheet cannot be made from nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dateutil import tz

from autograder.errors import CourseError
from autograder.handins import read_table
from autograder.moments import in_utc
from autograder.text import printable

IDENTIFIER = ("identifier", "teilnehmer/in", "identifiant", "id", "id.")
SUBMITTED = (
    "last modified (submission)",
    "zuletzt geändert (abgabe)",
    "dernière modification (travail remis)",
)
GRADE = ("grade", "bewertung", "note")
MAXIMUM = ("maximum grade", "bestwertung", "note maximale")
NAME = ("full name", "vollständiger name", "nom complet")
EMAIL = ("email address", "e-mail-adresse", "adresse de courriel")
NUMBER = re.compile(r"\D*(\d+)")


def worksheet_times(path: Path) -> dict[str, datetime]:
    """When each participant handed in, by number; in the zone of this computer.

    Raises:
        CourseError: It is no worksheet.
    """
    columns, rows = read_table(path)
    number, when = column(path, columns, IDENTIFIER), column(path, columns, SUBMITTED)
    times = {participant(row[number]): in_utc(row[when], tz.tzlocal()) for row in rows}
    return {number: time for number, time in times.items() if number and time}


def column(path: Path, columns: Sequence[str], names: Sequence[str]) -> str:
    """The column with one of these names.

    Raises:
        CourseError: There is none.
    """
    for each in columns:
        if each.strip().lower() in names:
            return each
    raise CourseError(
        f"{path} is no grading worksheet of Moodle: it has no column {names[0]!r}, but "
        f"{printable(', '.join(columns))}. Switch on offline grading and download it again."
    )


def participant(cell: str) -> str:
    """The number in `Participant 12345`."""
    found = NUMBER.fullmatch(cell.strip())
    return found[1] if found else ""
