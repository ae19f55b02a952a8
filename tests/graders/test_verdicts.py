"""A right answer is never marked wrong, and a wrong one never right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader

from .answers import (
    LESSONS,
    Answer,
    answers_for_a_card,
    forbidden_answers,
    grade,
    hints,
    misconceptions,
    misled_answers,
    right_answers,
)
from .strays import recorded

pytestmark = pytest.mark.slow

GraderOf = Callable[[str], Grader]


def assert_right(grader: Grader, answer: Answer, folder: Path) -> None:
    """It gets full marks, and no number strays far from the reference."""
    with recorded() as strays:
        result = grade(grader, answer, folder)
    assert [test.message for test in result.tests if test.status != "passed"] == []
    assert result.status == "passed"
    assert result.score == result.max_score
    assert result.hint == ""
    assert max(strays, default=0) < 0.5  # of the tolerance; docs/tolerances.md


# Those for a graphics card are graded in test_on_a_card.py, first of all on the CPU.
@pytest.mark.parametrize(
    "answer", [each for each in right_answers() if each not in answers_for_a_card()], ids=str
)
def test_a_right_answer_gets_full_marks(answer: Answer, grader: GraderOf, tmp_path: Path) -> None:
    assert_right(grader(answer.lesson), answer, tmp_path)


@pytest.mark.parametrize("answer", forbidden_answers(), ids=str)
def test_what_the_text_does_not_allow_gives_no_points(
    answer: Answer, grader: GraderOf, tmp_path: Path
) -> None:
    result = grade(grader(answer.lesson), answer, tmp_path)
    assert result.score == 0
    assert re.search("yourself", result.tests[0].message)


@pytest.mark.parametrize("answer", misled_answers(), ids=str)
def test_a_mistake_loses_points_and_is_recognised_however_it_is_written(
    answer: Answer, grader: GraderOf, tmp_path: Path
) -> None:
    warm = grader(answer.lesson)
    assert warm.recognisers[answer.exercise].traces  # or these answers would be recorded too
    with recorded() as strays:
        result = grade(warm, answer, tmp_path)
    assert result.status in ("partial", "failed")
    widest = max(strays, default=0)
    assert widest < 0.5 or widest > 10, "within reach of a tolerance; see docs/tolerances.md"
    assert result.score < result.max_score
    told = [test.message for test in result.tests if test.status != "passed"]
    assert all(told)
    assert [message for message in told if re.search(r"\d\.\d|\n", message)] == []  # no values
    assert result.hint == hints(answer.lesson, answer.exercise)[answer.name]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_has_eight_right_answers_and_five_misconceptions(
    lesson: str, grader: GraderOf
) -> None:
    right = Counter(answer.exercise for answer in right_answers() if answer.lesson == lesson)
    wrong = Counter(each.exercise for each in misconceptions(lesson))
    exercises = grader(lesson).rubric.exercises
    assert [name for name in exercises if right[name] < 8] == []
    assert [name for name in exercises if wrong[name] < 5] == []
    assert set(right) | set(wrong) == set(exercises)


@pytest.mark.parametrize("lesson", LESSONS)
def test_names_and_hints_of_misconceptions_are_distinct_sentences(lesson: str) -> None:
    found = misconceptions(lesson)
    assert len({(each.exercise, each.name) for each in found}) == len(found)
    assert len({each.hint for each in found}) == len(found)
    assert [each.hint for each in found if not each.hint.endswith((".", "?"))] == []
