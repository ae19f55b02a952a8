"""Grades go back as they are in the gradebook: read again as the LMS's own importers read them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.errors import CourseError, EngineFault
from autograder.handins import read_roster
from autograder.lms import Export, export_grades
from tests.commands.commands import LESSON, course

from .term import HALF, RIGHT, Term, moodle_folder, table

pytestmark = pytest.mark.slow

NAMES = ["Ada Lovelace", "Ben Ödön", "Carl Gauß"]


@pytest.fixture(scope="module")
def finished(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Term:
    """A graded class: one late, one with points by hand, one not in the LMS's files."""
    term = Term.copy_of(built, tmp_path_factory.mktemp("finished") / "course")
    with (term.root / "students.csv").open("a", encoding="utf-8") as file:
        file.write('dora,"=cmd(), Dora",+dora@x.edu,,,\n')
    files = {
        f"{moodle_folder(name, 1000 + place)}/a.ipynb": term.notebook(HALF if place else RIGHT)
        for place, name in enumerate(NAMES)
    }
    files["dora.ipynb"] = term.notebook(RIGHT)
    term.collect(term.zip(files))
    assert course("grade", LESSON, cwd=term.root).returncode == 0
    with Gradebook(f"sqlite:///{term.root / 'gradebook.db'}") as book:
        row = book.find_submission(LESSON, "ben")
        row.notebooks[0].late_submission_penalty = 0.25
        grade = next(g for n in row.notebooks for g in n.grades)
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    return term


@pytest.fixture
def graded(finished: Term, tmp_path: Path) -> Term:
    shutil.copytree(finished.root, tmp_path / "course")
    return Term(tmp_path / "course")


def totals(term: Term) -> dict[str, float]:
    """What nbgrader's own formula gives."""
    with Gradebook(f"sqlite:///{term.root / 'gradebook.db'}") as book:
        rows = book.assignment_submissions(LESSON)
        return {r.student_id: max(0.0, r.score - r.late_submission_penalty) for r in rows}


def export(term: Term, to: str, source: Path | None = None) -> Export:
    roster = read_roster(term.root / "students.csv", term.course.lessons)
    return export_grades(term.course, LESSON, to, roster, source)


def read_canvas(data: bytes) -> Iterator[tuple[str, str]]:
    """As Canvas's importer reads it: ids and points of the only assignment."""
    head, *rows = csv.reader(io.StringIO(data.decode()))
    assert "Student" in head[0] and "ID" in head[1] and len(head) > 3
    section = max(place for place, name in enumerate(head) if "Section" in name)
    [assignment] = head[section + 1 :]
    assert assignment
    if "SIS User ID" in head:
        assert "SIS Login ID" in head
    for row in rows:
        if "Points Possible" not in row[0]:
            yield row[1], row[section + 1]


def read_moodle(data: bytes) -> Iterator[tuple[str, str]]:
    """As Moodle's offline importer reads it."""
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(rows[0])
    for row in rows:
        number = re.fullmatch(r"Participant (\d+)", row["Identifier"])
        assert number
        if row["Grade"] and 0 <= float(row["Grade"]) <= float(row["Maximum Grade"]):
            yield number[1], row["Grade"]


def test_the_gradebook_has_a_late_penalty_and_points_by_hand(finished: Term) -> None:
    assert totals(finished)["ben"] == pytest.approx(1.25)


CANVAS = [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "First steps (77)", "Final Score"],
    ["    Points Possible", "", "", "", "", "9", "(read only)"],
    ["Lovelace, Ada", "500", "", "", "one", "", ""],
    ["Ödön, Ben", "501", "", "", "one", "3", ""],
    ["Gauß, Carl", "502", "", "", "one", "", ""],
    ["Student, Test", "999", "", "", "one", "", ""],
]


def test_canvas_own_export_is_filled_in_by_ids(graded: Term) -> None:
    made = export(graded, "canvas", table(graded.root / "canvas.csv", CANVAS))
    read, expected = dict(read_canvas(made.data)), totals(graded)
    for student, number in (("ada", "500"), ("ben", "501"), ("carl", "502")):
        assert float(read[number]) == pytest.approx(expected[student], abs=0.005)
    assert read["999"] == ""
    assert b"First steps (77)" in made.data
    assert made.missing == ["dora is graded, but not in Canvas's export."]
    assert any("Student, Test" in note for note in made.notes)


def test_a_table_for_canvas_can_be_made_new(graded: Term) -> None:
    made = export(graded, "canvas")
    assert set(dict(read_canvas(made.data))) == {"500", "501", "502"}
    assert len(made.missing) == 1


