"""`course collect` takes what a teacher has, and loses nothing of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from autograder.errors import CourseError
from tests.commands.commands import LESSON, course
from tests.handins.kit import lay_out, zipped

from .term import HALF, RIGHT, Term, fates, moodle_folder, table

ADA, BEN, CARL = (
    moodle_folder(name, 1000 + place)
    for place, name in enumerate(["Ada Lovelace", "Ben Ödön", "Carl Gauß"])
)


def test_a_download_of_moodle_becomes_submitted(term: Term) -> None:
    right, half = term.notebook(RIGHT), term.notebook(HALF)
    source = term.zip(
        {
            f"{ADA}/my work.ipynb": right,
            f"{BEN}/w.zip": zipped({"w/a.ipynb": half, "w/plot.png": b"png"}),
            f"{CARL}/work.html": b"<html>",
            f"{moodle_folder('Eve Unknown', 77)}/a.ipynb": right,
        }
    )
    assert fates(term.collect(source)) == {
        "ada: my work.ipynb": "taken",
        "ben: a.ipynb": "taken",
        "ben: plot.png": "extra file",
        "carl: work.html": "not a notebook",
        "Eve Unknown: a.ipynb": "unknown student",
    }
    assert term.submitted("ada").read_bytes() == right
    assert term.submitted("ben").read_bytes() == half
    assert term.submitted("ben", "extra/plot.png").read_bytes() == b"png"
    assert term.submitted("ada", "timestamp.txt").read_text().startswith("2026-11-20 ")
    students = {path.name for path in (term.root / "submitted").iterdir()}
    assert students == {"ada", "ben"}


def test_everything_beside_the_notebook_is_kept(term: Term) -> None:
    files = {f"{ADA}/{name}": name.encode() for name in ("a/plot.png", "b/plot.png", "c.csv")}
    term.collect(term.zip({f"{ADA}/x.ipynb": term.notebook(RIGHT), **files}))
    kept = {path.read_bytes() for path in term.submitted("ada", "extra").iterdir()}
    assert kept == {b"a/plot.png", b"b/plot.png", b"c.csv"}


def test_canvas_gives_the_last_attempt_and_its_late_marks(term: Term) -> None:
    right, half = term.notebook(RIGHT), term.notebook(HALF)
    source = term.zip(
        {
            f"lovelaceada_500_9000_{LESSON}.ipynb": half,
            f"lovelaceada_LATE_500_9100_{LESSON}-1.ipynb": right,
            f"odonben_501_9001_{LESSON}.ipynb": half,
        }
    )
    rows = term.collect(source)
    assert [(row.student, row.became, row.note) for row in rows] == [
        ("ada", "taken", "late"),
        ("ada", "older attempt", ""),
        ("ben", "taken", ""),
    ]
    assert term.submitted("ada").read_bytes() == right


def test_to_collect_again_changes_nothing_and_an_older_attempt_never_wins(term: Term) -> None:
    old, new = term.notebook(HALF), term.notebook(RIGHT)
    late = term.zip({f"{ADA}/a.ipynb": new, f"{BEN}/b.ipynb": old}, "late.zip", day=22)
    early = term.zip({f"{ADA}/a.ipynb": old, f"{BEN}/b.ipynb": old}, "early.zip", day=10)
    term.collect(late)
    held = {path: path.read_bytes() for path in (term.root / "submitted").rglob("*.ipynb")}
    assert set(fates(term.collect(late)).values()) == {"taken"}
    assert fates(term.collect(early))["ada: a.ipynb"] == "older attempt"
    assert {path: path.read_bytes() for path in held} == held
    term.collect(term.zip({f"{ADA}/a.ipynb": old, f"{BEN}/b.ipynb": old}, "last.zip", day=25))
    assert term.submitted("ada").read_bytes() == old


def test_of_two_downloads_at_once_the_later_attempt_is_taken(term: Term) -> None:
    old, new = term.notebook(HALF), term.notebook(RIGHT)
    early = term.zip({f"{ADA}/a.ipynb": old, f"{BEN}/b.ipynb": old}, "early.zip", day=10)
    late = term.zip({f"{ADA}/c.ipynb": new, f"{BEN}/b.ipynb": old}, "late.zip", day=20)
    rows = fates(term.collect(late, early))
    assert (rows["ada: c.ipynb"], rows["ada: a.ipynb"]) == ("taken", "older attempt")
    assert term.submitted("ada").read_bytes() == new


def test_what_stands_there_and_has_no_time_stays_unless_it_is_replaced(term: Term) -> None:
    mine, other = term.notebook(HALF), term.notebook(RIGHT)
    lay_out(term.submitted("ada").parent, {f"{LESSON}.ipynb": mine})
    source = lay_out(term.root.parent / "plain", {"ada.ipynb": other})
    [row] = term.collect(source)
    assert (row.became, row.is_left_out) == ("extra file", True)
    assert term.submitted("ada").read_bytes() == mine
    term.collect(source, replaces=True)
    assert term.submitted("ada").read_bytes() == other


def test_a_dry_run_writes_nothing(term: Term) -> None:
    before = {path for path in term.root.rglob("*") if ".results" not in path.parts}
    source = term.zip({f"{ADA}/a.ipynb": term.notebook(RIGHT)})
    assert [row.became for row in term.collect(source, is_dry=True)] == ["taken"]
    assert {path for path in term.root.rglob("*") if ".results" not in path.parts} == before


def test_moodles_worksheet_knows_when_students_handed_in(term: Term) -> None:
    source = lay_out(term.root.parent / "all", {f"{ADA}/a.ipynb": term.notebook(RIGHT)})
    sheet = table(
        term.root.parent / "sheet.csv",
        [
            ["Identifier", "Full name", "Grade", "Last modified (submission)"],
            ["Participant 1000", "Ada", "", "Friday, 20 November 2026, 2:15 PM"],
            ["Participant 1001", "Ben", "", "-"],
        ],
        "utf-8-sig",
    )
    term.collect(source, sheet)
    assert "2026-11-20" in term.submitted("ada", "timestamp.txt").read_text()


def test_without_a_roster_students_are_called_what_the_source_calls_them(term: Term) -> None:
    (term.root / "students.csv").unlink()
    right = term.notebook(RIGHT)
    same = [moodle_folder("Jo 'x/y' <b>", 1), moodle_folder("Jo 'x/y' <b>", 2)]
    names = [folder.replace("/", "-") for folder in same]
    rows = term.collect(term.zip({f"{name}/a.ipynb": right for name in [*names, ADA]}))
    students = sorted(path.name for path in (term.root / "submitted").iterdir())
    assert students == ["Ada Lovelace", "Jo _x-y_ _b__1", "Jo _x-y_ _b__2"]
    assert {row.became for row in rows} == {"taken"}


def test_nbgraders_inbound_folder_keeps_its_time_stamps(term: Term) -> None:
    early, late = "2026-11-20 10:00:00.5 UTC", "2026-11-21 10:00:00.5 UTC"
    inbound = lay_out(
        term.root.parent / "inbound",
        {
            f"ada+{LESSON}+{early}+abc/{LESSON}.ipynb": term.notebook(HALF),
            f"ada+{LESSON}+{early}+abc/timestamp.txt": early.encode(),
            f"ada+{LESSON}+{late}+abc/{LESSON}.ipynb": term.notebook(RIGHT),
            f"ada+{LESSON}+{late}+abc/timestamp.txt": late.encode(),
            f"ada+{LESSON}+{late}+abc/submission_secret.txt": b"0f1e",
        },
    )
    assert sorted(row.became for row in term.collect(inbound)) == ["older attempt", "taken"]
    assert term.submitted("ada", "submission_secret.txt").read_text() == "0f1e"
    assert term.submitted("ada").read_bytes() == term.notebook(RIGHT)
    assert term.submitted("ada", "timestamp.txt").read_text().startswith("2026-11-21 10:00:00.5")


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@x.edu"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_repositories_are_cloned_with_the_time_of_their_last_commit(term: Term) -> None:
    repository = term.root.parent / f"{LESSON}-ada"
    lay_out(repository, {"work.ipynb": term.notebook(RIGHT), "README.md": b"mine"})
    git(repository, "init", "--quiet")
    (repository / "link.ipynb").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "done", "--date=2026-11-20T10:00:00+0100")
    ran = term.root.parent / "ran"
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    rows = fates(term.collect(f"file://{repository}", "file:///nowhere/ben"))
    assert rows["ada: work.ipynb"] == "taken"
    assert rows["ben: ben"] == "refused"
    assert term.submitted("ada", "timestamp.txt").exists()
    assert not ran.exists()
    assert fates(term.collect(repository))["ada: work.ipynb"] == "taken"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere", "no file or folder nowhere"),
        ("ext::sh -c touch% ran", "no file or folder"),
        ("--upload-pack=touch ran", "no file or folder"),
    ],
)
def test_what_is_no_source_is_named(source: str, words: str, term: Term) -> None:
    with pytest.raises(CourseError, match=words):
        term.collect(source)


def test_submitted_itself_is_no_source(term: Term) -> None:
    lay_out(term.submitted("ada").parent, {f"{LESSON}.ipynb": term.notebook(HALF)})
    with pytest.raises(CourseError, match="grade it as it is"):
        term.collect(term.root / "submitted")


@pytest.mark.slow
def test_the_command_says_what_became_of_each_file(term: Term) -> None:
    source = term.zip({f"{ADA}/a.ipynb": term.notebook(RIGHT), f"{BEN}/b.pdf": b"%PDF-"})
    done = course("collect", LESSON, source, "--json", "files.json", cwd=term.root)
    assert done.returncode == 1
    assert "1 taken, 1 not a notebook" in done.stdout
    assert "Left out" in done.stderr and "ben" in done.stderr
    files = json.loads((term.root / "files.json").read_text())["files"]
    assert [(each["student"], each["became"]) for each in files] == [
        ("ada", "taken"),
        ("ben", "not a notebook"),
    ]
    assert course("grade", LESSON, cwd=term.root).returncode == 0


@pytest.mark.slow
def test_a_download_can_be_graded_as_it_is(term: Term) -> None:
    foreign = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]}).encode()
    files = {f"{ADA}/a.ipynb": term.notebook(RIGHT), f"{BEN}/b.ipynb": foreign, "c.pdf": b"%PDF-"}
    done = course("grade", LESSON, term.zip(files), "--json", "out.json", cwd=term.root)
    assert done.returncode == 1
    found = json.loads((term.root / "out.json").read_text())
    scores = {each["student"]: each["score"] / each["max_score"] for each in found["reports"]}
    assert scores == {"Ada Lovelace": 1, "Ben Ödön": 0}
    assert {each["student"]: each["became"] for each in found["files"]} == {
        "Ada Lovelace": "taken",
        "Ben Ödön": "another lesson's notebook",
        "c": "not a notebook",
    }
    assert "another lesson's notebook" in done.stdout
    assert "Left out" in done.stderr and "c." in done.stderr


def test_the_times_of_a_download_are_no_times_of_submission(term: Term) -> None:
    old = zipped({"w/a.ipynb": term.notebook(RIGHT)}, {"w/a.ipynb": (2020, 1, 1, 0, 0, 0)})
    files = {f"{ADA}/a.zip": old, f"{BEN}/b.ipynb": term.notebook(HALF)}
    source = term.root.parent / "packed.zip"
    source.write_bytes(zipped(files))
    assert {row.became for row in term.collect(source)} == {"taken"}
    assert not term.submitted("ada", "timestamp.txt").exists()
    assert not term.submitted("ben", "timestamp.txt").exists()


def test_what_is_named_by_itself_is_told_by_the_exit_status(term: Term) -> None:
    (term.root / "notes.md").write_text("no notebook")
    (term.root / "empty").mkdir()
    done = course("collect", LESSON, "notes.md", cwd=term.root)
    assert (done.returncode, "Left out" in done.stderr) == (1, True)
    with pytest.raises(CourseError, match=r"no file in .*empty"):
        term.collect(term.root / "empty")
