"""Nothing is graded twice, and nothing is lost: killed runs, two runs at once, new hand-ins."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.course import load_course

from .commands import LESSON, PROGRAM, course, hand_in, small_course

pytestmark = pytest.mark.slow

ANSWERS = {
    "right": "def double(x):\n    return 2 * x",
    "wrong": "def double(x):\n    return x + 2",
    "half": "def double(x):\n    return 2 * abs(x)",
    "crash": "def double(x):\n    import os\n    os._exit(0)",
    "broken": "def double(x)\n    return 2 * x",
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with a class of fifteen who handed in."""
    folder = small_course(tmp_path_factory.mktemp("course"))
    for i in range(15):
        name = list(ANSWERS)[i % len(ANSWERS)]
        path = hand_in(folder, f"{i:02}_{name}", f"# {i}\n{ANSWERS[name]}")
        path.with_name("timestamp.txt").write_text(f"2026-03-{i + 1:02} 10:00:00 UTC")
    return folder


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Path:
    """A copy of that course."""
    return shutil.copytree(prepared, tmp_path / "course", ignore=shutil.ignore_patterns(".results"))


@pytest.fixture(scope="module")
def undisturbed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(prepared, folder)
    assert course("grade", LESSON, "--json", "before.json", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def graded(undisturbed: Path, tmp_path: Path) -> Path:
    """A copy of a course whose class is graded."""
    return shutil.copytree(undisturbed, tmp_path / "course")


def outcome(folder: Path) -> dict[str, Any]:
    """The gradebook's scores, flags, comments and times, and the autograded files."""
    found: dict[str, Any] = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(LESSON):
            rows = [
                (g.cell.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                for notebook in submission.notebooks
                for g in notebook.grades
            ]
            comments = [
                (c.cell.name, c.auto_comment, c.manual_comment)
                for notebook in submission.notebooks
                for c in notebook.comments
            ]
            found[submission.student_id] = (str(submission.timestamp), sorted(rows), comments)
    for path in sorted((folder / "autograded").rglob("*.*")):
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "grade", LESSON, "--jobs", "2"],
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def written(folder: Path) -> int:
    return len(list(folder.glob("autograded/*/*/*.ipynb")))


def test_a_run_killed_at_any_moment_and_started_again_ends_as_if_undisturbed(
    own: Path, undisturbed: Path
) -> None:
    chance = random.Random(2021)
    for enough in (1, 6, 11):
        run = start(own)
        while written(own) < enough and run.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.1)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    last = start(own)
    printed, _ = last.communicate()
    assert last.returncode == 0, printed
    assert outcome(own) == outcome(undisturbed)


def test_two_runs_at_once_end_as_one_run_does(own: Path, undisturbed: Path) -> None:
    runs = [start(own), start(own)]
    printed = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], printed
    assert outcome(own) == outcome(undisturbed)


Reports = dict[str, dict[str, Any]]


def regrade(graded: Path) -> tuple[Reports, Reports]:
    """The reports of the first run and of another one, by student."""
    assert course("grade", LESSON, "--json", "after.json", cwd=graded).returncode == 0
    before, after = (
        json.loads((graded / name).read_text())["reports"] for name in ("before.json", "after.json")
    )
    return {r["student"]: r for r in before}, {r["student"]: r for r in after}


def test_what_is_unchanged_is_not_graded_again(graded: Path) -> None:
    before, after = regrade(graded)
    for reports in before, after:
        for report in reports.values():
            del report["path"]  # the course was moved
    assert before == after  # timings are kept with the verdicts: equal ones were not measured anew


def test_to_find_that_nothing_has_changed_takes_neither_nbgrader_nor_torch(graded: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", PROGRAM, "grade", LESSON],
        cwd=graded,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "autograder" in loaded
    assert not loaded & {"nbgrader", "torch", "jupytext", "jinja2"}


@pytest.mark.parametrize("lost", ["the gradebook", "autograded/"])
def test_what_a_person_removed_is_written_again(graded: Path, undisturbed: Path, lost: str) -> None:
    if lost == "the gradebook":
        with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
            book.remove_submission(LESSON, "02_half")
    else:
        shutil.rmtree(graded / "autograded" / "02_half")
    regrade(graded)
    assert outcome(graded) == outcome(undisturbed)


def test_a_damaged_new_hand_in_never_keeps_the_old_score_in_silence(graded: Path) -> None:
    path = graded / "submitted" / "00_right" / LESSON / f"{LESSON}.ipynb"
    path.write_text("damaged")
    path.with_name("timestamp.txt").write_text("2026-04-01 10:00:00 UTC")
    _, reports = regrade(graded)
    assert reports["00_right"]["score"] == 0
    assert reports["00_right"]["repairs"]
    when, rows, _ = outcome(graded)["00_right"]
    assert when.startswith("2026-04-01")
    assert all(score in (0, None) and review for _, score, _, review in rows)


def test_a_changed_test_is_noticed(graded: Path) -> None:
    grader = load_course(graded).grader(LESSON)
    grader.write_text(grader.read_text().replace("torch.randn(7", "torch.rand(7"))
    before, after = regrade(graded)
    assert (before["02_half"]["score"], after["02_half"]["score"]) == (1, 2)
