"""`course audit`: a mistake that the hidden tests let through is shown, and fails the command."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from hypothesis import given, settings

from autograder.authoring import Audit, Tried, audit_page, init_course
from autograder.authoring.audit import run as auditing
from autograder.authoring.audit.mutants import Mutant
from autograder.authoring.audit.run import Fate
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.report import ExerciseResult, TestResult
from tests.markup import Read, harmless, texts

from .commands import LESSON, course

pytestmark = pytest.mark.slow

LET_THROUGH = """
[[equivalent]]
exercise = "double"
was = "y = 2 * x"
becomes = ["y = 2 * x\\nx.add_(1)"]
reason = "Nobody looks at <x> again."
"""


class Audited(NamedTuple):
    """A new course, and what `course audit` said."""

    folder: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    init_course(folder)
    return folder


@pytest.fixture(scope="module")
def strong(new: Path, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    folder = shutil.copytree(new, tmp_path_factory.mktemp("strong") / "course")
    return Audited(folder, course("audit", LESSON, "--jobs", 1, cwd=folder))


@pytest.fixture(scope="module")
def weak(new: Path, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """One whose hidden tests look away from what becomes of the argument."""
    folder = shutil.copytree(new, tmp_path_factory.mktemp("weak") / "course")
    grader = load_course(folder).grader(LESSON)
    text = grader.read_text()
    assert "with student.arguments_unchanged():" in text
    grader.write_text(text.replace("with student.arguments_unchanged():", "if True:"))
    return Audited(folder, course("audit", "--html", "audit.html", "--jobs", 1, cwd=folder))


def declared(audited: Audited, to: Path, text: str) -> Course:
    """A copy of the course, verdicts included, that declares something equivalent."""
    own = load_course(shutil.copytree(audited.folder, to / "course"))
    own.equivalents(LESSON).write_text(text)
    return own


def audit(own: Course, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """What the audit says by the verdicts that are kept; nothing is graded again."""
    monkeypatch.setattr(auditing, "GradingProcess", None)
    made = auditing.make_mutants(own, LESSON)
    return auditing.judge(own, LESSON, made, list(auditing.try_mutants(own, LESSON, made, 1)))


def test_a_new_lesson_catches_every_mistake(strong: Audited) -> None:
    assert strong.done.returncode == 0, strong.done.stdout + strong.done.stderr
    assert "100.0%" in strong.done.stdout


def test_a_survivor_is_shown_and_the_command_fails(weak: Audited) -> None:
    assert weak.done.returncode == 1, weak.done.stderr
    assert f"{LESSON}: double, argument changed in place: survived" in weak.done.stdout
    assert "+ x.add_(1)" in weak.done.stdout
    page = (weak.folder / "audit.html").read_text()
    assert '<span class="in">+    x.add_(1)</span>' in page


def test_the_course_decides_how_many_must_be_caught(
    weak: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = audit(load_course(weak.folder), monkeypatch)
    assert found.count("survived") == 1
    assert found.holds(0.9) and not found.holds(0.95)


def test_a_right_answer_that_is_declared_so_counts_for_nothing(
    weak: Audited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = audit(declared(weak, tmp_path, LET_THROUGH), monkeypatch)
    assert found.count("equivalent") == 1
    assert found.share == 1 and found.holds(1.0)
    assert "Nobody looks at &lt;x&gt; again." in audit_page([found], 1.0)


def test_a_declaration_that_a_test_refutes_fails_the_audit(
    strong: Audited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = audit(declared(strong, tmp_path, LET_THROUGH), monkeypatch)
    assert not found.holds(0.5)
    assert "but test_every_element fails on it; remove the entry" in found.stale[0]


def test_a_declaration_that_no_mutant_fits_fails_the_audit(
    strong: Audited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = audit(declared(strong, tmp_path, LET_THROUGH.replace("2 *", "3 *")), monkeypatch)
    assert not found.holds(0.5)
    assert "no mutant does that; remove the entry" in found.stale[0]


def test_a_hidden_test_that_breaks_on_a_mutant_has_not_caught_it(strong: Audited) -> None:
    own = load_course(strong.folder)
    broken = TestResult("test_same_shape", "The shape stays.", "error", 0, 1)
    verdict = ExerciseResult("double", "error", 0, 1, (broken,))
    found = auditing.judge(own, LESSON, auditing.make_mutants(own, LESSON)[:1], [verdict])
    assert (found.tried[0].fate, found.tried[0].by) == ("fault", "test_same_shape")
    assert not found.holds(0.0)
    assert "test_same_shape" in audit_page([found], 0.0)


def page_with(text: str) -> str:
    """An audit with a mutant of each fate; every text is the same one."""
    mutant = Mutant("double", text, text, text, text)
    tried = tuple(Tried(mutant, fate, text) for fate in get_args(Fate))
    return audit_page([Audit(text, tried, {"double": ""}, (text,))], 0.5)


@settings(deadline=None)
@given(texts.filter(lambda text: len(text.splitlines()) == 1))
def test_no_text_becomes_markup(text: str) -> None:
    assert Read(page_with(text)).tags == Read(page_with(harmless(text))).tags


@pytest.mark.parametrize(
    "text",
    [
        "[[equivalent",
        '[[equivalent]]\nexercise = "double"',
        LET_THROUGH.replace("Nobody looks at <x> again.", " "),
        LET_THROUGH + 'colour = "red"\n',
    ],
)
def test_declarations_that_cannot_be_read_are_one_sentence(
    strong: Audited, tmp_path: Path, text: str
) -> None:
    with pytest.raises(CourseError, match=rf"{LESSON}/equivalents\.toml"):
        auditing.judge(declared(strong, tmp_path, text), LESSON, [], [])
