"""Points live in the graders' marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.grading import Rubric, read_rubric
from autograder.grading.verdicts import ExerciseRun, result
from autograder.report import Status

GRADER = '''\
import pytest

pytestmark = [pytest.mark.question("why_two", points=3)]


@pytest.mark.exercise("double", points=1.5)
def test_small(student):
    """Small numbers
    are doubled.

    More words.
    """


@pytest.mark.exercise("double", points=2)
def test_large(student):
    """Large numbers are doubled."""


def helper():
    pass
'''


def rubric(folder: Path, text: str) -> Rubric:
    path = folder / "test_small.py"
    path.write_text(text, encoding="utf-8")
    return read_rubric(path)


def test_points_add_up_and_titles_are_the_first_paragraph(tmp_path: Path) -> None:
    found = rubric(tmp_path, GRADER)
    assert found.points("double") == 3.5
    assert [test.title for test in found.tests] == [
        "Small numbers are doubled.",
        "Large numbers are doubled.",
    ]
    assert found.questions == {"why_two": 3.0}
    assert found.exercises == ("double",)


def test_the_seed_of_a_test_follows_its_own_text_alone(tmp_path: Path) -> None:
    before = rubric(tmp_path, GRADER)
    after = rubric(tmp_path, GRADER.replace("Large numbers", "Huge numbers"))
    assert before.tests[0].seed == after.tests[0].seed
    assert before.tests[1].seed != after.tests[1].seed


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"""Large numbers are doubled."""', "pass", "test_large has no docstring"),
        ('@pytest.mark.exercise("double", points=2)', "", "test_large has no mark"),
        ("points=2", "points=0", "points above 0"),
        ("points=2", "points=TWO", "written as literals"),
        ("points=3", "", "points above 0"),
    ],
)
def test_a_mark_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(CourseError, match=sentence):
        rubric(tmp_path, GRADER.replace(old, new))


def test_a_test_carries_what_it_needs_of_its_file_and_no_more(tmp_path: Path) -> None:
    text = GRADER.replace('"""Large numbers are doubled."""', '"""Large."""\n    helper()')
    small, large = rubric(tmp_path, text).tests
    assert "def helper" in large.text
    assert "def helper" not in small.text
    assert "@pytest.mark.exercise" in small.text


AFTER = GRADER.replace("points=2)", 'points=2, after="test_small")')
THIRD = '''

@pytest.mark.exercise("double", points=1, after="test_large")
def test_matrix(student):
    """Matrices are doubled."""
'''


def test_a_test_waits_for_the_one_it_names_and_for_those_that_this_one_waits_for(
    tmp_path: Path,
) -> None:
    tests = rubric(tmp_path, AFTER + THIRD).tests
    assert [test.after for test in tests] == [(), ("test_small",), ("test_small", "test_large")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('after="test_small"', 'after="test_smal"'),
        ('after="test_small"', 'after="test_large"'),
        ('after="test_small"', "after=3"),
        ('"double", points=1.5', '"triple", points=1.5'),
        ("points=1.5", 'points=1.5, visible="never"'),
    ],
)
def test_a_test_can_wait_only_for_what_stands_above_and_may_be_named(
    tmp_path: Path, old: str, new: str
) -> None:
    with pytest.raises(CourseError, match=r"test_large: after=.* must name a test above it"):
        rubric(tmp_path, AFTER.replace(old, new))


@pytest.mark.parametrize("status", ["failed", "stopped", "passed", "error"])
def test_a_test_is_left_out_if_one_that_it_waits_for_failed(tmp_path: Path, status: Status) -> None:
    small, large, matrix = rubric(tmp_path, AFTER + THIRD).tests
    run = ExerciseRun([result(small, status, "")])
    has_failed = status in ("failed", "stopped")
    assert [run.leaves_out(test, 1.0) for test in (large, matrix)] == [has_failed] * 2
    told = {(test.status, test.points, test.message) for test in run.results[1:]}
    reason = "Not tried, because this does not hold yet: Small numbers are doubled."
    assert told == ({("failed", 0.0, reason)} if has_failed else set())
