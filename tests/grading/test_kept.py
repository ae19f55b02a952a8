"""What misconceptions do is kept beside the hidden tests, and used while it is true."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Course
from autograder.grading import is_kept, kept_text
from autograder.grading.recognition import kept
from autograder.grading.recognition.recogniser import Recogniser, make_recognisers
from autograder.grading.recognition.traces import Trace, Traces, dumps, loads
from autograder.notebooks import Lesson, misconception
from autograder.sandbox import Limits
from autograder.testing import Observation
from tests.notebooks.lessons import SOURCE, parse_lesson

NAME, SOLUTION = "small", "return 2 * x"
MISCONCEPTIONS = """
from autograder.notebooks import misconception

MISCONCEPTIONS = (
    misconception("double", "squared", "Not x * x!", {"2 * x": "x * x"}, {"2 * x": "x ** 2"}),
)
"""


def failed(number: float, text: str = "The sum is not right.") -> Traces:
    return (Trace("failed", text, (Observation((), "", (number,), 1e-4, 1e-5),)), Trace("passed"))


SQUARED = failed(9.0)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """One with a small lesson, and what its misconception does."""
    course = Course(tmp_path)
    files = {
        course.source(NAME): SOURCE,
        course.source(NAME).with_name("data.csv"): "1",
        course.solutions(NAME): SOLUTION,
        course.grader(NAME): "def test(student): ...",
        course.misconceptions(NAME): MISCONCEPTIONS,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write(course, lesson_of(course))
    return course


def lesson_of(course: Course) -> Lesson:
    return parse_lesson(NAME, course.source(NAME).read_text())


def write(course: Course, lesson: Lesson) -> None:
    rows = [("double", "squared", dumps(SQUARED))] * 2
    course.traces(NAME).write_text(kept_text(course, lesson, rows))


def never(exercise: str, code: str) -> Traces:
    raise AssertionError(f"{code} runs")


def recogniser(course: Course, leave: Callable[[str, str], Traces] = never) -> Recogniser:
    solutions = {"double": SOLUTION}
    return make_recognisers(course, lesson_of(course), solutions, ["cpu"], leave)["double"]


def test_a_mistake_is_recognised_by_what_is_kept_and_nothing_runs(course: Course) -> None:
    known = recogniser(course)
    assert known.hint(SQUARED) == "Not x * x!"
    assert known.hint(failed(7.0)) == ""


@given(number=st.floats(-1e6, 1e6), noise=st.floats(-1e-6, 1e-6))
def test_other_processors_round_otherwise_and_give_the_same_hint(
    number: float, noise: float
) -> None:
    [first, *rest] = failed(number)
    text = dumps((first.steady(first), *rest))
    known = [misconception("double", "squared", "Not x * x!", {"2": "x"})]
    here = Recogniser(known, "2", lambda _: (), kept.Kept((text,), is_of_here=True))
    assert here.hint(failed(number * (1 + noise))) == "Not x * x!"
    assert len(text) < len(dumps(failed(0.12345678901234567)))
    assert dumps(loads(text)) == text


def test_with_other_versions_what_is_like_nothing_kept_is_compared_with_what_runs(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "python_version", lambda: "3.99.1")
    assert recogniser(course).hint(SQUARED) == "Not x * x!"
    other = failed(9.0, "TypeError: in the words of 3.99")
    assert recogniser(course, lambda exercise, code: other).hint(other) == "Not x * x!"
    assert is_kept(course, lesson_of(course))


DECIDES: dict[str, Callable[[Course], object]] = {
    "a hidden test": lambda course: course.grader(NAME).write_text("def test(student): 1"),
    "a solution": lambda course: course.solutions(NAME).write_text("return x + x"),
    "a misconception": lambda course: course.misconceptions(NAME).write_text("MISCONCEPTIONS = ()"),
    "data": lambda course: course.source(NAME).with_name("data.csv").write_text("2"),
    "code": lambda course: course.source(NAME).write_text(SOURCE.replace("SCALE = 3", "SCALE = 4")),
}
BREAKS: dict[str, Callable[[str], str]] = {
    "missing": lambda text: "",
    "cut off": lambda text: text[: text.rindex("{")],
    "cut off in a line": lambda text: text[:-9],
    "edited": lambda text: text.replace("9.0", "8.0"),
    "merged": lambda text: f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n",
    "no object": lambda text: "[1]\n",
}


@pytest.mark.parametrize("change", DECIDES)
def test_what_decides_has_changed(course: Course, change: str) -> None:
    DECIDES[change](course)
    assert not is_kept(course, lesson_of(course))
    assert kept.read_kept(course, lesson_of(course), ["cpu"]) == {}
    write(course, lesson_of(course))
    assert is_kept(course, lesson_of(course))


def test_a_limit_decides_and_prose_does_not(course: Course) -> None:
    course.source(NAME).write_text(SOURCE.replace("# # A small lesson", "# # A smaller lesson"))
    assert is_kept(course, lesson_of(course))
    assert not is_kept(replace(course, limits=Limits(call_seconds=9.0)), lesson_of(course))


@pytest.mark.parametrize("damage", BREAKS)
def test_a_broken_file_is_not_used(course: Course, damage: str) -> None:
    path = course.traces(NAME)
    path.write_text(BREAKS[damage](path.read_text()))
    assert not is_kept(course, lesson_of(course))
    assert recogniser(course, lambda exercise, code: SQUARED).hint(SQUARED) == "Not x * x!"


def test_where_there_are_no_misconceptions_nothing_is_to_be_kept(course: Course) -> None:
    course.traces(NAME).unlink()
    course.misconceptions(NAME).unlink()
    assert is_kept(course, lesson_of(course))


def test_a_file_that_does_not_say_its_versions_is_of_others(course: Course) -> None:
    path = course.traces(NAME)
    first, _, rest = path.read_text().partition("\n")
    head = json.loads(first)
    del head["made_with"]
    path.write_text(f"{json.dumps(head)}\n{rest}")
    assert not kept.read_kept(course, lesson_of(course), ["cpu"])["double"].is_of_here
