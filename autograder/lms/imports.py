"""Reads students from what an LMS exports: Canvas's gradebook, Moodle's lists and worksheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.handins import Roster, Student, read_table, safe_id
from autograder.text import printable

# The columns of Moodle's tables, in English and German, and those of a roster by hand.
COLUMNS = {
    "first": ("first name", "vorname", "firstname"),
    "last": ("last name", "surname", "nachname", "lastname"),
    "name": ("full name", "name", "vollständiger name", "student"),
    "email": ("email address", "email", "e-mail", "e-mail-adresse", "mail"),
    "login": ("username", "anmeldename", "login", "sis login id"),
    "sis": ("sis user id",),
    "school": ("id number", "id-nummer", "matrikelnummer"),
    "participant": ("identifier", "id"),
}
PARTICIPANT = re.compile(r"\D+(\d+)")


def import_students(path: Path) -> list[Student]:
    """The students in an LMS's export.

    Raises:
        CourseError: It is none of the known tables.
    """
    columns, rows = read_table(path)
    is_canvas = "student" in columns[0].lower() and len(columns) > 1 and "ID" in columns[1]
    found = [_canvas(row) if is_canvas else _moodle(row) for row in rows]
    students = [student for student in found if student]
    if not students:
        raise CourseError(
            f"{path} names no students; it should be Canvas's gradebook export, or Moodle's list "
            f"of participants or grading worksheet, as CSV. Its columns: {printable(str(columns))}."
        )
    return list(_unique(students))


def _canvas(row: Mapping[str, str]) -> Student | None:
    name, number = row.get("Student", ""), row.get("ID", "")
    if not number.isdigit():  # points possible, manual posting
        return None
    last, _, first = name.partition(",")
    login = row.get("SIS Login ID", "")
    sis = row.get("SIS User ID", "")
    email = login if "@" in login else ""
    known = login.partition("@")[0] or sis or number
    whole = f"{first.strip()} {last.strip()}".strip()
    return Student(safe_id(known), whole, email, number, sis, login)


def _moodle(row: Mapping[str, str]) -> Student | None:
    low = {column.lower().strip(): value for column, value in row.items()}
    cells = {key: next((low[n] for n in names if low.get(n)), "") for key, names in COLUMNS.items()}
    name = f"{cells['first']} {cells['last']}".strip() or cells["name"]
    if not (name or cells["email"]):
        return None
    number = PARTICIPANT.fullmatch(cells["participant"])
    known = cells["login"] or cells["email"].partition("@")[0] or cells["school"] or name
    moodle = number[1] if number else ""
    return Student(safe_id(known), name, cells["email"], login=cells["login"], moodle=moodle)


def _unique(students: Iterable[Student]) -> Iterator[Student]:
    """The students with different ids."""
    seen: set[str] = set()
    for student in students:
        name, number = student.id, 2
        while name.casefold() in seen:
            name, number = f"{student.id}_{number}", number + 1
        seen.add(name.casefold())
        yield replace(student, id=name)


def merged(roster: Roster | None, new: Sequence[Student]) -> tuple[list[Student], int]:
    """The roster with what an export knows besides, and the number of new students.

    What the roster says stays; empty cells are filled.
    """
    known = list(roster.students) if roster else []
    added = 0
    for student in new:
        wanted = [("canvas", student.canvas), ("sis", student.sis)]
        wanted += [("email", student.email.casefold()), ("login", student.login.casefold())]
        wanted += [("id", student.id.casefold())]
        same = roster.first(wanted) if roster else None
        if same is None:
            known.append(student)
            added += 1
            continue
        place = next(i for i, each in enumerate(known) if each.id == same.id)
        known[place] = _filled(known[place], student)
    return known, added


def _filled(student: Student, new: Student) -> Student:
    kept = ("extensions", "others")
    names = [item.name for item in fields(Student) if item.name not in kept]
    values = {name: getattr(student, name) or getattr(new, name) for name in names}
    # Moodle's number of a participant differs from lesson to lesson: the new one counts.
    values["moodle"] = new.moodle or student.moodle
    return replace(student, **values)
