"""Answers to the lesson's exercises, and their verdicts by the real grader."""

from __future__ import annotations

import json
import re
from pathlib import Path

from autograder.grading import Grader
from autograder.report import ExerciseResult
from autograder.submission import read_submission

LESSON = "artificial_neurons"


def right_answers() -> dict[str, tuple[str, str]]:
    """Exercise and code of those in `right/<exercise>.py`, one in each cell, below its imports."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("right/*.py")):
        imports, *cells = re.split(r"^# %% (?=.)", path.read_text(), flags=re.MULTILINE)
        for cell in cells:
            name, code = cell.split("\n", 1)
            found[f"{path.stem}: {name}"] = (path.stem, f"{imports}\n{code}")
    return found


def grade(grader: Grader, exercise: str, code: str, folder: Path) -> ExerciseResult:
    """The verdict on a notebook in which only this exercise is answered."""
    cells = [
        {
            "cell_type": cell.kind,
            "id": cell.id,
            "metadata": {},
            "source": code if cell.id == exercise else cell.source,
        }
        for cell in grader.lesson.cells
    ]
    path = folder / f"{LESSON}.ipynb"
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
    report = grader.grade(read_submission(path, grader.lesson, "ada"))
    return next(result for result in report.exercises if result.name == exercise)
