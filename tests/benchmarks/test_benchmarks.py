"""Each benchmark still runs, at its smallest; how long it takes is not looked at."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import matplotlib
import pytest

from autograder.course import Course
from autograder.notebooks import read_lesson, read_submission
from autograder.sandbox import Box
from benchmarks import classes

SMALLEST = {
    "class_report": "--students 5 --repeats 1",
    "gradebook": "--lesson small --sizes 3 --writes 1 --databases sqlite",
    "growth": "1",
    "plan": "",
    "stages": "--submissions 1 --picture stages.svg",
    "throughput": "--pairs 1 --submissions 2 --stock 1 --lesson small",
    "sandbox": "--pairs 1",
    "watch": "--singles 1 --at-once 2",
}
NOT_RUN = {
    "classes": "what the others share",
    "counted": "what the others share",
    "proposals": "writes hidden tests for all lessons, and runs their mutants, in minutes",
    "otter": "fetches otter-grader into an environment of its own",
    "one": "starts the command several times, as other tests do",
    "shards": "starts the command five times, as the tests of shards do",
    "workers": "starts the command five times, as the tests of shards do",
    "slider": "needs JupyterLab and a browser for half a minute",
    "training_video": "the original's way of filming takes a minute",
}


def test_each_benchmark_is_run_here_or_has_a_reason() -> None:
    found = {path.stem for path in (classes.ROOT / "benchmarks").glob("[a-z]*.py")}
    assert found == SMALLEST.keys() | NOT_RUN.keys()


def test_each_benchmark_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On one trivial lesson, in place of the real one too; a stand-in for stock nbgrader."""
    course = classes.small_course(tmp_path / "course")
    monkeypatch.setattr(classes, "small_course", lambda _: course)
    stand_in = tmp_path / "nbgrader"  # the real one takes 18 s
    stand_in.write_text('#!/bin/sh\n[ "$1" != autograde ] || cp -r submitted autograded\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(classes, "NBGRADER", str(stand_in))
    monkeypatch.chdir(tmp_path)
    for name in ("__init__", "load", "call", "train", "close"):
        monkeypatch.setattr(Box, name, getattr(Box, name))  # `stages` replaces them
    for name, arguments in SMALLEST.items():
        if name in ("stages", "sandbox", "watch"):
            monkeypatch.setattr(classes, "ROOT", course)
            monkeypatch.setattr(classes, "REAL", classes.SMALL)
            monkeypatch.setattr(classes, "real_class", lambda n: classes.small_class(course, n))
        monkeypatch.setattr(sys, "argv", [name, *arguments.split()])
        with matplotlib.rc_context():
            importlib.import_module(f"benchmarks.{name}").main()
        assert capsys.readouterr().out.strip(), name


def test_no_two_students_of_the_class_wrote_the_same(course: Course, tmp_path: Path) -> None:
    lesson = read_lesson(course.source(classes.REAL))
    number = 2 * len(classes.WHOLE)
    classes.hand_in(tmp_path, classes.REAL, classes.real_class(number))
    read = [read_submission(path, lesson, "s") for path in tmp_path.rglob("*.ipynb")]
    for exercise in lesson.exercises:
        written = {submission.attempts[exercise.name].code for submission in read}
        assert len(written) == number, exercise.name
