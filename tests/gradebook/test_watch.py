"""What counts as arrived, and when; and that `course watch` grades it and ends cleanly."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from subprocess import STDOUT

import pytest
from nbgrader.utils import notebook_hash

from autograder.authoring import init_course
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.gradebook import Page
from autograder.watch import Arrivals, Inbound
from tests.commands.commands import LESSON, PROGRAM

from .small_course import LESSON as SMALL
from .small_course import SmallCourse

WHOLE = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
LONGEST_SECONDS = 120


def put(home: Path, student: str, text: str, lesson: str = LESSON) -> Path:
    path = home / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path.parent


def test_what_is_whole_is_taken_once_and_again_when_it_changes(tmp_path: Path) -> None:
    arrivals = Arrivals(tmp_path / "submitted", [LESSON])
    assert arrivals.take() == {}
    folder = put(tmp_path, "ada", WHOLE)
    put(tmp_path, "ben", WHOLE, "another")
    put(tmp_path, ".hidden", WHOLE)
    assert arrivals.take() == {LESSON: [folder]}
    assert arrivals.take() == {}
    (folder / "timestamp.txt").write_text("2030-01-01 10:00:00 UTC")
    assert arrivals.take() == {LESSON: [folder]}
    arrivals.again(folder, 0.0)
    assert arrivals.take() == {LESSON: [folder]}
    arrivals.again(folder, 3600.0)
    assert arrivals.take() == {}


@pytest.mark.parametrize("part", ["", WHOLE[:-1], WHOLE[:20], "[" * 100_000, '"text"'])
def test_what_is_half_written_waits(part: str, tmp_path: Path) -> None:
    arrivals = Arrivals(tmp_path / "submitted", [LESSON])
    folder = put(tmp_path, "ada", part)
    assert arrivals.take() == {}
    (folder / "notes.txt").write_text("Only now is the rest on its way.")
    assert arrivals.take() == {}
    put(tmp_path, "ada", WHOLE)
    assert arrivals.take() == {LESSON: [folder]}


def test_what_stays_damaged_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.watch.arrivals.PATIENCE", 0.0)
    arrivals = Arrivals(tmp_path / "submitted", [LESSON])
    folder = put(tmp_path, "ada", "{")
    assert [arrivals.take(), arrivals.take()] == [{LESSON: [folder]}, {}]


def test_the_exchange_is_collected_and_pages_go_back_to_it(tmp_path: Path) -> None:
    init_course(tmp_path / "course")
    course = load_course(tmp_path / "course")
    name = course.nbgrader.CourseDirectory.course_id
    inbound = tmp_path / "exchange" / name / "inbound"
    entry = inbound / f"ada+{LESSON}+2030-01-01 10:00:00.000000 UTC+abc"
    entry.mkdir(parents=True)
    (entry / f"{LESSON}.ipynb").write_text(WHOLE)
    (entry / "timestamp.txt").write_text("2030-01-01 10:00:00.000000 UTC")
    exchange = Inbound(course, inbound, [LESSON])
    exchange.collect()
    submitted = course.submitted() / "ada" / LESSON
    assert not submitted.exists(), "the secret, which nbgrader writes last, is not there"
    (entry / "submission_secret.txt").write_text("s3cret")
    exchange.collect()
    assert (submitted / f"{LESSON}.ipynb").read_text() == WHOLE
    page = Page("ada", tmp_path / f"{LESSON}.html", is_new=True)
    page.path.write_text("well done")
    exchange.give_back(page, submitted)
    fetched = notebook_hash(secret="s3cret", notebook_id=LESSON)
    assert (inbound.parent / "feedback" / f"{fetched}.html").read_text() == "well done"
    with pytest.raises(CourseError, match="is not the inbound folder of this course"):
        Inbound(course, tmp_path / "exchange" / "other" / "inbound", [LESSON])


@pytest.mark.slow
def test_the_command_grades_what_arrives_and_ends_on_ctrl_c(small: SmallCourse) -> None:
    """What came before, what comes now, what is written in two halves; and a second start."""
    small.hand_in("before", small.notebook())
    told = watched(small, "ada", halves=True)
    assert set(told) == {"before", "ada", "late"}
    assert set(watched(small, "ben", halves=False)) == {"ben"}
    lines = [json.loads(line) for line in (small.root / "told.jsonl").read_text().splitlines()]
    assert {line["student"] for line in lines} == {"before", "ada", "late", "ben"}
    assert all(Path(line["page"]).is_file() and not line["problem"] for line in lines)


def watched(small: SmallCourse, student: str, *, halves: bool) -> list[str]:
    """Of whom the command told anything, while one or two students handed in."""
    command = [PROGRAM, "watch", "--lesson", SMALL, "--json", "told.jsonl"]
    out = subprocess.PIPE
    with subprocess.Popen(command, cwd=small.root, stdout=out, stderr=STDOUT, text=True) as running:
        assert running.stdout
        said = [running.stdout.readline() for _ in range(2)]
        assert said[-1].startswith("watching submitted"), said
        small.hand_in(student, small.notebook())
        if halves:
            text = json.dumps(small.notebook())
            path = small.hand_in("late", text[: len(text) // 2])
            with path.open("a") as file:
                file.write(text[len(text) // 2 :])
        until = time.monotonic() + LONGEST_SECONDS
        while not all(has_page(small, each) for each in (student, *["late"] * halves)):
            assert time.monotonic() < until and running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read().splitlines()
    assert running.returncode == 0 and rest[-1] == "ended", rest
    return [line.split()[1].rstrip(",") for line in rest[:-1]]


def has_page(small: SmallCourse, student: str) -> bool:
    return (small.root / "feedback" / student / SMALL / f"{SMALL}.html").is_file()