WORKSHEET = [
    ["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"],
    *([f"Participant {1000 + i}", name, "", "100.00", "-"] for i, name in enumerate(NAMES)),
    ["Participant 55", "Nobody", "", "100.00", "-"],
]


def test_moodles_worksheet_is_filled_in(graded: Term) -> None:
    sheet = table(graded.root / "sheet.csv", WORKSHEET, "utf-8-sig")
    made = export(graded, "moodle", sheet)
    read, expected = dict(read_moodle(made.data)), totals(graded)
    assert set(read) == {"1000", "1001", "1002"}
    for place, student in enumerate(["ada", "ben", "carl"]):
        assert float(read[str(1000 + place)]) == pytest.approx(expected[student], abs=0.005)
    assert made.missing == ["dora is graded, but not in the worksheet."]
    assert any("Nobody" in note for note in made.notes)


def test_points_that_moodle_would_skip_are_named(graded: Term) -> None:
    small = [[cell.replace("100.00", "0,50") for cell in row] for row in WORKSHEET]
    made = export(graded, "moodle", table(graded.root / "sheet.csv", small))
    assert len(made.missing) == 4
    assert any("0,50 are the most" in sentence for sentence in made.missing)


def test_no_worksheet_is_made_from_nothing(graded: Term) -> None:
    with pytest.raises(CourseError, match="only in its own worksheet"):
        export(graded, "moodle")
    with pytest.raises(CourseError, match="is no grading worksheet"):
        export(graded, "moodle", table(graded.root / "sheet.csv", CANVAS))
    with pytest.raises(CourseError, match="is no gradebook export"):
        export(graded, "canvas", table(graded.root / "canvas.csv", WORKSHEET))


def test_the_plain_table_has_a_column_for_everything_and_no_formula(graded: Term) -> None:
    made = export(graded, "csv")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(made.data.decode()))}
    assert set(rows) == {"ada", "ben", "carl", "dora"}
    assert rows["dora"]["name"] == "'=cmd(), Dora"
    assert rows["dora"]["email"] == "'+dora@x.edu"
    assert float(rows["ben"]["late penalty"]) == pytest.approx(0.25)
    for student, total in totals(graded).items():
        assert float(rows[student]["total"]) == pytest.approx(total, abs=0.005)
    parts = [float(rows["ada"][part] or 0) for part in ("double",)]
    assert sum(parts) == pytest.approx(totals(graded)["ada"])


def test_feedback_goes_back_under_moodles_names(graded: Term) -> None:
    with pytest.raises(CourseError, match="no feedback pages"):
        export(graded, "feedback")
    for student in ("ada", "ben"):
        page = graded.root / "feedback" / student / LESSON / f"{LESSON}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"of {student}")
    made = export(graded, "feedback")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    # Moodle cuts the name at underscores: at least four parts, and the second is the number.
    found = {name.split("_", 4)[1]: text for name, text in pages.items()}
    assert found == {"1000": "of ada", "1001": "of ben"}
    assert all(len(name.split("_", 4)) >= 4 for name in pages)
    assert made.missing == ["carl has no feedback page.", "dora has no feedback page."]


def test_the_command_ends_with_1_if_a_graded_student_is_missing(graded: Term) -> None:
    done = course("export", LESSON, "--to", "canvas", "--json", "out.json", cwd=graded.root)
    assert done.returncode == 1
    told = json.loads((graded.root / "out.json").read_text())
    assert told["file"] == f"{LESSON}_canvas.csv" and "dora is graded" in told["missing"][0]
    assert "dora is graded, but not in" in done.stderr
    assert (graded.root / f"{LESSON}_canvas.csv").is_file()
    done = course("export", LESSON, "--to", "csv", "--dry-run", cwd=graded.root)
    assert done.returncode == 0
    assert not (graded.root / f"{LESSON}_csv.csv").exists()
    assert course("export", LESSON, "--to", "excel", cwd=graded.root).returncode == 2


def test_a_gradebook_of_another_version_is_refused_in_a_sentence(graded: Term) -> None:
    with closing(sqlite3.connect(graded.root / "gradebook.db")) as base, base:
        base.execute("UPDATE alembic_version SET version_num = '167914646830'")
        base.execute("ALTER TABLE notebook DROP COLUMN kernelspec")
    with pytest.raises(EngineFault, match="another version of nbgrader"):
        export_grades(graded.course, LESSON, "csv", None, None)
