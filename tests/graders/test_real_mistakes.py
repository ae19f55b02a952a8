"""What students got wrong in lessons like these is named by a hint, or a message leads to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader

from .answers import Answer, grade, real_answers

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("answer", real_answers(), ids=str)
def test_a_real_mistake_is_named(
    answer: Answer, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    result = grade(grader(answer.lesson), answer, tmp_path)
    _, _, words = answer.name.partition(" -> ")
    assert words
    assert words in " ".join([result.hint, *(test.message for test in result.tests)])
