"""Writes grades for Canvas, for Moodle, or as a plain table; no cell begins like a formula."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.gradebook import plain
from autograder.handins import Roster, Student, read_table
from autograder.lms.grades import Grade, Grades
from autograder.lms.moodle import EMAIL, GRADE, IDENTIFIER, MAXIMUM, NAME, column, participant
from autograder.lms.record import Entry

STUDENT_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "Points Possible"
NUMBER = re.compile(r" \(\d+\)$")  # Canvas's id behind a title
SAME = 0.005  # Canvas and Moodle compare two decimals


@dataclass(frozen=True)
class Exported:
    """A table for an LMS.

    Attributes:
        text: The table, as CSV.
        matched: The students whose grade is in it.
        missing: Graded students who are not in it, a sentence each.
        unknown: Whom the LMS has and the roster has not, a sentence each.
    """

    text: str
    matched: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def points(value: float | None) -> str:
    """Points with two decimals; empty if there are none."""
    return "" if value is None else f"{value:.2f}"


def plain_table(grades: Grades, roster: Roster | None) -> Exported:
    """A row for each student, and a column for each exercise and question.

    A student of the roster who handed in nothing has a row without points.
    """
    known = {student.id: student for student in roster.students} if roster else {}
    names = {**dict.fromkeys(known), **dict.fromkeys(grades.students)}
    head = ["student", "name", "email", *grades.parts, "late penalty", "total", "of", "status"]
    rows: list[Sequence[object]] = [head]
    for name in sorted(names):
        grade, student = grades.of(name), known.get(name, Student(name))
        cells = [grade.parts[part] if grade else None for part in grades.parts]
        cells += [grade.penalty, grade.total] if grade else [None, None]
        state = "not handed in" if not grade else "waits for points" if grade.is_open else "graded"
        whole = [*map(points, [*cells, grades.maximum]), state]
        rows.append([name, student.name, student.email, *whole])
    return Exported(_text(rows), set(grades.students))


def canvas_table(
    grades: Grades, roster: Roster | None, record: Mapping[str, Entry], export: Path | None
) -> Exported:
    """Canvas's gradebook with the lesson's grades.

    Args:
        grades: The grades.
        roster: The students.
        record: Where the submissions came from.
        export: The teacher's own export of the gradebook; without it a new table is made.
    """
    if not export:
        return _new_canvas_table(grades, roster)
    columns, rows = read_table(export)
    if len(columns) < 4 or "Student" not in columns[0] or "ID" not in columns[1]:
        raise CourseError(
            f"{export} is no gradebook export of Canvas: its first columns should be Student and "
            "ID. In Canvas's gradebook choose Export."
        )
    target = _canvas_column(columns, grades)
    last = max(columns.index(name) for name in STUDENT_COLUMNS if name in columns)
    kept = columns[: last + 1]
    match = _Match(grades, roster)
    others = {entry.id: student for student, entry in record.items() if entry.lms == "canvas"}
    out: list[Sequence[object]] = [[*kept, target]]
    for row in rows:
        if POSSIBLE in row[columns[0]]:
            out.append([*(row[name] for name in kept), points(grades.maximum)])
        elif row["ID"].isdigit():
            wanted = [("canvas", row["ID"]), ("sis", row.get("SIS User ID", ""))]
            login = row.get("SIS Login ID", "").casefold()
            wanted += [("login", login), ("email", login), ("id", login)]
            grade = match.grade(wanted, row[columns[0]], known=others.get(row["ID"]))
            out.append([*(row[name] for name in kept), points(grade.total) if grade else ""])
    return Exported(_text(out, keep=1), match.matched, *match.sentences("Canvas's export"))


def _canvas_column(columns: Sequence[str], grades: Grades) -> str:
    """The assignment's column: the one that is called like the lesson; else a new one."""
    wanted = {_squeezed(grades.lesson), _squeezed(grades.title)}
    found = [name for name in columns if _squeezed(NUMBER.sub("", name)) in wanted]
    if len(found) > 1:
        raise CourseError(f"More than one column is called like {grades.lesson}: {found}.")
    return found[0] if found else grades.title


