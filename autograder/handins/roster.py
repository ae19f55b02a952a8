"""The roster, students.csv: who takes part, what the LMS calls them, and who has more time."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import put
from autograder.handins.names import Owner
from autograder.moments import moment
from autograder.text import decoded, printable, text_in

ROSTER = "students.csv"
EXTENSION = "extension:"  # a column's name begins so, and ends with the lesson
FORBIDDEN = re.compile(r"[/\\<>\"'+,;]")
ID = re.compile(r"[^\s/\\<>\"'+.,;][^/\\<>\"+,;]*")
MAX_ID = 60
MAX_BYTES = 20 * 2**20


@dataclass(frozen=True)
class Student:
    """A student of the course.

    Attributes:
        id: The id in the gradebook, and the name of the folder in submitted/.
        name: First and last name.
        email: The address; LMS know students by it, too.
        canvas: Canvas's id.
        sis: The id that Canvas has from the school.
        login: The login, at Canvas or Moodle.
        moodle: Moodle's number of the student, `ID number` or the participant's.
        extensions: By lesson, a deadline of the student's own, as it was written.
        others: What stands in columns of the teacher's own.
    """

    id: str
    name: str = ""
    email: str = ""
    canvas: str = ""
    sis: str = ""
    login: str = ""
    moodle: str = ""
    extensions: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


COLUMNS = tuple(item.name for item in fields(Student) if item.name not in ("extensions", "others"))
# What people and nbgrader call these columns, too.
ALIASES = {
    **{"canvas_id": "canvas", "canvas id": "canvas", "moodle_id": "moodle", "moodle id": "moodle"},
    **{"sis_id": "sis", "sis user id": "sis", "sis_user_id": "sis", "lms_user_id": "canvas"},
    **{"sis login id": "login", "sis_login_id": "login", "username": "login", "mail": "email"},
}


class Roster:
    """The students of a course, found by what an LMS says of them."""

    def __init__(self, students: Iterable[Student]) -> None:
        """Index them; what two students share finds neither."""
        self.students = tuple(students)
        self._by: dict[tuple[str, str], set[str]] = {}
        for student in self.students:
            for key in _keys(student):
                self._by.setdefault(key, set()).add(student.id)
        self._students = {student.id: student for student in self.students}

    def find(self, owner: Owner) -> Student | None:
        """The student whom a source names; None if there is none, or more than one."""
        wanted = [(owner.lms, owner.id)] if owner.id else []
        name = _squeezed(owner.name)
        wanted += [("id", owner.name.strip().casefold()), ("email", owner.name.casefold())]
        wanted += [("login", owner.name.casefold()), ("name", name)]
        return self.first(wanted)

    def first(self, wanted: Iterable[tuple[str, str]]) -> Student | None:
        """The student whom the first pair of a column and a value finds."""
        for key in wanted:
            found = self._by.get(key, set()) if key[1] else set()
            if len(found) == 1:
                return self._students[next(iter(found))]
        return None

    def problems(self) -> list[str]:
        """What is not in order: only an id of the LMS tells students of the same name apart."""
        names: dict[str, list[str]] = {}
        for student in self.students:
            names.setdefault(_squeezed(student.name), []).append(student.name)
        shared = [same[0] for key, same in names.items() if key and len(same) > 1]
        found = [f"More than one student is called {name}: give them ids." for name in shared]
        for (column, value), students in self._by.items():
            if column in ("canvas", "sis", "moodle", "email") and value and len(students) > 1:
                found.append(f"{' and '.join(sorted(students))} have the same {column}, {value}.")
        return found


def safe_id(name: str) -> str:
    """A name as an id, or as the name of a file: without what a path, a page or nbgrader reads."""
    text = "".join(c if c.isprintable() else "_" for c in FORBIDDEN.sub("_", decoded(name)))
    return text.strip().lstrip(". ")[:MAX_ID].rstrip() or "_"


def read_roster(path: Path, lessons: Sequence[str] = ()) -> Roster | None:
    """The roster in a file; None if there is no such file.

    Raises:
        CourseError: A row is wrong; the sentence names it.
    """
    if not path.is_file():
        return None
    columns, rows = read_table(path)
    known = [f"{EXTENSION}{lesson}" for lesson in lessons]
    wrong = [c for c in columns if c.lower().startswith("extension") and c not in known]
    if wrong or "id" not in columns:
        problem = f"has a column {printable(wrong[0])!r}" if wrong else "has no column `id`"
        names = ", ".join([*COLUMNS, *known])
        raise CourseError(f"{path} {problem}; the columns that count are: {names}.")
    students = [_student(path, line, row) for line, row in enumerate(rows, 2)]
    seen: set[str] = set()
    for student in students:
        if student.id.casefold() in seen:
            raise CourseError(f"{path} names the student {student.id} twice; keep one row.")
        seen.add(student.id.casefold())
    return Roster(students)


def write_roster(path: Path, students: Sequence[Student]) -> None:
    """Write the roster, in one piece or not at all."""
    lessons = sorted({lesson for student in students for lesson in student.extensions})
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    others = list(dict.fromkeys(column for student in students for column in student.others))
    table.writerow([*COLUMNS, *(f"{EXTENSION}{lesson}" for lesson in lessons), *others])
    for student in students:
        own = [student.extensions.get(lesson, "") for lesson in lessons]
        own += [student.others.get(column, "") for column in others]
        table.writerow([*(getattr(student, name) for name in COLUMNS), *own])
    put(path, text.getvalue())


def read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a CSV file of any program: comma, semicolon or tab, any encoding.

    Raises:
        CourseError: It is no table.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise CourseError(f"{path} is larger than {MAX_BYTES >> 20} MB; is it a CSV file?")
        lines = csv.reader(io.StringIO(text_in(data).removeprefix("\ufeff")), _dialect(data))
        found = [[cell.strip() for cell in row] for row in lines if any(map(str.strip, row))]
    except (OSError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read as CSV: {error}.") from error
    if not found:
        raise CourseError(f"{path} is empty; it should be a CSV file with a line of columns.")
    columns, *rows = found
    return columns, [dict(zip(columns, [*row, *[""] * len(columns)], strict=False)) for row in rows]


def _dialect(data: bytes) -> type[csv.Dialect]:
    """The usual one, with the separator that the first line has most of."""
    first = text_in(data).lstrip("\ufeff\r\n").partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _student(path: Path, line: int, row: Mapping[str, str]) -> Student:
    name = row["id"]
    if not ID.fullmatch(name) or not name.isprintable():
        raise CourseError(
            f"{path}, line {line}: {printable(name)!r} cannot be an id; it becomes the name of a "
            "folder, so leave out slashes, quotes, commas, plus signs, and a leading dot."
        )
    values = {ALIASES.get(column.lower(), column): text for column, text in row.items()}
    if not values.get("name"):
        values["name"] = f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()
    own = {c: text for c, text in values.items() if c.startswith(EXTENSION) and text}
    for text in own.values():
        if not moment(text):
            raise CourseError(
                f"{path}, line {line}: {printable(text)!r} is no time to which {name} has an "
                "extension; write one like 2030-02-07 22:00 UTC."
            )
    others = {c: t for c, t in row.items() if c not in COLUMNS and not c.startswith(EXTENSION)}
    extensions = {column.removeprefix(EXTENSION): text for column, text in own.items()}
    return Student(
        **{column: values.get(column, "") for column in COLUMNS},
        extensions=extensions,
        others={c: text for c, text in others.items() if c.lower() not in ALIASES},
    )


def _keys(student: Student) -> Iterator[tuple[str, str]]:
    for column in ("canvas", "sis", "moodle"):
        yield column, getattr(student, column)
    yield "id", student.id.casefold()
    yield "email", student.email.casefold()
    yield "login", student.login.casefold()
    yield "login", student.email.casefold().partition("@")[0]
    # Canvas writes lovelaceada, others `Lovelace, Ada` or `Ada Lovelace`.
    words = [_squeezed(word) for word in re.split(r"[\s,]+", student.name)]
    for place in range(len(words)):
        yield "name", "".join(words[place:] + words[:place])


def _squeezed(name: str) -> str:
    """The letters and digits of a name: marks, accents and capitals differ between systems."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())
