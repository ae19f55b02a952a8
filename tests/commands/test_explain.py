"""What an instructor is told about one submission, and that nothing is entered by asking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.grading import read_rubric
from tests.gradebook.small_course import HALF, LESSON, start_course

from .commands import course

pytestmark = pytest.mark.slow

CRASH = "class Counter:\n    def up(self):\n        return {}['the key that is missing']"


def test_all_that_decided_is_told_and_nothing_is_entered(tmp_path: Path) -> None:
    ours = start_course(tmp_path / "course")
    cells = [
        {"cell_type": "code", "id": name, "metadata": {}, "source": text}
        for name, text in {"double": HALF, "Counter": CRASH}.items()
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ada.ipynb").write_text(json.dumps(document))
    file = tmp_path / "ada.json"
    place = ("--path", tmp_path / "in", "--json", file)
    done = course("explain", LESSON, "ada", *place, cwd=ours.root)
    assert done.returncode == 0, done.stderr
    told = json.loads(file.read_text())
    tests = [test for exercise in told["exercises"] for test in exercise["tests"]]
    rubric = read_rubric(ours.course.grader(LESSON))
    assert [test["seed"] for test in tests] == [test.seed for test in rubric.tests]
    assert [test["source"] for test in tests] == [test.text for test in rubric.tests]
    failed = [test for test in tests if test["result"]["status"] == "failed"]
    passed = [test for test in tests if test["result"]["status"] == "passed"]
    assert failed and passed and all(test["calls"] for test in tests)
    raised = " ".join(test["raised"] for test in failed)
    assert "KeyError: 'the key that is missing' (cell 2, line 3)" in raised
    for test in failed:
        assert test["source"].splitlines()[-1] in done.stdout
        assert test["calls"][0] in done.stdout
    assert "graded anew" in done.stdout and "no report on this notebook is kept" in done.stdout
    assert "def double" in done.stdout
    assert not list(ours.root.rglob("gradebook.db")) and not (ours.root / "autograded").exists()
    unknown = course("explain", LESSON, "nobody", *place, cwd=ours.root)
    assert unknown.returncode == 2 and "there are: ada" in unknown.stderr
