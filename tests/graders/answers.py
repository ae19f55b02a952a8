"""Answers to exercises: right ones on file, wrong ones named, and odd ones made up."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.course import load_course
from autograder.grading import Grader, read_rubric
from autograder.notebooks import (
    Attempt,
    Lesson,
    Misconception,
    fill_in,
    read_misconceptions,
    read_solutions,
    read_submission,
)
from autograder.report import ExerciseResult

HERE = Path(__file__).parent
LESSONS = tuple(sorted({path.parent.name for path in HERE.glob("right/*/*.py")}))


@dataclass(frozen=True)
class Answer:
    """Code that defines one exercise of a lesson, and what kind of answer it is."""

    lesson: str
    exercise: str
    name: str
    code: str

    def __str__(self) -> str:
        return f"{self.lesson} {self.exercise}: {self.name}"


def right_answers() -> list[Answer]:
    """Those in `right/<lesson>/<exercise>.py`."""
    return _on_file("right")


@cache
def answers_for_a_card() -> tuple[Answer, ...]:
    """Right answers to the exercises whose hidden tests ask for a device."""
    course = load_course(HERE)
    asking = {
        (lesson, test.exercise)
        for lesson in LESSONS
        for test in read_rubric(course.grader(lesson)).tests
        if re.search(rf"def {test.name}\([^)]*\bdevice\b", test.text)
    }
    return tuple(each for each in right_answers() if (each.lesson, each.exercise) in asking)


def misled_answers() -> list[Answer]:
    """Those in `misled/<lesson>/<exercise>.py`, each named after the misconception behind it."""
    return _on_file("misled")


def forbidden_answers() -> list[Answer]:
    """Those in `forbidden/<lesson>/<exercise>.py`: they let a function of a library do the work."""
    return _on_file("forbidden")


def astray_answers() -> list[Answer]:
    """Those in `astray/<lesson>/<exercise>.py`: wrong, but in no way that has a name."""
    return _on_file("astray")


def real_answers() -> list[Answer]:
    """Those in `real/<lesson>/<exercise>.py`: mistakes of students -> what they must be told."""
    return _on_file("real")


def _on_file(kind: str) -> list[Answer]:
    """Answers that stand one in each cell; imports and helpers stand above the first."""
    found = []
    for path in sorted(HERE.glob(f"{kind}/*/*.py")):
        imports, *cells = re.split(r"^# %% (?=.)", path.read_text(), flags=re.MULTILINE)
        for cell in cells:
            name, code = cell.split("\n", 1)
            found.append(Answer(path.parent.name, path.stem, name, f"{imports}\n{code}"))
    return found


def misconceptions(lesson: str) -> tuple[Misconception, ...]:
    """The lesson's named wrong answers."""
    return read_misconceptions(load_course(HERE).misconceptions(lesson))


def hints(lesson: str, exercise: str) -> dict[str, str]:
    """The hint of each misconception of an exercise, by its name."""
    return {each.name: each.hint for each in misconceptions(lesson) if each.exercise == exercise}


def grade(grader: Grader, answer: Answer, folder: Path) -> ExerciseResult:
    """The verdict on this exercise alone, in a notebook whose other exercises are solved."""
    (result,) = grade_all(grader, [answer], folder)
    return result


def grade_all(grader: Grader, answers: Sequence[Answer], folder: Path) -> list[ExerciseResult]:
    """The verdicts on the exercises that these answer, in a notebook with the others solved."""
    code = {answer.exercise: answer.code for answer in answers}
    path = folder / f"{grader.lesson.name}.ipynb"
    path.write_text(json.dumps(_notebook(grader.lesson, code)), encoding="utf-8")
    submission = read_submission(path, grader.lesson, "ada")
    attempts = {
        name: attempt if name in code else Attempt(problem="left out", attempted=False)
        for name, attempt in submission.attempts.items()
    }
    report = grader.grade(replace(submission, attempts=attempts))
    return [result for result in report.exercises if result.name in code]


def _notebook(lesson: Lesson, code: dict[str, str]) -> dict[str, object]:
    cells = [
        {"cell_type": cell.kind, "id": cell.id, "metadata": {}, "source": cell.source}
        for cell in fill_in(lesson, solutions(lesson.name) | code, {})
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@cache
def solutions(lesson: str) -> dict[str, str]:
    """The lesson's solutions, by exercise."""
    return read_solutions(load_course(HERE).solutions(lesson))[0]
