"""`course propose` from a lesson without hidden tests to a file that an author edits."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import read_rubric
from autograder.proposals import wanting
from autograder.proposals.drafting.writer import Draft
from autograder.proposals.write import marks, module, place
from tests.commands.commands import course

from .small_lesson import LESSON, start

pytestmark = pytest.mark.slow


class Proposed(NamedTuple):
    """What the command said and wrote."""

    course: Course
    done: subprocess.CompletedProcess[str]
    data: dict[str, Any]


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Proposed:
    folder = tmp_path_factory.mktemp("small")
    own = start(folder)
    done = course("propose", LESSON, "--json", "found.json", "--jobs", 1, cwd=folder)
    return Proposed(own, done, json.loads((folder / "found.json").read_text()))


def test_every_mistake_but_a_squeezed_result_is_caught(proposed: Proposed) -> None:
    exercises = proposed.data["exercises"]
    assert all(exercises[name]["tests"] for name in ("scaled", "pick", "Net"))
    assert exercises["Net"]["killed"] > 0.9 and exercises["scaled"]["killed"] > 0.8


def test_an_exercise_that_only_prints_is_named_and_the_others_go_on(proposed: Proposed) -> None:
    assert proposed.done.returncode == 1
    assert "shout gets no proposals: it returns nothing and changes no" in proposed.done.stderr
    assert proposed.data["exercises"]["shout"]["tests"] == {}


def test_an_exercise_that_needs_a_missing_package_is_named(proposed: Proposed) -> None:
    why = (
        "foreign gets no proposals: its solution does not load here: ModuleNotFoundError: No module"
    )
    assert why in proposed.done.stderr


def test_what_no_proposal_catches_is_shown_as_a_diff(proposed: Proposed) -> None:
    assert proposed.data["survivors"]
    for survivor in proposed.data["survivors"]:
        assert survivor["becomes"].splitlines()[-1].strip() in proposed.done.stdout


def test_the_file_is_an_ordinary_grader(proposed: Proposed) -> None:
    rubric = read_rubric(proposed.course.grader(LESSON))
    titles = {test.name: test.title for test in rubric.tests}
    named = [each["tests"] for each in proposed.data["exercises"].values()]
    assert titles == {name: title for tests in named for name, title in tests.items()}
    assert {test.points for test in rubric.tests} == {1.0}


def test_what_an_author_wrote_is_never_overwritten(proposed: Proposed, tmp_path: Path) -> None:
    own = start(tmp_path)
    text = proposed.course.grader(LESSON).read_text()
    own.hidden(LESSON).mkdir(parents=True)
    own.grader(LESSON).write_text(text)
    assert place(own, LESSON) == own.grader(LESSON)  # nobody has edited it
    own.grader(LESSON).write_text(text.replace("points=1", "points=2"))
    beside = place(own, LESSON)
    assert beside.name == f"proposed_{LESSON}.py"
    beside.write_text(text + "\n# mine\n")
    with pytest.raises(CourseError, match="stays as it is"):
        place(own, LESSON)


def test_marks_of_questions_stay_in_the_file_of_the_proposals(tmp_path: Path) -> None:
    own = start(tmp_path)
    own.hidden(LESSON).mkdir(parents=True)
    kept = 'pytestmark = [pytest.mark.question("why", points=3)]\n\n\n# a test that cannot run'
    own.grader(LESSON).write_text(f'"""Hidden tests."""\n\nimport pytest\n\n{kept}\n')
    drafts = [Draft("pick", f"test_{name}", "A rule.", ("assert student",)) for name in "ab"]
    for few in (drafts, drafts[:1]):  # the second time, proposals stand there
        path = place(own, LESSON)
        assert path == own.grader(LESSON)
        path.write_text(module(LESSON, few, marks(path)))
        assert path.read_text().count(kept) == 1
        rubric = read_rubric(path)
        assert (len(rubric.tests), rubric.questions) == (len(few), {"why": 3.0})


def test_exercises_with_few_tests_of_their_own_are_wanting(
    proposed: Proposed, tmp_path: Path
) -> None:
    own = start(tmp_path)
    names = ["scaled", "pick", "Net", "shout", "foreign"]
    assert wanting(own, LESSON) == names
    assert wanting(own, LESSON, ["pick"]) == ["pick"]
    with pytest.raises(CourseError, match="no exercise 'peck'"):
        wanting(own, LESSON, ["peck"])
    rule = '@pytest.mark.exercise("pick", points=1)\ndef test_{}():\n    """A rule."""\n\n'
    own.hidden(LESSON).mkdir(parents=True)
    own.grader(LESSON).write_text("import pytest\n\n" + rule.format("a") + rule.format("b"))
    assert wanting(own, LESSON) == ["scaled", "Net", "shout", "foreign"]


def test_a_lesson_without_solutions_is_one_sentence(tmp_path: Path) -> None:
    own = start(tmp_path)
    own.solutions(LESSON).unlink()
    with pytest.raises(CourseError, match="no solutions"):
        wanting(load_course(tmp_path), LESSON)
