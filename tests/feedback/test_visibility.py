"""What is withheld from students until the deadline, or for good, and what is told all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.feedback import visible_to_students, withheld_at
from autograder.grading import read_rubric
from autograder.report import ExerciseResult, Figure, Report, TestResult, Visibility, dumps, loads

DEADLINE = datetime(2030, 1, 31, 22, tzinfo=UTC)
BEFORE, AFTER = DEADLINE - timedelta(seconds=1), DEADLINE + timedelta(seconds=1)
KINDS: tuple[Visibility, ...] = ("always", "after_deadline", "never")

tests = st.builds(
    TestResult,
    name=st.uuids().map(lambda u: f"test_{u.hex}"),
    title=st.uuids().map(lambda u: f"Rule {u.hex} holds."),
    status=st.sampled_from(["passed", "failed", "stopped", "error"]),
    points=st.just(0.0),
    max_points=st.sampled_from([0.5, 1.0, 2.0]),
    message=st.uuids().map(lambda u: f"Message {u.hex}."),
    visible=st.sampled_from(KINDS),
    figure=st.uuids().map(lambda u: Figure(f"{u.hex}.png", f"Caption {u.hex}.")),
).map(lambda t: replace(t, points=t.max_points, message="") if t.status == "passed" else t)


def report(*results: TestResult, hint: str = "") -> Report:
    score, worth = sum(t.points for t in results), sum(t.max_points for t in results)
    exercise = ExerciseResult("double", "partial", score, worth, results, hint)
    return Report("small", "ada", "a.ipynb", "00", score, worth, (exercise,))


def one(visible: Visibility, *, passed: bool = False) -> TestResult:
    points, message = (1.0, "") if passed else (0.0, f"The secret of {visible}.")
    status = "passed" if passed else "failed"
    return TestResult(f"test_{visible}", f"Rule {visible}.", status, points, 1, message, visible)  # type: ignore[arg-type]


@given(st.lists(tests, min_size=1, max_size=6), st.sampled_from([BEFORE, AFTER]))
def test_nothing_of_a_withheld_test_is_told_but_the_sum_of_points(
    results: list[TestResult], moment: datetime
) -> None:
    withheld = withheld_at(DEADLINE, moment)
    found = visible_to_students(report(*results), withheld)
    text = dumps([found])
    for test in results:
        parts = [test.title, test.name, test.figure.caption if test.figure else ""]
        for part in filter(None, [*parts, test.message]):
            assert (part in text) == (test.visible not in withheld)
    (exercise,) = found.exercises
    assert sum(t.points for t in exercise.tests) == exercise.score
    assert sum(t.max_points for t in exercise.tests) == exercise.max_score
    assert exercise.score == report(*results).score
    assert loads(text) == [found]


def test_the_deadline_ends_the_waiting_and_nothing_ends_never() -> None:
    full = report(*map(one, KINDS))
    titles = {
        moment: [
            t.title
            for t in visible_to_students(full, withheld_at(DEADLINE, moment)).exercises[0].tests
        ]
        for moment in (BEFORE, DEADLINE, AFTER)
    }
    later, never = "One more test: more is shown after the deadline.", "One more test: not shown."
    assert titles[BEFORE] == titles[DEADLINE] == ["Rule always.", later, never]
    assert titles[AFTER] == ["Rule always.", "Rule after_deadline.", never]


def test_without_a_deadline_the_waiting_does_not_end() -> None:
    assert withheld_at(None, AFTER) == {"after_deadline", "never"}


def test_a_report_without_hidden_tests_is_told_as_it_is() -> None:
    full = report(one("always"), one("always", passed=True), hint="Look at the sum.")
    assert visible_to_students(full, frozenset(KINDS[1:])) == full


@pytest.mark.parametrize(
    ("results", "hint"),
    [
        ((one("never"), one("always", passed=True)), ""),
        ((one("never"), one("always")), "Look at the sum."),
    ],
)
def test_a_hint_is_told_only_where_a_failed_test_is(
    results: tuple[TestResult, ...], hint: str
) -> None:
    found = visible_to_students(report(*results, hint="Look at the sum."), frozenset({"never"}))
    assert found.exercises[0].hint == hint


def test_what_the_notebook_itself_shows_is_never_withheld() -> None:
    hint = "`double` cannot be read."
    results = [replace(one(kind), message=hint) for kind in ("after_deadline", "never")]  # type: ignore[arg-type]
    assert (
        visible_to_students(report(*results, hint=hint), frozenset(KINDS[1:])).exercises[0].hint
        == hint
    )


def test_a_reader_leaves_aside_keys_that_it_does_not_know() -> None:
    full = report(one("always"))
    text = dumps([full]).replace('"lesson":', '"mood": "good", "lesson":')
    assert loads(text.replace('"title":', '"mood": "good", "title":')) == [full]


def test_a_report_of_before_is_still_read() -> None:
    full = report(one("always"))
    lines = dumps([full]).replace('",\n              "visible": "always"', '"')
    text = lines.replace(',\n              "figure": null', "").replace(',\n      "level": 0', "")
    assert "visible" not in text and "figure" not in text and "level" not in text
    assert loads(text) == [full]


def grader_with(tmp_path: Path, mark: str) -> Path:
    path = tmp_path / "test_small.py"
    path.write_text(f'@pytest.mark.exercise("double", {mark})\ndef test_it():\n    """A rule."""\n')
    return path


def test_the_mark_says_when_a_test_is_shown(tmp_path: Path) -> None:
    assert read_rubric(grader_with(tmp_path, "points=1")).tests[0].visible == "always"
    for kind in KINDS:
        path = grader_with(tmp_path, f"points=1, visible={kind!r}")
        assert read_rubric(path).tests[0].visible == kind
    with pytest.raises(CourseError, match="visible='sometimes' is no time to show a test"):
        read_rubric(grader_with(tmp_path, "points=1, visible='sometimes'"))


@pytest.mark.parametrize("value", ["2030-01-31T22:00:00", "tomorrow", "7"])
def test_a_deadline_needs_a_time_and_its_zone(tmp_path: Path, value: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text('load_subconfig("course_config.py")\n')
    config = "c = get_config()\nc.Course.lessons = ['small']\nc.Course.deadlines = {'small': %r}\n"
    (tmp_path / "course_config.py").write_text(config % value)
    with pytest.raises(CourseError, match=r"is no deadline of a lesson; write one like"):
        load_course(tmp_path)
    (tmp_path / "course_config.py").write_text(config % "2030-01-31T23:00:00+01:00")
    assert load_course(tmp_path).deadlines == {"small": DEADLINE}