def _new_canvas_table(grades: Grades, roster: Roster | None) -> Exported:
    students = [s for s in roster.students if s.canvas or s.sis or s.login] if roster else []
    if not students:
        raise CourseError(
            "Canvas matches students by its ids, and no student in students.csv has one: run "
            "`course roster --import` with Canvas's gradebook export, or name it with --from."
        )
    blank = [""] * (len(STUDENT_COLUMNS) - 1)
    rows: list[Sequence[object]] = [[*STUDENT_COLUMNS, grades.title]]
    rows.append([f"    {POSSIBLE}", *blank, points(grades.maximum)])
    match = _Match(grades, roster)
    for student in students:
        grade = match.grade([("id", student.id.casefold())], student.name)
        ids = [student.name, student.canvas, student.sis, student.login, ""]
        rows.append([*ids, points(grade.total) if grade else ""])
    return Exported(_text(rows), match.matched, *match.sentences("the table: no id of Canvas"))


def moodle_table(
    grades: Grades, roster: Roster | None, record: Mapping[str, Entry], worksheet: Path | None
) -> Exported:
    """Moodle's grading worksheet, filled in.

    Args:
        grades: The grades.
        roster: The students.
        record: Where the submissions came from.
        worksheet: The worksheet that the teacher downloaded.
    """
    if not worksheet:
        raise CourseError(
            "Moodle takes grades only in its own worksheet: download the grading worksheet of the "
            "assignment and name it with --from."
        )
    columns, rows = read_table(worksheet)
    number = column(worksheet, columns, IDENTIFIER)
    grade_column = column(worksheet, columns, GRADE)
    highest = next((name for name in columns if name.lower() in MAXIMUM), "")
    others = {entry.id: student for student, entry in record.items() if entry.lms == "moodle"}
    mail = next((name for name in columns if name.lower() in EMAIL), "")
    called = next((name for name in columns if name.lower() in NAME), "")
    match = _Match(grades, roster)
    for row in rows:
        their = participant(row[number])
        wanted = [("id", others.get(their, "").casefold()), ("moodle", their)]
        wanted += [("email", row.get(mail, "").casefold())]
        grade = match.grade(wanted, row.get(called) or row[number], known=others.get(their))
        if grade and grade.total > _number(row.get(highest, "")) + SAME:
            match.refuse(grade, f"{row[highest]} are the most that the assignment has in Moodle")
        elif grade:
            row[grade_column] = points(grade.total)
    out = [columns, *([row[name] for name in columns] for row in rows)]
    return Exported(_text(out, keep=1), match.matched, *match.sentences("the worksheet"))


def _number(text: str) -> float:
    """The maximum in a worksheet; without one there is no limit."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.inf


class _Match:
    """Finds grades for the rows of an LMS, and notes what finds none."""

    def __init__(self, grades: Grades, roster: Roster | None) -> None:
        self.matched: set[str] = set()
        self._grades, self._roster = grades, roster
        self._strangers: list[str] = []
        self._refused: dict[str, str] = {}

    def grade(
        self, wanted: Iterable[tuple[str, str]], name: str, known: str | None = None
    ) -> Grade | None:
        """The grade of the student whom an LMS calls so."""
        student = self._roster.first(wanted) if self._roster else None
        found = self._grades.of(student.id if student else known or "")
        if found:
            self.matched.add(found.student)
        elif not student and not known:
            self._strangers.append(name)
        return found

    def refuse(self, grade: Grade, why: str) -> None:
        """Note a grade that the LMS would not take."""
        self.matched.discard(grade.student)
        self._refused[grade.student] = (
            f"{grade.student} has {points(grade.total)} points, but {why}."
        )

    def sentences(self, where: str) -> tuple[list[str], list[str]]:
        """Who is missing there, and whom nobody knows."""
        missing = sorted(set(self._grades.students) - self.matched)
        return (
            [self._refused.get(each, f"{each} is graded, but not in {where}.") for each in missing],
            [f"{name} is in {where}, but not in students.csv." for name in self._strangers],
        )


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _text(rows: Iterable[Sequence[object]], keep: int = 0) -> str:
    """The rows as CSV; the first ones are taken over as they are."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    for place, row in enumerate(rows):
        table.writerow(row if place < keep else map(_safe, row))
    return text.getvalue()


def _safe(cell: object) -> str:
    """A cell in which no program finds a formula; an LMS writes `-` for nothing."""
    return "-" if cell == "-" else plain(cell)
