"""What is said of a definition that is not run: its signature, and blanks that are left."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.feedback import messages
from autograder.notebooks import read_submission

from .lessons import notebook, small_lesson, write

SIGNATURE = "The signature must stay as it is in the lesson: "


def remark(folder: Path, exercise: str, code: str) -> str:
    lesson = small_lesson()
    path = write(folder, notebook(lesson, **{exercise: code}))
    return read_submission(path, lesson, "ada").attempts[exercise].remark


@pytest.mark.parametrize("head", ["x", "y", "x, z=1", "*numbers", "x, *, by=2", "x, /"])
def test_parameters_that_can_be_handed_over_are_not_mentioned(tmp_path: Path, head: str) -> None:
    assert remark(tmp_path, "double", f"def double({head}):\n    return 2 * x") == ""


@pytest.mark.parametrize("head", ["", "x, z", "z, x", "z, x=1", "x, *, by"])
def test_parameters_that_are_missing_or_stand_elsewhere_are(tmp_path: Path, head: str) -> None:
    told = remark(tmp_path, "double", f"def double({head}):\n    return 2 * x")
    assert told == f"{SIGNATURE}`double(x)`."


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("self, by=1", ""),
        ("self, step=2", ""),
        ("self", f"{SIGNATURE}`up(by)`."),
        ("self, by", f"{SIGNATURE}`up(by)`."),
    ],
)
def test_methods_have_signatures_too(tmp_path: Path, head: str, told: str) -> None:
    code = f"class Counter:\n    def up({head}):\n        return 1"
    assert remark(tmp_path, "Counter", code) == told


@pytest.mark.parametrize("line", ["y = ...", "y = 2 * ...", "return x[0, ...]"])
def test_a_blank_that_is_left_is_mentioned(tmp_path: Path, line: str) -> None:
    told = remark(tmp_path, "double", f"def double(x):\n    {line}\n    return 2 * x")
    assert told == ("" if "x[" in line else messages.BLANK_LEFT)
