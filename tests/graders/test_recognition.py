"""A mistake is recognised by what it does, however it is written; and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Cache, Grader
from autograder.grading.recognition import traces as marks
from autograder.grading.recognition.recogniser import Recogniser
from autograder.grading.recognition.traces import Trace, Traces
from autograder.notebooks import misconception, read_lesson, read_misconceptions
from autograder.sandbox import Sandbox
from autograder.testing import Observation, observed
from tests.testing.test_expect import tensors

from .answers import LESSONS, Answer, astray_answers, grade, hints, misled_answers

GraderOf = Callable[[str], Grader]
PASSED = Trace("passed")


def failed(number: float | None, text: str = "The sum is not right.") -> Trace:
    return Trace("failed", text, (Observation((), "", (number,), 1e-4, 1e-5),))


def recogniser(traces: dict[str, Traces]) -> Recogniser:
    """One that knows misconceptions by these names, which leave these traces."""
    known = [misconception("double", name, f"{name}!", {"2 * x": name}) for name in traces]
    return Recogniser(known, "2 * x", traces.__getitem__)


@pytest.mark.parametrize("lesson", LESSONS)
def test_misconceptions_lose_points_and_can_be_told_apart(lesson: str, grader: GraderOf) -> None:
    for known in grader(lesson).recognisers.values():
        assert list(known.problems()) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_kept_of_misconceptions_is_what_they_do(
    lesson: str, course: Course, grader: GraderOf
) -> None:
    found = [row for each in grader(lesson).recognisers.values() for row in each.rows()]
    _, *lines = course.traces(lesson).read_text(encoding="utf-8").splitlines()
    kept = [json.loads(line) for line in lines]
    assert [(e["exercise"], e["misconception"]) for e in kept] == [row[:2] for row in found]
    for entry, (_, name, text) in zip(kept, found, strict=True):
        here, there = marks.loads(text), marks.loads(json.dumps(entry["traces"]))
        assert marks.are_like(here, there), f"{name}: run `course build {lesson}`"


def test_every_misconception_is_on_file_in_other_words() -> None:
    written = {(answer.lesson, answer.exercise, answer.name) for answer in misled_answers()}
    exercises = {(lesson, exercise) for lesson, exercise, _ in written}
    named = {(*where, name) for where in exercises for name in hints(*where)}
    assert written == named


@pytest.mark.slow
@pytest.mark.parametrize("answer", astray_answers(), ids=str)
def test_of_other_mistakes_and_of_two_at_once_nothing_untrue_is_said(
    answer: Answer, grader: GraderOf, tmp_path: Path
) -> None:
    result = grade(grader(answer.lesson), answer, tmp_path)
    assert result.status in ("partial", "failed")
    _, _, also = answer.name.partition(" -> ")  # a misconception that is behind it too
    assert result.hint == hints(answer.lesson, answer.exercise).get(also, "")


def test_a_hint_needs_the_same_verdicts_and_the_same_numbers() -> None:
    known = recogniser({"x * x": (PASSED, failed(9.0)), "x + 2": (failed(5.0), failed(5.0))})
    assert known.hint((PASSED, failed(9.0 + 1e-5))) == "x * x!"
    assert known.hint((PASSED, failed(9.1))) == ""
    assert known.hint((failed(9.0), failed(9.0))) == ""
    assert known.hint((PASSED, failed(9.0, "The sum holds NaN or infinity."))) == ""
    assert known.hint((PASSED, PASSED)) == ""


def test_numbers_that_chance_decides_are_no_trait() -> None:
    steady = marks.steady((failed(1.0), failed(3.0)), (failed(2.0), failed(3.0)))
    assert steady == (failed(None), failed(3.0))
    known = recogniser({"x": steady})
    assert known.hint((failed(7.0), failed(3.0))) == "x!"
    assert known.hint((failed(1.0), failed(4.0))) == ""
    assert marks.steady((PASSED,), (failed(1.0),)) == (Trace(None),)


def test_where_two_misconceptions_do_the_same_neither_is_named() -> None:
    known = recogniser({"x * x": (failed(9.0),), "x ** 2": (failed(9.0),)})
    assert known.hint((failed(9.0),)) == ""
    assert list(known.problems()) == [
        "double: the tests cannot tell the misconceptions 'x * x' and 'x ** 2' apart; keep one of "
        "them, or add an input that does."
    ]


def test_a_misconception_that_is_right_or_gives_no_numbers_is_a_problem() -> None:
    known = recogniser({"x + x": (PASSED,), "x / 0": (failed(float("nan")),)})
    full_marks, no_numbers = known.problems()
    assert full_marks == "double: the misconception 'x + x' gets full marks."
    assert no_numbers.startswith("double: the misconception 'x / 0' gives NaN or infinity")


def test_a_misconception_must_change_what_stands_in_the_solution() -> None:
    with pytest.raises(CourseError, match="changes `3 \\* x`, which is not in the solution"):
        misconception("double", "tripled", "Look.", {"3 * x": "x"}).codes("2 * x")


@pytest.mark.parametrize("text", ["", "MISCONCEPTIONS = 3", "MISCONCEPTIONS = ('double',)"])
def test_a_file_without_misconceptions_says_what_is_missing(text: str, tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_text(text)
    with pytest.raises(CourseError, match=r"must hold MISCONCEPTIONS, a tuple"):
        read_misconceptions(path)
    assert read_misconceptions(tmp_path / "none.py") == ()


@settings(deadline=None)
@given(values=st.lists(st.tuples(tensors(), st.none() | st.just((1e-4, 1e-5))), max_size=5))
def test_whatever_was_looked_at_can_be_kept_and_compared(
    values: list[tuple[torch.Tensor, tuple[float, float] | None]],
) -> None:
    with observed.recording() as seen:
        for value, tolerance in values:
            # A test compares real numbers only.
            observed.record(value, None if value.is_complex() else tolerance)
    traces = (Trace("failed", "It is wrong.", observed.observations(seen)),)
    text = marks.dumps(traces)
    assert marks.dumps(marks.loads(text)) == text
    numbers = [number for look in traces[0].looks for number in look.numbers]
    finite = bool(torch.tensor(numbers).isfinite().all())
    assert recogniser({"x": marks.loads(text)}).hint(traces) == ("x!" if finite else "")


@pytest.mark.slow
def test_traces_of_misconceptions_are_found_out_once(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = read_lesson(course.source("single_neuron"))
    with (
        closing(Cache(tmp_path / "kept.db")) as kept,
        Grader(course, lesson, results=kept) as first,
        Grader(course, lesson, results=kept) as again,
    ):
        found = first.recognisers["relu_wedge"].traces
        monkeypatch.delattr(Sandbox, "open")
        assert again.recognisers["relu_wedge"].traces == found
