"""One submission that the engine cannot grade stops no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.batch import boundary
from autograder.feedback import messages
from autograder.grading import Grader

LESSON = "multilayer_perceptrons"
GOLDEN = Path(__file__).parents[1] / "golden" / LESSON
RIGHT, OTHER = (GOLDEN / case / f"{LESSON}.ipynb" for case in ("right", "a_mistake_in_each"))


def fail(*_: object) -> None:
    raise RecursionError("maximum recursion depth exceeded")


@pytest.fixture
def warm(grader: Callable[[str], Grader]) -> Grader:
    return grader(LESSON)


@pytest.mark.parametrize("step", ["read_notebook", "match"])
def test_what_the_engine_raises_is_a_fault_of_that_submission(
    step: str, warm: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(f"autograder.notebooks.submission.{step}", fail)
        submission, report, [fault] = boundary.grade_alone(warm, OTHER, "eve")
    assert {exercise.status for exercise in report.exercises} == {"error"}
    assert {test.message for e in report.exercises for test in e.tests} == {messages.FAULT}
    assert (report.student, report.score, report.max_score) == ("eve", 0, 16)
    assert submission.sha256 == report.sha256 != ""
    assert "submission.py, line " in fault.place
    assert fault.error == "RecursionError: maximum recursion depth exceeded"


def test_the_next_submission_gets_its_report(warm: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("autograder.notebooks.submission.match", fail)
        assert boundary.grade_alone(warm, RIGHT, "eve")[1].has_fault
    _, report, faults = boundary.grade_alone(warm, RIGHT, "ada")
    assert (report.score, faults) == (16, ())
