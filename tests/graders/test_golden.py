"""Submissions as students hand them in, and the whole report that each must get.

A case is a folder `tests/golden/<lesson>/<name>/` with a notebook and `report.json`. Where the
report is missing, the test writes what the engine says and fails: read it, and keep it if it is
right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import report
from autograder.grading import Grader
from autograder.notebooks import read_submission

HERE = Path(__file__).parents[1] / "golden"
DAILY = ("right", "untouched")  # the others take seconds, with all known mistakes to compare with
CASES = [
    pytest.param(path.parent, marks=() if path.parent.name in DAILY else pytest.mark.slow)
    for path in sorted(HERE.glob("*/*/*.ipynb"))
]


def golden_report(grader: Grader, notebook: Path) -> str:
    """The report on a case without what differs from run to run and from host to host."""
    shown_as = notebook.relative_to(HERE).as_posix()
    submission = read_submission(notebook, grader.lesson, notebook.parent.name, shown_as)
    graded = grader.grade(submission).without_timing()
    assert graded.level == grader.level
    return report.dumps([replace(graded, level=0)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_whole_report_is_as_kept(case: Path, grader: Callable[[str], Grader]) -> None:
    lesson = case.parent.name
    found = golden_report(grader(lesson), case / f"{lesson}.ipynb")
    kept = case / "report.json"
    if not kept.exists():
        kept.write_text(found, encoding="utf-8")
        pytest.fail(f"wrote {kept}: read it, and keep it if it is right")
    assert found == kept.read_text(encoding="utf-8")
