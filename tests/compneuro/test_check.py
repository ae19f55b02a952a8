"""`python -m compneuro check`: what a student learns before handing in."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compneuro.check.findings import Findings, look_at
from compneuro.check.notebook import NotReadable, read_notebook, read_releases

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
LESSON = "multilayer_perceptrons"
LESSONS = sorted(path.name for path in GOLDEN.iterdir())


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compneuro", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def case(name: str, lesson: str = LESSON) -> Path:
    return GOLDEN / lesson / name / f"{lesson}.ipynb"


def found_in(name: str) -> Findings:
    return look_at(case(name), run=False)


def states(found: Findings) -> dict[str, str]:
    return {exercise.name: exercise.state for exercise in found.exercises}


def changed(path: Path, change: Any) -> Path:
    """A right answer in a file of its own, changed."""
    document = json.loads(case("right").read_text(encoding="utf-8"))
    change(document["cells"])
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_release_is_known_with_its_exercises_and_checks(lesson: str) -> None:
    release = next(each for each in read_releases() if each.lesson == lesson)
    assert release.stubs
    assert release.stubs.keys() == release.checks.keys()
    untouched = look_at(ROOT / "release" / lesson / f"{lesson}.ipynb", run=False)
    assert set(states(untouched).values()) == {"untouched"}
    assert not untouched.is_ready
    assert not untouched.repairs
    right = look_at(case("right", lesson), run=False)
    assert set(states(right).values()) == {"filled in"}
    assert (right.lesson, right.is_ready) == (lesson, True)


def test_what_is_not_done_is_named() -> None:
    assert set(states(found_in("blanks_left")).values()) == {"unfinished"}
    assert states(found_in("cells_deleted"))["approximate_function"] == "missing"
    assert states(found_in("syntax_errors"))["cross_entropy_loss"] == "not Python"
    assert states(found_in("renamed_definitions"))["Net"] == "missing"
    assert found_in("half_done").last_line.startswith(f"not ready: {LESSON}.ipynb, {LESSON}, ")


@pytest.mark.parametrize("name", ["empty_file", "not_a_notebook", "corrupt_json"])
def test_a_file_that_cannot_be_read_is_no_traceback(name: str) -> None:
    done = check(case(name))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith(f"not ready: {LESSON}.ipynb cannot be graded\n")


@pytest.mark.parametrize("text", ["[]", '{"cells": 3}', "{" * 100_000, "null"])
def test_odd_json_is_not_a_notebook(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.ipynb").write_text(text)
    with pytest.raises(NotReadable):
        read_notebook(tmp_path / "odd.ipynb")


def test_odd_cells_are_passed_over(tmp_path: Path) -> None:
    odd = [3, {}, {"cell_type": "code", "metadata": 3, "source": ["x = 1", 3]}, {"source": None}]
    path = changed(tmp_path / f"{LESSON}.ipynb", lambda cells: cells.extend(odd))
    assert look_at(path, run=False).is_ready


def test_a_notebook_of_another_course_is_told(tmp_path: Path) -> None:
    path = changed(tmp_path / "other.ipynb", lambda cells: cells.clear())
    assert "answers no exercise of a lesson" in look_at(path, run=False).unreadable
    assert "no lesson 'chess'" in look_at(case("right"), "chess", run=False).unreadable
    assert not check(tmp_path / "gone.ipynb").stdout.startswith("Traceback")


def test_what_a_grader_would_repair_is_said(tmp_path: Path) -> None:
    def rename(cells: list[Any]) -> None:
        stub = next(cell for cell in cells if cell["id"] == "Net")
        stub["id"], stub["metadata"] = "mine", {}
        checks = next(cell for cell in cells if cell["id"] == "test_Net")
        checks["source"] = "assert True"

    found = look_at(changed(tmp_path / "my copy.ipynb", rename), run=False)
    assert found.is_ready
    assert list(found.repairs) == [
        f"The file is not called {LESSON}.ipynb.",
        "The cell of Net is not the one that you were given, or has lost its name.",
        "The check below Net was changed; graders use their own.",
    ]


@pytest.mark.slow
def test_the_cells_run_and_the_releases_checks_decide(tmp_path: Path) -> None:
    """Here with the check of the wrong exercise removed by its student."""

    def cheat(cells: list[Any]) -> None:
        del cells[1 + [cell["id"] for cell in cells].index("test_approximate_function") :]
        stub = next(cell for cell in cells if cell["id"] == "approximate_function")
        stub["source"] = "def approximate_function(x_train, y_train):\n    return 1, 2, 3"
        checks = next(cell for cell in cells if cell["id"] == "test_approximate_function")
        checks["source"] = "pass"

    path = changed(tmp_path / f"{LESSON}.ipynb", cheat)
    done = check(path, "--json")
    found = json.loads(done.stdout)
    said = {each["name"]: each["check"] for each in found["exercises"]}
    assert done.returncode == 1
    assert said["approximate_function"].startswith("AssertionError: y_hat must be")
    assert (found["ready"], found["not_run"]) == (False, "")
    assert json.loads(path.read_text())["cells"], "the student's file stays as it is"


@pytest.mark.slow
def test_a_right_answer_is_ready(tmp_path: Path) -> None:
    path = shutil.copy(case("right", "backpropagation"), tmp_path)
    done = check(path)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    ready = "ready to hand in: backpropagation.ipynb, backpropagation, 3 of 3 exercises filled in"
    assert last.startswith(ready)


def test_without_a_way_to_run_cells_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbclient", None)
    found = look_at(case("right"))
    assert "nbclient is not installed" in found.not_run
    assert "checks not run" in found.last_line


def test_reading_imports_neither_torch_nor_the_engine() -> None:
    text = (
        "import sys; from compneuro.check.findings import look_at; from pathlib import Path; "
        f"look_at(Path({str(case('right'))!r}), run=False); "
        "print(sorted({'torch', 'numpy', 'autograder', 'nbformat'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
