"""The page on scores is up to date, and scores are in proportion to mistakes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.grading import Grader

from .answers import LESSONS
from .scores import PAGE, lines


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_holds_what_each_misconception_scores(
    lesson: str, grader: Callable[[str], Grader]
) -> None:
    table = "\n".join(lines(grader(lesson)))
    assert table in PAGE.read_text(encoding="utf-8"), "run `python -m tests.graders.scores`"
