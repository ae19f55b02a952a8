"""students.csv: read, checked, and filled from what an LMS exports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring import init_course
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.handins import (
    Owner,
    Roster,
    Student,
    read_roster,
    safe_id,
    without_deadline,
    write_roster,
)
from autograder.handins.roster import ID
from autograder.lms import import_students, merged
from tests.commands.commands import course

from .term import ROSTER, table


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    path = tmp_path / "students.csv"
    path.write_text(ROSTER, encoding="utf-8")
    found = read_roster(path, ["first_steps"])
    assert found
    return found


@pytest.mark.parametrize(
    ("owner", "student"),
    [
        (Owner("whoever", "canvas", "501"), "ben"),
        (Owner("lovelaceada", "canvas", "9"), "ada"),
        (Owner("Ada LOVELACE", "moodle", "9"), "ada"),
        (Owner("Lovelace, Ada"), "ada"),
        (Owner("odonben"), "ben"),
        (Owner("ADA"), "ada"),
        (Owner("carl@x.edu"), "carl"),
        (Owner("Ada"), "ada"),
        (Owner("Lovelace"), None),
        (Owner(""), None),
    ],
)
def test_students_are_found_by_what_a_source_says(
    owner: Owner, student: str | None, roster: Roster
) -> None:
    found = roster.find(owner)
    assert (found and found.id) == student


def test_a_name_that_two_share_finds_neither() -> None:
    roster = Roster([Student("a", "Jo Doe", moodle="1"), Student("b", "Jo Doe", moodle="2")])
    assert roster.find(Owner("Jo Doe")) is None
    assert roster.find(Owner("Jo Doe", "moodle", "2")) == roster.students[1]
    assert len(roster.problems()) == 1


def test_an_extension_is_a_deadline_of_ones_own(roster: Roster, tmp_path: Path) -> None:
    assert roster.students[0].extensions == {"first_steps": "2026-12-01T22:00:00Z"}
    write_roster(tmp_path / "again.csv", roster.students)
    again = read_roster(tmp_path / "again.csv", ["first_steps"])
    assert again and again.students == roster.students


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name\nAda\n", "no column `id`"),
        ("id,extenson:x,extension first_steps\na,,\n", "extension first_steps"),
        ("id,extension:other\na,\n", "extension:other"),
        ("id\na\nA\n", "twice"),
        ("id\n../a\n", "line 2"),
        ("id\n.a\n", "line 2"),
        ("id,extension:first_steps\na,soon\n", "'soon' is no time to which a has an"),
        ("", "is empty"),
    ],
)
def test_a_wrong_roster_is_refused_with_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(text)
    with pytest.raises(CourseError, match=words):
        read_roster(path, ["first_steps"])


CANVAS = [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lesson (7)"],
    ["    Points Possible", "", "", "", "", "3"],
    ["Lovelace, Ada", "500", "s1", "ada@x.edu", "one", ""],
    ["Student, Test", "", "", "", "one", ""],
]
WORKSHEET = [
    ["Identifier", "Full name", "Email address", "Status", "Grade"],
    ["Participant 1000", "Ada Lovelace", "ada@x.edu", "Submitted", ""],
]
PARTICIPANTS = [
    ["Vorname", "Nachname", "E-Mail-Adresse"],
    ["Ada", "Lovelace", "ada@x.edu"],
]


def test_names_that_nbgrader_and_people_give_to_columns_are_known(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text("id;first_name;last_name;canvas_id;group\nada;Ada;Lovelace;5;red\n")
    roster = read_roster(path, [])
    assert roster
    [ada] = roster.students
    assert (ada.name, ada.canvas, ada.others["group"]) == ("Ada Lovelace", "5", "red")
    write_roster(path, roster.students)
    assert "red" in path.read_text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_exports_of_all_lms_name_the_same_student(encoding: str, tmp_path: Path) -> None:
    found: list[Student] = []
    for number, rows in enumerate([CANVAS, WORKSHEET, PARTICIPANTS]):
        new = import_students(table(tmp_path / f"{number}.csv", rows, encoding))
        assert [(each.id, each.name, each.email) for each in new] == [
            ("ada", "Ada Lovelace", "ada@x.edu")
        ]
        found, added = merged(Roster(found), new)
        assert added == (number == 0)
    assert (found[0].canvas, found[0].sis, found[0].moodle) == ("500", "s1", "1000")


@given(st.text(max_size=80))
def test_any_name_makes_an_id_that_the_roster_takes(name: str) -> None:
    made = safe_id(name)
    assert ID.fullmatch(made) and made.isprintable()
    assert not set(made) & set('/\\<>"') and len(made.encode()) < 255
    assert safe_id(made) == made


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="names no students"):
        import_students(table(tmp_path / "a.csv", [["city"], ["Bern"]]))


def test_the_command_shows_checks_and_foresees(tmp_path: Path) -> None:
    init_course(tmp_path)
    (tmp_path / "more.csv").write_text("Student,ID,SIS Login ID,Section,x\nZoe,7,zoe,A,1\n")
    (tmp_path / "students.csv").write_text("id,email\nada,a@x\nben,a@x\n")
    options = ("--import", "more.csv", "--dry-run", "--json", "out.json")
    done = course("roster", *options, cwd=tmp_path)
    assert done.returncode == 1 and "have the same email" in done.stderr
    assert "would have 3 students, 1 of them new" in done.stdout
    assert "zoe" not in (tmp_path / "students.csv").read_text()
    told = json.loads((tmp_path / "out.json").read_text())
    assert [student["id"] for student in told["students"]] == ["ada", "ben", "zoe"]
    assert told["problems"] == ["ada and ben have the same email, a@x."]


def test_an_extension_of_a_lesson_without_a_deadline_is_a_problem(tmp_path: Path) -> None:
    init_course(tmp_path)
    (tmp_path / "students.csv").write_text("id,extension:first_steps\nada,2030-02-07 22:00 UTC\n")
    own = load_course(tmp_path)
    known = read_roster(tmp_path / "students.csv", own.lessons)
    assert known
    [problem] = without_deadline(own, known)
    assert "gives ada an extension, but first_steps has no deadline" in problem
    due_then = replace(own, deadlines={"first_steps": datetime(2030, 1, 31, tzinfo=UTC)})
    assert not list(without_deadline(due_then, known))
