"""The solved notebooks, as saved, come out the same when they are executed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import load_course
from tests.browser import CHROMIUM, NOTHING_MOVES, TOO_LONG_TO_RUN
from tests.lessons.comparison import SENSITIVE
from tests.lessons.nbval_closely import run_nbval

COURSE = load_course(Path(__file__).parent)
# The others run in the browser, where tests/browser compares what they give in the same way.
NOT_THERE = TOO_LONG_TO_RUN | NOTHING_MOVES
HERE = [lesson for lesson in COURSE.lessons if not CHROMIUM or lesson in NOT_THERE]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", HERE)
def test_the_saved_outputs_are_what_the_lesson_gives(lesson: str, tmp_path: Path) -> None:
    done = run_nbval(COURSE.solved_notebook(lesson), tmp_path)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.parametrize("phrase", SENSITIVE)
def test_what_is_said_to_be_sensitive_is_still_printed(phrase: str) -> None:
    saved = [COURSE.solved_notebook(lesson).read_text("utf-8") for lesson in COURSE.lessons]
    assert any(phrase in text for text in saved)


def test_the_solved_notebooks_are_small_and_hold_no_film() -> None:
    saved = [COURSE.solved_notebook(lesson).read_bytes() for lesson in COURSE.lessons]
    assert sum(map(len, saved)) < 1_000_000
    assert not any(b"data:video/" in notebook for notebook in saved)
