"""What misconceptions do is kept by `course build`, and the first class needs nothing else."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from autograder.course import load_course

from .commands import LESSON, course, hand_in, small_course


def test_the_first_class_gets_hints_from_what_a_build_has_kept(tmp_path: Path) -> None:
    own = small_course(tmp_path / "course")
    settings = load_course(own)
    kept = settings.traces(LESSON).read_bytes()
    shutil.rmtree(own / ".results")
    hand_in(own, "ada", "def double(x):\n    return x * x")
    assert course("grade", LESSON, "--json", own / "reports.json", cwd=own).returncode == 0
    [report] = json.loads((own / "reports.json").read_text())["reports"]
    assert "multiply each number by itself" in report["exercises"][0]["hint"]
    with closing(sqlite3.connect(own / ".results" / "results.db")) as base:
        values = [value for (value,) in base.execute("SELECT value FROM kept")]
    assert values and not any('"looks"' in value for value in values), "a misconception ran"

    grader = settings.grader(LESSON)
    grader.write_text(f"{grader.read_text()}\n# changed")
    done = course("check", LESSON, cwd=own)
    out_of_date = (
        f"traces.jsonl is out of date, so the first class waits; run `course build {LESSON}`."
    )
    assert done.returncode == 1, "there is no solved notebook"
    assert out_of_date in " ".join((done.stdout + done.stderr).split())
    assert course("build", cwd=own).returncode == 0
    assert settings.traces(LESSON).read_bytes().split(b"\n")[1:] == kept.split(b"\n")[1:]
    grader.write_text(grader.read_text().removesuffix("\n# changed"))
    assert course("build", cwd=own).returncode == 0
    assert settings.traces(LESSON).read_bytes() == kept
